package probe_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
)

func TestResponseTime(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/quick", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok")) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("begins at once"))
		w.(http.Flusher).Flush()
		time.Sleep(300 * time.Millisecond)
	})
	mux.HandleFunc("/error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	s := httptest.NewServer(mux)
	defer s.Close()
	for _, c := range []struct {
		path string
		most int64
		ok   bool
		seen string
	}{
		{"/quick", 1900, true, "status 200 after "},
		{"/slow", 100, false, "status 200 after "},
		{"/slow", 1900, true, "status 200 after "},
		{"/error", 1900, false, "status 500 after "},
	} {
		e := attempt(t, probe.ResponseTime, schema.ProbeInput{Args: args{"url": cty.StringVal(s.URL + c.path), "max_ms": cty.NumberIntVal(c.most)}})
		if e.OK != c.ok || !strings.HasPrefix(e.Seen, c.seen) || !strings.Contains(e.Expected, "within "+strconv.FormatInt(c.most, 10)+" ms") {
			t.Errorf("%s within %d ms: %+v", c.path, c.most, e)
		}
	}
	e := attempt(t, probe.ResponseTime, schema.ProbeInput{Args: args{"url": cty.StringVal("http://u:hunter2@" + closedPort(t)), "max_ms": cty.NumberIntVal(50)}})
	if e.OK || !strings.Contains(e.Seen, "connection refused") || strings.Contains(e.Expected+e.Seen, "hunter2") {
		t.Errorf("%+v", e)
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// nameServer answers for db.test. over UDP as a name server does, and knows no
// other name.
func nameServer(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var question dnsmessage.Message
			if question.Unpack(buffer[:n]) != nil || len(question.Questions) != 1 {
				continue
			}
			if reply, err := answerTo(question).Pack(); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

func answerTo(m dnsmessage.Message) *dnsmessage.Message {
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	if q.Name.String() != "db.test." {
		m.RCode = dnsmessage.RCodeNameError
		return &m
	}
	var body dnsmessage.ResourceBody
	switch q.Type {
	case dnsmessage.TypeA:
		body = &dnsmessage.AResource{A: [4]byte{192, 0, 2, 7}}
	case dnsmessage.TypeMX:
		body = &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName("mail.test.")}
	case dnsmessage.TypeTXT:
		body = &dnsmessage.TXTResource{TXT: []string{"v=spf1 -all"}}
	default:
		return &m
	}
	m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}, Body: body}}
	return &m
}

func TestDNSResolves(t *testing.T) {
	server := nameServer(t)
	list := func(items ...string) cty.Value {
		var values []cty.Value
		for _, s := range items {
			values = append(values, cty.StringVal(s))
		}
		return cty.ListVal(values)
	}
	str := cty.StringVal
	for _, c := range []struct {
		name     string
		args     args
		ok       bool
		expected string
		seen     string
	}{
		{"address", args{"name": str("db.test")}, true, "db.test to resolve", "192.0.2.7"},
		{"the right one", args{"name": str("db.test"), "type": str("A"), "expected": list("192.0.2.7")}, true, "among them 192.0.2.7", "192.0.2.7"},
		{"another one", args{"name": str("db.test"), "expected": list("192.0.2.7", "192.0.2.8")}, false, "among them 192.0.2.7, 192.0.2.8", "192.0.2.7"},
		{"mail", args{"name": str("db.test"), "type": str("MX"), "expected": list("MAIL.test")}, true, "MX records", "mail.test."},
		{"text", args{"name": str("db.test"), "type": str("TXT"), "expected": list("v=spf1 -all")}, true, "TXT records", "v=spf1 -all"},
		{"no such record", args{"name": str("db.test"), "type": str("AAAA")}, false, "AAAA records", "no such record"},
		{"no alias", args{"name": str("db.test"), "type": str("CNAME")}, false, "CNAME records", "no such record"},
		{"no such name", args{"name": str("web.test")}, false, "web.test to resolve", "not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.args["server"] == cty.NilVal {
				c.args["server"] = str(server)
			}
			e := attempt(t, probe.DNSResolves, schema.ProbeInput{Args: c.args})
			if e.OK != c.ok || !strings.Contains(e.Expected, c.expected) || !strings.Contains(e.Seen, c.seen) {
				t.Errorf("%+v", e)
			}
		})
	}
	if e := attempt(t, probe.DNSResolves, schema.ProbeInput{Args: args{"name": str("localhost")}}); !e.OK {
		t.Errorf("this machine does not know itself: %+v", e)
	}
	silent := closedPort(t)
	if e := attempt(t, probe.DNSResolves, schema.ProbeInput{Args: args{"name": str("db.test"), "server": str(silent)}}); e.OK || !strings.Contains(e.Seen, "no answer from the name server") {
		t.Errorf("nobody answers: %+v", e)
	}
}

// certificate makes one for the names, valid for the days, signed by itself.
func certificate(t *testing.T, days int, names ...string) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Now().AddDate(0, 0, days).Add(time.Minute)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: names,
		NotBefore: end.AddDate(0, 0, -400), NotAfter: end, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func tlsServer(t *testing.T, c tls.Certificate) cty.Value {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{c}})
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: nil}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return cty.NumberIntVal(int64(l.Addr().(*net.TCPAddr).Port))
}

func TestTLSCertificate(t *testing.T) {
	dir := t.TempDir()
	good, goodPEM := certificate(t, 30, "app.test")
	old, oldPEM := certificate(t, -1, "app.test")
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), append(goodPEM, oldPEM...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty.pem"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	goodPort, oldPort := tlsServer(t, good), tlsServer(t, old)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	plainPort := cty.NumberIntVal(int64(plain.Listener.Addr().(*net.TCPAddr).Port))
	str, days := cty.StringVal, cty.NumberIntVal
	ca := str("ca.pem")
	for _, c := range []struct {
		name string
		args args
		ok   bool
		seen string
	}{
		{"good", args{"port": goodPort, "server_name": str("app.test"), "ca_file": ca}, true, "one that is valid until 20"},
		{"for long enough", args{"port": goodPort, "server_name": str("app.test"), "ca_file": ca, "min_days_valid": days(29)}, true, "valid until"},
		{"not for long enough", args{"port": goodPort, "server_name": str("app.test"), "ca_file": ca, "min_days_valid": days(31)}, false, "valid until"},
		{"another name", args{"port": goodPort, "server_name": str("web.test"), "ca_file": ca}, false, "one for app.test"},
		{"the host is the name", args{"port": goodPort, "ca_file": ca}, false, "one for app.test"},
		{"not trusted", args{"port": goodPort, "server_name": str("app.test")}, false, "signed by itself, which is not trusted"},
		{"expired", args{"port": oldPort, "server_name": str("app.test"), "ca_file": ca}, false, "one that expired at 20"},
		{"no TLS", args{"port": plainPort, "server_name": str("app.test"), "ca_file": ca}, false, "does not speak TLS"},
		{"no such file", args{"port": goodPort, "ca_file": str("no.pem")}, false, "nothing there"},
		{"no certificate in it", args{"port": goodPort, "ca_file": str("empty.pem")}, false, "no certificate in the ca_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.args["host"] = str("127.0.0.1")
			e := attempt(t, probe.TLSCertificate, schema.ProbeInput{Args: c.args, Dir: dir})
			if e.OK != c.ok || !strings.Contains(e.Seen, c.seen) || !strings.Contains(e.Expected, "127.0.0.1:") {
				t.Errorf("%+v", e)
			}
		})
	}
	_, port, _ := net.SplitHostPort(closedPort(t))
	n, _ := strconv.ParseInt(port, 10, 64)
	e := attempt(t, probe.TLSCertificate, schema.ProbeInput{Args: args{"host": str("127.0.0.1"), "port": days(n)}})
	if e.OK || !strings.Contains(e.Seen, "connection refused") {
		t.Errorf("nobody there: %+v", e)
	}
}

// A probe's check finds the mistake, and says it in words.
func TestNetworkChecks(t *testing.T) {
	str := cty.StringVal
	for _, c := range []struct {
		probe     schema.Probe
		attribute string
		value     cty.Value
		says      string
	}{
		{probe.DNSResolves, "name", str("10.0.0.1"), "an address already"},
		{probe.DNSResolves, "name", str("a b"), "not a host name"},
		{probe.DNSResolves, "name", str("_sip._tcp.example.com."), ""},
		{probe.DNSResolves, "type", str("SOA"), "there are ANY, A"},
		{probe.DNSResolves, "expected", cty.ListValEmpty(cty.String), "nothing would be expected"},
		{probe.DNSResolves, "expected", cty.ListVal([]cty.Value{str("")}), "null or empty"},
		{probe.DNSResolves, "server", str("::1"), ""},
		{probe.DNSResolves, "server", str("127.0.0.1:5353"), ""},
		{probe.DNSResolves, "server", str("127.0.0.1:x"), "127.0.0.1:5353"},
		{probe.TLSCertificate, "host", str("https://a.example"), "is a URL"},
		{probe.TLSCertificate, "min_days_valid", cty.NumberIntVal(-1), "from 0 to 3650"},
		{probe.ResponseTime, "max_ms", cty.NumberIntVal(0), "from 1 to"},
		{probe.ResponseTime, "url", str("localhost:80"), "lacks http://"},
		{probe.ResponseTime, "headers", cty.MapVal(map[string]cty.Value{"a b": str("")}), "X-Request-Id"},
		{probe.Healthcheck, "headers", cty.MapVal(map[string]cty.Value{"A": str("x\ny")}), "line break"},
		{probe.PortAccessible, "host", str("a:80"), "the port as port"},
	} {
		for _, a := range c.probe.Attributes {
			if a.Name != c.attribute {
				continue
			}
			p := a.Check(c.value)
			if p == nil && c.says != "" || p != nil && (c.says == "" || !strings.Contains(p.Detail, c.says)) {
				t.Errorf("%s.%s: %+v, want %q", c.probe.Name, c.attribute, p, c.says)
			}
		}
	}
	swapped := args{"min": cty.NumberIntVal(2), "max": cty.NumberIntVal(1)}
	if p := probe.FileSize.Validate(swapped); len(p) != 1 || p[0].Path != "max" {
		t.Errorf("min above max: %+v", p)
	}
	if p := probe.FileSize.Validate(args{"min": cty.UnknownVal(cty.Number), "max": cty.NumberIntVal(1)}); len(p) != 0 {
		t.Errorf("an unknown min: %+v", p)
	}
}
