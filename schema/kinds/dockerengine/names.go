package dockerengine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

var namePattern = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)

// CheckName says what is wrong with the name of a container, network or volume
// (what), in the author's words.
func CheckName(what, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("a %s's name can't be empty; leave the line out to have it named after the resource", what)
	case len(name) == 1:
		return fmt.Errorf("%q is too short for a %s's name; it needs two characters: give it a name = \"…\"", name, what)
	case len(name) > 128:
		return fmt.Errorf("a %s's name of %d characters is too long; the most is 128", what, len(name))
	case !namePattern.MatchString(name):
		return fmt.Errorf("%q can't be a %s's name; it holds letters, digits, _ . and -, and starts with a letter or a digit", name, what)
	}
	return nil
}

// CheckLabel says what is wrong with a label's name, in the author's words.
func CheckLabel(name string) error {
	switch {
	case name == "":
		return errors.New("a label's name can't be empty")
	case strings.ContainsAny(name, "=\x00\r\n\t "):
		return fmt.Errorf("%q can't be a label's name: it holds a space or =; labels are named like com.example.team", name)
	case strings.HasPrefix(name, ownPrefix):
		return fmt.Errorf("the label %q is cw's own: labels that start with %s say whose a resource is; choose another name", name, ownPrefix)
	}
	return nil
}

// CheckLabelMap is the check of an attribute labels, a map of strings.
func CheckLabelMap(v cty.Value) *schema.Problem {
	for it := v.ElementIterator(); it.Next(); {
		name, _ := it.Element()
		if err := CheckLabel(name.AsString()); err != nil {
			return Problem("labels."+name.AsString(), "Invalid label", err)
		}
	}
	return nil
}

// CheckOptions is the check of an attribute with a driver's options, a map of
// strings.
func CheckOptions(attribute string) func(cty.Value) *schema.Problem {
	return func(v cty.Value) *schema.Problem {
		for it := v.ElementIterator(); it.Next(); {
			name, value := it.Element()
			switch {
			case name.AsString() == "":
				return Problem(attribute, "Invalid option", errors.New("an option's name can't be empty"))
			case value.IsKnown() && value.IsNull():
				return Problem(attribute+"."+name.AsString(), "Invalid option", fmt.Errorf("the option %s is null; take it out", name.AsString()))
			}
		}
		return nil
	}
}

// Problem is an error of an author's value as a row reports it.
func Problem(path, summary string, err error) *schema.Problem {
	text := err.Error()
	return &schema.Problem{Path: path, Summary: summary, Detail: strings.ToUpper(text[:1]) + text[1:] + "."}
}
