// Package view shows a pipeline's values to people and machines: plans,
// progress, assertion results, diagnostics, as text and as JSON.
//
// It computes nothing about a configuration and never sees a plain secret: what
// is marked sensitive is shown as (sensitive).
package view

import (
	"io"
	"os"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/mattn/go-isatty"
	"golang.org/x/term"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Color    bool
	// Level is the least of Levels that is shown; "" is INFO.
	Level string
}

// Levels of messages, least first.
var Levels = []string{"DEBUG", "INFO", "WARN", "ERROR"}

// shows reports whether messages of an engine's severity ("debug", "info",
// "warning", "error") are wanted.
func (s Streams) shows(severity string) bool {
	least := max(slices.Index(Levels, s.Level), 0)
	if s.Level == "" {
		least = 1
	}
	switch severity {
	case "debug":
		return least == 0
	case "info":
		return least <= 1
	case "warning":
		return least <= 2
	}
	return true
}

// IsTerminal reports whether w (or a reader) is a terminal.
func IsTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// WantsColor follows NO_COLOR and whether w is a terminal.
func WantsColor(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && IsTerminal(w)
}

// Width of the terminal, or 80.
func Width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 20 {
			return width
		}
	}
	return 80
}

// Diagnostics writes errors and warnings for people, to the error stream.
func (s Streams) Diagnostics(diags hcl.Diagnostics, files map[string]*hcl.File) {
	_ = diag.WriteText(s.Err, diags, files, diag.TextOptions{Color: s.Color && IsTerminal(s.Err), Width: Width(s.Err)})
}

// The colours, empty where there are none.
type palette struct{ green, yellow, red, dim, bold, reset string }

func (s Streams) palette() palette {
	if !s.Color {
		return palette{}
	}
	return palette{green: "\x1b[32m", yellow: "\x1b[33m", red: "\x1b[31m", dim: "\x1b[2m", bold: "\x1b[1m", reset: "\x1b[0m"}
}
