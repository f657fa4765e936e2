package hclspec

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agext/levenshtein"
)

// maxNameLength in bytes: nobody mistypes a longer name by a letter or two.
const maxNameLength = 64

// Nearest gives the candidate that somebody who wrote name is likely to have
// meant, or "" if none is close. Of equally close ones the first wins.
func Nearest(name string, candidates []string) string {
	if len(name) == 0 || len(name) > maxNameLength {
		return ""
	}
	plain := plainName(name)
	best, least := "", min(max((len(plain)+1)/3, 1), 3)+1
	for _, c := range candidates {
		if d := distance(plain, plainName(c)); d < least {
			best, least = c, d
		}
	}
	if best != "" {
		return best
	}
	return withWord(name, candidates)
}

// plainName is a name without what people confuse: Docker-Container,
// dockerContainer and docker_container are one.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func distance(a, b string) int {
	if len(a) == len(b) && a != b && sortedBytes(a) == sortedBytes(b) {
		return 1 // letters swapped: one slip, where Levenshtein counts two
	}
	return levenshtein.Distance(a, b, nil)
}

func sortedBytes(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

// withWord finds the candidate of which name is a whole word: docker_container
// for container.
func withWord(name string, candidates []string) string {
	for _, c := range candidates {
		if slices.Contains(strings.Split(c, "_"), strings.ToLower(name)) {
			return c
		}
	}
	return ""
}
