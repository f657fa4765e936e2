package dockerengine_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

func at(host string) resource.PropertyMap {
	return resource.PropertyMap{"host": resource.NewProperty(host)}
}

// server is a stand-in for an engine that answers as a test wants.
func server(t *testing.T, answer http.HandlerFunc) resource.PropertyMap {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: answer, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return at("tcp://" + l.Addr().String())
}

func list(ctx context.Context, e *dockerengine.Engine, timeout time.Duration) error {
	_, err := dockerengine.Call(ctx, e, "list networks", timeout, func(ctx context.Context, api *client.Client) (client.NetworkListResult, error) {
		return api.NetworkList(ctx, client.NetworkListOptions{})
	})
	return err
}

func TestUnreachable(t *testing.T) {
	for host, says := range map[string]string{
		"unix:///nonexistent.sock":   "nothing is there",
		"tcp://127.0.0.1:1":          "connection refused",
		"gopher://host":              "is no engine address",
		"nonsense":                   "is no engine address",
		"ssh://-oProxyCommand=x/sub": "is no engine address",
	} {
		err := dockerengine.Ping(t.Context(), at(host))
		if !errors.Is(err, dockerengine.ErrUnreachable) || !strings.Contains(err.Error(), host) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// An engine that hangs is given up in time, and who gave up is told apart.
func TestHanging(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	config := server(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/_ping") {
			w.Header().Set("Api-Version", "1.41")
			return
		}
		<-release
	})
	e, err := dockerengine.Connect(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := list(t.Context(), e, 100*time.Millisecond); !errors.Is(err, dockerengine.ErrTimeout) || !strings.Contains(err.Error(), "no answer from tcp://127.0.0.1") {
		t.Errorf("own limit: %v", err)
	}
	ctx, cancel := dockerengine.Bound(t.Context(), schema.Call{Timeout: 100 * time.Millisecond})
	defer cancel()
	if err := list(ctx, e, time.Minute); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "timeouts { }") {
		t.Errorf("the resource's limit: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := list(stopped, e, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func TestDies(t *testing.T) {
	config := server(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/_ping") {
			w.Header().Set("Api-Version", "1.41")
			return
		}
		panic(http.ErrAbortHandler)
	})
	e, err := dockerengine.Connect(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := list(t.Context(), e, time.Minute); !errors.Is(err, dockerengine.ErrUnreachable) || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("%v", err)
	}
}

// No more than eight requests at a time, and a network change alone.
func TestSlots(t *testing.T) {
	e, err := dockerengine.Connect(at("unix:///slots.sock"))
	if err != nil {
		t.Fatal(err)
	}
	var under, most, beside atomic.Int64
	work := func(context.Context, *client.Client) (int, error) {
		n := under.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		under.Add(-1)
		return 0, nil
	}
	alone := func(context.Context, *client.Client) (int, error) {
		beside.Add(under.Load())
		return 0, nil
	}
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			if i%20 == 7 {
				_, _ = dockerengine.Alone(t.Context(), e, "change", time.Minute, alone)
				return
			}
			_, _ = dockerengine.Call(t.Context(), e, "work", time.Minute, work)
		})
	}
	wg.Wait()
	if most.Load() != 8 || beside.Load() != 0 {
		t.Errorf("%d at a time, %d beside a network change", most.Load(), beside.Load())
	}
}

func TestContexts(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DOCKER_CONFIG", dir)
	t.Setenv("DOCKER_HOST", "")
	t.Setenv("DOCKER_CONTEXT", "")
	host := func() string {
		e, err := dockerengine.Connect(nil)
		if err != nil {
			return err.Error()
		}
		return e.Host()
	}
	if got := host(); got != client.DefaultDockerHost {
		t.Errorf("without anything: %s", got)
	}
	write(t, filepath.Join(dir, "config.json"), `{"currentContext": "away"}`)
	if got := host(); !strings.Contains(got, `"away"`) || !strings.Contains(got, "docker context ls") {
		t.Errorf("a context that isn't there: %s", got)
	}
	digest := sha256.Sum256([]byte("away"))
	write(t, filepath.Join(dir, "contexts", "meta", hex.EncodeToString(digest[:]), "meta.json"), `{"Name": "away", "Endpoints": {"docker": {"Host": "tcp://192.0.2.1:2375"}}}`)
	if got := host(); got != "tcp://192.0.2.1:2375" {
		t.Errorf("a context: %s", got)
	}
	t.Setenv("DOCKER_HOST", "unix:///elsewhere.sock")
	if got := host(); got != "unix:///elsewhere.sock" {
		t.Errorf("DOCKER_HOST: %s", got)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
}

// An ssh host, with a stand-in for ssh that runs the command on this machine.
func TestSSH(t *testing.T) {
	enginetest.Client(t)
	if _, err := exec.LookPath("docker"); err != nil {
		t.Skip("skipped: there is no docker command, which an ssh host needs at the other end")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "ssh"), "#!/bin/sh\necho \"$@\" >> "+dir+"/log\nwhile [ \"$1\" != -- ]; do shift; done\nshift 2\nexec \"$@\"\n")
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	e, err := dockerengine.Connect(at("ssh://me@far.example:2222"))
	if err != nil {
		t.Fatal(err)
	}
	if err := list(t.Context(), e, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil || !strings.Contains(string(log), "-l me -p 2222 -- far.example docker system dial-stdio") {
		t.Errorf("ssh was run with %s, %v", log, err)
	}
}

func TestRedact(t *testing.T) {
	envs := []string{"PASSWORD=hunter22", "LONG=hunter22-and-more", "URL=postgres://app:p%40ss%20w@db/x", "KEY=first line\nsecond line", "N=1", "EMPTY=", "FLAG"}
	for in, want := range map[string]string{
		"login hunter22":          "login <value of PASSWORD>",
		"got hunter22-and-more":   "got <value of LONG>",
		"password p@ss w refused": "password <value of URL> refused",
		"second line is bad":      "<value of KEY> is bad",
		"1 of 1":                  "1 of 1",
	} {
		if got := dockerengine.Redact(in, envs); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

func TestDefaultName(t *testing.T) {
	for address, want := range map[schema.Address]string{
		{Type: "docker_container", Name: "api"}:                         "api",
		{Type: "docker_container", Name: "api", Key: "0"}:               "api-0",
		{Type: "docker_container", Name: "api", Key: `"eu west/1"`}:     "api-eu-west-1",
		{Type: "docker_container", Name: "api", Group: "composite.web"}: "api",
	} {
		if got := dockerengine.DefaultName(address); got != want {
			t.Errorf("%s is named %q, not %q", address, got, want)
		}
	}
}

func TestPull(t *testing.T) {
	status := http.StatusOK
	body := ""
	var asked http.Header
	config := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		if strings.HasSuffix(r.URL.Path, "/images/create") {
			asked = r.Header
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	})
	config["registryAuth"] = resource.NewProperty([]resource.PropertyValue{resource.NewProperty(resource.PropertyMap{
		"address": resource.NewProperty("https://registry.example.com"), "username": resource.NewProperty("me"), "password": resource.MakeSecret(resource.NewProperty("pw")),
	})})
	e, err := dockerengine.Connect(config)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	pull := func(image string) error {
		said = nil
		return e.Pull(t.Context(), image, func(s string) { said = append(said, s) })
	}
	body = `{"status":"Downloading","id":"a","progressDetail":{"current":1000000,"total":4000000}}
{"status":"Downloading","id":"b","progressDetail":{"current":500000,"total":4000000}}
{"status":"Pull complete","id":"a"}
`
	if err := pull("registry.example.com/app:1"); err != nil {
		t.Fatal(err)
	}
	if want := "fetching the image registry.example.com/app:1: 1.5MB of 8MB"; said[len(said)-1] != want {
		t.Errorf("said %q", said)
	}
	if asked.Get("X-Registry-Auth") == "" {
		t.Error("the credentials were not sent")
	}
	if err := pull("other.example.com/app:1"); err != nil || asked.Get("X-Registry-Auth") != "" {
		t.Errorf("credentials went to another registry: %v", err)
	}
	body = `{"errorDetail":{"message":"toomanyrequests: slow down"},"error":"x"}`
	if err := pull("app:1"); err == nil || !strings.Contains(err.Error(), `"app:1"`) || !strings.Contains(err.Error(), "slow down") {
		t.Errorf("%v", err)
	}
	status, body = http.StatusNotFound, `{"message":"manifest for app:2 not found: manifest unknown"}`
	if err := pull("app:2"); err == nil || !strings.Contains(err.Error(), "no such tag") || strings.Contains(err.Error(), "Error response") {
		t.Errorf("%v", err)
	}
}
