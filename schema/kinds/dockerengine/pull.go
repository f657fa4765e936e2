package dockerengine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/docker/go-units"
	"github.com/moby/moby/api/types/jsonstream"
	"github.com/moby/moby/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// stall is how long a pull may say nothing before it counts as hanging.
const stall = 2 * time.Minute

var errStalled = errors.New("the download stalled")

// Pull fetches an image and tells report about it. Several calls for one image
// at a time are one pull, which tells the first caller. The pull is bounded by
// silence, not by its length.
func (e *Engine) Pull(ctx context.Context, image string, report func(string)) error {
	return e.PullPlatform(ctx, image, "", report)
}

// PullPlatform is Pull for a platform (OS/ARCHITECTURE[/VARIANT]); "" is the
// engine's own.
func (e *Engine) PullPlatform(ctx context.Context, image, system string, report func(string)) error {
	done := e.pulls.DoChan(image+" "+system, func() (any, error) { return nil, e.pull(ctx, image, system, report) })
	select {
	case r := <-done:
		return r.Err
	case <-ctx.Done():
		return e.explain(ctx, ctx.Err(), "fetch the image "+image, 0)
	}
}

func (e *Engine) pull(ctx context.Context, image, system string, report func(string)) error {
	bounded, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer silence.Stop()
	report("fetching the image " + image)
	options := client.ImagePullOptions{RegistryAuth: e.registryAuth(ctx, image)}
	if system != "" {
		options.Platforms = []ocispec.Platform{platform(system)}
	}
	stream, err := e.api.ImagePull(bounded, image, options)
	if err != nil {
		return e.pullFailed(ctx, bounded, image, err)
	}
	defer func() { _ = stream.Close() }()
	layers := progress{}
	for m, err := range stream.JSONMessages(bounded) {
		if err != nil {
			return e.pullFailed(ctx, bounded, image, err)
		}
		if m.Error != nil {
			return e.pullFailed(ctx, bounded, image, m.Error)
		}
		silence.Reset(stall)
		if line := layers.add(m); line != "" {
			report("fetching the image " + image + ": " + line)
		}
	}
	return nil
}

func (e *Engine) pullFailed(ctx, bounded context.Context, image string, err error) error {
	if errors.Is(context.Cause(bounded), errStalled) {
		return fmt.Errorf("the image %q could not be fetched: nothing arrived for %s; try again, or look at the network of the machine that runs the engine", image, stall)
	}
	if ctx.Err() != nil || client.IsErrConnectionFailed(err) {
		return e.explain(ctx, err, "fetch the image "+image, stall)
	}
	return fmt.Errorf("the image %q is not on the engine's machine and could not be fetched: %s; %s", image, daemonText(err), pullRemedy(err))
}

func pullRemedy(err error) string {
	text := err.Error()
	switch {
	case strings.Contains(text, "manifest") && strings.Contains(text, "not found"), strings.Contains(text, "manifest unknown"):
		return "there is no such tag: look the tags up in the registry"
	case strings.Contains(text, "denied"), strings.Contains(text, "unauthorized"):
		return "check the name; if it is private, run `docker login` or give provider \"docker\" { registry_auth { } }"
	case strings.Contains(text, "no such host"), strings.Contains(text, "timeout"), strings.Contains(text, "refused"), strings.Contains(text, "unreachable"):
		return "the registry can't be reached from the engine's machine: check its network, or load the image there with `docker load`"
	}
	return "check the name, or load the image there with `docker load`"
}

// progress sums the bytes of an image's layers.
type progress map[string]jsonstream.Progress

// add takes one message and gives a line when the sum is worth telling.
func (p progress) add(m jsonstream.Message) string {
	if m.ID == "" || m.Progress == nil || m.Progress.Total <= 0 || m.Status != "Downloading" {
		return ""
	}
	p[m.ID] = *m.Progress
	var current, total int64
	for _, l := range p {
		current += l.Current
		total += l.Total
	}
	return fmt.Sprintf("%s of %s", units.HumanSize(float64(current)), units.HumanSize(float64(total)))
}
