package complete

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/catalog"
	"github.com/clockwork-hcl/cw/resolve"
)

// ports publishes a completed container's ports: on the host ports that its
// own assertions name, else on the container's number where it is 1024 or above
// and free in the graph, else where the engine chooses. What holds data is
// published on the loopback address only.
func (w *work) ports(p *product) {
	asserted := assertedPorts(w.node)
	host := map[catalog.Port]int{}
	for _, port := range p.entry.Ports {
		if i := index(asserted, port.Container); i >= 0 && port.Proto == "tcp" {
			host[port] = asserted[i]
			asserted = append(asserted[:i], asserted[i+1:]...)
		}
	}
	var list []cty.Value
	for _, port := range p.entry.Ports {
		if host[port] == 0 && len(asserted) > 0 && port.Proto == "tcp" {
			host[port], asserted = asserted[0], asserted[1:]
		}
		list = append(list, cty.StringVal(w.published(p, port, host[port])))
	}
	if len(list) > 0 {
		w.fromEntry(p, "ports", cty.ListVal(list))
	}
}

func index(list []int, n int) int {
	for i, m := range list {
		if m == n {
			return i
		}
	}
	return -1
}

func (w *work) published(p *product, port catalog.Port, host int) string {
	taken := w.run.takenPorts()
	if host == 0 && port.Container >= 1024 && !taken[portName(port.Container, port.Proto)] {
		host = port.Container
	}
	text := strconv.Itoa(port.Container)
	if host > 0 {
		text = fmt.Sprintf("%d:%s", host, text)
		taken[portName(host, port.Proto)] = true
	}
	if p.entry.Loopback {
		if host == 0 {
			text = ":" + text
		}
		text = "127.0.0.1:" + text
	}
	if port.Proto != "tcp" {
		text += "/" + port.Proto
	}
	return text
}

func portName(port int, proto string) string { return fmt.Sprintf("%d/%s", port, proto) }

// takenPorts are the host ports that resources of the graph want, read on first
// use.
func (r *run) takenPorts() map[string]bool {
	if r.hostPorts == nil {
		r.hostPorts = map[string]bool{}
		for _, n := range r.graph.Order {
			r.claimPorts(n)
		}
	}
	return r.hostPorts
}

func (r *run) claimPorts(n *resolve.Node) {
	if n.Kind.Claims == nil {
		return
	}
	attrs := map[string]cty.Value{}
	for name, a := range r.values.Get(n.Address).Attributes {
		attrs[name], _ = a.Value.UnmarkDeep()
	}
	for _, c := range n.Kind.Claims(attrs) {
		if c.Space == "host port" {
			r.hostPorts[c.Name] = true
		}
	}
	if n.Block != nil {
		for _, port := range assertedPorts(n) {
			r.hostPorts[portName(port, "tcp")] = true
		}
	}
}

// assertedPorts reads the ports of this machine that a resource's assertions
// look at, as far as they are written plainly.
func assertedPorts(n *resolve.Node) []int {
	var list []int
	for _, a := range n.Block.Asserts {
		port := urlPort(a.Attributes["url"])
		if a.Kind == "port_accessible" && isHere(a.Attributes["host"]) && plainText(a.Attributes["protocol"]) != "udp" {
			port, _ = strconv.Atoi(plainText(a.Attributes["port"]))
		}
		if port > 0 && port < 65536 && index(list, port) < 0 {
			list = append(list, port)
		}
	}
	return list
}

func isHere(a *hclsyntax.Attribute) bool {
	host := plainText(a)
	ip := net.ParseIP(host)
	return host == "" || strings.EqualFold(host, "localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

func urlPort(a *hclsyntax.Attribute) int {
	u, err := url.Parse(plainText(a))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return 0
	}
	if ip := net.ParseIP(u.Hostname()); !strings.EqualFold(u.Hostname(), "localhost") && (ip == nil || !ip.IsLoopback()) {
		return 0
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	return map[string]int{"http": 80, "https": 443}[u.Scheme]
}

// plainText reads an argument that is a literal, else "".
func plainText(a *hclsyntax.Attribute) string {
	if a == nil {
		return ""
	}
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() {
		return ""
	}
	t, _ := textOf(v)
	return t.s
}
