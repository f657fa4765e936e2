package schema

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// FromProperty converts a Pulumi property to a value of type t. A secret comes
// out marked Sensitive, a computed one unknown, one that does not fit null.
func FromProperty(p resource.PropertyValue, t cty.Type) cty.Value {
	switch {
	case p.IsSecret():
		return FromProperty(p.SecretValue().Element, t).Mark(Sensitive)
	case p.IsOutput() && !p.OutputValue().Known, p.IsComputed():
		return cty.UnknownVal(t)
	case p.IsOutput():
		v := FromProperty(p.OutputValue().Element, t)
		if p.OutputValue().Secret {
			v = v.Mark(Sensitive)
		}
		return v
	}
	v, err := convert.Convert(untyped(p), t)
	if err != nil {
		return cty.NullVal(t)
	}
	return v
}

func untyped(p resource.PropertyValue) cty.Value {
	switch {
	case p.IsSecret():
		return untyped(p.SecretValue().Element).Mark(Sensitive)
	case p.IsComputed(), p.IsOutput():
		return FromProperty(p, cty.DynamicPseudoType)
	case p.IsString():
		return cty.StringVal(p.StringValue())
	case p.IsNumber():
		return cty.NumberFloatVal(p.NumberValue())
	case p.IsBool():
		return cty.BoolVal(p.BoolValue())
	case p.IsArray():
		items := make([]cty.Value, len(p.ArrayValue()))
		for i, item := range p.ArrayValue() {
			items[i] = untyped(item)
		}
		return cty.TupleVal(items)
	case p.IsObject():
		fields := make(map[string]cty.Value, len(p.ObjectValue()))
		for k, v := range p.ObjectValue() {
			fields[string(k)] = untyped(v)
		}
		return cty.ObjectVal(fields)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}
