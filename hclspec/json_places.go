package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// places tells the line and column of any byte of a text, columns in
// characters. It is quick for lines of any length, since a generator may write
// all into one.
type places struct {
	name string
	src  []byte
	// lines has where each line begins.
	lines []int
	// characters has how many begin before every stride-th byte.
	characters []int32
}

const stride = 64

func newPlaces(name string, src []byte) *places {
	p := &places{name: name, src: src, lines: []int{0}, characters: make([]int32, 0, len(src)/stride+1)}
	count := int32(0)
	for i, c := range src {
		if i%stride == 0 {
			p.characters = append(p.characters, count)
		}
		if c&0xc0 != 0x80 {
			count++
		}
		if c == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	p.characters = append(p.characters, count)
	return p
}

// before gives how many characters begin before a byte.
func (p *places) before(offset int) int {
	i := offset / stride
	n := int(p.characters[i])
	for _, c := range p.src[i*stride : offset] {
		if c&0xc0 != 0x80 {
			n++
		}
	}
	return n
}

func (p *places) pos(offset int) hcl.Pos {
	offset = min(max(offset, 0), len(p.src))
	line, found := slices.BinarySearch(p.lines, offset)
	if !found {
		line--
	}
	return hcl.Pos{Line: line + 1, Column: p.before(offset) - p.before(p.lines[line]) + 1, Byte: offset}
}

// at gives the range of the bytes from start to end.
func (p *places) at(start, end int) hcl.Range {
	return hcl.Range{Filename: p.name, Start: p.pos(start), End: p.pos(max(start, end))}
}
