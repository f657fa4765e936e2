package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// lookTwice is how long a port that took a connection is watched: a forwarder
// in front of a container accepts for it and hangs up at once when nobody
// listens behind.
const lookTwice = 150 * time.Millisecond

// PortAccessible connects to a port.
var PortAccessible = schema.Probe{
	Name: "port_accessible",
	Doc: "Connects to a port. The port is the one on the host, as published, not the one inside a container. " +
		"A TCP connection that is closed at once does not count: a port forwarder does that when nobody listens behind it. " +
		"UDP has no connections: the port counts as accessible unless it is refused.",
	Attributes: []schema.Attribute{
		{Name: "port", Doc: "The port on the host.", Type: cty.Number, Fill: schema.FillNeeded, Check: checkPort, Example: `8080`},
		{Name: "host", Doc: "The name or address of the host.", Type: cty.String, Default: cty.StringVal("localhost"), Check: checkHost, Example: `"127.0.0.1"`},
		{Name: "protocol", Doc: "`tcp` or `udp`.", Type: cty.String, Default: cty.StringVal("tcp"), Check: checkProtocol, Example: `"udp"`},
	},
	Run: runPortAccessible,
}

func runPortAccessible(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	host, protocol := text(in.Args, "host"), text(in.Args, "protocol")
	if host == "" {
		host = "localhost"
	}
	if protocol == "" {
		protocol = "tcp"
	}
	port, _ := number(in.Args, "port")
	address := net.JoinHostPort(host, strconv.FormatInt(port, 10))
	expected := fmt.Sprintf("%s (%s) to be reachable", address, protocol)
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, protocol, address)
	if err != nil {
		return failed(expected, netTrouble(err))
	}
	defer conn.Close()
	if protocol == "udp" {
		return udpEvidence(ctx, conn, expected)
	}
	return tcpEvidence(ctx, conn, expected)
}

func tcpEvidence(ctx context.Context, conn net.Conn, expected string) schema.Evidence {
	err := listenOn(ctx, conn)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return held(expected, "a connection")
	}
	return failed(expected, "a connection that was closed at once; is the program behind this port listening?")
}

func udpEvidence(ctx context.Context, conn net.Conn, expected string) schema.Evidence {
	if _, err := conn.Write(nil); err != nil {
		return failed(expected, netTrouble(err))
	}
	err := listenOn(ctx, conn)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return held(expected, "no refusal")
	}
	return failed(expected, netTrouble(err))
}

// listenOn waits a moment for a byte, a hang-up or a refusal.
func listenOn(ctx context.Context, conn net.Conn) error {
	until := time.Now().Add(lookTwice)
	if d, ok := ctx.Deadline(); ok && d.Before(until) {
		until = d
	}
	if err := conn.SetReadDeadline(until); err != nil {
		return err
	}
	_, err := conn.Read(make([]byte, 1))
	return err
}
