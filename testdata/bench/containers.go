package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"golang.org/x/sync/errgroup"

	"github.com/clockwork-hcl/cw/testdata/enginetest"
)

const (
	tinyImage      = "cw-test/tiny:1"
	containerCount = 10
	atOnce         = 6
)

// containers compares ten containers by cw with ten plain create and start
// calls of the Engine API and, where it is installed, with Compose; all in
// turn, so that a slow moment hits them alike.
func (b bench) containers() ([]figure, error) {
	if err := enginetest.Available(); err != nil {
		fmt.Printf("containers: not measured, no Docker engine answers (%v)\n", err)
		return nil, nil
	}
	if err := enginetest.Build("tiny"); err != nil {
		return nil, err
	}
	api, err := client.New(client.FromEnv)
	if err != nil {
		return nil, err
	}
	defer api.Close()
	var plain, apply, again, compose []measure
	for range b.runs {
		p, err := plainContainers(api)
		if err != nil {
			return nil, err
		}
		plain = append(plain, p)
		first, second, err := b.ourContainers()
		if err != nil {
			return nil, err
		}
		apply, again = append(apply, first), append(again, second)
		if c, ok := composeContainers(); ok {
			compose = append(compose, c)
		}
	}
	figures := []figure{
		{name: "10 containers, plain Engine API", runs: plain},
		{name: "10 containers, apply", runs: apply, against: plain, ratio: 1.3},
		{name: "10 containers, apply, no change", runs: again, limit: 300 * time.Millisecond},
	}
	if len(compose) > 0 {
		figures = append(figures, figure{name: "10 containers, docker compose up", runs: compose})
	}
	return figures, nil
}

// plainContainers is the yardstick: what the engine itself needs.
func plainContainers(api *client.Client) (measure, error) {
	ids := make([]string, containerCount)
	defer func() {
		for _, id := range ids {
			if id != "" {
				api.ContainerRemove(context.Background(), id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			}
		}
	}()
	started := time.Now()
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(atOnce)
	for i := range ids {
		group.Go(func() error {
			created, err := api.ContainerCreate(ctx, client.ContainerCreateOptions{
				Name:   fmt.Sprintf("cw-bench-plain-%d", i),
				Config: &container.Config{Image: tinyImage},
				HostConfig: &container.HostConfig{
					RestartPolicy: container.RestartPolicy{Name: container.RestartPolicyUnlessStopped},
				},
			})
			if err != nil {
				return err
			}
			ids[i] = created.ID
			_, err = api.ContainerStart(ctx, created.ID, client.ContainerStartOptions{})
			return err
		})
	}
	err := group.Wait()
	return measure{wall: time.Since(started)}, err
}

// ourContainers applies ten containers, applies again, and destroys them.
func (b bench) ourContainers() (first, second measure, err error) {
	var text strings.Builder
	for i := range containerCount {
		fmt.Fprintf(&text, "resource \"docker_container\" \"cw-bench-%d\" {\n  image = %q\n}\n\n", i, tinyImage)
	}
	dir, err := project(text.String())
	if err != nil {
		return first, second, err
	}
	defer os.RemoveAll(dir)
	if first, err = b.run(dir, "apply", "--yes"); err != nil {
		return first, second, err
	}
	if second, err = b.run(dir, "apply", "--yes"); err != nil {
		return first, second, err
	}
	_, err = b.run(dir, "destroy", "--yes")
	return first, second, err
}

// composeContainers does the same with Compose. It reports false where there is
// no Compose that works.
func composeContainers() (measure, bool) {
	var text bytes.Buffer
	fmt.Fprintln(&text, "services:")
	for i := range containerCount {
		fmt.Fprintf(&text, "  c%d:\n    image: %s\n    restart: unless-stopped\n", i, tinyImage)
	}
	dir, err := os.MkdirTemp("", "cw-bench-compose-")
	if err != nil {
		return measure{}, false
	}
	defer os.RemoveAll(dir)
	if os.WriteFile(filepath.Join(dir, "compose.yaml"), text.Bytes(), 0o644) != nil {
		return measure{}, false
	}
	up := exec.Command("docker", "compose", "up", "--detach")
	up.Dir = dir
	started := time.Now()
	ok := up.Run() == nil
	took := time.Since(started)
	down := exec.Command("docker", "compose", "down", "--volumes")
	down.Dir = dir
	down.Run()
	return measure{wall: took}, ok
}
