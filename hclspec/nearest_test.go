package hclspec

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	kinds := []string{"docker_container", "apple_container", "docker_network", "docker_volume", "file", "git_repo"}
	arguments := []string{"image", "ports", "env", "volumes", "command", "name", "user"}
	for _, c := range []struct {
		name       string
		candidates []string
		want       string
	}{
		{"docker_contianer", kinds, "docker_container"},
		{"docker-container", kinds, "docker_container"},
		{"DockerContainer", kinds, "docker_container"},
		{"dockr_volum", kinds, "docker_volume"},
		{"container", kinds, "docker_container"},
		{"flie", kinds, "file"},
		{"gitrepo", kinds, "git_repo"},
		{"imgae", arguments, "image"},
		{"Image", arguments, "image"},
		{"port", arguments, "ports"},
		{"volume", arguments, "volumes"},
		{"evn", arguments, "env"},
		{"xyz", arguments, ""},
		{"aws_instance", kinds, ""},
		{"user", nil, ""},
		{"", arguments, ""},
		{strings.Repeat("image", 1000), arguments, ""},
		{"né", []string{"ne"}, "ne"},
	} {
		if got := Nearest(c.name, c.candidates); got != c.want {
			t.Errorf("Nearest(%.30q) = %q, want %q", c.name, got, c.want)
		}
	}
}
