package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// view is a stack in a few words.
func view(resources []*Resource, pending []Operation) string {
	var words []string
	for _, r := range resources {
		word := r.URN.Name()
		if v, ok := r.Inputs["v"]; ok {
			word += "=" + v.StringValue()
		}
		if r.Delete {
			word += "(delete)"
		}
		words = append(words, word)
	}
	for _, op := range pending {
		words = append(words, string(op.Type)+":"+op.Resource.URN.Name())
	}
	return strings.Join(words, " ")
}

// history is a run of each kind of step, one batch each, and what the stack is
// after each.
func history(t *testing.T, s *Store, j *Journal) (views []string) {
	t.Helper()
	var tickets []Ticket
	pending := func(name string, typ apitype.OperationType) {
		ticket, err := j.Pending(Operation{Resource: container(name, props("v", "0")), Type: typ})
		must(t, err)
		tickets = append(tickets, ticket)
	}
	at := func(name string) *Resource {
		for _, r := range j.Resources() {
			if r.URN.Name() == name && !r.Delete {
				return r
			}
		}
		t.Fatalf("no %s", name)
		return nil
	}
	for _, step := range []func(){
		func() { pending("c", apitype.OperationTypeCreating) },
		func() { must(t, j.Put(tickets[0], nil, container("c", props("v", "1")))) },
		func() { pending("a", apitype.OperationTypeUpdating) },
		func() { must(t, j.Put(tickets[1], at("a"), container("a", props("v", "2")))) },
		func() { pending("d", apitype.OperationTypeCreating) },
		func() { must(t, j.Abandon(tickets[2])) },
		func() { must(t, j.Put(0, at("b"), at("b").With(func(r *Resource) { r.Delete = true }))) },
		func() { must(t, j.Put(0, nil, container("b", props("v", "3")))) },
		func() { pending("b", apitype.OperationTypeDeleting) },
		func() { must(t, j.Remove(tickets[3], j.Resources()[1])) },
		func() { pending("e", apitype.OperationTypeCreating) },
		func() {
			must(t, j.Put(0, at("c"), at("c").With(func(r *Resource) { r.Inputs["v"] = resource.NewProperty("4") })))
		},
		func() {
			must(t, j.Put(0, nil, container("s", props("v", secret("x"))).With(func(r *Resource) { delete(r.Inputs, "v") })))
		},
	} {
		step()
		j.mu.Lock()
		views = append(views, view(j.ledger.resources(), j.ledger.operations()))
		j.mu.Unlock()
	}
	return views
}

func seed(t *testing.T, s *Store) {
	t.Helper()
	apply(t, s, func(j *Journal) {
		must(t, j.Put(0, nil, container("a", props("v", "1"))))
		must(t, j.Put(0, nil, container("b", props("v", "1"))))
	})
}

// The journal is cut at each byte: what is loaded is the stack after the last
// step that is whole, and a run can go on from it.
func TestTornAnywhere(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	seed(t, s)
	unlock := lock(t, s)
	j := begin(t, s)
	views := append([]string{"a=1 b=1"}, history(t, s, j)...)
	must(t, j.Close())
	unlock()
	whole, err := os.ReadFile(s.journal)
	must(t, err)
	checkpoint, err := os.ReadFile(s.checkpoint)
	must(t, err)
	if want := "a=2 c=4 b=3 s creating:e"; views[len(views)-1] != want {
		t.Fatalf("the history ends with %s, want %s", views[len(views)-1], want)
	}
	for size := range len(whole) + 1 {
		must(t, os.WriteFile(s.journal, whole[:size], 0o600))
		snap, info, err := s.Load()
		if err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		lines := max(0, bytes.Count(whole[:size], []byte("\n"))-1)
		if got := view(snap.Resources, snap.Pending); got != views[lines] {
			t.Fatalf("cut at %d: %s, want %s", size, got, views[lines])
		}
		if end := bytes.LastIndexByte(whole[:size], '\n') + 1; end > 0 && info.Torn != size-end {
			t.Fatalf("cut at %d: %d bytes torn, want %d", size, info.Torn, size-end)
		}
		if size%97 != 0 {
			continue
		}
		apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("z", nil))) })
		if got := view(load(t, s).Resources, nil); !strings.HasSuffix(got, " z") {
			t.Fatalf("cut at %d, gone on: %s", size, got)
		}
		must(t, os.WriteFile(s.checkpoint, checkpoint, 0o600))
	}
}

// A dead run's journal is gone on with, dies again, and is still whole.
func TestDiesTwice(t *testing.T) {
	s := open(t, t.TempDir())
	seed(t, s)
	for range 2 {
		unlock := lock(t, s)
		j := begin(t, s)
		must(t, j.Put(0, nil, container("n", props("v", fmt.Sprint(len(j.Resources()))))))
		last := j.Resources()[len(j.Resources())-1]
		must(t, j.Put(0, last, last.With(func(r *Resource) { r.URN += resource.URN("-" + r.Inputs["v"].StringValue()) })))
		_, err := j.Pending(Operation{Resource: container("p", nil), Type: apitype.OperationTypeCreating})
		must(t, err)
		must(t, j.Close())
		unlock()
		f, err := os.OpenFile(s.journal, os.O_APPEND|os.O_WRONLY, 0)
		must(t, err)
		_, err = f.WriteString("1234abcd [{\"do\":\"pu")
		must(t, err)
		must(t, f.Close())
	}
	unlock := lock(t, s)
	j := begin(t, s)
	if snap := load(t, s); !snap.Recovered() {
		t.Error("the journal of the dead run is not noticed")
	}
	if n := len(j.Unfinished()); n != 2 {
		t.Errorf("%d unfinished operations, want 2", n)
	}
	must(t, j.Put(j.Unfinished()[0].Ticket, nil, container("p", nil)))
	must(t, j.Commit("succeeded"))
	unlock()
	snap := load(t, s)
	if got, want := view(snap.Resources, snap.Pending), "a=1 b=1 n-2=2 n-3=3 p creating:p"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	again := begin(t, lockedStore(t, s))
	if u := again.Unfinished(); len(u) != 1 || u[0].Operation.Type != apitype.OperationTypeCreating {
		t.Errorf("pending of the checkpoint: %v", u)
	}
	must(t, again.Remove(again.Unfinished()[0].Ticket, again.Resources()[0]))
	must(t, again.Commit("succeeded"))
	if snap := load(t, s); len(snap.Pending) != 0 || len(snap.Resources) != 4 {
		t.Errorf("got %s", view(snap.Resources, snap.Pending))
	}
}

func lockedStore(t *testing.T, s *Store) *Store {
	t.Helper()
	t.Cleanup(lock(t, s))
	return s
}

func TestCorruptMiddle(t *testing.T) {
	s := lockedStore(t, open(t, t.TempDir()))
	seed := begin(t, s)
	history := []string{"x", "y", "z"}
	for _, name := range history {
		must(t, seed.Put(0, nil, container(name, nil)))
	}
	must(t, seed.Close())
	whole, err := os.ReadFile(s.journal)
	must(t, err)
	lastLine := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for i := range lastLine {
		if whole[i] == '\n' {
			continue // two lines become one: as torn as a last line
		}
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x04
		must(t, os.WriteFile(s.journal, damaged, 0o600))
		if _, _, err := s.Load(); err == nil || !strings.Contains(err.Error(), "move the journal away") && !strings.Contains(err.Error(), "Move the journal away") {
			t.Fatalf("byte %d damaged: %v", i, err)
		}
	}
	must(t, os.WriteFile(s.journal, whole, 0o600))
	if got := view(load(t, s).Resources, nil); got != "x y z" {
		t.Error(got)
	}
}

// A run dies between the steps of Commit.
func TestDiesInCommit(t *testing.T) {
	for name, test := range map[string]struct {
		after func(t *testing.T, s *Store, data []byte, j *Journal)
	}{
		"checkpoint staged": {func(t *testing.T, s *Store, data []byte, j *Journal) {
			_, err := stageFile(s.checkpoint, data)
			must(t, err)
		}},
		"journal marked": {func(t *testing.T, s *Store, data []byte, j *Journal) {
			_, err := stageFile(s.checkpoint, data)
			must(t, err)
			must(t, j.file.mark(record{Do: actFolded, Hash: hashOf(data)}))
		}},
		"checkpoint saved": {func(t *testing.T, s *Store, data []byte, j *Journal) { must(t, j.save(data)) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := lockedStore(t, open(t, t.TempDir()))
			first := begin(t, s)
			must(t, first.Put(0, nil, container("a", props("v", "1"))))
			must(t, first.Commit("succeeded"))
			j := begin(t, s)
			must(t, j.Put(0, nil, container("b", props("v", "1"))))
			must(t, j.Remove(0, j.Resources()[0]))
			doc, err := j.document()
			must(t, err)
			data, err := s.render(doc)
			must(t, err)
			test.after(t, s, data, j)
			must(t, j.file.close())

			if got := view(load(t, s).Resources, nil); got != "b=1" {
				t.Errorf("loaded %s, want b=1", got)
			}
			next := begin(t, s)
			must(t, next.Put(0, nil, container("c", nil)))
			must(t, next.Close())
			if got := view(load(t, s).Resources, nil); got != "b=1 c" {
				t.Errorf("gone on: %s, want b=1 c", got)
			}
			last := begin(t, s)
			must(t, last.Commit("succeeded"))
			if got := view(load(t, s).Resources, nil); got != "b=1 c" || exists(s.journal) || exists(s.checkpoint+".tmp") {
				t.Errorf("saved: %s, journal there %v", got, exists(s.journal))
			}
		})
	}
}

func TestBeginNeedsItsState(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	snap := load(t, s)
	if _, err := s.Begin(snap); err == nil || !strings.Contains(err.Error(), "This is a bug in cw") {
		t.Errorf("without the lock: %v", err)
	}
	seed(t, s)
	lockedStore(t, s)
	if _, err := s.Begin(snap); err == nil || !strings.Contains(err.Error(), "changed by another run since it was read") {
		t.Errorf("with an old snapshot: %v", err)
	}
	if _, err := s.Begin(&Snapshot{}); err == nil || !strings.Contains(err.Error(), "without its state") {
		t.Errorf("with no snapshot: %v", err)
	}
	if exists(s.journal) {
		t.Error("a refused Begin left a journal")
	}
}

func TestEmptySnapshotBeginsANewStack(t *testing.T) {
	s := lockedStore(t, open(t, t.TempDir()))
	j, err := s.Begin(&Snapshot{})
	must(t, err)
	must(t, j.Close())
	if exists(s.journal) {
		t.Error("a run that recorded nothing left a journal")
	}
}

func TestMisuse(t *testing.T) {
	s := lockedStore(t, open(t, t.TempDir()))
	j := begin(t, s)
	a := container("a", nil)
	must(t, j.Put(0, nil, a))
	ticket, err := j.Pending(Operation{Resource: a, Type: apitype.OperationTypeUpdating})
	must(t, err)
	must(t, j.Put(ticket, a, a))
	gone := container("gone", nil)
	for name, err := range map[string]error{
		"put twice":       j.Put(0, nil, a),
		"put for gone":    j.Put(0, gone, container("b", nil)),
		"settled ticket":  j.Put(ticket, a, container("a", props("v", "1"))),
		"remove gone":     j.Remove(0, gone),
		"remove settled":  j.Remove(ticket, a),
		"abandon nothing": j.Abandon(0),
		"abandon settled": j.Abandon(ticket),
	} {
		if err == nil || !strings.Contains(err.Error(), "This is a bug in cw") {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, j.Commit("succeeded"))
	must(t, j.Close())
	if err := j.Put(0, nil, container("late", nil)); err != errClosed {
		t.Errorf("after Commit: %v", err)
	}
	if got := view(load(t, s).Resources, nil); got != "a" {
		t.Errorf("misuse changed the state: %s", got)
	}
}

// Many goroutines at once: all is kept, and what waits together is written
// together.
func TestConcurrent(t *testing.T) {
	s := lockedStore(t, open(t, t.TempDir()))
	j := begin(t, s)
	var wait sync.WaitGroup
	const workers, each = 32, 8
	for w := range workers {
		wait.Go(func() {
			for i := range each {
				r := container(fmt.Sprintf("r-%d-%d", w, i), props("p", secret("x")))
				ticket, err := j.Pending(Operation{Resource: r, Type: apitype.OperationTypeCreating})
				if err == nil {
					err = j.Put(ticket, nil, r)
				}
				if err == nil && i%2 == 0 {
					err = j.Remove(0, r)
				}
				if err != nil {
					t.Error(err)
				}
				j.Resources()
			}
		})
	}
	wait.Wait()
	want := view(j.Resources(), nil)
	data, err := os.ReadFile(s.journal)
	must(t, err)
	lines := bytes.Count(data, []byte("\n"))
	if records := workers*each*2 + workers*each/2; lines > records/2 {
		t.Errorf("%d records in %d lines: they were not written together", records, lines)
	}
	if got := view(load(t, s).Resources, nil); got != want {
		t.Errorf("replayed %s\nwant %s", got, want)
	}
	must(t, j.Commit("succeeded"))
	if got := view(load(t, s).Resources, nil); got != want {
		t.Errorf("saved %s\nwant %s", got, want)
	}
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(""))
	f.Add(frame([]byte(`{"clockwork_journal":1,"base":"x"}`)))
	f.Add(append(frame([]byte(`{"clockwork_journal":1,"base":""}`)), frame([]byte(`[{"do":"pending","ticket":1,"type":"creating","resource":{"urn":"urn:pulumi:d::p::a:b:C::x","type":"a:b:C"}},{"do":"abandon","ticket":1}]`))...))
	f.Add(append(frame([]byte(`{"clockwork_journal":1,"base":""}`)), frame([]byte(`[{"do":"put","key":"0","resource":{"urn":"urn:pulumi:d::p::a:b:C::x","type":"a:b:C"}},{"do":"put","key":"0"},{"do":"remove","key":"0"}]`))...))
	f.Add(append(frame([]byte(`{"clockwork_journal":1,"base":""}`)), "deadbeef [{"...))
	noKey := func() (string, error) { return "", errNoPassphrase }
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := parseJournal(data)
		if err != nil || text == nil {
			return
		}
		if text.size+text.torn != len(data) {
			t.Fatalf("%d whole and %d torn of %d bytes", text.size, text.torn, len(data))
		}
		again, err := parseJournal(data[:text.size])
		if err != nil || again.torn != 0 || len(again.records) != len(text.records) {
			t.Fatalf("the whole part reads differently: %v", err)
		}
		l, c := newLedger(), codec{newVault(noKey, nil)}
		for _, r := range text.records {
			if l.replay(c, r) != nil {
				return
			}
		}
		l.resources()
		l.operations()
	})
}

// FuzzRecords has the fuzzer write the records, not their checksums.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(`[{"do":"pending","ticket":1,"type":"creating","resource":{"urn":"urn:pulumi:d::p::a:b:C::x","type":"a:b:C"}},{"do":"abandon","ticket":1}]`))
	f.Add([]byte(`[{"do":"put","key":"0","resource":{"urn":"urn:pulumi:d::p::a:b:C::x","type":"a:b:C","inputs":{"a":[1,null,{"4dabf18193072939515e22adb298388d":"x"}]}}},{"do":"remove","key":"0"},{"do":"put","key":"1","resource":{}}]`))
	f.Add([]byte(`[{"do":"secrets","provider":{"type":"passphrase","state":{"salt":"v1:AA==:x"}}},{"do":"folded","hash":"x"}]`))
	noKey := func() (string, error) { return "", errNoPassphrase }
	header := frame([]byte(`{"clockwork_journal":1,"base":""}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		text, err := parseJournal(append(bytes.Clone(header), frame(payload)...))
		if err != nil {
			return
		}
		l, c := newLedger(), codec{newVault(noKey, nil)}
		for _, r := range text.records {
			if l.replay(c, r) != nil {
				return
			}
		}
		if n := len(inOrder(l.entries)); n != len(l.resources()) {
			t.Fatalf("%d resources in order of %d", n, len(l.resources()))
		}
	})
}

// FuzzLoad has any bytes as a checkpoint: they are refused and untouched, or
// loaded; then a change to them is saved, and saved again reads the same.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"testdata/foreign.json", "testdata/plain.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"version":4,"features":["byteString"],"checkpoint":{"latest":{"resources":[{"urn":"urn:pulumi:d::p::a:b:C::x","type":"a:b:C","outputs":{"a":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"1"}}}]}}}`))
	f.Add([]byte(`{"version":3,"checkpoint":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := open(t, t.TempDir())
		s.passphrase = func() (string, error) { return "", errNoPassphrase } // a key takes too long
		must(t, os.MkdirAll(s.pulumi+"/stacks/shop", 0o700))
		must(t, os.WriteFile(s.checkpoint, data, 0o600))
		snap, _, err := s.Load()
		if err != nil {
			if kept, _ := os.ReadFile(s.checkpoint); !bytes.Equal(kept, data) {
				t.Fatal("a refused state was touched")
			}
			return
		}
		lockedStore(t, s)
		j, err := s.Begin(snap)
		must(t, err)
		must(t, j.Put(0, nil, container("new", nil)))
		want := j.Resources()
		err = j.Commit("succeeded")
		if errors.As(err, new(keyError)) {
			return
		}
		must(t, err)
		got := load(t, s)
		if len(got.Resources) != len(want) || len(got.Pending) != len(snap.Pending) {
			t.Fatalf("%d resources, %d pending; want %d, %d", len(got.Resources), len(got.Pending), len(want), len(snap.Pending))
		}
		byURN := map[resource.URN]int{}
		for _, r := range want {
			byURN[r.URN]++
		}
		for _, r := range got.Resources {
			byURN[r.URN]--
		}
		for urn, n := range byURN {
			if n != 0 {
				t.Fatalf("%s: %d lost", urn, n)
			}
		}
	})
}

func many(n int) []*Resource {
	out := make([]*Resource, n)
	for i := range out {
		out[i] = container(fmt.Sprint("r", i), resource.PropertyMap{
			"image":   resource.NewProperty("registry/nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
			"ports":   resource.NewProperty([]resource.PropertyValue{resource.NewProperty(resource.PropertyMap{"internal": resource.NewProperty(80.0), "external": resource.NewProperty(float64(8000 + i))})}),
			"command": resource.NewProperty([]resource.PropertyValue{resource.NewProperty("nginx"), resource.NewProperty("-g"), resource.NewProperty("daemon off;")}),
			"labels":  resource.NewProperty(resource.PropertyMap{"clockwork.project": resource.NewProperty("shop"), "clockwork.stack": resource.NewProperty("dev")}),
		})
		if i > 0 {
			out[i].Dependencies = []resource.URN{out[i/2].URN}
		}
	}
	return out
}

// putAll journals each resource, as many at a time as workers.
func putAll(t testing.TB, j *Journal, resources []*Resource, workers int) {
	t.Helper()
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(resources); i += workers {
				if err := j.Put(0, nil, resources[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

// Ten times the resources must cost about ten times the time, and not a
// hundred.
func TestCostIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	cost := func(n int) time.Duration {
		s := open(t, t.TempDir())
		defer lock(t, s)()
		j := begin(t, s)
		resources := many(n)
		start := time.Now()
		putAll(t, j, resources, 256)
		must(t, j.Commit("succeeded"))
		return time.Since(start)
	}
	cost(100)
	var small, large time.Duration
	for range 3 { // a busy machine disturbs a measurement
		small, large = cost(1000), cost(10_000)
		t.Logf("1,000: %v, 10,000: %v", small, large)
		if large < 40*small {
			return
		}
	}
	t.Errorf("10,000 resources took %v, 1,000 took %v", large, small)
}

func BenchmarkJournal(b *testing.B) {
	const n = 10_000
	for _, workers := range []int{16, 64, 512} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := open(b, b.TempDir())
				unlock := lock(b, s)
				j := begin(b, s)
				resources := many(n)
				b.StartTimer()
				putAll(b, j, resources, workers)
				must(b, j.Commit("succeeded"))
				b.StopTimer()
				unlock()
				b.StartTimer()
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	s := open(b, b.TempDir())
	unlock := lock(b, s)
	j := begin(b, s)
	putAll(b, j, many(10_000), 512)
	must(b, j.Commit("succeeded"))
	unlock()
	for b.Loop() {
		load(b, s)
	}
}

func BenchmarkNothingChanged(b *testing.B) {
	s := open(b, b.TempDir())
	unlock := lock(b, s)
	defer unlock()
	j := begin(b, s)
	putAll(b, j, many(10_000), 512)
	must(b, j.Commit("succeeded"))
	snap := load(b, s)
	for b.Loop() {
		j, err := s.Begin(snap)
		must(b, err)
		for _, r := range snap.Resources {
			must(b, j.Put(0, r, r))
		}
		must(b, j.Commit("succeeded"))
	}
}
