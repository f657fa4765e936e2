package catalog

import (
	"encoding/json"
	"os"
	"testing"
)

type descriptionCase struct {
	Description string `json:"description"`
	Expect      string `json:"expect"`
}

func readCases(t *testing.T, name string) []descriptionCase {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []descriptionCase `json:"cases"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// Every sentence finds the product that it asks for, or is refused.
func TestByDescription(t *testing.T) {
	for _, name := range []string{"descriptions-dev.json", "descriptions.json"} {
		t.Run(name, func(t *testing.T) {
			for _, c := range readCases(t, name) {
				m, ok := ByDescription(c.Description)
				got := "REFUSE"
				if ok {
					got = m.Entry.ID
				}
				if got != c.Expect {
					t.Errorf("%q: got %s, want %s (%s)", c.Description, got, c.Expect, m.Reason)
				}
				if m.Reason == "" {
					t.Errorf("%q: no reason given", c.Description)
				}
			}
		})
	}
}
