package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Info says what Load found.
type Info struct {
	// Path of the checkpoint, whether it is there or not.
	Path string
	// Exists: there is a checkpoint, or the journal of a first run that died.
	Exists bool
	// Version and Time of who wrote the checkpoint last.
	Version string
	Time    time.Time
	// Secrets: the stack has, or had, encrypted values.
	Secrets bool
	// Recovered: the journal of a run that did not finish is part of the
	// snapshot. Without the lock, that run may be under way.
	Recovered bool
	// Torn counts the bytes of an unfinished record that were left out at the
	// end of that journal. What they said was not acknowledged to anyone.
	Torn int
}

// origin is what a snapshot was read from.
type origin struct {
	// base is the hash of the checkpoint, journal that of the journal's whole
	// part; "" for no file.
	base, journal string
	// text of the journal of a dead run; nil where there is none to go on with.
	text   *journalText
	doc    *document
	vault  *vault
	ledger *ledger
}

// Load reads the stack, with the journal of a dead run if there is one; it
// changes nothing on disk. A stack that is not there is an empty snapshot.
//
// What cannot be used is refused, untouched: a state of a newer version, one
// that is corrupt (the error says where, and where older ones are), one under
// another passphrase (ErrPassphrase), a journal that belongs to another
// checkpoint.
func (s *Store) Load() (*Snapshot, Info, error) {
	info := Info{Path: s.checkpoint}
	o, err := s.read()
	if err != nil {
		return nil, info, err
	}
	info.Exists = o.base != "" || o.text != nil
	info.Version, info.Time = o.doc.manifest.Version, o.doc.manifest.Time
	info.Secrets = o.vault.current() != nil
	snap := &Snapshot{Resources: o.ledger.resources(), Pending: o.ledger.operations(), origin: o}
	info.Recovered = snap.Recovered()
	if o.text != nil {
		info.Torn = o.text.torn
	}
	return snap, info, nil
}

// attempts at reading while another run saves.
const attempts = 5

func (s *Store) read() (*origin, error) {
	if err := s.checkLayout(); err != nil {
		return nil, err
	}
	var o *origin
	var err error
	for range attempts {
		var data []byte
		if data, err = readIfThere(s.checkpoint); err != nil {
			return nil, fmt.Errorf("the state cannot be read: %w", err)
		}
		if o, err = s.decode(data); err == nil {
			return o, nil
		}
		if again, failed := readIfThere(s.checkpoint); failed == nil && hashOf(again) == hashOf(data) {
			return nil, err
		}
	}
	return nil, err
}

func (s *Store) decode(data []byte) (*origin, error) {
	doc, err := parseCheckpoint(data)
	if err != nil {
		return nil, s.refuse(err)
	}
	o := &origin{base: hashOf(data), doc: doc, vault: newVault(s.passphrase, doc.provider), ledger: newLedger()}
	c := codec{o.vault}
	if err := o.fill(c); err != nil {
		return nil, s.refuse(err)
	}
	if err := s.readJournal(o); err != nil {
		return nil, err
	}
	if o.text != nil {
		for i, r := range o.text.records {
			if err := o.ledger.replay(c, r); err != nil {
				return nil, s.refuseJournal(fmt.Errorf("record %d: %w", i+1, err))
			}
		}
	}
	return o, nil
}

// fill reads the checkpoint's resources and operations into the ledger.
func (o *origin) fill(c codec) error {
	for i, raw := range o.doc.resources {
		raw = compact(raw)
		o.doc.resources[i] = raw
		r, verbatim, err := c.decode(raw)
		if err != nil {
			return corrupt(fmt.Errorf("resource %d: %w", i+1, err))
		}
		e := &entry{res: r, raw: raw}
		if !verbatim {
			e.raw = nil
		}
		o.ledger.add(e)
	}
	for i, op := range o.doc.pending {
		op.Resource = compact(op.Resource)
		o.doc.pending[i] = op
		r, verbatim, err := c.decode(op.Resource)
		if err != nil {
			return corrupt(fmt.Errorf("pending operation %d: %w", i+1, err))
		}
		open := openOperation{op: Operation{Resource: r, Type: op.Type}, raw: op.Resource}
		if !verbatim {
			open.raw = nil
		}
		o.ledger.pending(o.ledger.last+1, open)
	}
	return unique(o.ledger.resources())
}

// unique: of resources with the same URN, all but one at most are to be
// deleted.
func unique(resources []*Resource) error {
	alive := make(map[resource.URN]bool, len(resources))
	for _, r := range resources {
		if r.Delete {
			continue
		}
		if alive[r.URN] {
			return corrupt(fmt.Errorf("resource %s is there twice", r.URN))
		}
		alive[r.URN] = true
	}
	return nil
}

// compact takes the spaces out of JSON that was written for people.
func compact(raw json.RawMessage) json.RawMessage {
	if bytes.IndexByte(raw, '\n') < 0 {
		return raw
	}
	var buf bytes.Buffer
	if json.Compact(&buf, raw) != nil {
		return raw
	}
	return buf.Bytes()
}

// readJournal finds what a dead run left for this checkpoint.
func (s *Store) readJournal(o *origin) error {
	data, err := readIfThere(s.journal)
	if err != nil {
		return fmt.Errorf("the journal of a run that did not finish cannot be read: %w", err)
	}
	text, err := parseJournal(data)
	if err != nil {
		return s.refuseJournal(err)
	}
	switch {
	case text == nil || text.header.Base != o.base && text.folded(o.base):
		return nil
	case text.header.Base != o.base && len(text.records) > 0:
		return fmt.Errorf("%s is the journal of a run that did not finish, but the state %s was saved by another since, perhaps by the pulumi CLI. "+
			"What that run created may be missing from the state. Move the journal away, run \"cw plan\", and compare. Nothing was changed", s.journal, s.checkpoint)
	case text.header.Base != o.base:
		return nil
	}
	o.text, o.journal = text, hashOf(data[:text.size])
	return nil
}

func (s *Store) refuse(err error) error {
	var key keyError
	var broken corruptError
	switch {
	case errors.As(err, &key):
		return fmt.Errorf("the secrets of stack %s cannot be read: %w", s.stack, key.error)
	case errors.As(err, &broken):
		return fmt.Errorf("the state %s is corrupt: %w. Nothing was changed. The state before the last run is %s.bak, older ones are in %s", s.checkpoint, broken.error, s.checkpoint, s.backups)
	}
	return fmt.Errorf("the state %s cannot be used: %w. Nothing was changed", s.checkpoint, err)
}

func (s *Store) refuseJournal(err error) error {
	var key keyError
	if errors.As(err, &key) {
		return fmt.Errorf("the secrets of stack %s cannot be read: %w", s.stack, key.error)
	}
	return fmt.Errorf("the journal %s of a run that did not finish cannot be used: %w. Nothing was changed. "+
		"Without it the state is that of before the run: to go on so, move the journal away, run \"cw plan\", and compare", s.journal, err)
}
