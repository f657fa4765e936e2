package catalog

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.json
var wordsJSON []byte

// role is what a thing does, in words, and the product that does it here.
type role struct {
	Entry        string   `json:"entry"`
	Phrases      []string `json:"phrases"`
	Alternatives []string `json:"alternatives"`
	// Exact phrases stand alone, in the very form written.
	Exact bool `json:"exact"`
}

// sense is all that a phrase can mean. One phrase may have several senses
// ("cache" is a role, and a noun that fits some products).
type sense struct {
	name                              *Entry
	final                             bool
	role                              *role
	foreign, framework, custom        bool
	helper, neutral, cut, naming      bool
	lead, vessel, verb, before, notIt bool
	fits                              []string
	limited                           bool
}

// vocabulary is the decoded word list, phrases in their normal form.
type vocabulary struct {
	senses map[string]*sense
	unlike map[string]map[string]bool
	// longest phrase in words.
	longest int
}

var loadWords = sync.OnceValue(func() *vocabulary {
	var file struct {
		Cuts       []string            `json:"cuts"`
		NamingCuts []string            `json:"naming_cuts"`
		LeadIns    []string            `json:"lead_ins"`
		Vessels    []string            `json:"vessels"`
		Neutral    []string            `json:"neutral"`
		Verbs      []string            `json:"verbs"`
		OffBefore  []string            `json:"off_before"`
		NotIt      []string            `json:"not_it"`
		Fits       map[string][]string `json:"fits"`
		Helpers    []string            `json:"helpers"`
		Custom     []string            `json:"custom"`
		Frameworks []string            `json:"frameworks"`
		Foreign    []string            `json:"foreign"`
		Unlike     map[string][]string `json:"unlike"`
		Roles      []*role             `json:"roles"`
	}
	if err := json.Unmarshal(wordsJSON, &file); err != nil {
		panic("the embedded word list can't be read: " + err.Error() + ". This is a bug in cw.")
	}
	v := &vocabulary{senses: map[string]*sense{}, unlike: map[string]map[string]bool{}}
	v.add(file.Cuts, func(s *sense) { s.cut = true })
	v.add(file.NamingCuts, func(s *sense) { s.cut, s.naming = true, true })
	v.add(file.LeadIns, func(s *sense) { s.lead = true })
	v.add(file.Vessels, func(s *sense) { s.vessel = true })
	v.add(file.Neutral, func(s *sense) { s.neutral = true })
	v.add(file.Verbs, func(s *sense) { s.verb = true })
	v.add(file.OffBefore, func(s *sense) { s.before = true })
	v.add(file.NotIt, func(s *sense) { s.notIt = true })
	v.add(file.Helpers, func(s *sense) { s.helper = true })
	v.add(file.Custom, func(s *sense) { s.custom = true })
	v.add(file.Frameworks, func(s *sense) { s.framework = true })
	v.add(file.Foreign, func(s *sense) { s.foreign = true })
	for word, prefixes := range file.Fits {
		v.add([]string{word}, func(s *sense) { s.fits, s.limited = prefixes, true })
	}
	for _, r := range file.Roles {
		v.add(r.Phrases, func(s *sense) { s.role = r })
	}
	for id, words := range file.Unlike {
		v.unlike[id] = map[string]bool{}
		for _, w := range words {
			v.unlike[id][normalPhrase(w)] = true
		}
	}
	for _, e := range All() {
		v.add(e.Names, func(s *sense) { s.name = e })
		v.add(e.FinalNames, func(s *sense) { s.name, s.final = e, true })
	}
	return v
})

func (v *vocabulary) add(phrases []string, set func(*sense)) {
	for _, p := range phrases {
		p = normalPhrase(p)
		if v.senses[p] == nil {
			v.senses[p] = &sense{}
		}
		set(v.senses[p])
		v.longest = max(v.longest, strings.Count(p, " ")+1)
	}
}

// token is one word of a description, as written (lower case) and in normal
// form.
type token struct{ raw, normal string }

// tokens cuts text into words. What ends a head without being a word (a comma,
// a colon, a dash, the end of a sentence) comes out as the token "|".
func tokens(text string) []token {
	const limit = 2000
	if len(text) > limit {
		text = text[:limit]
	}
	var list []token
	for _, field := range strings.Fields(strings.ToLower(text)) {
		list = appendWords(list, field)
	}
	return list
}

func appendWords(list []token, field string) []token {
	stop := strings.HasSuffix(field, ".") || strings.ContainsAny(field, ",;:!?") || field == "-" || field == "–" || field == "—"
	if owner, ok := possessive(field); ok {
		return append(list, token{raw: owner, normal: owner})
	}
	words := strings.FieldsFunc(field, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '+' && r != '#'
	})
	for _, w := range words {
		w = strings.Trim(w, ".")
		if hasLetter(w) {
			w = strings.ReplaceAll(w, ".", " ")
		}
		for _, part := range strings.Fields(w) {
			list = append(list, token{raw: part, normal: singular(part)})
		}
	}
	if stop {
		list = append(list, token{raw: "|", normal: "|"})
	}
	return list
}

// possessive keeps "keycloak's" one word: whose it is, not what it is.
func possessive(field string) (string, bool) {
	return field, strings.HasSuffix(field, "'s") || strings.HasSuffix(field, "’s")
}

func hasLetter(w string) bool {
	return strings.IndexFunc(w, unicode.IsLetter) >= 0 && !isVersion(w)
}

// normalPhrase is the form under which a phrase is kept and looked up.
func normalPhrase(p string) string {
	words := tokens(p)
	normal := make([]string, len(words))
	for i, w := range words {
		normal[i] = w.normal
	}
	return strings.Join(normal, " ")
}

// singular takes the plural s off, in a way that need only agree with itself.
func singular(w string) string {
	if len(w) < 4 || !strings.HasSuffix(w, "s") || w == "nats" {
		return w
	}
	switch w[len(w)-2] {
	case 's', 'u', 'i':
		return w
	}
	return w[:len(w)-1]
}

// isVersion recognises 15, 7.2 and v1.10.
func isVersion(w string) bool {
	w = strings.TrimPrefix(w, "v")
	if w == "" {
		return false
	}
	return strings.Trim(w, "0123456789.") == "" && w[0] != '.'
}
