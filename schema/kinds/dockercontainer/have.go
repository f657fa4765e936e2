package dockercontainer

import (
	"net"
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// have reads the row's outputs out of properties in pulumi-docker's shape; it
// needs no more of them than ports and networkDatas.
func have(s schema.State) map[string]cty.Value {
	var out wireOutputs
	dockerengine.DecodeState(s.Outputs, &out)
	values := map[string]cty.Value{
		"id":         cty.StringVal(s.ID),
		"ip_address": cty.NullVal(cty.String),
		"host_port":  cty.MapValEmpty(cty.String),
		"endpoint":   cty.NullVal(cty.String),
	}
	for _, d := range out.NetworkDatas {
		if d.IPAddress != "" {
			values["ip_address"] = cty.StringVal(d.IPAddress)
			break
		}
	}
	ports := map[string]cty.Value{}
	for _, w := range normalisePorts(out.Ports) {
		p := w.port()
		if p.External == 0 {
			continue
		}
		host := strconv.Itoa(p.External)
		if _, known := ports[p.Key()]; !known {
			ports[p.Key()] = cty.StringVal(host)
		}
		if values["endpoint"].IsNull() {
			values["endpoint"] = cty.StringVal(net.JoinHostPort(reachable(p), host))
		}
	}
	if len(ports) > 0 {
		values["host_port"] = cty.MapVal(ports)
	}
	return values
}

// reachable is the address under which this machine reaches a published port.
func reachable(p Port) string {
	switch {
	case p.IP == "::":
		return "::1"
	case p.Wildcard():
		return "127.0.0.1"
	}
	return p.IP
}
