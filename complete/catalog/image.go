package catalog

import (
	"slices"
	"strings"
)

// Reference is an image reference cut into its parts, the registry's and the
// mirror's share of the name taken off where they only relay the public one.
type Reference struct {
	// Name is the repository as written.
	Name string
	// Repository is its public name: "postgres", "grafana/grafana",
	// "quay.io/minio/minio".
	Repository string
	// Tag and Digest are "" where absent.
	Tag, Digest string
}

// ParseReference cuts an image reference. It accepts anything; what is no
// reference simply names nothing that the catalogue knows.
func ParseReference(ref string) Reference {
	var r Reference
	ref, r.Digest, _ = strings.Cut(strings.TrimSpace(ref), "@")
	if colon := strings.LastIndexByte(ref, ':'); colon > strings.LastIndexByte(ref, '/') {
		ref, r.Tag = ref[:colon], ref[colon+1:]
	}
	r.Name, r.Repository = ref, publicName(ref)
	return r
}

// relays are registries and path prefixes under which the public names live.
var relays = []string{
	"docker.io/", "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/",
	"mirror.gcr.io/", "public.ecr.aws/docker/",
}

// publicName takes a relay off a repository name: "docker.io/library/redis",
// "mirror.example:5000/library/redis" and "proxy.example/dockerhub/library/redis"
// are all "redis".
func publicName(repository string) string {
	if _, official, ok := strings.Cut("/"+repository, "/library/"); ok {
		return official
	}
	for _, relay := range relays {
		if rest, ok := strings.CutPrefix(repository, relay); ok {
			return rest
		}
	}
	parts := strings.Split(repository, "/")
	for i, p := range parts[:len(parts)-1] {
		if i > 0 && slices.Contains([]string{"docker.io", "dockerhub", "docker-hub", "docker-hub-remote"}, p) {
			return strings.Join(parts[i+1:], "/")
		}
	}
	if len(parts) == 2 && isHost(parts[0]) {
		return parts[1]
	}
	return repository
}

func isHost(part string) bool {
	return part == "localhost" || strings.ContainsAny(part, ".:")
}

// ByImage finds the entry for an image reference. Registries that relay the
// public names, tags and digests do not matter, except that a major version
// which the facts do not hold for finds nothing.
func ByImage(ref string) (*Entry, bool) {
	r := ParseReference(ref)
	e, ok := load().byRepo[r.Name]
	if !ok {
		e, ok = load().byRepo[r.Repository]
	}
	if !ok {
		return nil, false
	}
	if major, known := Major(r.Tag); known {
		if major < e.Majors.From || e.Majors.To > 0 && major > e.Majors.To {
			return nil, false
		}
	}
	return e, true
}
