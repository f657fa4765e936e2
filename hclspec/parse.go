package hclspec

import (
	"bytes"
	"runtime"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// source is one file on its way from bytes to a syntax tree.
type source struct {
	name string
	read func() ([]byte, error)
	// json says that the text is in the JSON form of the language.
	json bool

	// file is nil if it can't be read; body is empty if its text is no HCL at
	// all.
	file *hcl.File
	body *hclsyntax.Body
	// pieces are what the text was cut into; once joined, where that was right.
	pieces []*piece
	// diags are what keeps the text from being read; all have a Subject.
	diags hcl.Diagnostics
	// shape are those about JSON values that are well written, but nothing that
	// can stand where they do.
	shape hcl.Diagnostics
}

// parse fills in all sources, several at a time.
func parse(sources []*source) {
	for _, s := range sources {
		s.json = IsJSON(s.name)
	}
	parallel(len(sources), func(i int) { sources[i].prepare() })
	var pieces []*piece
	for _, s := range sources {
		pieces = append(pieces, s.pieces...)
	}
	parallel(len(pieces), func(i int) { pieces[i].parse() })
	for _, s := range sources {
		if s.pieces != nil {
			s.join()
		}
	}
}

// parallel calls f for 0…n-1 on all processors and returns when all are done.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}

// prepare reads the text, refuses what would only give nonsense as syntax, and
// cuts the rest into pieces.
func (s *source) prepare() {
	src, err := s.read()
	if err == nil && len(src) > maxFileSize {
		err = errTooLarge
	}
	s.body = emptyBody(s.name)
	if err != nil {
		s.diags = hcl.Diagnostics{unreadable(s.name, err)}
		return
	}
	s.file = &hcl.File{Bytes: src, Body: s.body}
	if s.diags = refuse(s.name, src); s.diags != nil {
		return
	}
	if s.json {
		s.parseJSON(src)
		return
	}
	s.pieces = split(s.name, src, pieceSize)
}

func emptyBody(name string) *hclsyntax.Body {
	return &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: *wholeFile(name), EndRange: *wholeFile(name)}
}

// ParseFile reads a text in the native syntax that is no configuration, such as
// a file of values, with the same limits and the same words about its mistakes.
// The body is never nil.
func ParseFile(name string, src []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	s := &source{name: name, read: func() ([]byte, error) { return src, nil }}
	s.prepare()
	parallel(len(s.pieces), func(i int) { s.pieces[i].parse() })
	if s.pieces != nil {
		s.join()
	}
	return s.body, s.diags
}

// ParseExpression reads one expression in the native syntax, with the same
// limits as a configuration. It is nil if there are errors.
func ParseExpression(name string, src []byte) (hclsyntax.Expression, hcl.Diagnostics) {
	if diags := refuse(name, src); diags != nil {
		return nil, diags
	}
	if found := exceeds(src, lexConfig); found != nil {
		return nil, hcl.Diagnostics{found.diagnose(name, src, hcl.InitialPos)}
	}
	e, diags := hclsyntax.ParseExpression(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, syntaxErrors(diags, src)
	}
	return e, nil
}

// ParseTemplate reads a text with interpolations, within the same limits. It is
// nil if there are errors.
func ParseTemplate(name string, src []byte) (hclsyntax.Expression, hcl.Diagnostics) {
	if found := exceeds(src, lexTemplate); found != nil {
		return nil, hcl.Diagnostics{found.diagnose(name, src, hcl.InitialPos)}
	}
	return hclsyntax.ParseTemplate(src, name, hcl.InitialPos)
}

// join puts the pieces together. Up to the first piece with an error, pieces
// mean what they mean in the whole; from there on they might have been cut
// inside of something, so the rest is parsed in one go.
func (s *source) join() {
	for i, p := range s.pieces {
		if !p.clean() && i < len(s.pieces)-1 {
			p.src = s.file.Bytes[p.start.Byte:]
			p.parse()
			s.pieces = s.pieces[:i+1]
			break
		}
	}
	s.body = joinBodies(s.pieces)
	s.file.Body = s.body
	s.diags = syntaxErrors(s.pieces[len(s.pieces)-1].diags, s.file.Bytes)
}

func joinBodies(pieces []*piece) *hclsyntax.Body {
	last := pieces[len(pieces)-1].body
	if len(pieces) == 1 {
		return last
	}
	n := 0
	for _, p := range pieces {
		n += len(p.body.Blocks)
	}
	blocks := make(hclsyntax.Blocks, 0, n)
	for _, p := range pieces {
		blocks = append(blocks, p.body.Blocks...)
	}
	return &hclsyntax.Body{
		Attributes: last.Attributes,
		Blocks:     blocks,
		SrcRange:   hcl.RangeBetween(pieces[0].body.SrcRange, last.SrcRange),
		EndRange:   last.EndRange,
	}
}

// trusted keeps, of the diagnostics of decoding, those about blocks that ended
// before the first syntax error: after it blocks may be incomplete only because
// the parser skipped something, and one mistake is to give one error.
func (s *source) trusted(decoded hcl.Diagnostics) hcl.Diagnostics {
	decoded = append(decoded, s.shape...)
	if len(decoded) > maxErrors {
		decoded = inOrder(decoded)[:maxErrors]
	}
	if len(s.diags) == 0 {
		return decoded
	}
	limit := s.diags[0].Subject.Start.Byte
	for _, b := range s.body.Blocks {
		if r := b.Range(); r.ContainsOffset(limit) || s.json && r.End.Byte == limit {
			limit = b.TypeRange.Start.Byte
			break
		}
	}
	var kept hcl.Diagnostics
	for _, d := range decoded {
		if d.Subject.Start.Byte < limit {
			kept = append(kept, d)
		}
	}
	return kept
}

// refuse says what keeps a text from being HCL at all, or nil.
func refuse(name string, src []byte) hcl.Diagnostics {
	if !utf8.Valid(src) {
		return hcl.Diagnostics{notUTF8(name, src)}
	}
	if len(src) > maxFileWords && words(src) > maxFileWords {
		return hcl.Diagnostics{tooManyWords().diagnose(name, src, hcl.InitialPos)}
	}
	return conflicts(name, src)
}

func notUTF8(name string, src []byte) *hcl.Diagnostic {
	detail := "This byte (0x%x) is no UTF-8 text. Save the file with UTF-8 encoding."
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		detail = "The file begins with the bytes of UTF-16 (0x%x …). Save it with UTF-8 encoding."
	}
	at := 0
	for at < len(src) {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return diag.New("CW0002", pointAt(name, src, at, at+1), "Unreadable file", detail, src[at])
}

// pointAt gives the range of the bytes from start to end, which must be on one
// line.
func pointAt(name string, src []byte, start, end int) *hcl.Range {
	line := bytes.Count(src[:start], []byte("\n")) + 1
	lineStart := bytes.LastIndexByte(src[:start], '\n') + 1
	column := utf8.RuneCount(src[lineStart:start]) + 1
	return &hcl.Range{
		Filename: name,
		Start:    hcl.Pos{Line: line, Column: column, Byte: start},
		End:      hcl.Pos{Line: line, Column: column + utf8.RuneCount(src[start:end]), Byte: end},
	}
}
