package diag

import (
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// What of SARIF 2.1.0 is used.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool       `json:"tool"`
		ColumnKind string          `json:"columnKind"`
		Artifacts  []sarifArtifact `json:"artifacts"`
		Results    []sarifResult   `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string       `json:"id"`
		Short sarifMessage `json:"shortDescription"`
		Full  sarifMessage `json:"fullDescription"`
		Help  sarifMessage `json:"help"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifArtifact struct {
		Location sarifArtifactLocation `json:"location"`
	}
	sarifArtifactLocation struct {
		URI   string `json:"uri"`
		Index *int   `json:"index,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifactLocation `json:"artifactLocation"`
		Region   *sarifRegion          `json:"region,omitempty"`
	}
	sarifRegion struct {
		StartLine   int           `json:"startLine"`
		StartColumn int           `json:"startColumn,omitempty"`
		EndLine     int           `json:"endLine,omitempty"`
		EndColumn   int           `json:"endColumn,omitempty"`
		Snippet     *sarifSnippet `json:"snippet,omitempty"`
	}
	sarifSnippet struct {
		Text string `json:"text"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
)

// sarifSchema is a name that tools know, not a place that anybody has to reach.
const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// SARIF encodes diagnostics as a log of SARIF 2.1.0 with one run. Columns are
// Unicode characters from 1; a byte order mark is none. The rules are the codes
// that occur.
func SARIF(diags hcl.Diagnostics, files map[string]*hcl.File, opts Options) []byte {
	codes := codesIn(diags)
	names := namesIn(diags, files)
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "cw", Version: opts.Version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Artifacts:  []sarifArtifact{},
		Results:    []sarifResult{},
	}
	for _, code := range codes {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSarifRule(code))
	}
	for _, name := range names {
		run.Artifacts = append(run.Artifacts, sarifArtifact{sarifArtifactLocation{URI: opts.uri(name)}})
	}
	for _, d := range diags {
		r := sarifResult{RuleID: string(CodeOf(d)), Level: severity(d), Message: sarifMessage{Text: message(d)}}
		r.RuleIndex, _ = slices.BinarySearch(codes, CodeOf(d))
		if where := newSarifLocation(d, files, names, opts); where != nil {
			r.Locations = []sarifLocation{*where}
		}
		run.Results = append(run.Results, r)
	}
	return document(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// codesIn gives the codes that occur, sorted.
func codesIn(diags hcl.Diagnostics) []Code {
	seen := map[Code]bool{}
	for _, d := range diags {
		seen[CodeOf(d)] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// namesIn gives the files that were read, and those that are spoken of, sorted.
func namesIn(diags hcl.Diagnostics, files map[string]*hcl.File) []string {
	seen := map[string]bool{}
	for name := range files {
		seen[name] = true
	}
	for _, d := range diags {
		if d.Subject != nil {
			seen[d.Subject.Filename] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func newSarifRule(code Code) sarifRule {
	doc, ok := Lookup(code)
	if !ok {
		doc = CodeDoc{Code: code, Summary: string(code), Doc: string(code)}
	}
	return sarifRule{
		ID:    string(code),
		Short: sarifMessage{Text: doc.Summary},
		Full:  sarifMessage{Text: doc.Doc},
		Help:  sarifMessage{Text: doc.Doc, Markdown: doc.Page()},
	}
}

// newSarifLocation gives nil for a diagnostic without place and address.
func newSarifLocation(d *hcl.Diagnostic, files map[string]*hcl.File, names []string, opts Options) *sarifLocation {
	var where sarifLocation
	if a := AddressOf(d); a != "" {
		where.Logical = []sarifLogical{{FullyQualifiedName: a, Kind: "resource"}}
	}
	if d.Subject == nil {
		if where.Logical == nil {
			return nil
		}
		return &where
	}
	index, _ := slices.BinarySearch(names, d.Subject.Filename)
	where.Physical = &sarifPhysical{Artifact: sarifArtifactLocation{URI: opts.uri(d.Subject.Filename), Index: &index}}
	if p := placeOf(d, files); p != nil {
		where.Physical.Region = &sarifRegion{
			StartLine: p.start.Line, StartColumn: p.start.Column, EndLine: p.end.Line, EndColumn: p.end.Column,
			Snippet: &sarifSnippet{validText(p.src[p.at.start:p.at.end])},
		}
	} else if d.Subject.Start.Line > 0 {
		where.Physical.Region = &sarifRegion{StartLine: d.Subject.Start.Line}
	}
	return &where
}

// uri is a file's URI: relative where its path is, percent-encoded.
func (o Options) uri(name string) string {
	path := o.path(name)
	if !filepath.IsAbs(filepath.FromSlash(path)) {
		return (&url.URL{Path: path}).String()
	}
	return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(path, "/")}).String()
}
