package hclspec

import (
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseSource(t *testing.T) {
	for text, want := range map[string]ModuleSource{
		".":                                    {Local: true, Sub: "."},
		"./web":                                {Local: true, Sub: "web"},
		"./web//part/":                         {Local: true, Sub: "web/part"},
		"../a b/ü":                             {Local: true, Sub: "../a b/ü"},
		"git::https://Example.com/web.git":     {URL: "https://example.com/web.git"},
		"git::https://example.com/web/":        {URL: "https://example.com/web"},
		"https://example.com/web.git?ref=v1":   {URL: "https://example.com/web.git", Ref: "v1"},
		"https://example.com/web.git//a/b":     {URL: "https://example.com/web.git", Sub: "a/b"},
		"git::https://e.com/w//a/b/?ref=f/x":   {URL: "https://e.com/w", Sub: "a/b", Ref: "f/x"},
		"git::https://e.com:8443/w?ref=v%2B1":  {URL: "https://e.com:8443/w", Ref: "v+1"},
		"git::ssh://git@e.com/w.git//s?ref=1":  {URL: "ssh://git@e.com/w.git", Sub: "s", Ref: "1"},
		"git::https://e.com/w?ref=v+1":         {URL: "https://e.com/w", Ref: "v+1"},
		"git::http://127.0.0.1:80/w":           {URL: "http://127.0.0.1:80/w"},
		"git::git://e.com/w":                   {URL: "git://e.com/w"},
		"git::file:///srv/git/w.git//s":        {URL: "file:///srv/git/w.git", Sub: "s"},
		"git@e.com:o/w.git//s?ref=main":        {URL: "git@e.com:o/w.git", Sub: "s", Ref: "main"},
		"git::me@e.com:w":                      {URL: "me@e.com:w"},
		"github.com/o/w":                       {URL: "https://github.com/o/w.git"},
		"github.com/o/w.git//s/t?ref=v1.2.0":   {URL: "https://github.com/o/w.git", Sub: "s/t", Ref: "v1.2.0"},
		"git::https://e.com/w?ref=0123456789a": {URL: "https://e.com/w", Ref: "0123456789a"},
	} {
		got, err := ParseSource(text)
		if err != nil {
			t.Errorf("%s: %s", text, err)
		} else if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", text, d)
		}
	}
}

func TestParseSourceRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                                    "is empty",
		"/srv/web":                            "this machine only",
		"~/web":                               "this machine only",
		`C:\web`:                              "this machine only",
		"./web?ref=v1":                        "no ?ref=v1",
		"web":                                 `"./web"`,
		"modules/web":                         `"./modules/web"`,
		"hashicorp/consul/aws":                "a registry",
		"app.example.io/org/net/aws":          "git::https",
		"gitlab.com/o/w":                      `"git::https://gitlab.com/o/w"`,
		"https://example.com/web":             `"git::https://example.com/web"`,
		"ssh://git@example.com/web":           `"git::ssh://git@example.com/web"`,
		"https://example.com/web.zip":         "git::",
		"s3::https://s3.amazonaws.com/b/w":    "git::",
		"git::ext::sh -c id":                  "no spaces",
		"git::ext::sh":                        "nothing else",
		"git::hg::https://e.com/w":            "scheme",
		"git::ftp://e.com/w":                  "scheme ftp",
		"git::https:///w":                     "no host",
		"git::https://-e.com/w":               "no host",
		"git::ssh://-oProxyCommand=x@e.com/w": "no host",
		"git::https://e.com":                  "no repository",
		"git::https://e.com//sub":             "no repository",
		"git::https://e.com/w#x":              "not an address",
		"git::https://e.com/%zz":              "not an address",
		"git::file://host/w":                  "three slashes",
		"git::file:///":                       "three slashes",
		"git::file:/://x":                     "not an address",
		"git::/srv/w":                         "not an address",
		"git::./w":                            "not an address",
		"git@e.com:-w":                        "not an address",
		"-o@e.com:w":                          "not an address",
		"git::https://e.com/w//../x":          `"../x"`,
		"git::https://e.com/w//a/../x":        "stays inside",
		"git::https://e.com/w//-x":            "stays inside",
		"git::https://e.com/w///x":            "stays inside",
		"git::https://e.com/w//a..b":          "stays inside",
		"git::https://e.com/w?ref=":           `""`,
		"git::https://e.com/w?":               "ref alone",
		"git::https://e.com/w?ref=a&depth=1":  "ref alone",
		"git::https://e.com/w?ref=a&ref=b":    "ref alone",
		"git::https://e.com/w?rev=a":          "ref alone",
		"git::https://e.com/w?ref=-x":         `"-x"`,
		"git::https://e.com/w?ref=a..b":       `"a..b"`,
		"git::https://e.com/w?ref=a%0ab":      "can't be a ref",
		"git::https://e.com/w?ref=%2e.":       "can't be a ref",
		"git::https://e.com/w\n":              "no spaces",
		"./\x00":                              "can't be the path",
		"git::https://e.com/" + strings.Repeat("x", 3000): "2048",
	} {
		s, err := ParseSource(text)
		if err == nil {
			t.Errorf("%q was accepted as %+v", text, s)
			continue
		}
		if !strings.Contains(err.Error(), says) || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%q: %q does not say %q", text, err, says)
		}
	}
}

// A password is refused, and not repeated.
func TestParseSourceWithSecret(t *testing.T) {
	for _, text := range []string{
		"git::https://me:hunter2@e.com/w", "git::https://hunter2@e.com/w", "git::ssh://me:hunter2@e.com/w",
		"https://x:hunter2@e.com/w.git?ref=-", "git::https://a@b:hunter2@e.com/w", "ftp://me:hunter2@e.com/w", "git::HTTPS://hunter2@e.com/w", "git::https://me:hunter2@e.com/w x",
	} {
		if s, err := ParseSource(text); !errors.Is(err, errSecret) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

// Whatever is accepted is an address that git can't take for an option and a
// directory that stays inside, and its key reads back as the same.
func FuzzParseSource(f *testing.F) {
	for _, s := range []string{"./web", "git::https://e.com/w//a?ref=v1", "git@e.com:o/w.git//s?ref=main", "github.com/o/w", "git::file:///w", "git::ssh://g@h/p"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSource(text)
		switch {
		case err != nil:
			return
		case s.Local:
			if path.IsAbs(s.Sub) || s.URL != "" || s.Ref != "" {
				t.Errorf("%q: %+v", text, s)
			}
			return
		case strings.HasPrefix(s.URL, "-") || strings.HasPrefix(s.Ref, "-") || strings.HasPrefix(s.Sub, "-"):
			t.Errorf("%q has an option: %+v", text, s)
		case strings.Contains(s.Ref, "..") || s.Sub != "" && !path.IsAbs(s.Sub) && !strings.HasPrefix(path.Join("/x", s.Sub), "/x/"):
			t.Errorf("%q leads out: %+v", text, s)
		}
		again, err := ParseSource("git::" + s.Key())
		if err != nil || again.Key() != s.Key() || again.URL != s.URL || again.Ref != s.Ref {
			t.Errorf("%q: %+v, and of its key %+v, %v", text, s, again, err)
		}
	})
}
