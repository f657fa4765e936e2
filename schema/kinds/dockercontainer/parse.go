package dockercontainer

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/clockwork-hcl/cw/schema/notation"
)

// Port is one published port.
type Port struct {
	// IP is the address of the host to listen on; "" is all of them.
	IP string
	// External is the host's port; 0 lets the engine pick one.
	External int
	Internal int
	// Protocol is tcp, udp or sctp.
	Protocol string
}

const portForms = `write "8080:80", "80" (the engine picks the host port), "127.0.0.1:8080:80", "53:53/udp" or a range "8000-8003:8000-8003"`

// ParsePort reads one element of ports. A range gives one Port per number. The
// error is for the author and says what to write.
func ParsePort(s string) ([]Port, error) {
	rest, protocol, err := cutProtocol(s)
	if err != nil {
		return nil, err
	}
	ip, rest, err := cutIP(s, rest)
	if err != nil {
		return nil, err
	}
	host, inside, both := strings.Cut(rest, ":")
	if !both {
		host, inside = "", rest
	}
	if strings.Contains(inside, ":") || both && host == "" && ip == "" {
		return nil, notAPort(s, rest)
	}
	from, to, err := portRange(s, inside, "container")
	if err != nil {
		return nil, err
	}
	if from == 0 {
		return nil, fmt.Errorf("%q: a container port goes from 1 to 65535; %s", s, portForms)
	}
	first, last := 0, 0
	if host != "" {
		if first, last, err = portRange(s, host, "host"); err != nil {
			return nil, err
		}
		if first != last || from != to {
			if last-first != to-from || first == 0 {
				return nil, fmt.Errorf("%q: the host range has %d ports and the container range %d; both need the same number", s, last-first+1, to-from+1)
			}
		}
	}
	return expand(ip, protocol, first, from, to), nil
}

func notAPort(s, rest string) error {
	parts := strings.Split(rest, ":")
	if n := len(parts); n > 3 {
		if a, err := netip.ParseAddr(strings.Join(parts[:n-2], ":")); err == nil {
			return fmt.Errorf("%q: an IPv6 address stands in brackets; write \"[%s]:%s:%s\"", s, a, parts[n-2], parts[n-1])
		}
	}
	return fmt.Errorf("%q is not a port: %s", s, portForms)
}

func expand(ip, protocol string, first, from, to int) []Port {
	ports := make([]Port, 0, to-from+1)
	for inside := from; inside <= to; inside++ {
		p := Port{IP: ip, Internal: inside, Protocol: protocol}
		if first != 0 {
			p.External = first + inside - from
		}
		ports = append(ports, p)
	}
	return ports
}

func cutProtocol(s string) (rest, protocol string, err error) {
	rest, protocol, found := strings.Cut(s, "/")
	if !found {
		return rest, "tcp", nil
	}
	protocol = strings.ToLower(protocol)
	if protocol != "tcp" && protocol != "udp" && protocol != "sctp" {
		return "", "", fmt.Errorf("%q: the protocol after / is %q; it can be tcp, udp or sctp", s, protocol)
	}
	return rest, protocol, nil
}

// cutIP takes the host's address off the front, if there is one.
func cutIP(s, rest string) (ip, ports string, err error) {
	switch {
	case strings.HasPrefix(rest, "["):
		var found bool
		ip, ports, found = strings.Cut(rest[1:], "]:")
		if !found {
			return "", "", fmt.Errorf("%q: the address that starts with [ must end with ]: and ports after it, as in \"[::1]:8080:80\"", s)
		}
	case strings.Count(rest, ":") == 2:
		ip, ports, _ = strings.Cut(rest, ":")
	default:
		return "", rest, nil
	}
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Zone() != "" {
		return "", "", fmt.Errorf("%q: %q is not an IP address of the host; write it like \"127.0.0.1:8080:80\", or \"[::1]:8080:80\"", s, ip)
	}
	return a.String(), ports, nil
}

func portRange(s, text, side string) (from, to int, err error) {
	first, second, ranged := strings.Cut(text, "-")
	if from, err = portNumber(s, first, side); err != nil {
		return 0, 0, err
	}
	if !ranged {
		return from, from, nil
	}
	if to, err = portNumber(s, second, side); err != nil {
		return 0, 0, err
	}
	if to < from {
		return 0, 0, fmt.Errorf("%q: the %s range %s runs backwards; the smaller port comes first", s, side, text)
	}
	return from, to, nil
}

func portNumber(s, text, side string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	switch {
	case text == "":
		return 0, fmt.Errorf("%q lacks the %s port; %s", s, side, portForms)
	case err != nil && strings.Trim(text, "0123456789") == "":
		return 0, fmt.Errorf("%q: the %s port %s is out of range; ports go from 1 to 65535", s, side, text)
	case err != nil:
		return 0, fmt.Errorf("%q: the %s port %q is not a number; %s", s, side, text, portForms)
	case n > 65535:
		return 0, fmt.Errorf("%q: the %s port %d is out of range; ports go from 1 to 65535", s, side, n)
	}
	return int(n), nil
}

// String is the shortest form that an author would write.
func (p Port) String() string {
	s := strconv.Itoa(p.Internal)
	switch {
	case p.External != 0:
		s = strconv.Itoa(p.External) + ":" + s
	case p.IP != "":
		s = ":" + s
	}
	switch {
	case strings.Contains(p.IP, ":"):
		s = "[" + p.IP + "]:" + s
	case p.IP != "":
		s = p.IP + ":" + s
	}
	if p.Protocol != "tcp" {
		s += "/" + p.Protocol
	}
	return s
}

// Key is the port as self.host_port knows it: "80", "53/udp".
func (p Port) Key() string {
	if p.Protocol == "tcp" {
		return strconv.Itoa(p.Internal)
	}
	return strconv.Itoa(p.Internal) + "/" + p.Protocol
}

// Wildcard reports whether the port listens on all addresses of the host.
func (p Port) Wildcard() bool { return p.IP == "" || p.IP == "0.0.0.0" || p.IP == "::" }

const megabyte = 1 << 20

// Megabytes reads a size in the unit of pulumi-docker's memory and shmSize. A
// size that is no whole number of megabytes is an error.
func Megabytes(s string) (int, error) {
	n, err := notation.Size(s)
	switch {
	case err != nil:
		return 0, err
	case n < megabyte:
		return 0, fmt.Errorf("%q is %d bytes, less than a megabyte; write the unit, as in \"512m\"", s, n)
	case n%megabyte != 0:
		return 0, fmt.Errorf("%q is not a whole number of megabytes; write %q", s, strconv.FormatInt(n/megabyte+1, 10)+"m")
	}
	return int(n / megabyte), nil
}

// formatDuration is the one way in which properties hold a duration.
func formatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// ParseRestart reads a restart policy; retries is only for "on-failure:3".
func ParseRestart(s string) (policy string, retries int, err error) {
	policy, count, counted := strings.Cut(s, ":")
	switch policy {
	case "no", "always", "unless-stopped", "on-failure":
	default:
		return "", 0, fmt.Errorf("%q is not a restart policy; it can be no, always, unless-stopped, on-failure or on-failure:3", s)
	}
	if !counted {
		return policy, 0, nil
	}
	n, err := strconv.ParseUint(count, 10, 16)
	if err != nil || policy != "on-failure" || n == 0 {
		return "", 0, fmt.Errorf("%q: only on-failure takes a number of tries, as in on-failure:3", s)
	}
	return policy, int(n), nil
}

// ParseHost reads one element of extra_hosts, "name:address"; the address may
// be host-gateway.
func ParseHost(s string) (name, address string, err error) {
	name, address, found := strings.Cut(s, ":")
	if !found || name == "" || strings.ContainsAny(name, " \t") {
		return "", "", fmt.Errorf("%q is not a host entry; write \"name:192.168.1.5\"", s)
	}
	if address == "host-gateway" {
		return name, address, nil
	}
	a, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		return "", "", fmt.Errorf("%q: %q is not an IP address, nor host-gateway", s, address)
	}
	return name, a.String(), nil
}

// ParseCPUs reads a number of CPUs ("0.5") as billionths of one.
func ParseCPUs(s string) (int64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0.001 && f <= 4096) {
		return 0, fmt.Errorf("%q is not a number of CPUs; write how many it may use, as in \"0.5\" or \"2\"", s)
	}
	return int64(f*1e9 + 0.5), nil
}

func formatCPUs(nano int64) string {
	return strconv.FormatFloat(float64(nano)/1e9, 'f', -1, 64)
}
