package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const events = `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"chatter of a test that passes\n"}
{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestBad","Output":"    p_test.go:3: what went wrong\n"}
{"Action":"fail","Package":"p","Test":"TestBad"}
{"Action":"output","Package":"p","Test":"TestEngine","Output":"    e.go:9: needs a Docker engine: none answers\n"}
{"Action":"output","Package":"p","Test":"TestEngine","Output":"--- SKIP: TestEngine (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestEngine"}
{"Action":"output","Package":"p","Test":"TestScript","Output":"        > [!engine] skip 'no engine here'\n"}
{"Action":"skip","Package":"p","Test":"TestScript"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}
{"Action":"skip","Package":"q"}
`
	got, code := summarize(events, false)
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, want := range []string{
		"    p_test.go:3: what went wrong\n",
		"FAIL\tp\t0.1s\n",
		"skipped:\n  p TestEngine: e.go:9: needs a Docker engine: none answers\n",
		"\n  p TestScript: no engine here\n",
		"\n1 passed, 1 failed, 2 skipped\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "chatter") {
		t.Errorf("the report shows what a passing test said:\n%s", got)
	}
}

// A package that does not build has no test that could fail, and fails all the
// same, with what the compiler said.
func TestBuildFailure(t *testing.T) {
	got, code := summarize(`{"ImportPath":"p","Action":"build-output","Output":"p.go:1: undefined: x\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"fail","Package":"p"}
`, false)
	if code != 1 || !strings.Contains(got, "undefined: x") {
		t.Errorf("exit code %d, report:\n%s", code, got)
	}
}

func TestAllGood(t *testing.T) {
	got, code := summarize(`{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`, false)
	if code != 0 || got != "ok  \tp\t0.1s\n\n1 passed, 0 failed, 0 skipped\n" {
		t.Errorf("exit code %d, report %q", code, got)
	}
}

func TestEngineRequired(t *testing.T) {
	got, code := summarize(`{"Action":"output","Package":"p","Test":"TestEngine","Output":"    e.go:9: needs a Docker engine: none answers\n"}
{"Action":"skip","Package":"p","Test":"TestEngine"}
{"Action":"output","Package":"p","Test":"TestOther","Output":"    e.go:9: only on macOS\n"}
{"Action":"skip","Package":"p","Test":"TestOther"}
`, true)
	if code != 1 || !strings.HasSuffix(got, "\n0 passed, 1 failed, 1 skipped\n") {
		t.Errorf("exit code %d, report:\n%s", code, got)
	}
}

func summarize(events string, needEngine bool) (string, int) {
	var out strings.Builder
	r := newReport(&out, needEngine)
	for line := range strings.Lines(events) {
		r.line([]byte(line))
	}
	code := r.finish()
	return out.String(), code
}
