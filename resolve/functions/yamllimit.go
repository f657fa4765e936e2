package functions

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
	"gopkg.in/yaml.v3"
)

// yamlLimit reads the document once without building values, to see how deep
// and how large it is with its aliases written out: a few lines of aliases to
// aliases can stand for billions of values. This first reader bounds its own
// depth, which the decoder does not.
func yamlLimit(args []cty.Value) error {
	s, ok := textOf(args[0])
	if !ok {
		return nil
	}
	if strings.Count(s, "\n")+strings.Count(s, ",")+strings.Count(s, "-")+strings.Count(s, "?")+strings.Count(s, "[") > 10*maxElements {
		return refuse("the document is too large; split it")
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(s), &document); err != nil {
		return err
	}
	m := yamlMeasure{seen: map[*yaml.Node]extent{}}
	e := m.extent(&document)
	return documentLimit(e.depth, e.values)
}

// extent is what stands below a node, aliases written out: how many values, and
// how deep.
type extent struct{ values, depth int }

type yamlMeasure struct{ seen map[*yaml.Node]extent }

// extent stops counting just above the limit. An alias inside of what it stands
// for counts once; the decoder refuses it.
func (m yamlMeasure) extent(n *yaml.Node) extent {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if e, ok := m.seen[n]; ok {
		return e
	}
	m.seen[n] = extent{}
	e := extent{values: 1}
	for _, child := range n.Content {
		below := m.extent(child)
		e.values = min(e.values+below.values, maxElements+1)
		e.depth = max(e.depth, below.depth+1)
	}
	m.seen[n] = e
	return e
}
