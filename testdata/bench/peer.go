package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// peer is the program that reads HCL into graphs as well, if one is installed.
type peer struct {
	// name is "tofu" or "terraform"; version is what it says of itself.
	name, version string
	path          string
}

// findPeer looks on PATH: OpenTofu, else Terraform, else nil.
func findPeer() *peer {
	for _, name := range []string{"tofu", "terraform"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		p := &peer{name: name, path: path}
		cmd := exec.Command(path, "version")
		cmd.Env = peerEnvironment()
		out, err := cmd.Output()
		if err != nil {
			continue
		}
		p.version, _, _ = strings.Cut(string(out), "\n")
		return p
	}
	return nil
}

// describe is the line of the report that says what cw is compared with.
func (p *peer) describe() string {
	if p == nil {
		return "peer: none, since neither tofu nor terraform is on PATH; ratios to it are left out"
	}
	return fmt.Sprintf("peer: %s (%s)", p.version, p.path)
}

// project writes a configuration of n resources and gets it ready to be
// validated, which needs no network: the provider is built in. The directory is
// the caller's to remove, with an error too.
func (p *peer) project(n, files int) (string, error) {
	dir, err := directory(split(n, files, ".tf", peerBlock))
	if err != nil {
		return dir, err
	}
	cmd := exec.Command(p.path, "init", "-backend=false", "-input=false")
	cmd.Dir, cmd.Env = dir, peerEnvironment()
	if out, err := cmd.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("%s init: %w\n%s", p.name, err, tail(out))
	}
	return dir, nil
}

// process is a run of the peer.
func (p *peer) process(dir string, args ...string) process {
	return process{path: p.path, dir: dir, args: args, env: peerEnvironment()}
}

// peerEnvironment has nothing of the caller's settings, and keeps the peer from
// asking for news of itself.
func peerEnvironment() []string {
	return append(cleanEnvironment(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+os.DevNull)
}
