package dockercontainer

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Volume is one mount.
type Volume struct {
	// Name is a volume's name, or "" for a host path.
	Name string
	// Host is a path of the host as written: absolute, or relative to the
	// configuration directory ("./data"). Both empty: an anonymous volume.
	Host string
	// Target is the absolute path inside the container.
	Target   string
	ReadOnly bool
}

const volumeForms = `write "name:/in", "/host:/in" or "./relative:/in", with ":ro" at the end for read-only`

var (
	namePattern  = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)
	drivePattern = regexp.MustCompile(`^[a-zA-Z]:[\\/]`)
	driveInside  = regexp.MustCompile(`:([a-zA-Z]:[\\/][^:]*)`)
)

// ParseVolume reads one element of volumes. The error is for the author.
func ParseVolume(s string) (Volume, error) {
	drive, rest := "", s
	if drivePattern.MatchString(s) && strings.Contains(s[2:], ":/") { // else the letter is too short a volume's name
		drive, rest = s[:2], s[2:]
	}
	if m := driveInside.FindStringSubmatch(rest); m != nil {
		return Volume{}, fmt.Errorf("%q: %q is a path of Windows; containers run Linux, where the path inside starts with /", s, m[1])
	}
	parts := strings.Split(rest, ":")
	v := Volume{}
	if n := len(parts); n == 3 || n == 2 && drive == "" && isModes(parts[1]) {
		if err := v.setModes(s, parts[n-1]); err != nil {
			return Volume{}, err
		}
		parts = parts[:n-1]
	}
	switch {
	case len(parts) == 1 && drive == "":
		parts = append([]string{""}, parts...)
	case len(parts) != 2 || parts[0] == "" && drive == "":
		return Volume{}, fmt.Errorf("%q is not a volume: %s", s, volumeForms)
	}
	source := drive + parts[0]
	if err := v.setTarget(s, parts[1]); err != nil {
		return Volume{}, err
	}
	return v, v.setSource(s, source)
}

// The words that may stand at the end of a mount: those that mean nothing to a
// Linux engine, and those that cw's provider has no way to pass on.
var (
	idleModes    = []string{"cached", "delegated", "consistent"}
	unknownModes = []string{"z", "Z", "nocopy", "shared", "slave", "private", "rshared", "rslave", "rprivate"}
)

func isModes(s string) bool {
	word, _, _ := strings.Cut(s, ",")
	return word == "ro" || word == "rw" || slices.Contains(idleModes, word) || slices.Contains(unknownModes, word)
}

func (v *Volume) setModes(s, modes string) error {
	access := ""
	for word := range strings.SplitSeq(modes, ",") {
		switch {
		case word == "ro" || word == "rw":
			if access != "" && access != word {
				return fmt.Errorf("%q says both ro and rw; keep one of them", s)
			}
			access, v.ReadOnly = word, word == "ro"
		case slices.Contains(idleModes, word):
		case word == "z" || word == "Z":
			return fmt.Errorf("%q: cw can't pass %q on; give the directory its SELinux label once, with `chcon -Rt container_file_t DIRECTORY`, and take %q out", s, word, word)
		case slices.Contains(unknownModes, word):
			return fmt.Errorf("%q: cw can't pass %q on; take it out, or make a docker_volume with driver_opts that say it", s, word)
		default:
			return fmt.Errorf("%q: %q at the end is not known; it can be ro or rw", s, word)
		}
	}
	return nil
}

func (v *Volume) setTarget(s, target string) error {
	if !strings.HasPrefix(target, "/") {
		return fmt.Errorf("%q: the path inside the container, %q, must start with /; %s", s, target, volumeForms)
	}
	if strings.ContainsRune(target, 0) {
		return fmt.Errorf("%q: a path can't hold a NUL", s)
	}
	v.Target = path.Clean(target)
	if v.Target == "/" {
		return fmt.Errorf("%q: nothing can be mounted over the container's /; name a directory inside", s)
	}
	return nil
}

func (v *Volume) setSource(s, source string) error {
	switch {
	case source == "":
	case strings.HasPrefix(source, "~"):
		return fmt.Errorf("%q: ~ isn't expanded; write pathexpand(%q) or an absolute path", s, source)
	case strings.ContainsRune(source, 0):
		return fmt.Errorf("%q: a path can't hold a NUL", s)
	case strings.HasPrefix(source, "/"), strings.HasPrefix(source, "./"), strings.HasPrefix(source, "../"),
		source == ".", source == "..", drivePattern.MatchString(source), strings.HasPrefix(source, `\\`):
		v.Host = source
	case strings.Contains(source, `\`):
		return fmt.Errorf("%q: a relative path is written with /, on Windows too, as in \"./%s:%s\"", s, slashed(source), v.Target)
	case strings.Contains(source, "/"):
		return fmt.Errorf("%q: %q looks like a path; a path starts with / or ./, so write \"./%s\"", s, source, s)
	case !namePattern.MatchString(source):
		return fmt.Errorf("%q: %q is not a volume's name: at least two letters, digits, _ . or -, the first a letter or digit; a path starts with / or ./", s, source)
	default:
		v.Name = source
	}
	return nil
}

// slashed is a relative path of Windows with slashes, without ./ in front.
func slashed(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "./")
}
