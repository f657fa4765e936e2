package notation

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// EnvName says what is wrong with an environment variable's name.
func EnvName(name string) error {
	switch {
	case name == "":
		return errors.New("a variable's name can't be empty")
	case strings.ContainsAny(name, "=\x00 \t\r\n"):
		return fmt.Errorf("%q can't be a variable's name: it holds a space or =; names are like DATABASE_URL", shorten(name))
	}
	return nil
}

var placeholder = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Template says what is wrong with a text with {placeholders}. A placeholder in
// capitals names a variable of the target, so that any will do.
func Template(s string, names []string) error {
	for rest := s; ; {
		before, after, found := strings.Cut(rest, "{")
		if strings.Contains(before, "}") {
			return fmt.Errorf("a } in %q closes nothing; a placeholder is written like {host}", RedactURL(s))
		}
		if !found {
			return nil
		}
		inside, next, closed := strings.Cut(after, "}")
		name, _, _ := strings.Cut(inside, "|")
		switch {
		case !closed:
			return fmt.Errorf("a { in %q is never closed; a placeholder is written like {host}", RedactURL(s))
		case !placeholder.MatchString(name) || name != strings.ToUpper(name) && !contains(names, name):
			return fmt.Errorf("{%s} is no placeholder; there are {%s}, and a variable of the target by its name, as in {POSTGRES_DB}", name, strings.Join(names, "}, {"))
		}
		rest = next
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
