//go:build unix

package gitcmd

import (
	"os/exec"
	"syscall"
)

// isolate puts git into a session of its own: ssh finds no terminal to ask for
// a password on, an interrupt from the keyboard reaches cw alone, and stopping
// git stops what it started.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}
