package embedded

import (
	"maps"
	"sync"
	"time"

	"github.com/clockwork-hcl/cw/deploy/engine"
)

// events tells what happens, one event at a time. Steps are copied, so that a
// listener may keep them.
type events struct {
	mu   sync.Mutex
	send func(engine.Event)
	now  func() time.Time
	// open are the steps that have started and not ended.
	open map[*engine.Step]time.Time
	// silent: the run is over, whatever still goes on.
	silent bool
}

func (e *events) emit(ev engine.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	ev.Time = e.now()
	switch ev.Kind {
	case engine.EventStarted:
		e.open[ev.Step] = ev.Time
	case engine.EventDone, engine.EventFailed:
		delete(e.open, ev.Step)
	}
	if e.send == nil || e.silent {
		return
	}
	if ev.Step != nil {
		s := *ev.Step
		ev.Step = &s
	}
	e.send(ev)
}

// unfinished returns the steps under way.
func (e *events) unfinished() map[*engine.Step]time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.open)
}

// end silences events of what is still under way.
func (e *events) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.silent = true
}

func (e *events) planned(s *engine.Step) {
	e.emit(engine.Event{Kind: engine.EventPlanned, Step: s})
}

// started returns the time from which done and failed count.
func (e *events) started(s *engine.Step) time.Time {
	e.emit(engine.Event{Kind: engine.EventStarted, Step: s})
	return e.now()
}

func (e *events) done(s *engine.Step, since time.Time) {
	e.emit(engine.Event{Kind: engine.EventDone, Step: s, Elapsed: e.now().Sub(since)})
}

// failed takes a zero since where nothing was started.
func (e *events) failed(s *engine.Step, since time.Time, err error) {
	ev := engine.Event{Kind: engine.EventFailed, Step: s, Err: err}
	if !since.IsZero() {
		ev.Elapsed = e.now().Sub(since)
	}
	e.emit(ev)
}

func (e *events) progress(s *engine.Step, message string) {
	e.emit(engine.Event{Kind: engine.EventProgress, Step: s, Message: message})
}

func (e *events) log(severity, message string) {
	e.emit(engine.Event{Kind: engine.EventLog, Severity: severity, Message: message})
}
