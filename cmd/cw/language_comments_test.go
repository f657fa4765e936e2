package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// The comments that a case consists of; README.md of the cases explains them.
var (
	valueBeside = regexp.MustCompile(`[ ]*#= .*$`)
	valueBelow  = regexp.MustCompile(`^\s*#= `)
	marker      = regexp.MustCompile(`^\s*#\s*\^*…?\s+(warning )?CW\d{4} `)
	furtherLine = regexp.MustCompile(`^\s*#\s+\| `)
	placeless   = regexp.MustCompile(`^\s*# ! `)
	attribute   = regexp.MustCompile(`^(\s*#: )([a-z0-9_]+)`)
	question    = regexp.MustCompile(`^(\s*#> )(.+)$`)
)

// remark is a comment on a line.
type remark struct {
	// beside it, or below it.
	beside bool
	text   string
}

// remarks are comments by file and line, and what stands at a file's end.
type remarks struct {
	lines map[string]map[int][]remark
	ends  map[string][]string
}

func (r *remarks) add(file string, line int, m remark) {
	if r.lines[file] == nil {
		r.lines[file] = map[int][]remark{}
	}
	r.lines[file][line] = append(r.lines[file][line], m)
}

// annotate gives the files with the comments that they should have.
func annotate(t *testing.T, m *meaning, files map[string]string) map[string]string {
	t.Helper()
	r := &remarks{lines: map[string]map[int][]remark{}, ends: map[string][]string{}}
	a := &annotator{t: t, m: m, files: files, remarks: r, covered: map[string]map[int]bool{}}
	for name, text := range files {
		a.covered[name] = linesInTexts(name, text)
	}
	a.diagnostics()
	if !m.diags.HasErrors() {
		a.values()
	}
	out := make(map[string]string, len(files))
	for name, text := range files {
		out[name] = text
		if strings.HasSuffix(name, hclspec.Suffix) || name == answersFile {
			out[name] = a.rebuild(name, text)
		}
	}
	return out
}

type annotator struct {
	t *testing.T
	m *meaning
	// files have the comments of before; covered are lines below which no
	// comment can stand, since they are part of a heredoc.
	files   map[string]string
	covered map[string]map[int]bool
	remarks *remarks
}

// rebuild replaces a file's comments.
func (a *annotator) rebuild(name, text string) string {
	var out []string
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		if isAnswer(line) {
			continue
		}
		line, beside := strings.CutSuffix(line, "\r")
		line = a.answer(name, i+1, valueBeside.ReplaceAllString(line, ""))
		var below []string
		for _, r := range a.remarks.lines[name][i+1] {
			if r.beside {
				line += "  " + r.text
				continue
			}
			below = append(below, r.text)
		}
		if beside {
			line += "\r"
		}
		out = append(append(out, line), below...)
	}
	if ends := a.remarks.ends[name]; len(ends) > 0 {
		for len(out) > 0 && strings.TrimSpace(out[len(out)-1]) == "" {
			out = out[:len(out)-1]
		}
		out = append(append(out, ""), ends...)
	}
	return strings.Join(out, "\n") + "\n"
}

// bare takes the answers out of a file.
func bare(name, text string) string {
	if !strings.HasSuffix(name, hclspec.Suffix) {
		return text
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if !isAnswer(line) {
			out = append(out, valueBeside.ReplaceAllString(line, ""))
		}
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// isAnswer reports whether a whole line is one that is written anew.
func isAnswer(line string) bool {
	return valueBelow.MatchString(line) || marker.MatchString(line) || furtherLine.MatchString(line) || placeless.MatchString(line)
}

// answer fills in a line that asks for something.
func (a *annotator) answer(name string, line int, text string) string {
	attr, ask := attribute.FindStringSubmatch(text), question.FindStringSubmatch(text)
	switch {
	case attr == nil && ask == nil:
		return text
	case a.m.diags.HasErrors():
		a.t.Errorf("%s:%d: a configuration with errors has no values: %s", name, line, text)
		return text
	case attr != nil:
		return attr[1] + attr[2] + " = " + a.m.attributeAt(a.t, name, line, attr[2])
	}
	return ask[1] + a.m.answer(a.t, ask[2])
}

// diagnostics puts each diagnostic below what it is about.
func (a *annotator) diagnostics() {
	diags := slices.Clone(a.m.diags)
	slices.SortStableFunc(diags, func(x, y *hcl.Diagnostic) int {
		if x.Subject == nil || y.Subject == nil {
			return 0
		}
		return x.Subject.Start.Byte - y.Subject.Start.Byte
	})
	for _, d := range diags {
		text := fmt.Sprintf("%s %s: %s", diag.CodeOf(d), d.Summary, a.m.neutral(d.Detail))
		if d.Severity == hcl.DiagWarning {
			text = "warning " + text
		}
		parts := strings.Split(text, "\n")
		if d.Subject == nil {
			a.atEnd("", parts)
			continue
		}
		file := filepath.ToSlash(d.Subject.Filename)
		indent, carets, ok := a.mark(file, *d.Subject)
		if !ok {
			at := d.Subject
			a.atEnd(file, append([]string{fmt.Sprintf("%s:%d,%d-%d,%d %s", file, at.Start.Line, at.Start.Column, at.End.Line, at.End.Column, parts[0])}, parts[1:]...))
			continue
		}
		a.remarks.add(file, d.Subject.Start.Line, remark{text: indent + carets + " " + parts[0]})
		for _, p := range parts[1:] {
			a.remarks.add(file, d.Subject.Start.Line, remark{text: indent + "#   | " + p})
		}
	}
}

// atEnd puts a diagnostic at the end of a file, of the answers or of the first
// one.
func (a *annotator) atEnd(file string, parts []string) {
	_, answers := a.files[answersFile]
	switch {
	case answers && !strings.HasSuffix(file, hclspec.Suffix):
		file = answersFile
	case !strings.HasSuffix(file, hclspec.Suffix):
		file = a.first()
	}
	a.remarks.ends[file] = append(a.remarks.ends[file], "# ! "+parts[0])
	for _, p := range parts[1:] {
		a.remarks.ends[file] = append(a.remarks.ends[file], "#   | "+p)
	}
}

func (a *annotator) first() string {
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if strings.HasSuffix(name, hclspec.Suffix) && !strings.Contains(name, "/") {
			return name
		}
	}
	a.t.Fatalf("no file for what has no place; add one named %s", answersFile)
	return ""
}

// mark draws the carets below a range. A range that begins where its line does
// has the # as its first character.
func (a *annotator) mark(file string, at hcl.Range) (indent, carets string, ok bool) {
	text, known := a.files[file]
	if !known || !strings.HasSuffix(file, hclspec.Suffix) || a.covered[file][at.Start.Line] {
		return "", "", false
	}
	line := lineOf(text, at.Start.Line)
	indent = line[:len(line)-len(strings.TrimLeft(line, " "))]
	start, length, more := at.Start.Column-1, at.End.Column-at.Start.Column, ""
	if at.End.Line != at.Start.Line {
		length, more = utf8.RuneCountInString(line)-start, "…"
	}
	length = max(length, 1)
	switch {
	case start == len(indent):
		return indent, "#" + strings.Repeat("^", length-1) + more, true
	case start < len(indent)+2:
		return "", "", false
	}
	return indent, "#" + strings.Repeat(" ", start-len(indent)-1) + strings.Repeat("^", length) + more, true
}

func lineOf(text string, number int) string {
	lines := strings.Split(text, "\n")
	if number > len(lines) {
		return ""
	}
	line := strings.TrimPrefix(strings.TrimSuffix(lines[number-1], "\r"), "\ufeff")
	return strings.TrimRight(valueBeside.ReplaceAllString(line, ""), " ")
}

// linesInTexts are the lines of heredocs but the last of each.
func linesInTexts(name, text string) map[int]bool {
	lines := map[int]bool{}
	if !strings.HasSuffix(name, hclspec.Suffix) {
		return lines
	}
	tokens, _ := hclsyntax.LexConfig([]byte(text), name, hcl.InitialPos)
	begin := 0
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenOHeredoc:
			begin = token.Range.Start.Line
		case hclsyntax.TokenCHeredoc:
			for line := begin; line < token.Range.Start.Line; line++ {
				lines[line] = true
			}
		}
	}
	return lines
}

// beside puts a value beside a line; below where a heredoc ends.
func (a *annotator) beside(at hcl.Range, text string) {
	file := filepath.ToSlash(at.Filename)
	line := lineOf(a.files[file], at.End.Line)
	if closing := strings.TrimSpace(line); closing != "" && strings.Trim(closing, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" && at.End.Line > at.Start.Line {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		a.remarks.add(file, at.End.Line, remark{text: indent + "#= " + text})
		return
	}
	a.remarks.add(file, at.End.Line, remark{beside: true, text: "#= " + text})
}
