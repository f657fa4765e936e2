package hclspec

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// pieceSize in bytes is where cutting begins to pay: small enough that the
// parser's token buffer stays in the cache and all processors get work.
const pieceSize = 8 << 10

// piece is a run of whole top-level blocks.
//
// The parser spends its time on single tokens, and can begin anywhere if it is
// told the position. So a large file is cut between top-level blocks, and the
// pieces are parsed side by side with ranges as in the whole. Where a cut was
// wrong (inside a heredoc that looks like blocks, say), the piece before it
// lacks an end and gives an error, which makes source.join parse the rest in
// one go.
type piece struct {
	name  string
	src   []byte
	start hcl.Pos

	body  *hclsyntax.Body
	diags hcl.Diagnostics
}

func (p *piece) parse() {
	p.body, p.diags = emptyBody(p.name), nil
	if found := exceeds(p.src, lexConfig); found != nil {
		p.diags = hcl.Diagnostics{found.diagnose(p.name, p.src, p.start)}
		return
	}
	file, diags := hclsyntax.ParseConfig(p.src, p.name, p.start)
	p.body, p.diags = file.Body.(*hclsyntax.Body), diags
}

// clean reports whether the piece is a run of whole blocks and nothing else.
// (Arguments outside of blocks are a mistake that is told from the whole.)
func (p *piece) clean() bool {
	return len(p.diags) == 0 && len(p.body.Attributes) == 0
}

// split cuts a text into pieces of at least size bytes.
func split(name string, src []byte, size int) []*piece {
	var pieces []*piece
	start := hcl.InitialPos
	for {
		p := &piece{name: name, src: src[start.Byte:], start: start}
		pieces = append(pieces, p)
		n := cut(p.src, size)
		if n == len(p.src) {
			return pieces
		}
		p.src = p.src[:n]
		start.Byte += n
		start.Line += bytes.Count(p.src, []byte("\n"))
	}
}

// cut gives the length of the first piece of src: at least size, and up to the
// end of a line with nothing but a closing brace that a block follows.
func cut(src []byte, size int) int {
	for n := size; n < len(src); {
		i := bytes.Index(src[n:], []byte("\n}"))
		if i < 0 {
			break
		}
		n += i + len("\n}")
		rest := bytes.TrimPrefix(src[n:], []byte("\r"))
		if len(rest) > 0 && rest[0] == '\n' && beginsBlock(rest[1:]) {
			return len(src) - len(rest) + 1
		}
	}
	return len(src)
}

// beginsBlock reports whether the first line that is neither blank nor a
// comment begins with the name of a top-level block.
func beginsBlock(src []byte) bool {
	for len(src) > 0 {
		line, rest, _ := bytes.Cut(src, []byte("\n"))
		text := bytes.TrimRight(line, " \t\r")
		if len(text) > 0 && text[0] != '#' && !bytes.HasPrefix(text, []byte("//")) {
			word, _, _ := bytes.Cut(text, []byte(" "))
			return rootBlocks[string(word)]
		}
		src = rest
	}
	return false
}
