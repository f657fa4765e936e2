package dockerengine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// LogTail is the last lines that a container wrote, both streams.
func (e *Engine) LogTail(ctx context.Context, id string, lines int, tty bool) (string, error) {
	var b strings.Builder
	err := e.log(ctx, id, client.ContainerLogsOptions{Tail: strconv.Itoa(lines)}, tty, &b)
	return b.String(), err
}

// EachLogLine calls f for each line that a container wrote, both streams,
// oldest first, until f gives false. since is a time or a duration as the
// docker command takes it, or "".
func (e *Engine) EachLogLine(ctx context.Context, id, since string, tty bool, f func(line string) bool) error {
	w := &lineWriter{f: f}
	err := e.log(ctx, id, client.ContainerLogsOptions{Since: since}, tty, w)
	if err == nil && w.rest != "" {
		f(w.rest)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (e *Engine) log(ctx context.Context, id string, opts client.ContainerLogsOptions, tty bool, to io.Writer) error {
	opts.ShowStdout, opts.ShowStderr = true, true
	_, err := Call(ctx, e, "read the container's log", Slow, func(ctx context.Context, api *client.Client) (int64, error) {
		r, err := api.ContainerLogs(ctx, id, opts)
		if err != nil {
			return 0, err
		}
		defer func() { _ = r.Close() }()
		if tty { // else the two streams come in frames
			return io.Copy(to, r)
		}
		n, err := stdcopy.StdCopy(to, to, r)
		return n, whole(err)
	})
	return err
}

// errEnough ends the reading of a log.
var errEnough = errors.New("enough")

// lineWriter cuts what is written into lines.
type lineWriter struct {
	f    func(string) bool
	rest string
}

func (w *lineWriter) Write(p []byte) (int, error) {
	text := w.rest + string(p)
	for {
		line, rest, found := strings.Cut(text, "\n")
		if !found {
			w.rest = text
			return len(p), nil
		}
		if !w.f(strings.TrimRight(line, "\r")) {
			w.rest = ""
			return 0, errEnough
		}
		text = rest
	}
}

// Split reads framed output as two texts, one per stream.
func Split(r io.Reader) (stdout, stderr string, err error) {
	var o, e bytes.Buffer
	_, err = stdcopy.StdCopy(&o, &e, r)
	return o.String(), e.String(), whole(err)
}

// whole takes a stream's end in mid-frame for its end.
func whole(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// Redact takes the values of envs ("K=V") out of a text, so that what a
// program prints about its settings can be shown. A password inside a URL, or a
// line of a value of many, is a value too. Values of less than four characters stay: they say nothing, and
// taking them out would garble everything.
func Redact(s string, envs []string) string {
	type secret struct{ name, value string }
	var secrets []secret
	for _, kv := range envs {
		name, value, _ := strings.Cut(kv, "=")
		secrets = append(secrets, secret{name, value})
		for line := range strings.SplitSeq(value, "\n") {
			secrets = append(secrets, secret{name, strings.TrimSpace(line)})
		}
		if u, err := url.Parse(value); err == nil && u.User != nil {
			if p, ok := u.User.Password(); ok {
				secrets = append(secrets, secret{name, p})
			}
		}
	}
	sort.SliceStable(secrets, func(i, j int) bool { return len(secrets[i].value) > len(secrets[j].value) })
	for _, x := range secrets {
		if len(x.value) >= 4 {
			s = strings.ReplaceAll(s, x.value, "<value of "+x.name+">")
		}
	}
	return s
}

// Indent trims a text to its last lines and sets them apart for an error.
func Indent(s string, lines int) string {
	all := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "    " + strings.Join(all, "\n    ")
}
