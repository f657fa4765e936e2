package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// convertTo gives v the wanted type, marks kept, or says what is wrong in the
// author's words.
func convertTo(v cty.Value, want cty.Type, at hcl.Range, what string) (cty.Value, *hcl.Diagnostic) {
	got, err := convert.Convert(v, want)
	if err == nil {
		return got, nil
	}
	return cty.UnknownVal(want.WithoutOptionalAttributesDeep()),
		diag.New("CW0301", at.Ptr(), "Wrong type", "%s %s.", what, wrongType(err, want))
}

func wrongType(err error, want cty.Type) string {
	text := "must be " + typeName(want)
	if path, ok := err.(cty.PathError); ok && len(path.Path) > 0 {
		text += ", but is not at " + pathText(path.Path) + ": " + path.Error()
	} else if strings.HasPrefix(err.Error(), "attribute ") {
		text += ": " + strings.Replace(err.Error(), "attribute", "the attribute", 1)
	}
	return text
}

func pathText(p cty.Path) string {
	var text strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case cty.GetAttrStep:
			text.WriteString("." + step.Name)
		case cty.IndexStep:
			key, _ := step.Key.Unmark()
			if key.Type() == cty.String {
				fmt.Fprintf(&text, "[%q]", key.AsString())
			} else {
				fmt.Fprintf(&text, "[%s]", key.AsBigFloat().Text('f', -1))
			}
		}
	}
	return strings.TrimPrefix(text.String(), ".")
}

// typeName says a type as an author thinks of it.
func typeName(t cty.Type) string {
	switch {
	case t == cty.String:
		return "a text"
	case t == cty.Number:
		return "a number"
	case t == cty.Bool:
		return "true or false"
	case t.IsListType(), t.IsSetType():
		return "a list, each item " + typeName(t.ElementType())
	case t.IsMapType():
		return "a map { NAME = VALUE }, each value " + typeName(t.ElementType())
	case t.IsObjectType():
		return "an object { " + strings.Join(sortedKeys(t.AttributeTypes()), ", ") + " }"
	case t.IsTupleType():
		return "a list"
	}
	return "a value"
}
