package view

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/schema"
)

// Progress shows a run while it happens: on a terminal a live list of what is
// under way below what is done, elsewhere plain lines, for machines one JSON
// event a line. Close ends it.
type Progress struct {
	streams Streams
	kinds   schema.Table
	json    bool
	live    bool

	mu      sync.Mutex
	running []*running
	// drawn is the number of live lines on the screen.
	drawn int
	stop  chan struct{}
	idle  sync.WaitGroup
}

// running is a step under way.
type running struct {
	urn     resource.URN
	address string
	op      engine.Op
	since   time.Time
	message string
}

// NewProgress starts a view of a run.
func NewProgress(s Streams, kinds schema.Table, asJSON bool) *Progress {
	p := &Progress{streams: s, kinds: kinds, json: asJSON, live: !asJSON && IsTerminal(s.Out) && s.Color, stop: make(chan struct{})}
	if asJSON {
		p.line(map[string]any{"type": "version", "format_version": "1.0"})
	}
	if p.live {
		p.idle.Add(1)
		go p.tick()
	}
	return p
}

// Close clears the live lines.
func (p *Progress) Close() {
	close(p.stop)
	p.idle.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

func (p *Progress) tick() {
	defer p.idle.Done()
	every := time.NewTicker(120 * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-every.C:
			p.mu.Lock()
			p.erase()
			p.draw()
			p.mu.Unlock()
		}
	}
}

// Event takes one event of the engine.
func (p *Progress) Event(e engine.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.json {
		p.jsonEvent(e)
		return
	}
	p.erase()
	p.text(e)
	p.draw()
}

func (p *Progress) text(e engine.Event) {
	if e.Kind == engine.EventLog {
		if p.streams.shows(e.Severity) {
			fmt.Fprintf(p.streams.Err, "%s: %s\n", e.Severity, e.Message)
		}
		return
	}
	a, ok := p.kinds.AddressOf(e.Step.URN)
	if !ok || e.Step.Op == engine.OpSame {
		return
	}
	col := p.streams.palette()
	switch e.Kind {
	case engine.EventStarted:
		p.running = append(p.running, &running{urn: e.Step.URN, address: a.String(), op: e.Step.Op, since: time.Now()})
		if !p.live {
			fmt.Fprintf(p.streams.Out, "  %s: %s\n", a, ongoing[e.Step.Op])
		}
	case engine.EventProgress:
		if r := p.find(e.Step.URN); r != nil {
			r.message = e.Message
		}
	case engine.EventDone:
		p.remove(e.Step.URN)
		fmt.Fprintf(p.streams.Out, "  %s✓%s %s: %s (%s)\n", col.green, col.reset, a, finished[e.Step.Op], seconds(e.Elapsed))
	case engine.EventFailed:
		p.remove(e.Step.URN)
		fmt.Fprintf(p.streams.Out, "  %s✗ %s: failed to %s (%s)%s\n", col.red, a, e.Step.Op, seconds(e.Elapsed), col.reset)
	}
}

var ongoing = map[engine.Op]string{
	engine.OpCreate: "creating", engine.OpUpdate: "updating", engine.OpReplace: "replacing", engine.OpDelete: "deleting",
	engine.OpForget: "forgetting", engine.OpAdopt: "adopting", engine.OpRefresh: "refreshing",
}

var finished = map[engine.Op]string{
	engine.OpCreate: "created", engine.OpUpdate: "updated", engine.OpReplace: "replaced", engine.OpDelete: "deleted",
	engine.OpForget: "forgotten", engine.OpAdopt: "adopted", engine.OpRefresh: "refreshed",
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }

func (p *Progress) find(urn resource.URN) *running {
	for _, r := range p.running {
		if r.urn == urn {
			return r
		}
	}
	return nil
}

func (p *Progress) remove(urn resource.URN) {
	for i, r := range p.running {
		if r.urn == urn {
			p.running = append(p.running[:i], p.running[i+1:]...)
			return
		}
	}
}

// erase takes the live lines off the screen.
func (p *Progress) erase() {
	if p.drawn > 0 {
		fmt.Fprintf(p.streams.Out, "\x1b[%dA\x1b[J", p.drawn)
		p.drawn = 0
	}
}

// draw shows what is under way, at most ten lines, each cut to the terminal.
func (p *Progress) draw() {
	if !p.live {
		return
	}
	width := Width(p.streams.Out)
	var text strings.Builder
	for i, r := range p.running {
		if i == 10 {
			fmt.Fprintf(&text, "  … and %d more\n", len(p.running)-i)
			p.drawn++
			break
		}
		line := fmt.Sprintf("  · %s: %s %s %s", r.address, ongoing[r.op], seconds(time.Since(r.since)), r.message)
		if runes := []rune(line); len(runes) >= width {
			line = string(runes[:width-1])
		}
		text.WriteString(line + "\n")
		p.drawn++
	}
	_, _ = io.WriteString(p.streams.Out, text.String())
}

func (p *Progress) jsonEvent(e engine.Event) {
	m := map[string]any{"type": string(e.Kind), "time": e.Time.UTC().Format(time.RFC3339Nano)}
	if e.Step != nil {
		a, ok := p.kinds.AddressOf(e.Step.URN)
		if !ok {
			return
		}
		m["address"], m["action"] = a.String(), string(e.Step.Op)
	}
	if e.Message != "" {
		m["message"] = e.Message
	}
	if e.Err != nil {
		m["error"] = e.Err.Error()
	}
	if e.Elapsed > 0 {
		m["elapsed_seconds"] = e.Elapsed.Seconds()
	}
	p.line(m)
}

// Line adds one event of another stage to a JSON stream.
func (p *Progress) Line(m map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.json {
		p.line(m)
	}
}

func (p *Progress) line(m map[string]any) {
	text, err := json.Marshal(m)
	if err == nil {
		_, _ = p.streams.Out.Write(append(text, '\n'))
	}
}
