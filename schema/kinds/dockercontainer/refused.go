package dockercontainer

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"

	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// What an engine refuses, in words that say who is in the way.

func isNoImage(err error) bool {
	return dockerengine.IsNotFound(err) && strings.Contains(strings.ToLower(err.Error()), "no such image")
}

func isBeingRemoved(err error) bool {
	return err != nil && strings.Contains(err.Error(), "is already in progress")
}

// nameTaken says who holds the wanted name.
func (o one) nameTaken(ctx context.Context, refusal error) error {
	c, err := inspect(ctx, o.engine, o.want.Name)
	if err != nil {
		return refusal
	}
	holder := fmt.Sprintf("the container %s (image %s, %s) of %s", shortID(c.ID), c.Config.Image, c.State.Status, dockerengine.Owner(c.Config.Labels))
	if dockerengine.Owned(o.call, c.Config.Labels) {
		return fmt.Errorf("the name %q is held by %s, which this state does not know; if it is a left-over, run `docker rm -f %s` and apply again",
			o.want.Name, holder, o.want.Name)
	}
	return fmt.Errorf("the name %q is held by %s; give this one another name = \"…\", or, if nobody needs the other, run `docker rm -f %s`",
		o.want.Name, holder, o.want.Name)
}

// startFailed puts the usual reasons why a start is refused into words.
func (o one) startFailed(ctx context.Context, refusal error) error {
	text := refusal.Error()
	switch {
	case strings.Contains(text, "port is already allocated"), strings.Contains(text, "address already in use"):
		if port, ok := o.portNamedIn(text); ok {
			return o.portTaken(ctx, port, refusal)
		}
	case strings.Contains(text, "executable file not found"), strings.Contains(text, "no such file or directory") && strings.Contains(text, "exec"):
		return dockerengine.Explained(refusal, "the container %s could not start: its image %s does not have the program that its command or entrypoint names (%s)",
			o.want.Name, o.want.Image, execClause(text))
	case strings.Contains(text, "network") && strings.Contains(text, "not found"):
		return dockerengine.Explained(refusal, "the container %s could not start: the engine has no %s; declare it as a docker_network, or create it first",
			o.want.Name, strings.TrimSuffix(lastClause(text), " not found"))
	}
	return refusal
}

// lastClause is the part of a chained message that says the thing itself.
func lastClause(text string) string {
	parts := strings.SplitAfter(text, ": ")
	return strings.Trim(parts[len(parts)-1], " \"")
}

// execClause is what the runtime said about the program: exec: "x": not found.
func execClause(text string) string {
	return strings.TrimSuffix(text[max(0, strings.LastIndex(text, "exec: ")):], ": unknown")
}

// portNamedIn finds which of the wanted host ports a message is about.
func (o one) portNamedIn(text string) (wirePort, bool) {
	for _, p := range o.want.Ports {
		if p.External != 0 && regexp.MustCompile(fmt.Sprintf(`:%d\b`, p.External)).MatchString(text) {
			return p, true
		}
	}
	return wirePort{}, false
}

func (o one) portTaken(ctx context.Context, p wirePort, refusal error) error {
	port := fmt.Sprintf("%d/%s", p.External, p.Protocol)
	found, err := dockerengine.Call(ctx, o.engine, "list containers", dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (client.ContainerListResult, error) {
			return api.ContainerList(ctx, client.ContainerListOptions{Filters: make(client.Filters).Add("publish", port)})
		})
	holder := "another program on the engine's machine"
	if err == nil && len(found.Items) > 0 {
		holder = describe(found.Items[0])
	}
	return dockerengine.Explained(refusal, "the container %s could not start: the host port %s is held by %s; stop that, or publish another port", o.want.Name, port, holder)
}

func describe(c container.Summary) string {
	name := shortID(c.ID)
	if len(c.Names) > 0 {
		name = strings.TrimPrefix(c.Names[0], "/")
	}
	return fmt.Sprintf("the container %s (image %s) of %s", name, c.Image, dockerengine.Owner(c.Labels))
}
