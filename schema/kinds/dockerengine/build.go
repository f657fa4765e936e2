package dockerengine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/build"
	"github.com/moby/moby/api/types/registry"
	"github.com/moby/moby/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Long is for what a build does.
const Long = 30 * time.Minute

// Build is what an image is made of.
type Build struct {
	// Name is how errors call the image.
	Name string
	// Context is a tar archive.
	Context io.Reader
	// Dockerfile is its path in the archive.
	Dockerfile string
	// Platform is OS/ARCHITECTURE[/VARIANT], or "".
	Platform string
	// Tags are all names that the image gets.
	Tags                []string
	Args, Labels        map[string]string
	Target              string
	PullParent, NoCache bool
}

// Build builds an image with the engine's own builder and gives its id. report
// is told each step.
func (e *Engine) Build(ctx context.Context, b Build, report func(string)) (id string, err error) {
	options := client.ImageBuildOptions{
		Tags: b.Tags, Dockerfile: b.Dockerfile, Target: b.Target, Labels: b.Labels, BuildArgs: map[string]*string{},
		PullParent: b.PullParent, NoCache: b.NoCache, Remove: true, ForceRemove: true,
		Version: build.BuilderV1, AuthConfigs: e.registries(ctx),
	}
	secrets := make([]string, 0, len(b.Args))
	for name, value := range b.Args {
		options.BuildArgs[name] = &value
		secrets = append(secrets, name+"="+value)
	}
	if b.Platform != "" {
		options.Platforms = []ocispec.Platform{platform(b.Platform)}
	}
	log := &buildLog{report: func(line string) { report(Redact(line, secrets)) }}
	_, err = Call(ctx, e, "build the image "+b.Name, Long, func(ctx context.Context, api *client.Client) (client.ImageBuildResult, error) {
		r, err := api.ImageBuild(ctx, b.Context, options)
		if err != nil {
			return r, err
		}
		defer func() { _ = r.Body.Close() }()
		return r, log.read(r.Body)
	})
	var failed *buildError
	switch {
	case errors.As(err, &failed):
		return "", errors.New(Redact(log.explain(b.Name, failed.message), secrets))
	case err != nil:
		return "", err
	case log.id == "":
		return "", fmt.Errorf("the engine built the image %s without saying its id. This is a bug in cw", b.Name)
	}
	return log.id, nil
}

// platform reads what a row has checked.
func platform(s string) ocispec.Platform {
	parts := append(strings.SplitN(s, "/", 3), "", "")
	return ocispec.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
}

// registries are all credentials there are: a Dockerfile may name any registry.
func (e *Engine) registries(ctx context.Context) map[string]registry.AuthConfig {
	all := map[string]registry.AuthConfig{}
	add := func(address string, l login) {
		all[address] = registry.AuthConfig{Username: l.Username, Password: l.Password, IdentityToken: l.IdentityToken, ServerAddress: l.ServerAddress}
	}
	c := clientConfig()
	hosts := []string{"docker.io"}
	for address := range c.Auths {
		hosts = append(hosts, registryHost(address))
	}
	for host := range c.CredHelpers {
		hosts = append(hosts, host)
	}
	slices.Sort(hosts)
	for _, host := range slices.Compact(hosts) {
		if l, ok := loggedIn(ctx, c, host); ok {
			add(l.ServerAddress, l)
		}
	}
	for host, l := range e.auth {
		if host == "docker.io" {
			host = "https://index.docker.io/v1/"
		}
		add(host, l)
	}
	return all
}

// buildError is the failure of a step.
type buildError struct{ message string }

func (e *buildError) Error() string { return e.message }

// buildLog follows what a builder says.
type buildLog struct {
	report func(string)
	id     string
	// step is the one under way; lines is what it wrote.
	step  string
	lines []string
}

// keptLines is how many lines of a failed step an error shows.
const keptLines = 20

var stepPattern = regexp.MustCompile(`^Step \d+/\d+ : `)

func (l *buildLog) read(r io.Reader) error {
	for d := json.NewDecoder(r); ; {
		var m struct {
			Stream, Error string
			Aux           struct{ ID string }
		}
		err := d.Decode(&m)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case m.Error != "":
			return &buildError{m.Error}
		case m.Aux.ID != "":
			l.id = m.Aux.ID
		}
		for line := range strings.Lines(m.Stream) {
			l.add(strings.TrimRight(line, "\r\n"))
		}
	}
}

func (l *buildLog) add(line string) {
	switch {
	case strings.TrimSpace(line) == "":
	case stepPattern.MatchString(line):
		l.step, l.lines = line, nil
		l.report("building: " + line)
	default:
		l.lines = append(l.lines, line)
		if len(l.lines) > keptLines {
			l.lines = l.lines[1:]
		}
	}
}

// explain says why a build failed, with what the failed step wrote.
func (l *buildLog) explain(name, message string) string {
	text := fmt.Sprintf("the image %s could not be built: %s", name, strings.TrimSpace(message))
	if l.step != "" {
		text = fmt.Sprintf("the image %s could not be built; it failed at %s: %s", name, l.step, strings.TrimSpace(message))
	}
	if strings.Contains(message, "BuildKit") {
		text += "; cw builds with the engine's own builder, which has no BuildKit: build it with `docker buildx build --load`, and name the image without context"
	}
	if len(l.lines) > 0 {
		text += "; its last lines:\n" + Indent(strings.Join(l.lines, "\n"), keptLines)
	}
	return text
}
