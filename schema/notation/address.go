package notation

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// Subnet reads a range of addresses, "10.11.0.0/24".
func Subnet(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	switch {
	case err != nil:
		return p, fmt.Errorf("%q is not a range of addresses; write one like \"10.11.0.0/24\"", s)
	case p.Masked() != p:
		return p, fmt.Errorf("%q is an address inside a range, not a range; write %q", s, p.Masked())
	}
	return p, nil
}

// IP reads an IP address without a zone.
func IP(s string) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return a, fmt.Errorf("%q is not an IP address; write one like \"10.11.0.1\"", s)
	}
	return a, nil
}

// Gateway says what is wrong with a gateway's place in its subnet. Both are
// well formed.
func Gateway(gateway netip.Addr, subnet netip.Prefix) error {
	if !subnet.Contains(gateway) {
		return fmt.Errorf("the gateway %s is not in the subnet %s; choose an address of it, like %s", gateway, subnet, subnet.Addr().Next())
	}
	if gateway == subnet.Addr() && !subnet.IsSingleIP() {
		return fmt.Errorf("the gateway %s is the address of the subnet %s itself; choose another of it, like %s", gateway, subnet, gateway.Next())
	}
	return nil
}

var hostLabel = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)

// HostName says what is wrong with a host's name.
func HostName(s string) error {
	for part := range strings.SplitSeq(s, ".") {
		if len(s) > 253 || !hostLabel.MatchString(part) {
			return fmt.Errorf("%q is not a host name; it holds letters, digits and -, in parts of at most 63, like \"api\" or \"api.internal\"", shorten(s))
		}
	}
	return nil
}

// DNSName says what is wrong with a name that is looked up: a host's name, in
// which underscores pass, with a dot at the end if wanted.
func DNSName(s string) error {
	if HostName(strings.ReplaceAll(strings.TrimSuffix(s, "."), "_", "x")) != nil {
		return HostName(s)
	}
	return nil
}

// Host says what is wrong with a host's name or address.
func Host(s string) error {
	switch {
	case s == "":
		return errors.New("the host is empty; write a name or an address, like \"localhost\"")
	case strings.Contains(s, "://"):
		return fmt.Errorf("%q is a URL; write the host alone, like \"example.com\"", RedactURL(s))
	case strings.Count(s, ":") == 1:
		return fmt.Errorf("%q has a port in it; write the host alone, and the port as port", s)
	}
	if _, err := IP(strings.Trim(s, "[]")); err == nil {
		return nil
	}
	return DNSName(s)
}

// HTTP reads a whole http or https URL.
func HTTP(s string) (*url.URL, error) {
	shown := RedactURL(s)
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is not an address that can be asked; write it whole, as in \"http://localhost:8080/health\"", shown)
	case u.Scheme == "" || !strings.Contains(s, "://"):
		return nil, fmt.Errorf("%q lacks http:// or https:// in front; write it whole, as in \"http://localhost:8080/health\"", shown)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%q has the scheme %s; only http and https can be asked", shown, u.Scheme)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q has no host; write it whole, as in \"http://localhost:8080/health\"", shown)
	}
	if p := u.Port(); p != "" && !portPattern.MatchString(p) {
		return nil, fmt.Errorf("%q has the port %s; ports go from 1 to 65535", shown, p)
	}
	return u, nil
}

// Port says what is wrong with a port that is written as a text.
func Port(s string) error {
	if !portPattern.MatchString(s) {
		return fmt.Errorf("%q is not a port; ports go from 1 to 65535", shorten(s))
	}
	return nil
}

var portPattern = regexp.MustCompile(`^0*([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$`)

var userinfo = regexp.MustCompile(`://[^/?#\s'"]*@`)

// RedactURL takes user and password out of the URLs in a text that is to be
// shown.
func RedactURL(s string) string { return userinfo.ReplaceAllString(s, "://") }

// AbsolutePath says what is wrong with a path inside a container.
func AbsolutePath(s string) error {
	switch {
	case drive.MatchString(s):
		return fmt.Errorf("%q is a path of Windows; containers run Linux, where a path looks like \"/app\"", s)
	case !path.IsAbs(s):
		return fmt.Errorf("%q: a path inside the container is absolute, like \"/app\"", s)
	}
	return PathText(s)
}

var drive = regexp.MustCompile(`^[a-zA-Z]:[\\/]`)

// longestPath is the longest that an operating system takes.
const longestPath = 4096

// PathText says what is wrong with the characters of any path.
func PathText(s string) error {
	switch {
	case s == "":
		return errors.New("a path can't be empty")
	case strings.ContainsRune(s, 0):
		return fmt.Errorf("%q: a path can't hold a NUL character", shorten(s))
	case len(s) > longestPath:
		return fmt.Errorf("%q is too long for a path; the most is %d bytes", shorten(s), longestPath)
	}
	return nil
}

// shorten keeps a message readable.
func shorten(s string) string {
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return s
}
