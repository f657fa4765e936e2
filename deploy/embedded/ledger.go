package embedded

import (
	"errors"
	"fmt"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/clockwork-hcl/cw/deploy/state"
)

// ledger records what a run does. It opens the journal with the first thing to
// record: a run that changes nothing writes nothing. A dry ledger only remembers
// that there was something to record.
type ledger struct {
	store *state.Store
	base  *state.Snapshot
	dry   bool
	// failed is called at the first failure to write.
	failed func()

	mu      sync.Mutex
	journal *state.Journal
	// err is the first failure to write; nothing more is begun after it.
	err error
	// asked is set with the first thing to record, dry or not.
	asked bool
	// open is set when an operation was cut off whose outcome is not known.
	open bool
}

// begin opens the journal, once.
func (l *ledger) begin() (*state.Journal, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil || l.journal != nil {
		return l.journal, l.err
	}
	l.journal, l.err = l.store.Begin(l.base)
	return l.journal, l.err
}

// write does one thing with the journal and remembers the first failure.
func (l *ledger) write(f func(*state.Journal) error) error {
	l.mu.Lock()
	l.asked = true
	l.mu.Unlock()
	if l.dry {
		return nil
	}
	j, err := l.begin()
	if err == nil {
		err = f(j)
	}
	if err == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.err = err
	}
	l.failed()
	return fmt.Errorf("saving the state: %w", err)
}

// wanted reports whether there was anything to record.
func (l *ledger) wanted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked || l.base.Recovered()
}

// broken returns the first failure to write.
func (l *ledger) broken() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// pending records, durably, that an operation begins.
func (l *ledger) pending(r *state.Resource, kind apitype.OperationType) (state.Ticket, error) {
	var t state.Ticket
	err := l.write(func(j *state.Journal) (err error) {
		t, err = j.Pending(state.Operation{Resource: r, Type: kind})
		return err
	})
	return t, err
}

// put ends t and replaces old by new; old is nil for a new one.
func (l *ledger) put(t state.Ticket, old, new *state.Resource) error {
	return l.write(func(j *state.Journal) error { return j.Put(t, old, new) })
}

// remove ends t and takes old out.
func (l *ledger) remove(t state.Ticket, old *state.Resource) error {
	return l.write(func(j *state.Journal) error { return j.Remove(t, old) })
}

// abandon ends t: nothing came of it.
func (l *ledger) abandon(t state.Ticket) error {
	if t == 0 {
		return nil
	}
	return l.write(func(j *state.Journal) error { return j.Abandon(t) })
}

// leave keeps an operation pending, for the next run to settle.
func (l *ledger) leave(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = l.open || cut
}

// finish folds what was recorded into the state. What was cut off stays in the
// journal for the next run to settle; so does all, where folding fails.
func (l *ledger) finish(result string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.err
	switch {
	case l.journal == nil:
	case l.open:
		err = errors.Join(err, l.journal.Close())
	default:
		// After a failure to write the journal still knows what happened.
		if failed := l.journal.Commit(result); failed != nil {
			err = failed
			_ = l.journal.Close() // failed says more
		}
	}
	if err != nil {
		return fmt.Errorf("saving the state: %w", err)
	}
	return nil
}
