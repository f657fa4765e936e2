package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// TLSCertificate looks at the certificate that a server shows.
var TLSCertificate = schema.Probe{
	Name: "tls_certificate",
	Doc: "Connects with TLS and looks at the server's certificate: it must be for the name, be signed by an authority that this machine trusts, " +
		"or by the one in `ca_file`, and stay valid for `min_days_valid` days.",
	Attributes: []schema.Attribute{
		{Name: "host", Doc: "The name or address to connect to.", Type: cty.String, Fill: schema.FillNeeded, Check: checkHost, Example: `"www.example.com"`},
		{Name: "port", Doc: "The port to connect to.", Type: cty.Number, Default: cty.NumberIntVal(443), Check: checkPort, Example: `8443`},
		{Name: "min_days_valid", Doc: "For how many more days the certificate must be valid.", Type: cty.Number, Default: cty.NumberIntVal(0), Check: checkDays, Example: `14`},
		{Name: "server_name", Doc: "The name that the certificate must be for; by default the host.", Type: cty.String, Check: checkHost, Example: `"api.example.com"`},
		{Name: "ca_file", Doc: "A file with certificates, in PEM form, to trust instead of this machine's, relative to the configuration directory.", Type: cty.String, Check: checkPath, Example: `"tls/ca.pem"`},
	},
	Run: runTLSCertificate,
}

func checkDays(v cty.Value) *schema.Problem {
	return checkBetween(v, "number of days", 0, 3650)
}

func runTLSCertificate(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	host, name := text(in.Args, "host"), text(in.Args, "server_name")
	if name == "" {
		name = host
	}
	port, days := int64(443), int64(0)
	if n, ok := number(in.Args, "port"); ok {
		port = n
	}
	if n, ok := number(in.Args, "min_days_valid"); ok {
		days = n
	}
	address := net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatInt(port, 10))
	expected := fmt.Sprintf("%s to show a trusted certificate for %s", address, name)
	if days > 0 {
		expected += fmt.Sprintf(" that is valid for %d more days", days)
	}
	roots, err := rootsOf(in)
	if err != nil {
		return failed(expected, err.Error())
	}
	chain, err := certificates(ctx, address, name)
	if err != nil {
		return failed(expected, "no certificate: "+tlsTrouble(err))
	}
	if trouble := distrust(chain, name, roots); trouble != "" {
		return failed(expected, trouble)
	}
	end := lastDay(chain)
	return schema.Evidence{
		OK:       !time.Now().AddDate(0, 0, int(days)).After(end),
		Expected: expected, Seen: "one that is valid until " + end.UTC().Format(time.DateTime) + " UTC",
	}
}

// rootsOf gives the trusted authorities, nil for this machine's.
func rootsOf(in schema.ProbeInput) (*x509.CertPool, error) {
	file := text(in.Args, "ca_file")
	if file == "" {
		return nil, nil
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(in.Dir, file)
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no ca_file: %s is %s", file, fileTrouble(err))
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificate in the ca_file %s", file)
	}
	return pool, nil
}

// certificates shakes hands, trusting anybody, so that what is wrong with the
// certificate can be told.
func certificates(ctx context.Context, address, name string) ([]*x509.Certificate, error) {
	dialer := tls.Dialer{Config: &tls.Config{ServerName: strings.Trim(name, "[]"), InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	chain := conn.(*tls.Conn).ConnectionState().PeerCertificates
	if len(chain) == 0 {
		return nil, errors.New("the server shows none")
	}
	return chain, nil
}

// distrust says why a certificate is not good, or "".
func distrust(chain []*x509.Certificate, name string, roots *x509.CertPool) string {
	leaf, now := chain[0], time.Now()
	switch {
	case now.After(leaf.NotAfter):
		return "one that expired at " + leaf.NotAfter.UTC().Format(time.DateTime) + " UTC"
	case now.Before(leaf.NotBefore):
		return "one that is valid only from " + leaf.NotBefore.UTC().Format(time.DateTime) + " UTC"
	case leaf.VerifyHostname(name) != nil:
		return "one for " + Excerpt(namesOf(leaf))
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between}); err != nil {
		return fmt.Sprintf("one signed by %s, which is not trusted; give its authority as ca_file", signer(leaf))
	}
	return ""
}

func namesOf(c *x509.Certificate) string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "no host at all"
	}
	return strings.Join(names, ", ")
}

func signer(c *x509.Certificate) string {
	switch {
	case c.CheckSignatureFrom(c) == nil, c.Issuer.String() == c.Subject.String():
		return "itself"
	case c.Issuer.CommonName != "":
		return Excerpt(c.Issuer.CommonName)
	}
	return Excerpt(c.Issuer.String())
}

// lastDay is when the first certificate of the chain that was shown ends.
func lastDay(chain []*x509.Certificate) time.Time {
	end := chain[0].NotAfter
	for _, c := range chain[1:] {
		if c.NotAfter.Before(end) {
			end = c.NotAfter
		}
	}
	return end
}

func tlsTrouble(err error) string {
	var header tls.RecordHeaderError
	if errors.As(err, &header) {
		return "what answers does not speak TLS"
	}
	var alert tls.AlertError
	if errors.As(err, &alert) {
		return "the server refused: " + strings.TrimPrefix(alert.Error(), "tls: ")
	}
	return netTrouble(err)
}
