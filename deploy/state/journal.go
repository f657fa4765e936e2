package state

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Unfinished is an operation that an earlier run began and whose outcome is not
// known.
type Unfinished struct {
	Ticket Ticket
	Operation
}

// Journal is a run's record of what it does. Its methods may be called from
// several goroutines; what they record is on disk when they return nil. If the
// disk fails, Put, Remove and Abandon return the error and the journal still
// knows what happened, for Commit to try again.
type Journal struct {
	store *Store
	from  *origin
	codec codec
	file  *journalWriter

	mu     sync.Mutex
	ledger *ledger
	// unfinished at the start.
	unfinished []Unfinished
	// provider of secrets that the checkpoint or the journal already names.
	provider *apitype.SecretsProvidersV1
	// bytes: a string that is not UTF-8 was written.
	bytes bool
	// records: the journal has any, those of a dead run included.
	records bool
	closed  bool
}

// Begin starts the journal of a run on the snapshot that Load returned, or on
// an empty one for a new stack. The lock must be held, and the state must be
// what was loaded. The journal of a dead run is gone on with.
func (s *Store) Begin(snap *Snapshot) (*Journal, error) {
	if !s.holdsLock() {
		return nil, errNotLocked
	}
	from, err := s.confirm(snap)
	if err != nil {
		return nil, err
	}
	file, err := s.openJournal(from)
	if err != nil {
		return nil, fmt.Errorf("the journal of this run cannot be started, and nothing was done: %w", err)
	}
	j := &Journal{
		store: s, from: from, codec: codec{from.vault}, file: file,
		ledger:   from.ledger.clone(),
		provider: from.vault.current(),
		records:  from.text != nil && len(from.text.records) > 0,
	}
	for _, t := range j.ledger.tickets() {
		j.unfinished = append(j.unfinished, Unfinished{Ticket: t, Operation: j.ledger.open[t].op})
	}
	return j, nil
}

// confirm checks that the state on disk is still what the snapshot was read
// from.
func (s *Store) confirm(snap *Snapshot) (*origin, error) {
	from, now := snap.origin, &origin{}
	if from == nil {
		var err error
		if from, err = s.read(); err != nil {
			return nil, err
		}
		if len(from.doc.resources) > 0 || from.text != nil || len(snap.Resources) > 0 {
			return nil, fmt.Errorf("a run on stack %s was begun without its state. This is a bug in cw", s.stack)
		}
	}
	data, err := readIfThere(s.checkpoint)
	if err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w", err)
	}
	now.base = hashOf(data)
	if err := s.readJournal(now); err != nil {
		return nil, err
	}
	if now.base != from.base || now.journal != from.journal {
		return nil, fmt.Errorf("the state of stack %s was changed by another run since it was read: run again", s.stack)
	}
	return from, nil
}

func (s *Store) openJournal(from *origin) (*journalWriter, error) {
	if err := removeIfThere(s.checkpoint + ".tmp"); err != nil {
		return nil, err
	}
	if from.text != nil {
		return resumeJournal(s.journal, from.text.size)
	}
	return createJournal(s.journal, from.base)
}

// Unfinished returns the operations that earlier runs left open, each with a
// ticket for Put, Remove or Abandon to settle it. What is not settled stays in
// the checkpoint's pending operations.
func (j *Journal) Unfinished() []Unfinished { return slices.Clone(j.unfinished) }

// Pending records that an operation is about to begin; after an error it must
// not. The ticket settles it.
func (j *Journal) Pending(op Operation) (Ticket, error) {
	raw, byteString, err := j.codec.encode(op.Resource)
	if err != nil {
		return 0, err
	}
	j.mu.Lock()
	t := j.ledger.last + 1
	j.ledger.pending(t, openOperation{op: op, raw: raw})
	j.bytes = j.bytes || byteString
	batch, err := j.log(record{Do: actPending, Ticket: t, Type: op.Type, Resource: raw})
	j.mu.Unlock()
	if err == nil {
		err = j.file.wait(batch)
	}
	if err != nil {
		j.mu.Lock()
		delete(j.ledger.open, t)
		j.mu.Unlock()
		return 0, err
	}
	return t, nil
}

// Put records that new stands in old's place, or, where old is nil, in a new
// place at the end. It settles the ticket. Where nothing differs, nothing is
// written.
func (j *Journal) Put(t Ticket, old, new *Resource) error {
	raw, byteString, err := j.codec.encode(new)
	if err != nil {
		return err
	}
	j.mu.Lock()
	j.bytes = j.bytes || byteString
	batch, err := j.put(t, old, &entry{res: new, raw: raw})
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.file.wait(batch)
}

func (j *Journal) put(t Ticket, old *Resource, e *entry) (batch int, err error) {
	key := j.ledger.nextKey()
	if old != nil {
		key = old.key
	}
	before := j.ledger.at(key)
	switch {
	case old != nil && before == nil:
		return 0, j.misuse("%s was put in a place where nothing stands", e.res.URN)
	case e.res.key != "" && e.res.key != key && j.stands(e.res):
		return 0, j.misuse("%s was put in two places", e.res.URN)
	case !j.isOpen(t):
		return 0, j.misuse("%s was put with a ticket that is settled", e.res.URN)
	}
	r := record{Do: actPut, Ticket: t, Key: key, Resource: e.raw}
	if before != nil && before.raw != nil && sameJSON(before.raw, e.raw) {
		e.raw = before.raw
		r = record{Do: actAbandon, Ticket: t}
	}
	if err := j.ledger.put(t, key, e); err != nil {
		return 0, err
	}
	if r.Do == actAbandon && t == 0 {
		return 0, nil
	}
	return j.log(r)
}

// stands reports whether this very resource is in the ledger.
func (j *Journal) stands(r *Resource) bool {
	e := j.ledger.at(r.key)
	return e != nil && e.res == r
}

func (j *Journal) isOpen(t Ticket) bool {
	_, open := j.ledger.open[t]
	return open || t == 0
}

// Remove records that old is gone, and settles the ticket.
func (j *Journal) Remove(t Ticket, old *Resource) error {
	return j.step(func() (record, error) {
		if j.ledger.at(old.key) == nil || !j.isOpen(t) {
			return record{}, j.misuse("%s was removed and is not there, or its ticket is settled", old.URN)
		}
		return record{Do: actRemove, Ticket: t, Key: old.key}, j.ledger.remove(t, old.key)
	})
}

// Abandon records that the operation had no effect, and settles the ticket.
func (j *Journal) Abandon(t Ticket) error {
	return j.step(func() (record, error) {
		if t == 0 || !j.isOpen(t) {
			return record{}, j.misuse("an operation was abandoned that is settled")
		}
		return record{Do: actAbandon, Ticket: t}, j.ledger.settle(t)
	})
}

// step changes the ledger and writes the record of it.
func (j *Journal) step(change func() (record, error)) error {
	j.mu.Lock()
	r, err := change()
	batch := 0
	if err == nil {
		batch, err = j.log(r)
	}
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.file.wait(batch)
}

// log queues a record, in the order in which the ledger changed; mu is held.
// The first secret's provider goes before it, for the replay to decrypt with.
func (j *Journal) log(r record) (batch int, err error) {
	if j.closed {
		return 0, errClosed
	}
	records := []record{r}
	provider := j.codec.vault.current()
	if j.provider == nil && provider != nil {
		records = []record{{Do: actSecrets, Provider: provider}, r}
	}
	batch, err = j.file.queue(records...)
	if err == nil {
		j.provider, j.records = provider, true
	}
	return batch, err
}

var errClosed = errors.New("the journal was used after its end. This is a bug in cw")

func (j *Journal) misuse(format string, args ...any) error {
	return fmt.Errorf("%s. This is a bug in cw", fmt.Sprintf(format, args...))
}

// Resources returns what the stack has now: what was loaded, in its order, then
// what was put anew.
func (j *Journal) Resources() []*Resource {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ledger.resources()
}

// Close leaves the journal on disk for the next run, as a run that is cut off
// does. After Commit it does nothing.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	err := errors.Join(j.file.flush(), j.file.close())
	if !j.records && err == nil {
		err = os.Remove(j.store.journal)
	}
	return err
}
