package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Confidence says how a description was understood.
type Confidence string

// The two ways: the description names the product, or says what it is for.
const (
	ByName Confidence = "name"
	ByRole Confidence = "role"
)

// Match is what a description means.
type Match struct {
	Entry      *Entry
	Confidence Confidence
	// Alternatives are the IDs of other products for the same role.
	Alternatives []string
	// Version is the version that the description asks for, or "".
	Version string
	// Reason says what decided, or why nothing could be chosen.
	Reason string
}

// ByDescription finds the product that a sentence asks for. It reads the head
// of the sentence (what stands before "with", "for", "using", …), and prefers
// to refuse: with helpers that work on a product (exporter, backup, client),
// with custom code (app, API, worker), with products that it does not know,
// with two products at once. Match.Reason says why in both cases.
func ByDescription(text string) (Match, bool) {
	plain, aside := asides(text)
	r := &reading{words: loadWords()}
	all := r.segment(tokens(plain))
	all = r.dropLeadIns(all)
	r.aside = r.dropLeadIns(r.segment(tokens(aside)))
	return r.match(r.cut(all))
}

// asides takes what stands in brackets out of a text.
func asides(text string) (plain, aside string) {
	for {
		before, rest, ok := strings.Cut(text, "(")
		plain += before + " "
		if !ok {
			return plain, aside
		}
		inside, after, _ := strings.Cut(rest, ")")
		aside += inside + " "
		text = after
	}
}

// span is a phrase of the description with what it can mean; a nil sense is
// an unknown word.
type span struct {
	text  string
	raw   string
	sense *sense
}

type reading struct {
	words *vocabulary
	aside []span
}

var unknown = &sense{}

// segment cuts the words into the longest phrases of the vocabulary.
func (r *reading) segment(words []token) []span {
	var spans []span
	for i := 0; i < len(words); {
		n, s := r.longest(words[i:])
		sp := span{sense: s}
		for _, w := range words[i : i+n] {
			sp.text += " " + w.normal
			sp.raw += " " + w.raw
		}
		sp.text, sp.raw = sp.text[1:], sp.raw[1:]
		spans = append(spans, sp)
		i += n
	}
	return spans
}

func (r *reading) longest(words []token) (int, *sense) {
	for n := min(len(words), r.words.longest); n > 0; n-- {
		phrase, raw := words[0].normal, words[0].raw
		for _, w := range words[1:n] {
			phrase, raw = phrase+" "+w.normal, raw+" "+w.raw
		}
		if s := r.words.senses[phrase]; s != nil {
			return n, exactly(s, raw)
		}
	}
	if s := r.withVersion(words[0].normal); s != nil {
		return 1, s
	}
	return 1, unknown
}

// exactly drops a role that wants its very own form.
func exactly(s *sense, raw string) *sense {
	if s.role == nil || !s.role.Exact || slices.Contains(s.role.Phrases, raw) {
		return s
	}
	c := *s
	c.role = nil
	return &c
}

// withVersion reads "postgres15" as postgres.
func (r *reading) withVersion(word string) *sense {
	name := strings.TrimRight(word, "0123456789")
	if name == word {
		return nil
	}
	if s := r.words.senses[singular(name)]; s != nil && s.name != nil {
		return s
	}
	return nil
}

func (r *reading) dropLeadIns(spans []span) []span {
	for len(spans) > 0 {
		s := spans[0].sense
		if s.name != nil || s.role != nil || !s.lead {
			return spans
		}
		spans = spans[1:]
	}
	return nil
}

// sentence is a description cut at the first word that ends its head.
type sentence struct {
	head, tail []span
	// cut is that word, "|" for punctuation, "" at the end of the text.
	cut string
	// naming: a product named right after the cut is the head's own.
	naming bool
}

func (r *reading) cut(spans []span) sentence {
	for i, sp := range spans {
		if sp.text == "|" || sp.sense.cut && sp.sense.name == nil && sp.sense.role == nil && i > 0 || clause(spans, i) {
			return sentence{
				head: spans[:i], tail: r.dropLeadIns(spans[i+1:]),
				cut: sp.text, naming: sp.text == "|" || sp.sense.naming,
			}
		}
	}
	return sentence{head: spans}
}

// clause reports whether a verb with an object begins at i: "scraping all
// services", but not "seeding job".
func clause(spans []span, i int) bool {
	if i == 0 || i+1 >= len(spans) || !strings.HasSuffix(spans[i].text, "ing") || spans[i].sense != unknown {
		return false
	}
	next := spans[i+1]
	return isDeterminer(next.text) || next.raw != next.text && !next.sense.helper && !next.sense.custom
}

func refuse(format string, args ...any) (Match, bool) {
	return Match{Reason: fmt.Sprintf(format, args...)}, false
}

func (r *reading) match(s sentence) (Match, bool) {
	if len(s.head) == 0 {
		return refuse("the description says nothing")
	}
	for _, sp := range s.head {
		if sp.sense.foreign {
			return refuse("the catalogue does not know %s", sp.raw)
		}
	}
	if first := s.head[0]; first.sense.verb && len(s.head) > 1 && first.sense.name == nil && first.sense.role == nil {
		return refuse("%q describes an activity, not a product", first.raw)
	}
	names := r.names(s.head)
	switch {
	case len(names) > 1:
		return refuse("it names more than one product (%s and %s)", names[0].ID, names[1].ID)
	case len(names) == 1:
		return r.byName(s, names[0])
	}
	if s.naming && onlyVessels(s.head) {
		inner := r.cut(s.tail)
		if names := r.names(inner.head); len(names) == 1 && inner.head[0].sense.name != nil {
			return r.byName(inner, names[0])
		}
	}
	return r.byRole(s)
}

func onlyVessels(head []span) bool {
	for _, sp := range head {
		if !sp.sense.vessel && !sp.sense.lead {
			return false
		}
	}
	return true
}

// names lists the distinct products that spans name.
func (r *reading) names(spans []span) []*Entry {
	var list []*Entry
	for i, sp := range spans {
		e := sp.sense.name
		if e == nil || slices.Contains(list, e) || sp.sense.final && !allNeutral(spans[i+1:]) {
			continue
		}
		list = append(list, e)
	}
	return list
}

func allNeutral(spans []span) bool {
	for _, sp := range spans {
		if !sp.sense.neutral {
			return false
		}
	}
	return true
}

func (r *reading) byName(s sentence, e *Entry) (Match, bool) {
	at := slices.IndexFunc(s.head, func(sp span) bool { return sp.sense.name == e })
	for _, sp := range s.head[:at] {
		if sp.sense.framework || sp.sense.before || sp.text == "like" || isDeterminer(sp.text) {
			return refuse("%q makes it something other than %s itself", sp.raw, e.ID)
		}
	}
	for _, sp := range s.head[at+1:] {
		if !follows(sp, e) {
			return refuse("%q makes it something other than %s itself", sp.raw, e.ID)
		}
	}
	if other, ok := s.otherEnd(); ok {
		return refuse("it is about %s and %s together", e.ID, other)
	}
	if e.Tag == "" {
		return refuse("the catalogue has no version of %s to offer", e.ID)
	}
	return Match{Entry: e, Confidence: ByName, Version: version(s.head, at), Reason: "the description names " + e.ID}, true
}

// otherEnd finds the second product of a sentence about two: "Kafka to
// Elasticsearch", "PostgreSQL with PostGIS".
func (s sentence) otherEnd() (string, bool) {
	if len(s.tail) == 0 {
		return "", false
	}
	first := s.tail[0]
	if slices.Contains([]string{"to", "into", "from", "between", "against"}, s.cut) {
		return first.raw, first.sense.name != nil || first.sense.foreign
	}
	return first.raw, s.naming && s.cut != "|" && first.sense.foreign
}

func isDeterminer(word string) bool {
	return slices.Contains([]string{"the", "a", "an", "our", "its", "all", "every", "each", "their", "up"}, word)
}

// follows reports whether a noun after e's name leaves it e.
func follows(sp span, e *Entry) bool {
	s := sp.sense
	switch {
	case s.name == e, isVersion(sp.raw):
		return true
	case s.notIt:
		return false
	case s.role != nil && roleFits(s.role, sp.text, e):
		return true
	case s.limited:
		return fits(s.fits, e)
	case s.role != nil, s.helper, s.custom, s.framework, s.foreign, s.before:
		return false
	case s.neutral, sp.text == "and":
		return true
	}
	return !active(sp.text)
}

// active recognises "poller", "rotator", "reindexing", "validation": a word
// for something that acts, or for an action.
func active(word string) bool {
	return len(word) > 4 && slices.ContainsFunc([]string{"er", "or", "ing", "tion", "sis"}, func(end string) bool {
		return strings.HasSuffix(word, end)
	})
}

// roleFits reports whether e can have the role: as its default or an
// alternative, by family, or since every word of it fits.
func roleFits(r *role, phrase string, e *Entry) bool {
	if r.Entry == e.ID || slices.Contains(r.Alternatives, e.ID) || family(r.Entry) == topOf(e.Category) {
		return true
	}
	for _, w := range strings.Fields(phrase) {
		s := loadWords().senses[w]
		if s == nil || !s.neutral && !(s.limited && fits(s.fits, e)) {
			return false
		}
	}
	return true
}

func family(id string) string {
	e, ok := ByID(id)
	if !ok {
		return ""
	}
	return topOf(e.Category)
}

func topOf(category string) string {
	top, _, _ := strings.Cut(category, ".")
	return top
}

func fits(prefixes []string, e *Entry) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Category, p) })
}

// version reads the number that stands at or right after the name.
func version(head []span, at int) string {
	if name := head[at].raw; strings.TrimRight(name, "0123456789") != name && !strings.ContainsAny(name, " ") && head[at].sense.name != nil {
		if v := name[len(strings.TrimRight(name, "0123456789")):]; !slices.Contains(head[at].sense.name.Names, name) {
			return v
		}
	}
	for _, sp := range head[at+1:] {
		if isVersion(sp.raw) {
			return strings.TrimPrefix(sp.raw, "v")
		}
		if sp.text != "version" && sp.text != "v" && !sp.sense.limited {
			break
		}
	}
	return ""
}

func (r *reading) byRole(s sentence) (Match, bool) {
	at := r.lastRole(s.head)
	if at < 0 {
		return r.byAside(s)
	}
	chosen := s.head[at].sense.role
	e, _ := ByID(chosen.Entry)
	if reason := r.roleSpoiled(s.head, at, e); reason != "" {
		if m, ok := r.byAside(s); ok {
			return m, ok
		}
		return refuse("%s", reason)
	}
	if len(s.tail) > 0 && s.cut == "for" && e.ID == "redis" && r.words.unlike[e.ID][s.tail[0].text] {
		return refuse("a %s for %s is something else", s.head[at].raw, s.tail[0].raw)
	}
	if m, ok, decided := r.named(s, chosen, e); decided {
		return m, ok
	}
	return Match{
		Entry: e, Confidence: ByRole, Alternatives: chosen.Alternatives,
		Reason: fmt.Sprintf("%q is a role that %s has here", s.head[at].raw, e.ID),
	}, true
}

// byAside takes the product in brackets, or right after the head, where the
// head ends in a general noun that fits it: "primary datastore (Postgres)",
// "user authentication with Keycloak".
func (r *reading) byAside(s sentence) (Match, bool) {
	for _, spans := range [][]span{r.aside, s.namingTail()} {
		inner := r.cut(spans)
		names := r.names(inner.head)
		if len(names) == 1 && inner.head[0].sense.name != nil && generally(s.head, names[0]) {
			return r.byName(inner, names[0])
		}
	}
	return refuse("it names no product and no role that the catalogue knows")
}

func (s sentence) namingTail() []span {
	if s.naming {
		return s.tail
	}
	return nil
}

// generally reports whether a head without a name of its own can mean e.
func generally(head []span, e *Entry) bool {
	for _, sp := range head {
		if sp.sense.custom || sp.sense.framework || sp.sense.verb && !sp.sense.limited || sp.sense.before || sp.sense.notIt {
			return false
		}
	}
	last := head[len(head)-1]
	if last.sense.role != nil {
		return roleFits(last.sense.role, last.text, e)
	}
	return last.sense.limited && fits(last.sense.fits, e)
}

func (r *reading) lastRole(head []span) int {
	for i := len(head) - 1; i >= 0; i-- {
		if head[i].sense.role != nil {
			return i
		}
	}
	return -1
}

// roleSpoiled says why the words around a role make it something else, or "".
func (r *reading) roleSpoiled(head []span, at int, e *Entry) string {
	for _, sp := range head[at+1:] {
		ok := sp.sense.neutral || isVersion(sp.raw) || sp.sense.limited && fits(sp.sense.fits, e)
		if !ok || sp.text == "management" || sp.text == "service" && head[at].sense.role.Exact || sp.sense.helper || sp.sense.custom || sp.sense.framework {
			return fmt.Sprintf("%q makes it something other than a %s", sp.raw, head[at].raw)
		}
	}
	for _, sp := range head[:at] {
		if r.spoils(sp, head[at].sense.role, e) {
			return fmt.Sprintf("%q makes it something other than a plain %s", sp.raw, head[at].raw)
		}
	}
	return ""
}

// spoils reports whether a word before a role changes what is meant.
func (r *reading) spoils(sp span, wanted *role, e *Entry) bool {
	s := sp.sense
	data := slices.Contains([]string{"database", "cache", "queue", "search", "storage"}, topOf(e.Category))
	switch {
	case !s.neutral && !s.lead && (wanted.Exact || e.Category == "tool.db" && !s.limited):
		return true
	case r.words.unlike[e.ID][sp.text], s.before, s.notIt, isDeterminer(sp.text):
		return true
	case s.role != nil && s.role.Entry != e.ID:
		return true
	case s.framework:
		return topOf(e.Category) != "database" && topOf(e.Category) != "cache"
	case s.custom:
		return !data && e.Category != "web.proxy"
	}
	return false
}

// named looks for a product that the sentence names right after its head, or
// in brackets: "cache using Memcached", "database (MySQL)". decided is false
// where none is named there.
func (r *reading) named(s sentence, chosen *role, def *Entry) (m Match, ok, decided bool) {
	first := r.aside
	if s.naming && len(s.tail) > 0 {
		first = s.tail
	}
	if len(first) == 0 {
		return Match{}, false, false
	}
	sense := first[0].sense
	if sense.foreign || sense.framework {
		m, ok = refuse("the catalogue does not know %s", first[0].raw)
		return m, ok, true
	}
	inner := r.cut(first)
	if sense.name == nil || len(r.names(inner.head)) != 1 || !serves(sense.name, chosen, def) {
		return Match{}, false, false
	}
	if slices.ContainsFunc(inner.head[1:], func(sp span) bool { return !follows(sp, sense.name) }) {
		return Match{}, false, false
	}
	m, ok = r.byName(inner, sense.name)
	return m, ok, true
}

func serves(e *Entry, chosen *role, def *Entry) bool {
	return e == def || slices.Contains(chosen.Alternatives, e.ID) || topOf(e.Category) == topOf(def.Category)
}
