package functions

import (
	"math/big"

	"github.com/zclconf/go-cty/cty"
)

// What a call may be given and may give. They are far above what a
// configuration needs, and far below what hurts a machine.
const (
	// maxText is the longest text, in bytes.
	maxText = 16 << 20
	// maxElements is the most elements of a collection, and of a decoded
	// document as a whole.
	maxElements = 100_000
	// maxArguments is the most elements of all arguments together.
	maxArguments = 400_000
	// maxSet is the most elements of a set, which is sorted each time that
	// anything walks over it.
	maxSet = 25_000
	// maxMixed is the most elements of different types for which a common type
	// is looked for: that takes the square of their number.
	maxMixed = 5_000
	// maxDepth is how deep a decoded document may be nested.
	maxDepth = 500
	// maxExponent bounds numbers, as a power of two: writing a number out takes
	// the square of its digits. 2^4096 has 1,234 digits.
	maxExponent = 4096
)

// limit refuses a call that would cost too much. It gets the converted
// arguments without their outermost marks; any may be unknown or null.
type limit func(args []cty.Value) error

const tooLongText = "the text would be longer than 16 MiB; build it from smaller parts"

const tooManyElements = "there would be more than 100,000 elements; work with fewer"

// checkArguments bounds what any function is given.
func checkArguments(args []cty.Value) error {
	total := 0
	for i, v := range args {
		v, _ := v.Unmark()
		if s, ok := textOf(v); ok && len(s) > maxText {
			return refuseArg(i, "the text is longer than 16 MiB")
		}
		if !smallNumber(v) {
			return refuseArg(i, "the number has more than 1,200 digits")
		}
		if err := checkCount(v); err != nil {
			return wrong(i, err)
		}
		total += count(v)
	}
	if total > maxArguments {
		return refuse("the arguments have more than 400,000 elements together; work with fewer")
	}
	return nil
}

// checkResult bounds what any function gives, so that no sequence of calls
// grows without end.
func checkResult(v cty.Value) error {
	v, _ = v.Unmark()
	s, _ := textOf(v)
	switch {
	case len(s) > maxText:
		return refuse(tooLongText)
	case !smallNumber(v):
		return refuse("the result has more than 1,200 digits")
	}
	return checkCount(v)
}

func checkCount(v cty.Value) error {
	v, _ = v.Unmark()
	n := count(v)
	switch {
	case n > maxElements:
		return refuse(tooManyElements)
	case n > maxSet && v.Type().IsSetType():
		return refuse("a set would have more than 25,000 elements; use a list, or a map by a key")
	}
	return nil
}

// textOf is a string's text; false for anything else, unknown or null.
func textOf(v cty.Value) (string, bool) {
	if v.Type() != cty.String || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}

// wholeOf is a number's whole value where it has one that fits.
func wholeOf(v cty.Value) (int, bool) {
	if v.Type() != cty.Number || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return 0, false
	}
	n, accuracy := v.AsBigFloat().Int64()
	return int(n), accuracy == big.Exact
}

// count is the number of elements of a collection, 0 for anything else.
func count(v cty.Value) int {
	t := v.Type()
	switch {
	case t.IsTupleType():
		return len(t.TupleElementTypes())
	case t.IsObjectType():
		return len(t.AttributeTypes())
	case !t.IsCollectionType() || v.IsMarked() || !v.IsKnown() || v.IsNull():
		return 0
	}
	return v.LengthInt()
}

// elements are those of a known list, set or tuple, else nil.
func elements(v cty.Value) []cty.Value {
	t := v.Type()
	sequence := t.IsListType() || t.IsSetType() || t.IsTupleType()
	if !sequence || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return nil
	}
	return v.AsValueSlice()
}

// smallNumber reports whether v, if it is a number, can be written out.
func smallNumber(v cty.Value) bool {
	if v.Type() != cty.Number || v.IsMarked() || !v.IsKnown() || v.IsNull() {
		return true
	}
	n := v.AsBigFloat()
	if n.IsInf() {
		return true
	}
	exponent := n.MantExp(nil)
	return exponent <= maxExponent && exponent >= -maxExponent
}

// checkMixed refuses a tuple or object so big and so mixed that the search for
// a type that all its elements can have would take long.
func checkMixed(t cty.Type) error {
	mixed := false
	switch {
	case t.IsTupleType() && t.Length() > maxMixed:
		types := t.TupleElementTypes()
		for _, e := range types[1:] {
			mixed = mixed || !e.Equals(types[0])
		}
	case t.IsObjectType() && len(t.AttributeTypes()) > maxMixed:
		var first cty.Type
		for _, e := range t.AttributeTypes() {
			if first == cty.NilType {
				first = e
			}
			mixed = mixed || !e.Equals(first)
		}
	}
	if mixed {
		return refuse("more than 5,000 elements of different types have no common type that could be found in time; give all the same type")
	}
	return nil
}

// checkNested bounds the elements of the collections in a collection.
func checkNested(v cty.Value) error {
	v, _ = v.Unmark()
	t := v.Type()
	if !(t.IsCollectionType() || t.IsTupleType() || t.IsObjectType()) || !v.IsKnown() || v.IsNull() {
		return nil
	}
	total := 0
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		e, _ = e.Unmark()
		if total += count(e); total > maxArguments {
			return refuse("it has more than 400,000 elements; work with fewer")
		}
	}
	return nil
}

// size adds up about how long a value is as text, nested values included, and
// stops when the sum or the number of values passes the limits. A value that
// holds the same part many times counts it as often, as writing it would.
type size struct{ bytes, values int }

func (s *size) full() bool { return s.bytes > maxText || s.values > 10*maxElements }

func (s *size) add(v cty.Value) {
	v, _ = v.Unmark()
	s.values++
	s.bytes += 2
	if text, ok := textOf(v); ok {
		s.bytes += len(text)
		return
	}
	t := v.Type()
	switch {
	case !v.IsKnown() || v.IsNull():
	case t == cty.Number:
		s.bytes += digits(v.AsBigFloat())
	case t.IsCollectionType() || t.IsTupleType() || t.IsObjectType():
		for it := v.ElementIterator(); it.Next() && !s.full(); {
			k, e := it.Element()
			if key, ok := textOf(k); ok {
				s.bytes += len(key) + 2
			}
			s.add(e)
		}
	}
}

func digits(n *big.Float) int {
	exponent := n.MantExp(nil)
	if exponent < 0 {
		exponent = -exponent
	}
	return exponent/3 + int(n.MinPrec())/3 + 1
}

// writable refuses a value that is too long as text.
func writable(args []cty.Value) error {
	var s size
	for _, v := range args {
		s.add(v)
	}
	if s.full() {
		return refuse(tooLongText)
	}
	return nil
}
