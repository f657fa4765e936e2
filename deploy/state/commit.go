package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Commit ends the run: what the journal holds becomes the checkpoint, in one
// step, and the journal goes. Operations that are still pending stay so in the
// checkpoint. Result is "succeeded" or "failed", for the history. Where nothing
// changed, nothing is written. On an error the state of before is intact, and
// the journal is left for the next run.
func (j *Journal) Commit(result string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errClosed
	}
	j.closed = true
	journalErr := j.file.flush()
	doc, err := j.document()
	if err != nil {
		return errors.Join(err, j.file.close())
	}
	if !j.records || doc.sameStack(j.from.doc) {
		return j.dropFile()
	}
	data, err := j.store.render(doc)
	if err == nil {
		err = j.save(data)
	}
	if err != nil {
		_ = j.file.close()
		return j.unsaved(err, journalErr)
	}
	if err := j.dropFile(); err != nil {
		return fmt.Errorf("the state was saved, but the journal of this run cannot be removed: %w", err)
	}
	if err := j.store.remember(data, result, j.changes(doc)); err != nil {
		return fmt.Errorf("the state was saved, but not its history: %w", err)
	}
	return nil
}

func (j *Journal) dropFile() error {
	return errors.Join(j.file.close(), removeIfThere(j.store.journal))
}

func (j *Journal) unsaved(err, journalErr error) error {
	s := j.store
	if journalErr != nil {
		return fmt.Errorf("the state cannot be saved: %w. The state of before is intact in %s, but the journal failed too (%v): "+
			"what this run did last is not recorded. Make the directory writable with free space and run \"cw apply\": what was pending is looked for then", err, s.checkpoint, journalErr)
	}
	return fmt.Errorf("the state cannot be saved: %w. Nothing is lost: the state of before is intact in %s, and what this run did is in %s. "+
		"Make the directory writable with free space and run \"cw apply\" again", err, s.checkpoint, s.journal)
}

// document is the checkpoint that the ledger makes.
func (j *Journal) document() (*document, error) {
	doc := *j.from.doc
	doc.resources, doc.pending = nil, nil
	for _, e := range inOrder(j.ledger.entries) {
		raw, err := j.encoded(e.res, e.raw)
		if err != nil {
			return nil, err
		}
		doc.resources = append(doc.resources, raw)
	}
	for _, t := range j.ledger.tickets() {
		o := j.ledger.open[t]
		raw, err := j.encoded(o.op.Resource, o.raw)
		if err != nil {
			return nil, err
		}
		doc.pending = append(doc.pending, wireOperation{Resource: raw, Type: o.op.Type})
	}
	doc.provider = j.codec.vault.current() // encoding may have made it
	if j.bytes && !slices.Contains(doc.features, byteStringFeature) {
		doc.features = append(slices.Clone(doc.features), byteStringFeature)
	}
	return &doc, nil
}

func (j *Journal) encoded(r *Resource, raw json.RawMessage) (json.RawMessage, error) {
	if raw != nil {
		return raw, nil
	}
	raw, byteString, err := j.codec.encode(r)
	j.bytes = j.bytes || byteString
	return raw, err
}

// sameStack reports whether two documents hold the same resources and
// operations in the same order.
func (d *document) sameStack(other *document) bool {
	return slices.EqualFunc(d.resources, other.resources, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) &&
		slices.EqualFunc(d.pending, other.pending, func(a, b wireOperation) bool {
			return a.Type == b.Type && bytes.Equal(a.Resource, b.Resource)
		})
}

func (s *Store) render(doc *document) ([]byte, error) {
	doc.manifest = apitype.ManifestV1{Time: s.now(), Version: s.version}
	doc.manifest.Magic = doc.manifest.NewMagic()
	return doc.render("organization/" + s.project + "/" + s.stack)
}

// save replaces the checkpoint. The journal first notes which checkpoint it is
// folded into, so that a run that dies in between is not replayed twice.
func (j *Journal) save(data []byte) error {
	s := j.store
	if err := os.MkdirAll(filepath.Dir(s.checkpoint), dirMode); err != nil {
		return err
	}
	staged, err := stageFile(s.checkpoint, data)
	if err != nil {
		return err
	}
	err = j.file.mark(record{Do: actFolded, Hash: hashOf(data)})
	if err == nil && exists(s.checkpoint) {
		err = linkOrCopy(s.checkpoint, s.checkpoint+".bak")
	}
	if err != nil {
		return errors.Join(err, removeIfThere(staged))
	}
	return installFile(staged, s.checkpoint)
}

// changes counts what the run did to the resources, under Pulumi's names.
func (j *Journal) changes(doc *document) map[string]int {
	n := map[string]int{}
	loaded := len(j.from.doc.resources)
	for i, e := range j.ledger.entries {
		switch {
		case e == nil && i < loaded:
			n["delete"]++
		case e == nil:
		case i >= loaded:
			n["create"]++
		case bytes.Equal(e.raw, j.from.doc.resources[i]):
			n["same"]++
		default:
			n["update"]++
		}
	}
	return n
}

// update is Pulumi's history entry.
type update struct {
	Kind            string            `json:"kind"`
	StartTime       int64             `json:"startTime"` // seconds since 1970
	Message         string            `json:"message"`
	Environment     map[string]string `json:"environment"`
	Config          map[string]string `json:"config"`
	Version         int               `json:"version"`
	Result          string            `json:"result"`
	EndTime         int64             `json:"endTime"`
	ResourceChanges map[string]int    `json:"resourceChanges,omitempty"`
}

var updateKinds = []apitype.UpdateKind{
	apitype.UpdateUpdate, apitype.RefreshUpdate, apitype.DestroyUpdate,
	apitype.StackImportUpdate, apitype.ResourceImportUpdate,
}

// remember keeps the saved checkpoint in the history and in the backups.
func (s *Store) remember(checkpoint []byte, result string, changes map[string]int) error {
	now := s.now()
	entry := update{
		Kind: string(apitype.UpdateUpdate), StartTime: s.since.Unix(), Message: s.info,
		Environment: map[string]string{}, Config: map[string]string{},
		Result: result, EndTime: now.Unix(), ResourceChanges: changes,
	}
	if slices.Contains(updateKinds, apitype.UpdateKind(s.info)) {
		entry.Kind, entry.Message = s.info, ""
	}
	data, err := marshal(entry)
	if err != nil {
		return err
	}
	for _, dir := range []string{s.history, s.backups} {
		if err := os.MkdirAll(dir, dirMode); err != nil {
			return err
		}
	}
	nanos := now.UnixNano()
	base := func() string { return filepath.Join(s.history, fmt.Sprintf("%s-%d", s.stack, nanos)) }
	for exists(base() + ".history.json") {
		nanos++
	}
	saved := base() + ".checkpoint.json"
	if err := writeFile(saved, checkpoint); err != nil {
		return err
	}
	if err := writeFile(base()+".history.json", data); err != nil {
		return err
	}
	return linkOrCopy(saved, filepath.Join(s.backups, fmt.Sprintf("%s.%d.json", s.stack, nanos)))
}
