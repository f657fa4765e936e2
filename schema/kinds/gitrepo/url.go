package gitrepo

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

var (
	schemes    = []string{"https", "http", "ssh", "git", "file"}
	scpPattern = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*:[^:].*$`)
	control    = regexp.MustCompile(`[\x00-\x1f\x7f]`)
)

// validURL says what is wrong with a repo_url, without a full stop and without
// its password.
func validURL(s string) error {
	shown := gitcmd.Redact(s)
	switch {
	case s == "" || strings.HasPrefix(s, "-") || control.MatchString(s):
		return fmt.Errorf("%q can't be the address of a repository", shown)
	case gitcmd.IsLocal(s):
		return nil
	case strings.Contains(s, "://"):
		return validScheme(s, shown)
	case strings.Contains(s, "::"):
		return fmt.Errorf("%q would run a helper program of Git, which cw does not do; use an https or ssh URL", shown)
	case scpPattern.MatchString(s):
		return nil
	}
	return fmt.Errorf("%q is neither a URL nor a path; write \"https://HOST/PATH\", \"git@HOST:PATH\", or \"./%s\" for a directory beside the configuration", shown, shown)
}

func validScheme(s, shown string) error {
	u, err := url.Parse(s)
	if err != nil {
		return fmt.Errorf("%q is not a URL", shown)
	}
	if !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("%q has the scheme %s; a repository is reached over https, http, ssh, git or file", shown, u.Scheme)
	}
	if u.Scheme != "file" && (u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") || strings.HasPrefix(u.User.Username(), "-")) {
		return fmt.Errorf("%q has no host", shown)
	}
	return nil
}

// hasPassword reports whether a URL carries one (or a token in its place).
func hasPassword(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.User == nil {
		return false
	}
	_, ok := u.User.Password()
	return ok || u.Scheme == "https" || u.Scheme == "http"
}

// sameRepository reports whether two URLs mean one repository: credentials, a
// trailing slash and .git make no difference.
func sameRepository(a, b string) bool { return identity(a) == identity(b) }

func identity(s string) string {
	s = strings.TrimPrefix(gitcmd.Redact(s), "file://")
	return strings.TrimSuffix(strings.TrimRight(s, "/"), ".git")
}

// sealURL makes a URL that carries a password a secret.
func sealURL(s string) resource.PropertyValue {
	v := resource.NewStringProperty(s)
	if hasPassword(s) {
		return resource.MakeSecret(v)
	}
	return v
}
