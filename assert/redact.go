package assert

import (
	"errors"
	"strings"
)

// hidden is how a secret reads.
const hidden = "(sensitive)"

// shortest is the length from which on the beginning of a secret, cut off by
// the end of an excerpt, is recognised.
const shortest = 4

// redact takes secrets out of a text: as they are, with white space run
// together as excerpts have it, and cut off where an excerpt ends ("…").
func (c *Check) redact(text string) string {
	for _, secret := range c.Redact {
		for _, form := range []string{secret, strings.Join(strings.Fields(secret), " ")} {
			if form == "" {
				continue
			}
			text = strings.ReplaceAll(text, form, hidden)
			text = redactCut(text, form)
		}
	}
	return text
}

// redactCut takes out beginnings of a secret that stand before a "…".
func redactCut(text, secret string) string {
	const ellipsis = "…"
	parts := strings.Split(text, ellipsis)
	for i, part := range parts[:len(parts)-1] {
		for n := min(len(secret), len(part)); n >= shortest; n-- {
			if strings.HasSuffix(part, secret[:n]) {
				parts[i] = part[:len(part)-n] + hidden
				break
			}
		}
	}
	return strings.Join(parts, ellipsis)
}

func (c *Check) redactError(err error) error {
	if err == nil {
		return nil
	}
	if clean := c.redact(err.Error()); clean != err.Error() {
		return errors.New(clean)
	}
	return err
}
