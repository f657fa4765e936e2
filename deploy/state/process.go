package state

import (
	"fmt"
	"os"
	"strings"
)

// process tells one process from a later one with the same id. What the
// platform does not tell is empty.
type process struct {
	// Boot changes with each start of the host.
	Boot string `json:"boot,omitempty"`
	// Namespace is what process ids are counted in: a container has its own.
	Namespace string `json:"namespace,omitempty"`
	// Start is when the process began, in ticks since the host's start.
	Start string `json:"start,omitempty"`
}

func thisProcess() process {
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	namespace, _ := os.Readlink("/proc/self/ns/pid")
	return process{
		Boot:      strings.TrimSpace(string(boot)),
		Namespace: namespace,
		Start:     startOf(os.Getpid()),
	}
}

// startOf is field 22 of /proc/PID/stat; the command, field 2, is in
// parentheses and may hold spaces.
func startOf(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	line := string(stat)
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) < 20 {
		return ""
	}
	return fields[19]
}
