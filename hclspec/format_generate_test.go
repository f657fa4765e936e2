package hclspec

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generateHCL writes n random arguments and blocks without syntax errors, with
// spaces, line breaks and comments in all places where they may be. The same
// seed gives the same text. It leaves out what exceptions.txtar has.
func generateHCL(seed uint64, n int) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1))}
	var text strings.Builder
	for n > 0 {
		g.text.Reset()
		g.item(3)
		// The grammar here is a little larger than HCL's.
		if item := g.text.String(); parses([]byte(item)) {
			text.WriteString(item)
			n--
		}
	}
	return text.String()
}

type generator struct {
	r     *rand.Rand
	text  strings.Builder
	names int
}

func (g *generator) write(s string) { g.text.WriteString(s) }

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// space writes what may stand between any two tokens of a line.
func (g *generator) space() {
	g.write(g.pick("", "", "", " ", " ", "  ", "\t", "     "))
	if g.chance(2) {
		g.write(g.pick("/* c */", " /**/ ", "/* ä\tö */  "))
	}
}

// wrap writes what may stand between any two tokens in brackets.
func (g *generator) wrap() {
	g.space()
	for g.chance(20) {
		g.newline()
		g.space()
	}
}

func (g *generator) newline() {
	g.write(g.pick("\n", "\n", "\n", "  \n", "# c\n", " // c  \n", "\t\n", "\r\n", "/* c\n   d */\n"))
}

func (g *generator) name() string {
	g.names++
	return fmt.Sprintf("%s%d", g.pick("a", "name", "a-long_name_", "é", "type", "_"), g.names)
}

// item writes an argument, a block, or what stands between them.
func (g *generator) item(depth int) {
	g.space()
	switch k := g.r.IntN(10); {
	case k < 5:
		g.argument(depth)
		g.space()
		g.newline()
	case k < 8 && depth > 0:
		g.block(depth - 1)
		g.space()
		g.newline()
	default:
		g.newline()
	}
}

func (g *generator) argument(depth int) {
	g.write(g.name())
	g.space()
	g.write("=")
	g.space()
	switch {
	case g.chance(10):
		g.heredoc(depth)
	case g.chance(10):
		g.wrapped(depth)
	default:
		g.expression(depth, g.space)
	}
}

// wrapped writes "${x}".
func (g *generator) wrapped(depth int) {
	g.write(g.pick(`"${`, `"${~`))
	for g.chance(20) {
		g.write(g.pick(" ", "\n"))
	}
	g.operand(min(depth, 1), g.space)
	g.write(g.pick("}", "~}", " }", "\n}") + `"`)
}

func (g *generator) block(depth int) {
	kind := g.pick("resource", "variable", "b", "dynamic")
	g.write(kind)
	g.gap()
	for range g.r.IntN(3) {
		g.write(g.pick("x", `"x y"`, `"x"`, `"ä\t"`, "ident-ifier", `""`, `"\u00e9"`) + g.pick(" ", "  "))
	}
	switch {
	case g.chance(15):
		g.write("{" + g.pick("", " ", "  ") + "}")
	case g.chance(20):
		g.write("{")
		g.space()
		g.write(g.name() + g.pick("=", " =", "  = "))
		g.expression(min(depth, 1), g.space)
		g.space()
		g.write("}")
	default:
		g.write("{")
		g.space()
		g.newline()
		g.variable(kind)
		for range g.r.IntN(5) {
			g.item(depth)
		}
		g.write("}")
	}
}

// gap writes a space that has to be there, without a comment, which labels must
// not have here.
func (g *generator) gap() { g.write(g.pick(" ", "  ", "\t")) }

func (g *generator) variable(kind string) {
	if kind == "variable" {
		g.write("type" + g.pick("=", " =  ") +
			g.pick("list", "map", "set", `"list"`, `"map"`, `"string"`, `"set"`, "string", "list( string )", `"${string}"`, "object({a=string,b=optional(number,1)})") + "\n")
	}
}

// heredoc writes a text up to, and without, the end of its last line.
func (g *generator) heredoc(depth int) {
	flush := g.pick("", "-")
	g.write("<<" + flush + "EOT\n")
	for range g.r.IntN(4) {
		g.write(g.pick("", "  ", "\t"))
		g.template(depth, `"`, `\`)
		g.write("\n")
	}
	if flush != "" {
		g.write(g.pick("", "  ", "\t"))
	}
	g.write("EOT")
}

// template writes texts and the parts of templates between them.
func (g *generator) template(depth int, literals ...string) {
	for range g.r.IntN(4) {
		switch k := g.r.IntN(10); {
		case k < 5 || depth <= 0:
			g.write(g.pick(append(literals, "some text", "  ", " = {", "$${", "%%{", "ä🙂", "# c", "// c", "$", "50%")...))
			g.write(" ")
		case k < 8:
			g.write(g.pick("${", "${~", "${ "))
			g.expression(depth-1, g.wrap)
			g.space()
			g.write(g.pick("}", "~}"))
		default:
			g.write(g.pick("%{if ", "%{ if ", "%{~ if  "))
			g.expression(depth-1, g.space)
			g.write(g.pick("}a%{else}b%{endif}", " ~}a%{ endif ~}", "}%{  endif  }"))
		}
	}
}

// expression writes one with operators; space writes what may stand between its
// tokens.
func (g *generator) expression(depth int, space func()) {
	g.operand(depth, space)
	for depth > 0 && g.chance(25) {
		space()
		g.write(g.pick("+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"))
		g.write(" ")
		space()
		g.operand(depth-1, space)
	}
	if depth > 0 && g.chance(10) {
		space()
		g.write("?")
		space()
		g.expression(depth-1, space)
		space()
		g.write(" :")
		space()
		g.operand(depth-1, space)
	}
}

func (g *generator) operand(depth int, space func()) {
	if g.chance(10) {
		g.write(g.pick("-", "!", "- ", "! ", "!!", "- -"))
		space()
	}
	if depth <= 0 {
		g.write(g.pick("1", "1.5", "1e3", `"text"`, "true", "null", "x", "ä-b", `""`))
		return
	}
	switch g.r.IntN(10) {
	case 0:
		g.write(`"`)
		g.template(depth-1, `\"`, `\\`)
		g.write(`"`)
	case 1:
		g.list("[", "]", depth)
	case 2:
		g.object(depth)
	case 3:
		g.write(g.pick("f", "provider::x::f", "ns :: f"))
		space()
		g.list("(", ")", depth)
	case 4:
		g.write("(")
		g.wrap()
		g.expression(depth-1, g.wrap)
		g.wrap()
		g.write(")")
	case 5:
		g.loop(depth)
	default:
		g.traversal(depth, space)
	}
}

func (g *generator) traversal(depth int, space func()) {
	g.write(g.pick("x", "local", "var", "in"))
	for range g.r.IntN(4) {
		switch g.r.IntN(6) {
		case 0:
			g.write("[")
			g.wrap()
			g.index(depth)
			g.wrap()
			g.write("]")
		case 1:
			g.write(g.pick("[*]", ".*", "[ * ]", " [*]"))
		case 2:
			space()
			g.write(".0.b")
		default:
			space()
			g.write(g.pick(".a", ". a", ".name-1"))
		}
	}
}

// index writes anything but x[true] and x[null], which the oracle empties.
func (g *generator) index(depth int) {
	if g.chance(50) {
		g.write(g.pick("0", "12", `"a"`, `"a b"`, `""`, "x", "-1"))
		return
	}
	g.write("(")
	g.wrap()
	g.expression(depth-1, g.wrap)
	g.wrap()
	g.write(")")
}

// list writes expressions with commas between them, the last perhaps a heredoc.
func (g *generator) list(open, end string, depth int) {
	g.write(open)
	g.wrap()
	for range g.r.IntN(4) {
		g.expression(depth-1, g.wrap)
		g.wrap()
		g.write(",")
		g.wrap()
	}
	if g.chance(10) {
		g.heredoc(depth - 1)
		g.write("\n")
	} else {
		g.expression(depth-1, g.wrap)
		if open == "(" && g.chance(10) {
			g.write(g.pick("...", " ..."))
		}
	}
	g.wrap()
	g.write(end)
}

func (g *generator) object(depth int) {
	g.write("{")
	g.wrap()
	for range g.r.IntN(4) {
		g.write(g.pick("a", `"a b"`, "(x)", "1", "a-b", "( f( x ) )", "é"))
		g.space()
		g.write(g.pick("=", ":"))
		g.space()
		g.expression(depth-1, g.space)
		g.space()
		if g.chance(40) {
			g.write(",")
			g.wrap()
		} else {
			g.newline()
		}
	}
	g.wrap()
	g.write("}")
}

func (g *generator) loop(depth int) {
	forms := [][2]string{{"[", "]"}, {"{", "}"}}
	form := forms[g.r.IntN(2)]
	g.write(form[0])
	g.wrap()
	g.write("for ")
	g.wrap()
	g.write(g.pick("k, v", "k ,v", "v", "k,  v") + " ")
	g.write("in ")
	g.wrap()
	g.operand(depth-1, g.wrap)
	g.wrap()
	g.write(":")
	g.wrap()
	g.expression(depth-1, g.wrap)
	if form[0] == "{" {
		g.wrap()
		g.write(" =>")
		g.wrap()
		g.expression(depth-1, g.wrap)
		if g.chance(20) {
			g.write(g.pick("...", "  ..."))
		}
	}
	g.wrap()
	if g.chance(30) {
		g.write(" if ")
		g.wrap()
		g.expression(depth-1, g.wrap)
		g.wrap()
	}
	g.write(form[1])
}
