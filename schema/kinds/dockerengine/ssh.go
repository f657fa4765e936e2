package dockerengine

import (
	"context"
	"io"
	"net"
	"net/url"
	"os/exec"
	"time"
)

// sshTarget is an engine that is reached by running the docker command there,
// as the docker command itself does for ssh:// hosts.
type sshTarget struct {
	user, host, port string
}

func parseSSH(host string) (sshTarget, error) {
	u, err := url.Parse(host)
	if err != nil || u.Hostname() == "" || u.Hostname()[0] == '-' || u.Path != "" && u.Path != "/" {
		return sshTarget{}, badHost(host)
	}
	return sshTarget{user: u.User.Username(), host: u.Hostname(), port: u.Port()}, nil
}

func (t sshTarget) arguments() []string {
	args := []string{"-o", "ConnectTimeout=30", "-T"}
	if t.user != "" {
		args = append(args, "-l", t.user)
	}
	if t.port != "" {
		args = append(args, "-p", t.port)
	}
	return append(args, "--", t.host, "docker", "system", "dial-stdio")
}

// dial starts ssh; its standard streams are the connection. The process
// outlives ctx, which is only that of dialling.
func (t sshTarget) dial(context.Context, string, string) (net.Conn, error) {
	cmd := exec.Command("ssh", t.arguments()...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &sshConn{Reader: out, in: in, cmd: cmd}, nil
}

// sshConn is a net.Conn over a process. It has no deadlines of its own: each
// request is bounded by its context, whose end closes the connection.
type sshConn struct {
	io.Reader
	in  io.WriteCloser
	cmd *exec.Cmd
}

func (c *sshConn) Write(p []byte) (int, error) { return c.in.Write(p) }

// CloseWrite ends the request's side of an upgraded connection.
func (c *sshConn) CloseWrite() error { return c.in.Close() }

func (c *sshConn) Close() error {
	_ = c.in.Close()
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait() // killed on purpose; the exit status says nothing
	return nil
}

type sshAddr struct{}

func (sshAddr) Network() string { return "ssh" }
func (sshAddr) String() string  { return "ssh" }

func (c *sshConn) LocalAddr() net.Addr              { return sshAddr{} }
func (c *sshConn) RemoteAddr() net.Addr             { return sshAddr{} }
func (c *sshConn) SetDeadline(time.Time) error      { return nil }
func (c *sshConn) SetReadDeadline(time.Time) error  { return nil }
func (c *sshConn) SetWriteDeadline(time.Time) error { return nil }
