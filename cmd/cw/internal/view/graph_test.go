package view

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const drawn = `
resource "file" "a" {
  description = "the first"
  content     = "x"
}

composite "web" {
  for_each = toset(["eu", "u\"s#<b>\\N"])

  resource "file" "b" {
    content    = file.a.content
    depends_on = [file.a]
  }

  composite "inner" {
    resource "docker_container" "c" {
      image   = "nginx:1.27"
      connect = [docker_container.d]
    }
    resource "docker_container" "d" {
      image = "nginx:1.27"
      name  = "d-${each.key == "eu" ? "eu" : "us"}"
    }
  }
}
`

func drawing(t *testing.T) Drawing {
	t.Helper()
	cfg, diags := hclspec.LoadBytes("main.cw.hcl", []byte(drawn))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	g, diags := resolve.Build(cfg, kinds.All(), resolve.Inputs{Project: `sh"op`, Stack: "dev", Env: func(string) (string, bool) { return "", false }})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return Draw(g)
}

func TestDOT(t *testing.T) {
	golden(t, "testdata/graph.dot", drawing(t).DOT())
}

func TestMermaid(t *testing.T) {
	golden(t, "testdata/graph.mermaid", drawing(t).Mermaid())
}

func TestGraphJSON(t *testing.T) {
	text, err := drawing(t).JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/graph.json", text)
	var back Drawing
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for i, n := range back.Nodes {
		known[n.Address] = true
		for _, e := range back.Edges {
			if e.From == n.Address && !known[e.To] {
				t.Errorf("node %d, %s, comes before %s, which it needs", i, e.From, e.To)
			}
		}
	}
}

// The same graph gives the same text, whatever maps do.
func TestGraphIsDeterministic(t *testing.T) {
	first := string(drawing(t).DOT())
	for range 5 {
		if again := string(drawing(t).DOT()); again != first {
			t.Fatalf("another text:\n%s\n%s", first, again)
		}
	}
}

func TestGraphTexts(t *testing.T) {
	for _, test := range []struct{ in, dot, mermaid string }{
		{`file.a`, `"file.a"`, `"file.a"`},
		{`file.a["x"]`, `"file.a[\"x\"]"`, `"file.a[#quot;x#quot;]"`},
		{`a\N"`, `"a\\N\""`, `"a#92;N#quot;"`},
		{"a\n\x1bb\u202e", "\"a\\n\uFFFDb\uFFFD\"", "\"a \uFFFDb\uFFFD\""},
		{"#1 <b>&amp;`_*", "\"#1 <b>&amp;`_*\"", `"#35;1 #lt;b#gt;#amp;amp;#96;_*"`},
		{"", `""`, `""`},
	} {
		if got := dotText(test.in); got != test.dot {
			t.Errorf("DOT of %q: %s, want %s", test.in, got, test.dot)
		}
		if got := mermaidText(test.in); got != test.mermaid {
			t.Errorf("Mermaid of %q: %s, want %s", test.in, got, test.mermaid)
		}
	}
	if strings.Contains(mermaidText("a\nb"), "\n") {
		t.Error("a label of Mermaid has two lines")
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}
