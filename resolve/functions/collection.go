package functions

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func collectionFunctions() map[string]bounded {
	anyList := function.Parameter{Name: "list", Type: cty.List(cty.DynamicPseudoType)}
	return map[string]bounded{
		"alltrue":         free(plain(cty.Bool, allTrue, function.Parameter{Name: "list", Type: cty.List(cty.Bool)})),
		"anytrue":         free(plain(cty.Bool, anyTrue, function.Parameter{Name: "list", Type: cty.List(cty.Bool)})),
		"chunklist":       free(stdlib.ChunklistFunc),
		"coalesce":        {coalesceFunction(), mixedLimit},
		"coalescelist":    free(stdlib.CoalesceListFunc),
		"compact":         free(stdlib.CompactFunc),
		"concat":          {stdlib.ConcatFunc, mixedLimit},
		"contains":        free(plain(cty.Bool, contains, value("list"), function.Parameter{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true, AllowDynamicType: true})),
		"distinct":        free(flexible(distinct, anyList)),
		"element":         free(stdlib.ElementFunc),
		"flatten":         free(flexible(flatten, marked(value("list")))),
		"index":           free(plain(cty.Number, index, value("list"), value("value"))),
		"keys":            free(stdlib.KeysFunc),
		"length":          free(lengthFunction()),
		"lookup":          free(lookupFunction()),
		"matchkeys":       free(matchKeysFunction()),
		"merge":           {stdlib.MergeFunc, onlyMaps},
		"one":             free(flexible(one, value("list"))),
		"range":           {stdlib.RangeFunc, rangeLimit},
		"reverse":         free(stdlib.ReverseListFunc),
		"setintersection": {stdlib.SetIntersectionFunc, typedSets},
		"setproduct":      {stdlib.SetProductFunc, setProductLimit},
		"setsubtract":     {stdlib.SetSubtractFunc, typedSets},
		"setunion":        {stdlib.SetUnionFunc, typedSets},
		"slice":           free(stdlib.SliceFunc),
		"sort":            free(stdlib.SortFunc),
		"sum":             free(plain(cty.Number, sum, value("list"))),
		"transpose":       free(plain(cty.Map(cty.List(cty.String)), transpose, function.Parameter{Name: "values", Type: cty.Map(cty.List(cty.String))})),
		"values":          free(stdlib.ValuesFunc),
		"zipmap":          free(stdlib.ZipmapFunc),
	}
}

// mixedLimit bounds functions that look for a common type of all arguments.
func mixedLimit(args []cty.Value) error {
	types := make([]cty.Type, len(args))
	for i, v := range args {
		types[i] = v.Type()
	}
	return checkMixed(cty.Tuple(types))
}

// onlyMaps checks what merge does not where its first argument is null.
func onlyMaps(args []cty.Value) error {
	for i, v := range args {
		if t := v.Type(); t != cty.DynamicPseudoType && !t.IsMapType() && !t.IsObjectType() {
			return refuseArg(i, "a map or object is needed, not %s", friendly(t))
		}
	}
	return nil
}

// typedSets refuses the set of nothing but a null without a type, which can't be
// compared with elements of any other.
func typedSets(args []cty.Value) error {
	for i, v := range args {
		if v.Type().IsSetType() && v.Type().ElementType() == cty.DynamicPseudoType && count(v) > 0 {
			return refuseArg(i, "it has only null in it, which has no type; leave that out")
		}
	}
	return nil
}

func setProductLimit(args []cty.Value) error {
	total := 1
	for i, v := range args {
		if err := checkMixed(v.Type()); err != nil {
			return wrong(i, err)
		}
		total *= count(v)
		if total*len(args) > 10*maxElements || total > maxElements {
			return refuse(tooManyElements)
		}
	}
	return nil
}

// rangeLimit refuses what range itself answers badly. It gives no more than
// 1,024 numbers anyway.
func rangeLimit(args []cty.Value) error {
	for i, v := range args {
		if !v.IsKnown() || v.IsNull() {
			continue
		}
		n := v.AsBigFloat()
		switch {
		case n.IsInf():
			return refuseArg(i, "the number is infinite")
		case i == 2 && n.Sign() == 0:
			return refuseArg(i, "the step must not be 0")
		}
	}
	return nil
}

func allTrue(args []cty.Value) (cty.Value, error) {
	result := cty.True
	for _, v := range args[0].AsValueSlice() {
		switch {
		case v.IsKnown() && (v.IsNull() || v.False()):
			return cty.False, nil
		case !v.IsKnown():
			result = cty.UnknownVal(cty.Bool)
		}
	}
	return result, nil
}

func anyTrue(args []cty.Value) (cty.Value, error) {
	result := cty.False
	for _, v := range args[0].AsValueSlice() {
		switch {
		case v.IsKnown() && !v.IsNull() && v.True():
			return cty.True, nil
		case !v.IsKnown():
			result = cty.UnknownVal(cty.Bool)
		}
	}
	return result, nil
}

// coalesceFunction gives the first argument that is neither null nor "".
func coalesceFunction() function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "vals", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true},
		Type: func(args []cty.Value) (cty.Type, error) {
			types := make([]cty.Type, len(args))
			for i, v := range args {
				types[i] = v.Type()
			}
			if len(types) == 0 {
				return cty.NilType, refuse("at least one argument is needed")
			}
			if t, _ := convert.UnifyUnsafe(types); t != cty.NilType {
				return t, nil
			}
			return cty.NilType, refuse("all arguments must have the same type, or types that convert to one")
		},
		RefineResult: notNull,
		Impl:         coalesce,
	})
}

func coalesce(args []cty.Value, t cty.Type) (cty.Value, error) {
	for i, v := range args {
		v, err := convert.Convert(v, t)
		if err != nil {
			return cty.NilVal, wrong(i, err)
		}
		switch {
		case !v.IsKnown():
			return cty.UnknownVal(t), nil
		case v.IsNull(), t == cty.String && v.AsString() == "":
			continue
		}
		return v, nil
	}
	return cty.NilVal, refuse("all arguments are null or empty; give a last one that is neither")
}

// contains compares without converting: 1 is not "1".
func contains(args []cty.Value) (cty.Value, error) {
	if !isSequence(args[0].Type()) {
		return cty.NilVal, refuseArg(0, "a list or set is needed, not %s", friendly(args[0].Type()))
	}
	result := cty.False
	for it := args[0].ElementIterator(); it.Next(); {
		_, v := it.Element()
		switch same := v.Equals(args[1]); {
		case !same.IsKnown():
			result = cty.UnknownVal(cty.Bool)
		case same.True():
			return cty.True, nil
		}
	}
	return result, nil
}

// distinct compares by hash: comparing each with each takes the square of their
// number.
func distinct(args []cty.Value) (cty.Value, error) {
	list := args[0]
	if !list.IsWhollyKnown() {
		return cty.UnknownVal(list.Type()).RefineNotNull(), nil
	}
	var kept []cty.Value
	seen := members{}
	for _, v := range list.AsValueSlice() {
		if seen.add(v) {
			kept = append(kept, v)
		}
	}
	return listOf(list.Type().ElementType(), kept), nil
}

// members is a set of known values of one type.
type members map[int][]cty.Value

func (m members) has(v cty.Value) bool { return slices.ContainsFunc(m[v.Hash()], v.RawEquals) }

// add reports whether v is new.
func (m members) add(v cty.Value) bool {
	if m.has(v) {
		return false
	}
	hash := v.Hash()
	m[hash] = append(m[hash], v)
	return true
}

// flatten puts the elements of nested lists, sets and tuples in their place.
// The marks of such a list go to the whole result, those of an element stay.
func flatten(args []cty.Value) (cty.Value, error) {
	list, _ := args[0].Unmark()
	if !isSequence(list.Type()) {
		return cty.NilVal, refuseArg(0, "a list or set is needed, not %s", friendly(list.Type()))
	}
	f := flattening{known: true, marks: cty.ValueMarks{}}
	if err := f.take(args[0]); err != nil {
		return cty.NilVal, err
	}
	if !f.known {
		return cty.DynamicVal.WithMarks(f.marks), nil
	}
	return cty.TupleVal(f.values).WithMarks(f.marks), nil
}

func isSequence(t cty.Type) bool { return t.IsListType() || t.IsSetType() || t.IsTupleType() }

type flattening struct {
	values []cty.Value
	marks  cty.ValueMarks
	// known is false when there is a list whose length nobody knows yet.
	known bool
	// visited counts lists and elements.
	visited int
}

func (f *flattening) take(v cty.Value) error {
	plain, marks := v.Unmark()
	f.visited++
	switch {
	case f.visited > 2*maxElements || len(f.values) > maxElements:
		return refuse(tooManyElements)
	case plain.Type() == cty.DynamicPseudoType && !plain.IsNull(), isSequence(plain.Type()) && !plain.IsKnown():
		f.known = false
	case isSequence(plain.Type()) && !plain.IsNull() && !plain.Length().IsKnown():
		f.known = false
	case isSequence(plain.Type()) && !plain.IsNull():
		for it := plain.ElementIterator(); it.Next(); {
			_, e := it.Element()
			if err := f.take(e); err != nil {
				return err
			}
		}
	default:
		f.values = append(f.values, v)
		return nil
	}
	for m := range marks {
		f.marks[m] = struct{}{}
	}
	return nil
}

func index(args []cty.Value) (cty.Value, error) {
	t := args[0].Type()
	if !t.IsListType() && !t.IsTupleType() {
		return cty.NilVal, refuseArg(0, "a list is needed, not %s", friendly(t))
	}
	for i, v := range args[0].AsValueSlice() {
		same, err := stdlib.Equal(v, args[1])
		switch {
		case err != nil:
			return cty.NilVal, err
		case !same.IsKnown():
			return cty.UnknownVal(cty.Number), nil
		case same.True():
			return cty.NumberIntVal(int64(i)), nil
		}
	}
	return cty.NilVal, refuse("the list has no such element; test with contains first")
}

func lengthFunction() function.Function {
	return plain(cty.Number, func(args []cty.Value) (cty.Value, error) {
		v, marks := args[0].Unmark()
		t := v.Type()
		switch {
		case t.IsTupleType():
			return cty.NumberIntVal(int64(t.Length())).WithMarks(marks), nil
		case t.IsObjectType():
			return cty.NumberIntVal(int64(len(t.AttributeTypes()))).WithMarks(marks), nil
		case t == cty.DynamicPseudoType:
			return cty.UnknownVal(cty.Number).WithMarks(marks), nil
		case t == cty.String:
			n, err := stdlib.Strlen(v)
			return n.WithMarks(marks), err
		case t.IsCollectionType():
			return v.Length().WithMarks(marks), nil
		}
		return cty.NilVal, refuseArg(0, "a text, a list, a set, a map or an object has a length, but not %s", friendly(t))
	}, function.Parameter{Name: "value", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true})
}

func one(args []cty.Value) (cty.Value, error) {
	t := args[0].Type()
	if !isSequence(t) {
		return cty.NilVal, refuseArg(0, "a list or set with one element or none is needed, not %s", friendly(t))
	}
	element := cty.DynamicPseudoType
	if t.IsCollectionType() {
		element = t.ElementType()
	}
	if !args[0].Length().IsKnown() {
		return cty.UnknownVal(element), nil
	}
	switch values := args[0].AsValueSlice(); len(values) {
	case 0:
		return cty.NullVal(element), nil
	case 1:
		return values[0], nil
	default:
		return cty.NilVal, refuseArg(0, "it has %d elements, and may have one or none", len(values))
	}
}

func sum(args []cty.Value) (total cty.Value, err error) {
	if !isSequence(args[0].Type()) {
		return cty.NilVal, refuseArg(0, "a list or set of numbers is needed, not %s", friendly(args[0].Type()))
	}
	if !args[0].IsWhollyKnown() {
		return cty.UnknownVal(cty.Number), nil
	}
	values := args[0].AsValueSlice()
	if len(values) == 0 {
		return cty.NilVal, refuseArg(0, "an empty list has no sum")
	}
	total = cty.Zero
	for _, v := range values {
		n, err := convert.Convert(v, cty.Number)
		switch {
		case err != nil || n.IsNull():
			return cty.NilVal, refuseArg(0, "all elements must be numbers")
		case !smallNumber(n):
			return cty.NilVal, refuseArg(0, "a number has more than 1,200 digits")
		case n.AsBigFloat().IsInf():
			return cty.NilVal, refuseArg(0, "an element is infinite")
		}
		total = total.Add(n)
	}
	return total, nil
}

func transpose(args []cty.Value) (cty.Value, error) {
	if !args[0].IsWhollyKnown() {
		return cty.UnknownVal(cty.Map(cty.List(cty.String))), nil
	}
	// A map is walked in the order of its keys, so that the lists are sorted.
	lists := map[string][]cty.Value{}
	total := 0
	for it := args[0].ElementIterator(); it.Next(); {
		key, list := it.Element()
		if list.IsNull() {
			return cty.NilVal, wrongf(0, "the list of %s is null", keyText(key))
		}
		for _, v := range list.AsValueSlice() {
			if v.IsNull() {
				return cty.NilVal, wrongf(0, "the list of %s has a null in it", keyText(key))
			}
			lists[v.AsString()] = append(lists[v.AsString()], key)
			if total++; total > maxElements {
				return cty.NilVal, refuse(tooManyElements)
			}
		}
	}
	if len(lists) == 0 {
		return cty.MapValEmpty(cty.List(cty.String)), nil
	}
	result := make(map[string]cty.Value, len(lists))
	for key, list := range lists {
		result[key] = cty.ListVal(list)
	}
	return cty.MapVal(result), nil
}

func matchKeysFunction() function.Function {
	list := func(name string) function.Parameter {
		return function.Parameter{Name: name, Type: cty.List(cty.DynamicPseudoType)}
	}
	return flexible(matchKeys, list("values"), list("keys"), list("searchset"))
}

func matchKeys(args []cty.Value) (cty.Value, error) {
	values, keys, wanted := args[0], args[1], args[2]
	common, _ := convert.UnifyUnsafe([]cty.Type{keys.Type(), wanted.Type()})
	if common == cty.NilType {
		return cty.NilVal, refuse("the keys and the search set must have the same type")
	}
	if !values.IsWhollyKnown() || !keys.IsWhollyKnown() || !wanted.IsWhollyKnown() {
		return cty.UnknownVal(values.Type()).RefineNotNull(), nil
	}
	if values.LengthInt() != keys.LengthInt() {
		return cty.NilVal, refuse("there are %d values and %d keys; there must be a key for each value", values.LengthInt(), keys.LengthInt())
	}
	var err error
	for _, v := range []*cty.Value{&keys, &wanted} {
		if *v, err = convert.Convert(*v, common); err != nil {
			return cty.NilVal, err
		}
	}
	search := members{}
	for _, v := range wanted.AsValueSlice() {
		search.add(v)
	}
	all := values.AsValueSlice()
	var kept []cty.Value
	for i, key := range keys.AsValueSlice() {
		if search.has(key) {
			kept = append(kept, all[i])
		}
	}
	return listOf(values.Type().ElementType(), kept), nil
}

// lookupFunction takes the marks of the map and of the key to the result, but
// not those of the map's other elements.
func lookupFunction() function.Function {
	return function.New(&function.Spec{
		Params:   []function.Parameter{marked(value("inputMap")), marked(text("key"))},
		VarParam: new(anything("default")),
		Type:     function.StaticReturnType(cty.DynamicPseudoType),
		Impl:     func(args []cty.Value, _ cty.Type) (cty.Value, error) { return lookup(args) },
	})
}

func lookup(args []cty.Value) (cty.Value, error) {
	m, mapMarks := args[0].Unmark()
	k, keyMarks := args[1].Unmark()
	key := k.AsString()
	t := m.Type()
	var found cty.Value
	switch {
	case len(args) > 3:
		return cty.NilVal, refuse("a map, a key and at most one default are taken, but there are %d arguments", len(args))
	case t.IsObjectType() && t.HasAttribute(key):
		found = m.GetAttr(key)
	case t.IsMapType() && m.HasIndex(k).True():
		found = m.Index(k)
	case !t.IsObjectType() && !t.IsMapType():
		return cty.NilVal, refuseArg(0, "a map or object is needed, not %s", friendly(t))
	case len(args) < 3:
		return cty.NilVal, wrongf(1, "there is no element %q, and no default as third argument", key)
	default:
		found = args[2]
	}
	if !t.IsMapType() {
		return found.WithMarks(mapMarks, keyMarks), nil
	}
	found, err := convert.Convert(found, t.ElementType())
	if err != nil {
		return cty.NilVal, refuseArg(2, "the default must have the type of the map's elements, %s", t.ElementType().FriendlyName())
	}
	return found.WithMarks(mapMarks, keyMarks), nil
}
