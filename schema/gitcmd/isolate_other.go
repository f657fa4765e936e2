//go:build !unix

package gitcmd

import "os/exec"

// isolate leaves git as it is: there are no sessions here.
func isolate(*exec.Cmd) {}
