package state

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Ticket names an operation that is under way. The zero Ticket names none.
type Ticket int

// ledger is a stack as the journal's records change it: the same rules serve a
// run under way and the replay of a dead one.
type ledger struct {
	// entries are in the order of their places; those removed are nil.
	entries []*entry
	index   map[string]int
	open    map[Ticket]openOperation
	last    Ticket
}

// entry is one place of the stack, and what stands in it.
type entry struct {
	res *Resource
	// raw is its JSON; nil where it has to be encoded anew.
	raw json.RawMessage
}

type openOperation struct {
	op  Operation
	raw json.RawMessage
}

// action is what a record does.
type action string

const (
	actPending action = "pending"
	actPut     action = "put"
	actRemove  action = "remove"
	actAbandon action = "abandon"
	// actSecrets: the stack's first secret, and with it a secrets provider.
	actSecrets action = "secrets"
	// actFolded: all before is in the checkpoint with this hash, if the
	// checkpoint came to be.
	actFolded action = "folded"
)

// record is one line's worth of a journal.
type record struct {
	Do       action                      `json:"do"`
	Ticket   Ticket                      `json:"ticket,omitempty"`
	Key      string                      `json:"key,omitempty"`
	Type     apitype.OperationType       `json:"type,omitempty"`
	Resource json.RawMessage             `json:"resource,omitempty"`
	Provider *apitype.SecretsProvidersV1 `json:"provider,omitempty"`
	Hash     string                      `json:"hash,omitempty"`
}

func newLedger() *ledger {
	return &ledger{index: map[string]int{}, open: map[Ticket]openOperation{}}
}

// clone shares the entries, which are never changed.
func (l *ledger) clone() *ledger {
	return &ledger{
		entries: slices.Clone(l.entries), index: maps.Clone(l.index),
		open: maps.Clone(l.open), last: l.last,
	}
}

// nextKey names the next new place.
func (l *ledger) nextKey() string { return strconv.Itoa(len(l.entries)) }

func (l *ledger) add(e *entry) {
	key := l.nextKey()
	l.index[key] = len(l.entries)
	l.entries = append(l.entries, e)
	e.standIn(key)
}

// standIn writes the key only where it is new: others may be reading it.
func (e *entry) standIn(key string) {
	if e.res.key != key {
		e.res.key = key
	}
}

// at is what stands in the place, or nil.
func (l *ledger) at(key string) *entry {
	i, ok := l.index[key]
	if !ok {
		return nil
	}
	return l.entries[i]
}

// pending opens an operation.
func (l *ledger) pending(t Ticket, o openOperation) {
	l.open[t] = o
	l.last = max(l.last, t)
}

// put sets what stands in a place, a new one if it is the next key.
func (l *ledger) put(t Ticket, key string, e *entry) error {
	switch {
	case l.at(key) != nil:
		e.standIn(key)
		l.entries[l.index[key]] = e
	case key == l.nextKey():
		l.add(e)
	default:
		return fmt.Errorf("nothing stands in place %q", key)
	}
	return l.settle(t)
}

func (l *ledger) remove(t Ticket, key string) error {
	if l.at(key) == nil {
		return fmt.Errorf("nothing stands in place %q", key)
	}
	l.entries[l.index[key]] = nil
	return l.settle(t)
}

// settle closes an operation; the zero ticket names none.
func (l *ledger) settle(t Ticket) error {
	if t == 0 {
		return nil
	}
	if _, ok := l.open[t]; !ok {
		return fmt.Errorf("no operation has the ticket %d", t)
	}
	delete(l.open, t)
	return nil
}

func (l *ledger) resources() []*Resource {
	out := make([]*Resource, 0, len(l.entries))
	for _, e := range l.entries {
		if e != nil {
			out = append(out, e.res)
		}
	}
	return out
}

// tickets of the open operations, oldest first.
func (l *ledger) tickets() []Ticket {
	return slices.Sorted(maps.Keys(l.open))
}

func (l *ledger) operations() []Operation {
	var out []Operation
	for _, t := range l.tickets() {
		out = append(out, l.open[t].op)
	}
	return out
}

// replay does what a record of a dead run's journal says.
func (l *ledger) replay(c codec, r record) error {
	switch r.Do {
	case actSecrets:
		c.vault.adopt(r.Provider)
		return nil
	case actFolded:
		return nil
	case actRemove:
		return l.remove(r.Ticket, r.Key)
	case actAbandon:
		return l.settle(r.Ticket)
	case actPut, actPending:
		res, verbatim, err := c.decode(r.Resource)
		if err != nil {
			return err
		}
		return l.replayResource(r, res, verbatim)
	}
	return fmt.Errorf("it has a record %q, which this cw does not know: use a newer cw", r.Do)
}

func (l *ledger) replayResource(r record, res *Resource, verbatim bool) error {
	raw := r.Resource
	if !verbatim {
		raw = nil
	}
	if r.Do == actPending {
		l.pending(r.Ticket, openOperation{op: Operation{Resource: res, Type: r.Type}, raw: raw})
		return nil
	}
	return l.put(r.Ticket, r.Key, &entry{res: res, raw: raw})
}
