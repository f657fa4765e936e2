package notation_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/schema/notation"
)

// readers are all functions here that take a text, by name.
var readers = map[string]func(string) error{
	"duration": func(s string) error { _, err := notation.Duration(s); return err },
	"size":     func(s string) error { _, err := notation.Size(s); return err },
	"mode":     func(s string) error { _, err := notation.FileMode(s); return err },
	"subnet":   func(s string) error { _, err := notation.Subnet(s); return err },
	"ip":       func(s string) error { _, err := notation.IP(s); return err },
	"http":     func(s string) error { _, err := notation.HTTP(s); return err },
	"pattern":  func(s string) error { _, err := notation.Pattern(s); return err },
	"hostname": notation.HostName,
	"host":     notation.Host,
	"absolute": notation.AbsolutePath,
	"path":     notation.PathText,
	"env":      notation.EnvName,
	"template": func(s string) error { return notation.Template(s, []string{"host", "port"}) },
}

func TestGood(t *testing.T) {
	good := map[string][]string{
		"duration": {"0s", "1ms", "1m30s", "1.5h"},
		"size":     {"0", "512", "512m", "1.5g", "64K", "1GiB"},
		"mode":     {"644", "0644", "000", "777"},
		"subnet":   {"10.0.0.0/8", "fd00::/64"},
		"ip":       {"10.0.0.1", "::1"},
		"http":     {"http://localhost", "https://user:pw@a.example:8443/x?y#z", "http://[::1]:80/"},
		"pattern":  {"", "^a+$", `(?m)^\d{1,1000}`, "é"},
		"hostname": {"a", "api.internal", "A-1"},
		"host":     {"localhost", "127.0.0.1", "::1", "[::1]", "my_db", "example.com."},
		"absolute": {"/", "/a b"},
		"path":     {"a", "../b"},
		"env":      {"A", "a.b-c", "ÄÖ"},
		"template": {"", "x://{host}:{port|urlenc}", "{POSTGRES_DB}"},
	}
	for name, texts := range good {
		for _, s := range texts {
			if err := readers[name](s); err != nil {
				t.Errorf("%s %q: %v", name, s, err)
			}
		}
	}
}

func TestBad(t *testing.T) {
	tests := []struct{ reader, text, says string }{
		{"duration", "5", `write "5s"`},
		{"duration", "-5s", "too short"},
		{"duration", "1us", `"1ms"`},
		{"duration", "soon", `as in "5s"`},
		{"size", "1.5q", `"1.5g"`},
		{"size", "-1m", "not a size"},
		{"size", "", "not a size"},
		{"mode", "9", "from 0 to 7"},
		{"mode", "888", "from 0 to 7"},
		{"mode", "u+x", "how to change a mode"},
		{"mode", "rw-r--r--", "how to change a mode"},
		{"mode", "4755", "set-user-ID"},
		{"mode", "77", "three octal digits"},
		{"mode", "0o644", "three octal digits"},
		{"mode", "", "three octal digits"},
		{"subnet", "10.0.0.1/24", `write "10.0.0.0/24"`},
		{"subnet", "10.0.0.0/33", "10.11.0.0/24"},
		{"ip", "fe80::1%eth0", "not an IP address"},
		{"http", "localhost:8080", "lacks http://"},
		{"http", "/health", "lacks http://"},
		{"http", "ftp://a", "scheme ftp"},
		{"http", "http://", "no host"},
		{"http", "http://a:99999/", "1 to 65535"},
		{"http", "http://a:0/", "1 to 65535"},
		{"http", "http://u:hunter2@a b/", "whole"},
		{"pattern", "a(b", "a ( is never closed"},
		{"pattern", "a)b", "a ) closes nothing"},
		{"pattern", "x[a-", "the [ of [a- is never closed (at character 2)"},
		{"pattern", "äx[z-a]", "z-a runs backwards or holds what is no character (at character 4)"},
		{"pattern", "*a", "nothing before * to repeat (at character 1)"},
		{"pattern", "a**", "** repeats a repetition (at character 2)"},
		{"pattern", "a{1001}", "{1001} repeats more than 1000"},
		{"pattern", `a\y`, `\y means nothing (at character 2)`},
		{"pattern", `a\`, "ends in a backslash"},
		{"pattern", "(?<=a)b", "RE2"},
		{"pattern", "(?=a)", "no look-ahead"},
		{"pattern", `(a)\1`, "means nothing"},
		{"pattern", "(?P<n", "named group"},
		{"pattern", "[[:nope:]]", "not a set of characters"},
		{"pattern", strings.Repeat("(", 2000) + strings.Repeat(")", 2000), "too large"},
		{"pattern", "\xff", "not UTF-8"},
		{"hostname", "a_b", "letters, digits and -"},
		{"hostname", "a..b", "letters, digits and -"},
		{"hostname", strings.Repeat("a", 64), "at most 63"},
		{"hostname", strings.Repeat("a.", 130) + "a", "not a host name"},
		{"host", "http://a", "is a URL"},
		{"host", "a:80", "the port as port"},
		{"host", "", "is empty"},
		{"absolute", "a/b", "is absolute"},
		{"absolute", `C:\a`, "Windows"},
		{"absolute", "/a\x00", "NUL"},
		{"path", "", "empty"},
		{"path", strings.Repeat("a/", 4000), "4096"},
		{"env", "", "empty"},
		{"env", "A=B", "holds a space or ="},
		{"template", "{", "never closed"},
		{"template", "{}", "is no placeholder"},
		{"template", "{HOST} } {", "closes nothing"},
		{"template", "{database}", "{host}, {port}"},
	}
	for _, tt := range tests {
		err := readers[tt.reader](tt.text)
		switch {
		case err == nil:
			t.Errorf("%s %q passes", tt.reader, tt.text)
		case !strings.Contains(err.Error(), tt.says):
			t.Errorf("%s %q: %v", tt.reader, tt.text, err)
		case strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s shows a password: %v", tt.reader, err)
		}
	}
}

func TestSizes(t *testing.T) {
	for s, want := range map[string]int64{"512m": 512 << 20, "1.5g": 3 << 29, "10": 10, "64kb": 64 << 10} {
		if n, err := notation.Size(s); err != nil || n != want {
			t.Errorf("%s is %d, %v", s, n, err)
		}
	}
}

func TestGateway(t *testing.T) {
	tests := []struct{ gateway, subnet, says string }{
		{"10.0.0.1", "10.0.0.0/24", ""},
		{"10.0.1.1", "10.0.0.0/24", "like 10.0.0.1"},
		{"10.0.0.0", "10.0.0.0/24", "like 10.0.0.1"},
		{"10.0.0.0", "10.0.0.0/32", ""},
		{"10.0.0.1", "fd00::/64", "like fd00::1"},
	}
	for _, tt := range tests {
		err := notation.Gateway(netip.MustParseAddr(tt.gateway), netip.MustParsePrefix(tt.subnet))
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s in %s: %v", tt.gateway, tt.subnet, err)
		}
	}
}

// gosWords are words that only a Go programmer would say.
var gosWords = []string{"strconv", "ParseAddr", "ParsePrefix", "netip", "time:", "regexp:", "invalid syntax", "cty.", "units:", "url.Parse"}

func FuzzReaders(f *testing.F) {
	for _, s := range []string{"", "5s", "1.5g", "644", "10.0.0.0/24", "http://a:80/", "(a|b", "a_b", "/a", "{host}", "\xff\x00", "[::1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, read := range readers {
			err := read(s)
			if err == nil {
				continue
			}
			for _, word := range gosWords {
				if strings.Contains(err.Error(), word) && !strings.Contains(s, word) {
					t.Errorf("%s %q: %v", name, s, err)
				}
			}
			if len(err.Error()) > 2000+10*len(s) {
				t.Errorf("%s: an error of %d bytes for %d", name, len(err.Error()), len(s))
			}
		}
	})
}
