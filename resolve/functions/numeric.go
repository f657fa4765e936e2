package functions

import (
	"math"
	"math/big"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func numericFunctions() map[string]bounded {
	return map[string]bounded{
		"abs": free(stdlib.AbsoluteFunc), "ceil": free(stdlib.CeilFunc), "floor": free(stdlib.FloorFunc),
		"max": free(stdlib.MaxFunc), "min": free(stdlib.MinFunc), "signum": free(stdlib.SignumFunc),
		"log":      free(plain(cty.Number, logarithm, number("num"), number("base"))),
		"pow":      free(plain(cty.Number, power, number("num"), number("power"))),
		"parseint": free(plain(cty.Number, parseInt, value("number"), number("base"))),
	}
}

func logarithm(args []cty.Value) (cty.Value, error) {
	num, base := float(args[0]), float(args[1])
	switch {
	case num <= 0:
		return cty.NilVal, refuseArg(0, "only a number above 0 has a logarithm")
	case base <= 0 || base == 1:
		return cty.NilVal, refuseArg(1, "the base must be above 0 and not 1")
	}
	return finite(math.Log(num) / math.Log(base))
}

func power(args []cty.Value) (cty.Value, error) {
	return finite(math.Pow(float(args[0]), float(args[1])))
}

func float(v cty.Value) float64 {
	f, _ := v.AsBigFloat().Float64()
	return f
}

func finite(f float64) (cty.Value, error) {
	switch {
	case math.IsNaN(f):
		return cty.NilVal, refuse("the result is not a real number")
	case math.IsInf(f, 0):
		return cty.NilVal, refuse("the result is too large; it has more than 308 digits")
	}
	return cty.NumberFloatVal(f), nil
}

// maxDigits bounds parseint, which takes the square of the digits.
const maxDigits = 1024

func parseInt(args []cty.Value) (cty.Value, error) {
	digits, ok := textOf(args[0])
	if !ok {
		return cty.NilVal, refuseArg(0, "a text is needed, such as \"ff\", not %s", friendly(args[0].Type()))
	}
	base, ok := wholeOf(args[1])
	switch {
	case !ok || base < 2 || base > 62:
		return cty.NilVal, refuseArg(1, "the base must be a whole number from 2 to 62")
	case len(digits) > maxDigits:
		return cty.NilVal, refuseArg(0, "the number has more than %d digits", maxDigits)
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return cty.NilVal, wrongf(0, "%q is no whole number in base %d", digits, base)
	}
	return cty.NumberVal(new(big.Float).SetInt(n)), nil
}

// friendly names a type as an author knows it.
func friendly(t cty.Type) string {
	switch {
	case t.IsTupleType():
		return "a list"
	case t == cty.DynamicPseudoType:
		return "a value of unknown type"
	case t.IsObjectType():
		return "an object"
	}
	return "a " + t.FriendlyName()
}
