package probe

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/notation"
)

func problem(summary, detail string, args ...any) *schema.Problem {
	return &schema.Problem{Summary: summary, Detail: fmt.Sprintf(detail, args...)}
}

func checkURL(v cty.Value) *schema.Problem {
	if _, err := notation.HTTP(v.AsString()); err != nil {
		return problem("Bad URL", "%s.", err)
	}
	return nil
}

func checkHost(v cty.Value) *schema.Problem {
	if err := notation.Host(v.AsString()); err != nil {
		return problem("Bad host", "%s.", err)
	}
	return nil
}

func checkPattern(v cty.Value) *schema.Problem {
	if _, err := notation.Pattern(v.AsString()); err != nil {
		return problem("Bad regular expression", "%s.", err)
	}
	return nil
}

func checkPath(v cty.Value) *schema.Problem {
	if err := notation.PathText(v.AsString()); err != nil {
		return problem("Bad path", "%s.", err)
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

var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func checkHeaders(v cty.Value) *schema.Problem {
	for it := v.ElementIterator(); it.Next(); {
		name, value := it.Element()
		at := "headers." + name.AsString()
		switch {
		case !headerName.MatchString(name.AsString()):
			return &schema.Problem{Path: at, Summary: "Bad header", Detail: fmt.Sprintf("%q can't be a header's name; they are named like Accept or X-Request-Id.", name.AsString())}
		case value.IsKnown() && !value.IsNull() && strings.ContainsAny(value.AsString(), "\r\n\x00"):
			return &schema.Problem{Path: at, Summary: "Bad header", Detail: fmt.Sprintf("The value of the header %s holds a line break or NUL, which no header can.", name.AsString())}
		}
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
	if _, err := notation.FileMode(v.AsString()); err != nil {
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
