package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"syscall"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// bodyLimit is how much of a response is read, in bytes.
const bodyLimit = 1 << 20

// Healthcheck asks a URL and looks at the answer.
var Healthcheck = schema.Probe{
	Name: "healthcheck",
	Doc:  "Asks a URL and checks the status, and if wanted the body, of the answer. Redirects are not followed: a redirect is an answer with its own status.",
	Attributes: []schema.Attribute{
		{Name: "url", Doc: "The address to ask, whole.", Type: cty.String, Fill: schema.FillNeeded, Check: checkURL, Example: `"http://localhost:8080/health"`},
		{Name: "expected_status", Doc: "The status that the answer must have.", Type: cty.Number, Default: cty.NumberIntVal(200), Check: checkStatus, Example: `204`},
		{Name: "method", Doc: "The HTTP method.", Type: cty.String, Default: cty.StringVal("GET"), Check: checkMethod, Example: `"HEAD"`},
		{Name: "headers", Doc: "Headers to send; Host sets the name that is asked for.", Type: cty.Map(cty.String), Check: checkHeaders, Example: `{ Accept = "application/json" }`},
		{Name: "body_matches", Doc: "A regular expression that must match somewhere in the body, or in the value at json_path where that is given.", Type: cty.String, Check: checkPattern, Example: `"\"status\": *\"ok\""`},
		{Name: "json_path", Doc: "A dotted path to a value that the JSON body must have and that must not be null.", Type: cty.String, Check: checkJSONPath, Example: `"checks[0].status"`},
	},
	Run: runHealthcheck,
}

func runHealthcheck(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	expected := expectedAnswer(in.Args)
	request, err := newRequest(ctx, in.Args)
	if err != nil {
		return failed(expected, "no answer: "+err.Error())
	}
	response, err := client().Do(request)
	if err != nil {
		return failed(expected, "no answer: "+netTrouble(err))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, bodyLimit))
	if err != nil {
		return failed(expected, fmt.Sprintf("status %d and then a broken body: %s", response.StatusCode, netTrouble(err)))
	}
	return judge(in.Args, expected, response, body)
}

// client makes no connection that outlives the attempt and follows no redirect.
func client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func newRequest(ctx context.Context, args map[string]cty.Value) (*http.Request, error) {
	method := text(args, "method")
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, text(args, "url"), nil)
	if err != nil {
		return nil, errors.New("the address can't be asked")
	}
	request.Header.Set("User-Agent", "clockwork")
	headers := args["headers"]
	if headers == cty.NilVal || headers.IsNull() || !headers.IsWhollyKnown() {
		return request, nil
	}
	for name, v := range headers.AsValueMap() {
		if v.IsNull() {
			continue
		}
		request.Header.Set(name, v.AsString())
		if strings.EqualFold(name, "Host") {
			request.Host = v.AsString()
		}
	}
	return request, nil
}

// expectedAnswer completes "expected …".
func expectedAnswer(args map[string]cty.Value) string {
	parts := []string{fmt.Sprintf("status %d from %s", wantedStatus(args), notation.RedactURL(text(args, "url")))}
	path, pattern := text(args, "json_path"), text(args, "body_matches")
	switch {
	case path != "" && pattern != "":
		parts = append(parts, fmt.Sprintf("%s in the body to match /%s/", path, pattern))
	case path != "":
		parts = append(parts, path+" in the body")
	case pattern != "":
		parts = append(parts, fmt.Sprintf("a body that matches /%s/", pattern))
	}
	return strings.Join(parts, " with ")
}

func wantedStatus(args map[string]cty.Value) int64 {
	if n, ok := number(args, "expected_status"); ok {
		return n
	}
	return http.StatusOK
}

func judge(args map[string]cty.Value, expected string, response *http.Response, body []byte) schema.Evidence {
	seen := fmt.Sprintf("status %d", response.StatusCode)
	if int64(response.StatusCode) != wantedStatus(args) {
		if to := response.Header.Get("Location"); to != "" {
			seen += " to " + notation.RedactURL(to)
		}
		return failed(expected, withBody(seen, body))
	}
	subject := string(body)
	if path := text(args, "json_path"); path != "" {
		value, err := valueAt(body, path)
		if err != nil {
			return failed(expected, seen+" and "+err.Error())
		}
		subject, seen = value, seen+" with "+path+" = "+Excerpt(value)
	} else {
		seen = withBody(seen, body)
	}
	if pattern := text(args, "body_matches"); pattern != "" {
		re, err := regexp.Compile(pattern)
		if err != nil || !re.MatchString(subject) {
			return failed(expected, seen)
		}
	}
	return held(expected, seen)
}

func valueAt(body []byte, path string) (string, error) {
	steps, err := ParseJSONPath(path)
	if err != nil {
		return "", err
	}
	v, err := lookUp(body, steps)
	if err != nil {
		return "", err
	}
	if v == nil {
		return "", errors.New(path + " = null")
	}
	return jsonText(v), nil
}

func withBody(seen string, body []byte) string {
	if len(body) == 0 {
		return seen + " and no body"
	}
	return seen + ", body: " + Excerpt(string(body))
}

// netTrouble says in plain words why nobody answered.
func netTrouble(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the name " + dns.Name + " is not known"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	case errors.Is(err, context.Canceled):
		return "the attempt was cut short"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "nothing came back in time"
	}
	return notation.RedactURL(innermost(err).Error())
}

// innermost strips the wrappings that name the request again.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
