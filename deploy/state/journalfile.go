package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// A journal file is lines of text: a checksum, a space, JSON. The first is the
// header; each other is a list of records that were written and made durable
// together. So a line is either whole, or the last and never acknowledged.

// journalFormat is the header's mark, and the version of what follows.
const journalFormat = 1

type journalHeader struct {
	Format int `json:"clockwork_journal"`
	// Base is the hash of the checkpoint that the records change.
	Base string `json:"base"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumDigits = 8

func frame(payload []byte) []byte {
	line := fmt.Appendf(make([]byte, 0, len(payload)+checksumDigits+2), "%08x ", crc32.Checksum(payload, castagnoli))
	return append(append(line, payload...), '\n')
}

// unframe returns the payload of a line without its newline; ok is false where
// the checksum does not fit.
func unframe(line []byte) (payload []byte, ok bool) {
	if len(line) < checksumDigits+1 || line[checksumDigits] != ' ' {
		return nil, false
	}
	sum, err := strconv.ParseUint(string(line[:checksumDigits]), 16, 32)
	payload = line[checksumDigits+1:]
	return payload, err == nil && uint32(sum) == crc32.Checksum(payload, castagnoli)
}

// journalText is a journal file as read.
type journalText struct {
	header  journalHeader
	records []record
	// size is the length of what is whole, torn that of what follows it.
	size, torn int
}

// parseJournal reads a journal file. A last line that is not whole is torn; one
// before it that is not whole is an error. A file whose very header is torn has
// no records: nil.
func parseJournal(data []byte) (*journalText, error) {
	j := &journalText{}
	for n := 0; j.size < len(data); n++ {
		line, _, whole := bytes.Cut(data[j.size:], []byte("\n"))
		payload, ok := unframe(line)
		if !whole || !ok {
			if whole && j.size+len(line)+1 < len(data) {
				return nil, fmt.Errorf("byte %d (line %d): the checksum does not fit", j.size, n+1)
			}
			j.torn = len(data) - j.size
			break
		}
		if err := j.take(n, payload); err != nil {
			return nil, fmt.Errorf("byte %d (line %d): %w", j.size, n+1, err)
		}
		j.size += len(line) + 1
	}
	if j.size == 0 {
		return nil, nil
	}
	return j, nil
}

func (j *journalText) take(line int, payload []byte) error {
	if line == 0 {
		if err := json.Unmarshal(payload, &j.header); err != nil {
			return unquoted(err)
		}
		if j.header.Format != journalFormat {
			return fmt.Errorf("its format is %d, and this cw knows %d: use a newer cw", j.header.Format, journalFormat)
		}
		return nil
	}
	var records []record
	if err := json.Unmarshal(payload, &records); err != nil {
		return unquoted(err)
	}
	j.records = append(j.records, records...)
	return nil
}

// folded reports whether all of the journal is in the checkpoint with this
// hash: its run died between saving that and removing the journal.
func (j *journalText) folded(hash string) bool {
	if len(j.records) == 0 {
		return false
	}
	last := j.records[len(j.records)-1]
	return last.Do == actFolded && last.Hash == hash
}

// journalWriter appends records to a journal file. Those that come while a
// write is under way go to disk together with the next.
type journalWriter struct {
	file *os.File

	mu   sync.Mutex
	cond *sync.Cond
	// next is the batch that is being gathered, batch its number; done is the
	// number of the last batch on disk.
	next        [][]byte
	batch, done int
	writing     bool
	// size of the file as far as it is whole.
	size int64
	// err is the first failure: nothing is written after it.
	err error
}

// createJournal makes a journal of no records.
func createJournal(path, base string) (*journalWriter, error) {
	header, err := json.Marshal(journalHeader{Format: journalFormat, Base: base})
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return nil, err
	}
	line := frame(header)
	if err := writeFile(path, line); err != nil {
		return nil, err
	}
	return resumeJournal(path, len(line))
}

// resumeJournal appends to a journal after its first size bytes.
func resumeJournal(path string, size int) (*journalWriter, error) {
	f, err := os.OpenFile(path, os.O_WRONLY, fileMode)
	if err != nil {
		return nil, err
	}
	if err = f.Truncate(int64(size)); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	w := &journalWriter{file: f, batch: 1, size: int64(size)}
	w.cond = sync.NewCond(&w.mu)
	return w, nil
}

// queue takes records, in order, and returns the batch to wait for.
func (w *journalWriter) queue(records ...record) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	for _, r := range records {
		data, err := marshal(r)
		if err != nil {
			return 0, err
		}
		w.next = append(w.next, data)
	}
	return w.batch, nil
}

// wait returns when the batch is on disk. One of those who wait writes.
func (w *journalWriter) wait(batch int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.done < batch && w.err == nil {
		if w.writing {
			w.cond.Wait()
			continue
		}
		w.write()
	}
	if w.done >= batch {
		return nil
	}
	return w.err
}

// write puts the gathered batch on disk. It is called, and returns, with mu
// held, and lets go of it meanwhile.
func (w *journalWriter) write() {
	line := frame(append(append([]byte{'['}, bytes.Join(w.next, []byte(","))...), ']'))
	number := w.batch
	w.next, w.batch, w.writing = nil, w.batch+1, true
	w.mu.Unlock()
	err := w.append(line)
	w.mu.Lock()
	w.writing = false
	if err != nil {
		w.err = fmt.Errorf("the journal cannot be written: %w", err)
	} else {
		w.done, w.size = number, w.size+int64(len(line))
	}
	w.cond.Broadcast()
}

// append writes a line durably; if it cannot, the file is cut back to what was
// whole before.
func (w *journalWriter) append(line []byte) error {
	_, err := w.file.WriteAt(line, w.size)
	if err == nil {
		err = w.file.Sync()
	}
	if err != nil {
		return errors.Join(err, w.file.Truncate(w.size))
	}
	return nil
}

// flush waits for all that was queued; the error is the first failure of the
// journal.
func (w *journalWriter) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.err == nil && (w.writing || len(w.next) > 0) {
		if w.writing {
			w.cond.Wait()
			continue
		}
		w.write()
	}
	return w.err
}

// mark writes one last record, after a flush, even if that failed: the file was
// cut back to what is whole.
func (w *journalWriter) mark(r record) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	data, err := marshal([]record{r})
	if err != nil {
		return err
	}
	line := frame(data)
	if err := w.append(line); err != nil {
		return err
	}
	w.size += int64(len(line))
	return nil
}

func (w *journalWriter) close() error { return w.file.Close() }
