package cli

import (
	"bytes"
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
)

// What can't be written, here because its directory has gone meanwhile, is an
// error with the path and the cause.
func TestFormatReportsWhatCantBeWritten(t *testing.T) {
	flags := flag.NewFlagSet("fmt", flag.ContinueOnError)
	flags.Bool("write", true, "")
	var out, errs bytes.Buffer
	f := &formatter{
		c:       cli.NewContext(nil, flags, nil),
		streams: view.Streams{Out: &out, Err: &errs},
		files:   map[string]*hcl.File{},
	}
	path := filepath.Join(t.TempDir(), "gone", "a.cw.hcl")
	f.report(path, formattedFile{before: []byte("a=1\n"), after: []byte("a = 1\n")})
	if err := f.end(); err != exit(exitError) {
		t.Errorf("it ends with %v", err)
	}
	said := strings.Join(strings.Fields(errs.String()), " ")
	if !strings.Contains(said, path) || !strings.Contains(said, "can't be written: no such file or directory. It is as it was.") {
		t.Errorf("it says %q", said)
	}
}
