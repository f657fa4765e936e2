package probe

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// ResponseTime asks a URL and measures how long the answer takes.
var ResponseTime = schema.Probe{
	Name: "response_time",
	Doc: "Asks a URL and measures the time from the first packet to the last byte of the body. " +
		"A quick error is no answer: the status must be below 400. Redirects are not followed.",
	Attributes: []schema.Attribute{
		{Name: "url", Doc: "The address to ask, whole.", Type: cty.String, Fill: schema.FillNeeded, Check: checkURL, Example: `"http://localhost:8080/"`},
		{Name: "max_ms", Doc: "The most milliseconds that it may take.", Type: cty.Number, Fill: schema.FillNeeded, Check: checkMilliseconds, Example: `500`},
		{Name: "method", Doc: "The HTTP method.", Type: cty.String, Default: cty.StringVal(http.MethodGet), Check: checkMethod, Example: `"HEAD"`},
		{Name: "headers", Doc: "Headers to send; Host sets the name that is asked for.", Type: cty.Map(cty.String), Check: checkHeaders, Example: `{ Accept = "text/html" }`},
	},
	Run: runResponseTime,
}

func checkMilliseconds(v cty.Value) *schema.Problem {
	return checkBetween(v, "number of milliseconds", 1, 10*60*1000)
}

func runResponseTime(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	most, _ := number(in.Args, "max_ms")
	expected := fmt.Sprintf("an answer from %s within %d ms", notation.RedactURL(text(in.Args, "url")), most)
	request, err := newRequest(ctx, in.Args)
	if err != nil {
		return failed(expected, "no answer: "+err.Error())
	}
	start := time.Now()
	response, err := client().Do(request)
	if err != nil {
		return failed(expected, fmt.Sprintf("no answer after %d ms: %s", time.Since(start).Milliseconds(), netTrouble(err)))
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, bodyLimit))
	took := time.Since(start)
	seen := fmt.Sprintf("status %d after %d ms", response.StatusCode, took.Milliseconds())
	if err != nil {
		return failed(expected, seen+" and then a broken body: "+netTrouble(err))
	}
	return schema.Evidence{
		OK:       took <= time.Duration(most)*time.Millisecond && response.StatusCode < http.StatusBadRequest,
		Expected: expected, Seen: seen,
	}
}
