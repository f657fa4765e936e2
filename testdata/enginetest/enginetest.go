// Package enginetest is how a test says that it needs a Docker engine, and
// which of the images that testdata/images/build makes.
//
// It starts no engine and no container.
package enginetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// Need skips the test, saying why, unless a Docker engine answers; with
// CW_REQUIRE_ENGINE=1 the lack of one fails it. It then sees to it that the
// named images ("tiny", "postgres", …) exist.
func Need(t testing.TB, images ...string) {
	t.Helper()
	if err := Available(); err != nil {
		if Required() {
			t.Fatalf("CW_REQUIRE_ENGINE is set, but %v", err)
		}
		t.Skipf("needs a Docker engine: %v", err)
	}
	if err := Build(images...); err != nil {
		t.Fatal(err)
	}
}

// Required reports whether the lack of an engine is a failure.
func Required() bool { return os.Getenv("CW_REQUIRE_ENGINE") == "1" }

// Available says why no Docker engine can be used, or nil. It asks once per
// process.
var Available = sync.OnceValue(func() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "docker", "version", "--format", "{{.Server.Version}}").CombinedOutput()
	if err != nil {
		return fmt.Errorf("docker version says: %s", firstLine(out, err))
	}
	return nil
})

// Build makes the named images where they are missing or out of date.
func Build(images ...string) error {
	if len(images) == 0 {
		return nil
	}
	out, err := exec.Command(filepath.Join(Root(), "testdata", "images", "build"), images...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("testdata/images/build %s: %w\n%s", strings.Join(images, " "), err, out)
	}
	return nil
}

// Root is the module's directory.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

func firstLine(out []byte, err error) string {
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return err.Error()
}
