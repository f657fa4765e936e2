package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// DNSResolves looks a name up.
var DNSResolves = schema.Probe{
	Name: "dns_resolves",
	Doc: "Looks a name up, as programs on this machine do, or at a name server. " +
		"Names that only exist inside a container network are not known here; use `assert \"command\"` for those.",
	Attributes: []schema.Attribute{
		{Name: "name", Doc: "The name to look up.", Type: cty.String, Fill: schema.FillNeeded, Check: checkDNSName, Example: `"www.example.com"`},
		{Name: "type", Doc: "What to ask for: `A`, `AAAA`, `CNAME`, `MX`, `NS`, `TXT`, or `ANY` for an address of either family.", Type: cty.String, Default: cty.StringVal("ANY"), Check: checkRecordType, Example: `"AAAA"`},
		{Name: "expected", Doc: "What must be among the answers, all of it; by default any answer will do.", Type: cty.List(cty.String), Check: checkExpected, Example: `["192.0.2.1"]`},
		{Name: "server", Doc: "The name server to ask, an address with a port if it is not 53; by default those of this machine.", Type: cty.String, Check: checkServer, Example: `"127.0.0.1:5353"`},
	},
	Run: runDNSResolves,
}

var recordTypes = []string{"ANY", "A", "AAAA", "CNAME", "MX", "NS", "TXT"}

func checkRecordType(v cty.Value) *schema.Problem {
	if !slices.Contains(recordTypes, v.AsString()) {
		return problem("Bad record type", "%q can't be looked up; there are %s.", v.AsString(), strings.Join(recordTypes, ", "))
	}
	return nil
}

func checkDNSName(v cty.Value) *schema.Problem {
	s := v.AsString()
	if _, err := notation.IP(s); err == nil {
		return problem("Bad name", "%q is an address already; write a name to look up.", s)
	}
	if err := notation.DNSName(s); err != nil {
		return problem("Bad name", "%s.", err)
	}
	return nil
}

func checkExpected(v cty.Value) *schema.Problem {
	if v.LengthInt() == 0 {
		return problem("Nothing expected", "The list is empty, so nothing would be expected. Leave expected out to accept any answer.")
	}
	for i, e := range v.AsValueSlice() {
		if e.IsKnown() && (e.IsNull() || e.AsString() == "") {
			p := problem("Nothing expected", "An element of expected is null or empty; take it out of the list.")
			p.Path = fmt.Sprintf("expected[%d]", i)
			return p
		}
	}
	return nil
}

func checkServer(v cty.Value) *schema.Problem {
	if host, port, err := net.SplitHostPort(server(v.AsString())); err == nil && notation.Host(host) == nil && notation.Port(port) == nil {
		return nil
	}
	return problem("Bad name server", "%q is not a name server; write its address, as in \"192.0.2.53\" or \"127.0.0.1:5353\".", v.AsString())
}

// server is a name server's address with a port.
func server(s string) string {
	if _, _, err := net.SplitHostPort(s); err == nil {
		return s
	}
	return net.JoinHostPort(strings.Trim(s, "[]"), "53")
}

func runDNSResolves(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	name, kind := text(in.Args, "name"), text(in.Args, "type")
	wanted := texts(in.Args, "expected")
	expected := name + " to resolve"
	if kind != "ANY" && kind != "" {
		expected = fmt.Sprintf("%s to have %s records", name, kind)
	}
	if len(wanted) > 0 {
		expected += ", among them " + strings.Join(wanted, ", ")
	}
	answers, err := lookUpName(ctx, resolver(text(in.Args, "server")), name, kind)
	if err != nil {
		return failed(expected, dnsTrouble(err))
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(answers, func(a string) bool { return sameAnswer(a, w) }) {
			return failed(expected, Excerpt(strings.Join(answers, ", ")))
		}
	}
	return schema.Evidence{OK: len(answers) > 0, Expected: expected, Seen: Excerpt(strings.Join(answers, ", "))}
}

// resolver asks one name server, or those of this machine.
func resolver(address string) *net.Resolver {
	if address == "" {
		return net.DefaultResolver
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, server(address))
	}}
}

// dnsPatience is how long one attempt waits for an answer.
const dnsPatience = 5 * time.Second

func lookUpName(ctx context.Context, r *net.Resolver, name, kind string) (answers []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	switch kind {
	case "CNAME":
		var target string
		target, err = r.LookupCNAME(ctx, name)
		if !sameAnswer(target, name) { // without such a record it is the name itself
			answers = append(answers, target)
		}
	case "MX":
		var records []*net.MX
		records, err = r.LookupMX(ctx, name)
		for _, mx := range records {
			answers = append(answers, mx.Host)
		}
	case "NS":
		var records []*net.NS
		records, err = r.LookupNS(ctx, name)
		for _, ns := range records {
			answers = append(answers, ns.Host)
		}
	case "TXT":
		answers, err = r.LookupTXT(ctx, name)
	default:
		network := map[string]string{"A": "ip4", "AAAA": "ip6"}[kind]
		if network == "" {
			network = "ip"
		}
		var addresses []net.IP
		addresses, err = r.LookupIP(ctx, network, name)
		for _, a := range addresses {
			answers = append(answers, a.String())
		}
	}
	if err == nil && len(answers) == 0 {
		err = errNoRecord
	}
	return answers, err
}

var errNoRecord = errors.New("the name is known, but has no such record")

// sameAnswer compares addresses by their meaning, and names without case and
// final dot.
func sameAnswer(a, b string) bool {
	x, errX := notation.IP(a)
	y, errY := notation.IP(b)
	if errX == nil && errY == nil {
		return x.Unmap() == y.Unmap()
	}
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

func dnsTrouble(err error) string {
	var dns *net.DNSError
	switch {
	case errors.Is(err, errNoRecord):
		return err.Error()
	case errors.As(err, &dns) && dns.IsNotFound:
		return "that the name is not known, or has no such record"
	case errors.As(err, &dns) && dns.IsTimeout, errors.Is(err, context.DeadlineExceeded):
		return "no answer from the name server in time"
	case errors.Is(err, context.Canceled):
		return "the attempt was cut short"
	}
	if dns != nil {
		return "no answer from the name server: " + dns.Err
	}
	return "no answer from the name server: " + innermost(err).Error()
}
