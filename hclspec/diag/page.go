package diag

import (
	"fmt"
	"strings"
)

// Example is a configuration with one mistake, and the same without it.
type Example struct {
	// File is the one that is shown; "" is main.cw.hcl.
	File string
	// Wrong and Right are its text, with the mistake and without.
	Wrong, Right string
	// Command is what tells of the mistake; "" is cw validate.
	Command string
	// Beside are other files that go with both, by name.
	Beside map[string]string
}

// Files gives the directory with the shown file's text in it, by name.
func (e Example) Files(text string) map[string]string {
	files := map[string]string{e.name(): text}
	for name, text := range e.Beside {
		files[name] = text
	}
	return files
}

func (e Example) name() string {
	if e.File == "" {
		return "main.cw.hcl"
	}
	return e.File
}

// Example finds the code's example. There is none for a mistake that does not
// show in a configuration; NoExample then says why.
func (c CodeDoc) Example() (Example, bool) {
	e, ok := examples[c.Code]
	return e, ok
}

// NoExample says why a code has no example, "" if it has one.
func (c CodeDoc) NoExample() string { return withoutExample[c.Code] }

// Page is the code's page: Markdown with a heading, what it means and how to
// mend it, and an example of both.
func (c CodeDoc) Page() string {
	var page strings.Builder
	fmt.Fprintf(&page, "# %s: %s\n\n%s\n", c.Code, c.Summary, c.Doc)
	e, ok := c.Example()
	if !ok {
		if why := c.NoExample(); why != "" {
			fmt.Fprintf(&page, "\nThere is no example: %s.\n", why)
		}
		return page.String()
	}
	wrong := "Wrong"
	if e.Command != "" {
		wrong += ", says `" + e.Command + "`"
	}
	fmt.Fprintf(&page, "\n## %s\n\n%s\n## Mended\n\n%s", wrong, e.block(e.Wrong), e.block(e.Right))
	return page.String()
}

// block shows a text under its file's name, if that is not the usual one.
func (e Example) block(text string) string {
	language, title := "hcl", ""
	if e.File != "" {
		title = "`" + e.File + "`:\n\n"
		if !strings.HasSuffix(e.File, ".hcl") && !strings.HasSuffix(e.File, ".cwvars") {
			language = "sh"
		}
	}
	return fmt.Sprintf("%s```%s\n%s```\n", title, language, text)
}
