package schema_test

import (
	"testing"
	"time"

	"github.com/clockwork-hcl/cw/schema"
)

func TestClashes(t *testing.T) {
	port := func(scope string) schema.Claim { return schema.Claim{Space: "host port", Name: "80/tcp", Scope: scope} }
	dir := schema.Claim{Space: "path", Name: "conf", Scope: "directory", Shared: true}
	tests := []struct {
		name string
		a, b schema.Claim
		want bool
	}{
		{"equal", port(""), port(""), true},
		{"another name", port(""), schema.Claim{Space: "host port", Name: "80/udp"}, false},
		{"another space", port(""), schema.Claim{Space: "container name", Name: "80/tcp"}, false},
		{"everywhere and somewhere", port(""), port("127.0.0.1"), true},
		{"two places", port("127.0.0.1"), port("127.0.0.2"), false},
		{"one place", port("::1"), port("::1"), true},
		{"all of IPv4", port("0.0.0.0"), port("10.0.0.1"), true},
		{"all of IPv4, IPv6", port("0.0.0.0"), port("::1"), false},
		{"all of IPv6", port("::"), port("::1"), true},
		{"all of IPv6, IPv4", port("::"), port("10.0.0.1"), false},
		{"all of both families", port("::"), port("0.0.0.0"), false},
		{"everywhere and all of IPv6", port(""), port("::"), true},
		{"a directory and its like", dir, dir, false},
		{"a file in a directory's place", dir, schema.Claim{Space: "path", Name: "conf"}, true},
		{"a checkout in a directory's place", dir, schema.Claim{Space: "path", Name: "conf", Scope: "checkout"}, false},
	}
	for _, tt := range tests {
		if tt.a.Clashes(tt.b) != tt.want || tt.b.Clashes(tt.a) != tt.want {
			t.Errorf("%s: clashes is not %v", tt.name, tt.want)
		}
	}
}

// The first claimant is named, and what was refused still counts as claimed.
func TestClaimed(t *testing.T) {
	var c schema.Claimed[string]
	add := func(by, scope, wantFirst string) {
		t.Helper()
		first, clash := c.Add(schema.Claim{Space: "host port", Name: "80/tcp", Scope: scope}, by)
		if first != wantFirst || clash != (wantFirst != "") {
			t.Errorf("%s clashes with %q (%v), want %q", by, first, clash, wantFirst)
		}
	}
	add("a", "127.0.0.1", "")
	add("b", "127.0.0.2", "")
	add("c", "127.0.0.2", "b")
	add("d", "", "a")
	add("e", "127.0.0.9", "d")
}

// Ten thousand files in one directory must not cost their square.
func TestClaimedSharedIsCheap(t *testing.T) {
	var c schema.Claimed[int]
	start := time.Now()
	for i := range 200_000 {
		if _, clash := c.Add(schema.Claim{Space: "path", Name: "conf", Scope: "directory", Shared: true}, i); clash {
			t.Fatal("two directories clash")
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	if first, clash := c.Add(schema.Claim{Space: "path", Name: "conf"}, -1); !clash || first != 0 {
		t.Errorf("a file in the directory's place clashes with %d, %v", first, clash)
	}
}
