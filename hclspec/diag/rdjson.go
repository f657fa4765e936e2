package diag

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
)

// The messages of the Reviewdog Diagnostic Format, in its JSON form. What is
// optional there and not known here is left out.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Severity    string         `json:"severity,omitempty"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdDiagnostic struct {
		Message  string      `json:"message"`
		Location *rdLocation `json:"location,omitempty"`
		Severity string      `json:"severity"`
		Source   rdSource    `json:"source"`
		Code     rdCode      `json:"code"`
	}
	rdSource struct {
		Name string `json:"name"`
	}
	rdCode struct {
		Value string `json:"value"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPosition  `json:"start"`
		End   *rdPosition `json:"end,omitempty"`
	}
	// rdPosition has its column in bytes of UTF-8 from 1; none means the whole
	// line.
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
)

// RDJSON encodes diagnostics as one DiagnosticResult of reviewdog.
func RDJSON(diags hcl.Diagnostics, files map[string]*hcl.File, opts Options) []byte {
	result := rdResult{Source: rdSource{"cw"}, Diagnostics: make([]rdDiagnostic, 0, len(diags))}
	for _, d := range diags {
		result.Diagnostics = append(result.Diagnostics, newRDDiagnostic(d, files, opts))
	}
	switch {
	case diags.HasErrors():
		result.Severity = "ERROR"
	case len(diags) > 0:
		result.Severity = "WARNING"
	}
	return document(result)
}

// RDJSONL encodes diagnostics as Diagnostic messages of reviewdog, one a line.
func RDJSONL(diags hcl.Diagnostics, files map[string]*hcl.File, opts Options) []byte {
	var out bytes.Buffer
	enc := newEncoder(&out)
	for _, d := range diags {
		// Strings and numbers can be encoded, and memory written to.
		_ = enc.Encode(newRDDiagnostic(d, files, opts))
	}
	return out.Bytes()
}

func newRDDiagnostic(d *hcl.Diagnostic, files map[string]*hcl.File, opts Options) rdDiagnostic {
	out := rdDiagnostic{Message: message(d), Severity: "ERROR", Source: rdSource{"cw"}, Code: rdCode{string(CodeOf(d))}}
	if d.Severity == hcl.DiagWarning {
		out.Severity = "WARNING"
	}
	if a := AddressOf(d); a != "" {
		out.Message = a + ": " + out.Message
	}
	if d.Subject == nil {
		return out
	}
	out.Location = &rdLocation{Path: opts.path(d.Subject.Filename)}
	if p := placeOf(d, files); p != nil {
		out.Location.Range = &rdRange{
			Start: rdPosition{p.start.Line, byteColumn(p.src, p.at.start)},
			End:   &rdPosition{p.end.Line, byteColumn(p.src, p.at.end)},
		}
	} else if d.Subject.Start.Line > 0 {
		out.Location.Range = &rdRange{Start: rdPosition{Line: d.Subject.Start.Line}}
	}
	return out
}
