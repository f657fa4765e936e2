package hclspec

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ModuleSource is where the files of a module are.
type ModuleSource struct {
	// Local: a directory, relative to that of the configuration that calls it.
	Local bool
	// URL is what git clones, "" for a local source. It has no password in it,
	// and neither have Sub and Ref.
	URL string
	// Sub is the directory, with slashes: for a local source from the caller's
	// ("../web"), for a git source in the checkout ("" is its top).
	Sub string
	// Ref is the branch, tag or commit asked for, "" for what the remote calls
	// its HEAD.
	Ref string
}

// Key names what a git source asks for, whichever part of the checkout a module
// takes: the address and the ref. It is what the lock file pins a commit by:
// "https://example.com/web.git?ref=v1".
func (s ModuleSource) Key() string {
	if s.Ref == "" {
		return s.URL
	}
	return s.URL + "?ref=" + s.Ref
}

// errSecret is about a source with a password in it, which nothing may show.
var errSecret = errors.New("The source has a password or token in it, which would be committed and shown with the file. Remove it, and let git get it: from a credential helper, or with an ssh key (git@HOST:PATH).")

// hasSecret reports whether an address carries a password, or over http a user,
// which often is a token.
func hasSecret(address string) bool {
	scheme, rest, isURL := strings.Cut(strings.ToLower(address), "://")
	rest, _, _ = strings.Cut(rest, "/")
	user, _, ok := cutLast(rest, "@")
	return isURL && ok && (strings.Contains(user, ":") || strings.HasSuffix(scheme, "http") || strings.HasSuffix(scheme, "https"))
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// maxSourceLength in bytes; no address is longer.
const maxSourceLength = 2048

var errTooLong = fmt.Errorf("A source is not longer than %d characters.", maxSourceLength)

var (
	unprintable = regexp.MustCompile(`[\x00-\x20\x7f\\]`)
	scpAddress  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9_][A-Za-z0-9_.-]*:[^:/-][^:]*$`)
	githubName  = regexp.MustCompile(`^github\.com/[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	registry    = regexp.MustCompile(`^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[a-z0-9]+$`)
	hostFirst   = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+/[A-Za-z0-9_./-]+$`)
	gitRef      = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./+@#=-]*$`)
	badInRef    = regexp.MustCompile(`\.\.|@\{|//|/$|\.$|\.lock$`)
	windowsPath = regexp.MustCompile(`^[A-Za-z]:[/\\]`)
)

const sourceForms = `Write "./NAME" for a directory beside this one, or a git address such as "git::https://example.com/web.git//sub?ref=v1.2.0".`

// ParseSource reads the source of a module. The error is for the author: what is
// wrong and what to write, without passwords, ending in a full stop.
func ParseSource(text string) (ModuleSource, error) {
	switch {
	case text == "":
		return ModuleSource{}, errors.New("The source is empty. " + sourceForms)
	case strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~") || windowsPath.MatchString(text):
		return ModuleSource{}, fmt.Errorf("%q is a path of this machine only. Write the directory relative to this one, such as \"../web\", or put git::file:// before the path of a git repository.", text)
	case isLocal(text):
		return localSource(text)
	case hasSecret(text):
		return ModuleSource{}, errSecret
	case unprintable.MatchString(text):
		return ModuleSource{}, fmt.Errorf("A source has no spaces, backslashes or unprintable characters in it. %s", sourceForms)
	case len(text) > maxSourceLength:
		return ModuleSource{}, errTooLong
	}
	s, err := gitSource(text)
	if err == nil && len(s.Key()) > maxSourceLength {
		err = errTooLong // what had to be escaped is longer now
	}
	if err != nil {
		return ModuleSource{}, err
	}
	return s, nil
}

func isLocal(text string) bool {
	return text == "." || text == ".." || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../")
}

func localSource(text string) (ModuleSource, error) {
	if strings.ContainsRune(text, 0) || len(text) > maxSourceLength {
		return ModuleSource{}, fmt.Errorf("This can't be the path of a directory. %s", sourceForms)
	}
	if i := strings.IndexByte(text, '?'); i >= 0 {
		return ModuleSource{}, fmt.Errorf("A local source has no %s: it is as it stands there. Only git sources have a ref.", text[i:])
	}
	return ModuleSource{Local: true, Sub: path.Clean(text)}, nil
}

// gitSource reads an address of git: its parts are ADDRESS//SUB?ref=REF.
func gitSource(text string) (ModuleSource, error) {
	address, query, asked := strings.Cut(text, "?")
	address, forced := strings.CutPrefix(address, "git::")
	address, sub := cutSub(address)
	remote, err := remoteAddress(address, forced)
	if err != nil {
		return ModuleSource{}, err
	}
	s := ModuleSource{URL: remote, Sub: sub}
	if asked {
		if s.Ref, err = queriedRef(query); err != nil {
			return ModuleSource{}, err
		}
	}
	if s.Sub != "" && !validSub(s.Sub) {
		return ModuleSource{}, fmt.Errorf("%q can't be a directory in a repository: it stays inside of it, so it has no .. and does not begin with - or /.", s.Sub)
	}
	return s, nil
}

// cutSub cuts an address before the // that begins the directory.
func cutSub(address string) (repository, sub string) {
	from := 0
	if i := strings.Index(address, "://"); i >= 0 {
		from = i + len("://")
	}
	if strings.HasPrefix(address[from:], "/") {
		from++ // of file:///path
	}
	i := strings.Index(address[from:], "//")
	if i < 0 {
		return address, ""
	}
	if sub = strings.TrimRight(address[from+i+2:], "/"); sub == "." {
		sub = ""
	}
	return address[:from+i], sub
}

func validSub(sub string) bool {
	return path.Clean(sub) == sub && !strings.Contains(sub, "..") && !strings.Contains(sub, ":") && sub[0] != '-' && sub[0] != '/'
}

func queriedRef(query string) (string, error) {
	written, ok := strings.CutPrefix(query, "ref=")
	if !ok || strings.Contains(written, "&") {
		return "", errors.New("After the question mark of a source stands ref alone, a branch, tag or commit: ?ref=v1.2.0.")
	}
	ref, err := url.PathUnescape(written)
	if err != nil || !gitRef.MatchString(ref) || badInRef.MatchString(ref) {
		return "", fmt.Errorf("%q can't be a ref. Write the name of a branch, a tag or a commit alone, as in ?ref=v1.2.0.", written)
	}
	return ref, nil
}

// remoteAddress gives what git clones. forced: git:: stood before it.
func remoteAddress(address string, forced bool) (string, error) {
	scheme, _, isURL := strings.Cut(address, "://")
	switch {
	case isURL && (forced || (scheme == "https" || scheme == "http") && strings.HasSuffix(address, ".git")):
		return remoteURL(address)
	case isURL:
		return "", fmt.Errorf("%q does not say that it is a git repository: write \"git::%s\".", address, address)
	case scpAddress.MatchString(address):
		return address, nil
	case !forced && githubName.MatchString(address):
		return "https://" + strings.TrimSuffix(address, ".git") + ".git", nil
	case strings.Contains(address, "::"):
		return "", fmt.Errorf("%q is neither a local directory nor a git address, and cw takes nothing else. %s", address, sourceForms)
	case !forced && hostFirst.MatchString(address):
		return "", fmt.Errorf("%q does not say that it is a git repository: write \"git::https://%s\".", address, address)
	case !forced && registry.MatchString(address):
		return "", fmt.Errorf("%q looks like a module of a registry, which cw does not use. %s", address, sourceForms)
	case !forced && !strings.ContainsAny(address, ":@?"):
		return "", fmt.Errorf("%q is neither a local directory nor a git address. Write \"./%s\" for a directory beside this one.", address, address)
	}
	return "", fmt.Errorf("%q is not an address of a repository. %s", address, sourceForms)
}

func remoteURL(address string) (string, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", fmt.Errorf("This is not an address of a repository: it can't be read as a URL. %s", sourceForms)
	case !slices.Contains([]string{"https", "http", "ssh", "git", "file"}, u.Scheme):
		return "", fmt.Errorf("%q has the scheme %s; a repository is reached over https, http, ssh, git or file.", address, u.Scheme)
	case u.Fragment != "" || u.Opaque != "" || !strings.HasPrefix(strings.ToLower(address), u.Scheme+"://") || strings.Contains(u.Path, "//"):
		return "", fmt.Errorf("%q is not an address of a repository. %s", address, sourceForms)
	case u.Scheme == "file":
		return fileURL(address, u)
	case u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") || strings.HasPrefix(u.User.Username(), "-"):
		return "", fmt.Errorf("%q names no host.", address)
	case strings.Trim(u.Path, "/") == "":
		return "", fmt.Errorf("%q names a host, but no repository on it.", address)
	}
	u.Host = strings.ToLower(u.Host)
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u.String(), nil
}

func fileURL(address string, u *url.URL) (string, error) {
	if u.Host != "" || u.User != nil || u.Path == "" || u.Path == "/" {
		return "", fmt.Errorf("%q has to name a repository of this machine from the top, with three slashes: git::file:///srv/git/web.git.", address)
	}
	return "file://" + strings.TrimRight(u.EscapedPath(), "/"), nil
}
