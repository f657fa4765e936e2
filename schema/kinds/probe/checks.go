package probe

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/clockwork-hcl/cw/schema"
)

func problem(summary, detail string, args ...any) *schema.Problem {
	return &schema.Problem{Summary: summary, Detail: fmt.Sprintf(detail, args...)}
}

func checkURL(v cty.Value) *schema.Problem {
	u, err := url.Parse(v.AsString())
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return problem("Bad URL", "%q is not an address that can be asked; write it whole, as in \"http://localhost:8080/health\".", redactURL(v.AsString()))
}

var userinfo = regexp.MustCompile(`://[^/?#\s]*@`)

// redactURL takes user and password out of a URL that is to be shown.
func redactURL(s string) string { return userinfo.ReplaceAllString(s, "://") }

func checkPattern(v cty.Value) *schema.Problem {
	if _, err := regexp.Compile(v.AsString()); err != nil {
		return problem("Bad regular expression", "%q is not a regular expression: %s. A character such as ( or + that stands for itself needs a backslash, written \\\\ in a string.",
			v.AsString(), strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return nil
}

func checkStatus(v cty.Value) *schema.Problem { return checkBetween(v, "HTTP status", 100, 599) }

func checkPort(v cty.Value) *schema.Problem { return checkBetween(v, "port", 1, 65535) }

func checkSize(v cty.Value) *schema.Problem { return checkBetween(v, "size", 0, 1<<53) }

func checkBetween(v cty.Value, what string, low, high int64) *schema.Problem {
	var n int64
	if err := gocty.FromCtyValue(v, &n); err != nil || n < low || n > high {
		return problem("Bad "+what, "A %s is a whole number from %d to %d.", what, low, high)
	}
	return nil
}

var httpMethod = regexp.MustCompile(`^[A-Z]+$`)

func checkMethod(v cty.Value) *schema.Problem {
	if !httpMethod.MatchString(v.AsString()) {
		return problem("Bad HTTP method", "%q is not an HTTP method; write GET, HEAD, POST or another one in capital letters.", v.AsString())
	}
	return nil
}

func checkProtocol(v cty.Value) *schema.Problem {
	if s := v.AsString(); s != "tcp" && s != "udp" {
		return problem("Bad protocol", "The protocol of a port is \"tcp\" or \"udp\", not %q.", s)
	}
	return nil
}

func checkPermissions(v cty.Value) *schema.Problem {
	if _, err := ParseMode(v.AsString()); err != nil {
		return problem("Bad file mode", "%s.", err)
	}
	return nil
}

func checkJSONPath(v cty.Value) *schema.Problem {
	if _, err := ParseJSONPath(v.AsString()); err != nil {
		return problem("Bad JSON path", "%s.", err)
	}
	return nil
}

// ParseMode reads a file mode as it is written in a configuration: three octal
// digits for owner, group and others, with a leading 0 if wanted. The error
// completes "mode …" for a person and has no full stop.
func ParseMode(s string) (uint32, error) {
	digits := s
	if len(s) == 4 && s[0] == '0' {
		digits = s[1:]
	}
	n, err := strconv.ParseUint(digits, 8, 32)
	if err != nil || len(digits) != 3 || n > 0o777 {
		return 0, fmt.Errorf("%q is not a file mode; write three octal digits in quotes, as in \"644\" (owner, group, others; 4 reads, 2 writes, 1 executes)", s)
	}
	return uint32(n), nil
}
