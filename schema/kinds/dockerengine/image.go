package dockerengine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/distribution/reference"
)

// CheckImage says what is wrong with an image reference, in the author's words.
func CheckImage(s string) error {
	switch {
	case s == "":
		return errors.New("the image is empty; write one like \"nginx:1.27\", or leave the line out to have it chosen")
	case strings.TrimSpace(s) != s || strings.ContainsAny(s, " \t\r\n"):
		return fmt.Errorf("%q holds white space; an image is written like \"nginx:1.27\"", s)
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "https://"):
		return fmt.Errorf("%q is a URL; an image is written without https://, like \"registry.example.com/team/app:1.0\"", s)
	}
	_, err := reference.ParseAnyReference(s)
	if err == nil {
		return nil
	}
	if lower := lowerName(s); lower != s {
		if _, err := reference.ParseAnyReference(lower); err == nil {
			return fmt.Errorf("%q: the name of an image is in lower case; write %q", s, lower)
		}
	}
	return fmt.Errorf("%q is not an image: %s; write name, name:tag or name@sha256:…, like \"nginx:1.27\"", s, imageTrouble(s, err))
}

var (
	tagPattern    = regexp.MustCompile(`^[\w][\w.-]{0,127}$`)
	digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$|^sha384:[0-9a-f]{96}$|^sha512:[0-9a-f]{128}$`)
	portPattern   = regexp.MustCompile(`^[0-9]+$`)
)

// imageTrouble says which part of a reference is wrong.
func imageTrouble(s string, err error) string {
	name, digest, pinned := strings.Cut(s, "@")
	if pinned && !digestPattern.MatchString(digest) {
		return fmt.Sprintf("%q after the @ is no digest, which is sha256: and 64 of 0-9 and a-f", digest)
	}
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		if tag := name[i+1:]; !tagPattern.MatchString(tag) {
			return fmt.Sprintf("%q can't be a tag, which has letters, digits, _ . and -, at most 128", tag)
		}
		name = name[:i]
	}
	host, path, found := strings.Cut(name, "/")
	if _, port, both := strings.Cut(host, ":"); found && both && !portPattern.MatchString(port) {
		return fmt.Sprintf("%q is not a registry's port", port)
	}
	switch {
	case errors.Is(err, reference.ErrNameTooLong):
		return "the name is too long; the most is 255 characters"
	case name == "" || found && path == "":
		return "it has no name"
	case strings.Contains(name, "//") || strings.HasSuffix(name, "/") || strings.HasPrefix(name, "/"):
		return "a part of the name between slashes is empty"
	}
	return fmt.Sprintf("%q can't be a name, whose parts have small letters, digits, and one of . _ __ or - between them", name)
}

// lowerName writes an image's name, but not its tag or digest, in lower case.
func lowerName(image string) string {
	name, digest, pinned := strings.Cut(image, "@")
	if pinned {
		digest = "@" + digest
	}
	i := strings.LastIndexByte(name, ':')
	if i < strings.LastIndexByte(name, '/') || i < 0 {
		return strings.ToLower(name) + digest
	}
	return strings.ToLower(name[:i]) + name[i:] + digest
}
