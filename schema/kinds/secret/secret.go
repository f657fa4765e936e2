// Package secret is the row of the internal resource type secret: a random
// password that is made on this machine and lives in the encrypted state.
//
// No author writes it; a secret handle in the lock file calls for it. Nothing
// outside the state holds it, so that there is nothing to look at or remove.
package secret

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// The defaults; 32 characters of alnum are 190 bits.
const (
	defaultLength  = 32
	defaultCharset = "alnum"
	minLength      = 8
	maxLength      = 1024
)

// Kind is the row.
var Kind = &schema.Kind{
	Name:     schema.SecretType,
	Doc:      "A generated password, kept in the encrypted state.",
	Version:  1,
	Token:    "clockwork:index:Secret",
	Internal: true,
	Attributes: []schema.Attribute{
		{
			Name: "length", Doc: "How many characters it has.", Type: cty.Number, Default: cty.NumberIntVal(defaultLength),
			Replaces: true, Check: checkLength, Example: `64`,
		},
		{
			Name: "charset", Doc: "Which characters it is made of: alnum (letters and digits), hex, lower (lower-case letters and digits) or url (letters, digits, - and _).",
			Type: cty.String, Default: cty.StringVal(defaultCharset),
			Replaces: true, Check: checkCharset, Example: `"hex"`,
		},
	},
	Outputs: []schema.Output{{Name: "value", Doc: "The password.", Type: cty.String, Sensitive: true}},
	Driver:  driver{},
}

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var charsets = map[string]string{
	"alnum": digits + upper + lower,
	"hex":   digits + "abcdef",
	"lower": digits + lower,
	"url":   digits + upper + lower + "-_",
}

func checkLength(v cty.Value) *schema.Problem {
	var n int
	if err := gocty.FromCtyValue(v, &n); err != nil || n < minLength || n > maxLength {
		return &schema.Problem{Path: "length", Summary: "Bad length of a secret", Detail: fmt.Sprintf("A secret has from %d to %d characters.", minLength, maxLength)}
	}
	return nil
}

func checkCharset(v cty.Value) *schema.Problem {
	if charsets[v.AsString()] == "" {
		names := slices.Sorted(maps.Keys(charsets))
		return &schema.Problem{Path: "charset", Summary: "Unknown character set", Detail: fmt.Sprintf("There is no character set %q; there are %s.", v.AsString(), strings.Join(names, ", "))}
	}
	return nil
}

type driver struct{}

// Check fills the defaults.
func (driver) Check(_ context.Context, _ schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	checked := maps.Clone(inputs)
	if _, ok := checked["length"]; !ok {
		checked["length"] = resource.NewNumberProperty(defaultLength)
	}
	if _, ok := checked["charset"]; !ok {
		checked["charset"] = resource.NewStringProperty(defaultCharset)
	}
	var problems []schema.Problem
	if v := checked["length"]; v.IsNumber() {
		problems = appendProblem(problems, checkLength(cty.NumberFloatVal(v.NumberValue())))
	}
	if v := checked["charset"]; v.IsString() {
		problems = appendProblem(problems, checkCharset(cty.StringVal(v.StringValue())))
	}
	return checked, problems
}

func appendProblem(list []schema.Problem, p *schema.Problem) []schema.Problem {
	if p == nil {
		return list
	}
	return append(list, *p)
}

// Create makes the password. The id has nothing to do with it.
func (driver) Create(_ context.Context, _ schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	alphabet := charsets[hostfs.Text(inputs, "charset")]
	length := int(hostfs.Number(inputs, "length", 0))
	if alphabet == "" || length < minLength || length > maxLength {
		return schema.State{}, errors.New("a secret was asked for with a length or character set that it can't have. This is a bug in cw")
	}
	id := make([]byte, 6)
	rand.Read(id) //nolint:errcheck // it ends the process rather than fail
	outputs := maps.Clone(inputs)
	outputs["value"] = resource.NewStringProperty(generate(alphabet, length))
	return schema.State{ID: hex.EncodeToString(id), Inputs: inputs, Outputs: outputs}, nil
}

// generate draws each character with the same chance: a byte beyond the last
// multiple of the alphabet's size is drawn again, since the remainder would
// favour the first characters.
func generate(alphabet string, length int) string {
	limit := 256 - 256%len(alphabet)
	value := make([]byte, 0, length)
	for block := make([]byte, length); len(value) < length; {
		rand.Read(block) //nolint:errcheck // it ends the process rather than fail
		for _, b := range block {
			if int(b) < limit && len(value) < length {
				value = append(value, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(value)
}

// Read has no other place to look at than the state.
func (driver) Read(_ context.Context, _ schema.Call, old schema.State) (schema.State, error) {
	if _, ok := old.Outputs["value"]; !ok {
		return schema.State{}, nil
	}
	return old, nil
}

// Delete has nothing to remove: the state forgets it.
func (driver) Delete(context.Context, schema.Call, schema.State) error { return nil }
