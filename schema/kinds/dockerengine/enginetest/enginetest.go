// Package enginetest gives tests a real container engine and images to run on
// it, or skips them and says why.
//
// The images are made on the spot, from nothing but a small program (box), so
// that no registry is needed.
package enginetest

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/api/types/build"
	"github.com/moby/moby/client"

	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

//go:embed box/main.go
var boxSource []byte

const dockerfile = `FROM scratch
COPY box /box
ENV FROM_IMAGE=yes
ENTRYPOINT ["/box"]
CMD ["serve"]
`

const healthy = `HEALTHCHECK --interval=200ms --timeout=2s --retries=3 CMD ["/box", "check"]
`

// Client gives a client of the engine. Without an engine the test is skipped.
func Client(t testing.TB) *client.Client {
	t.Helper()
	if err := dockerengine.Ping(t.Context(), nil); err != nil {
		t.Skipf("skipped: %v", err)
	}
	api, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	return api
}

// Image is an image whose program serves on port 80, sleeps, or ends, as its
// command says; see box/main.go. Its environment has FROM_IMAGE=yes.
func Image(t testing.TB) string { return image(t, "box", dockerfile) }

// HealthyImage is Image with a health check of its own.
func HealthyImage(t testing.TB) string { return image(t, "healthy", dockerfile+healthy) }

var making sync.Mutex

// image builds an image unless the engine has it from an earlier run.
func image(t testing.TB, name, dockerfile string) string {
	t.Helper()
	api := Client(t)
	making.Lock()
	defer making.Unlock()
	sum := sha256.Sum256(append(boxSource, dockerfile...))
	tag := fmt.Sprintf("clockwork-test/%s:%s", name, hex.EncodeToString(sum[:6]))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if _, err := api.ImageInspect(ctx, tag); err == nil {
		return tag
	}
	if err := buildImage(ctx, api, tag, dockerfile); err != nil {
		t.Fatalf("make the test image: %v", err)
	}
	return tag
}

func buildImage(ctx context.Context, api *client.Client, tag, dockerfile string) error {
	box, err := compileBox(ctx)
	if err != nil {
		return err
	}
	archive, err := archiveOf(map[string][]byte{"Dockerfile": []byte(dockerfile), "box": box})
	if err != nil {
		return err
	}
	r, err := api.ImageBuild(ctx, archive, client.ImageBuildOptions{Tags: []string{tag}, Remove: true, Version: build.BuilderV1})
	if err != nil {
		return err
	}
	defer func() { _ = r.Body.Close() }()
	for d := json.NewDecoder(r.Body); ; {
		var m struct{ Error string }
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if m.Error != "" {
			return errors.New(m.Error)
		}
	}
}

// compileBox makes a program that needs nothing around it.
func compileBox(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "box")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), boxSource, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", "box", "main.go")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GO111MODULE=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "box"))
}

func archiveOf(files map[string][]byte) (io.Reader, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))}); err != nil {
			return nil, err
		}
		if _, err := w.Write(content); err != nil {
			return nil, err
		}
	}
	return &b, w.Close()
}
