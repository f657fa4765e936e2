package embedded_test

import (
	"fmt"
	"testing"
)

func dbg(t *testing.T, s *stack, specs []spec) {
	for _, r := range s.snapshot().Resources {
		if r.ID == "" || r.URN.Name() == "default" {
			continue
		}
		var deps []string
		for _, d := range r.Dependencies {
			deps = append(deps, d.Name())
		}
		fmt.Println("STATE", r.URN.Name(), r.ID, map[bool]string{true: "DELETE"}[r.Delete], map[bool]string{true: "PENDREPL"}[r.PendingReplacement], r.Inputs.Mappable(), "deps", deps, r.InitErrors)
	}
	for _, p := range s.snapshot().Pending {
		fmt.Println("PENDING", p.Type, p.Resource.URN.Name(), p.Resource.ID)
	}
	for id, x := range s.w.things {
		fmt.Println("WORLD", id, x.URN.Name(), x.Inputs)
	}
	for _, x := range specs {
		fmt.Println("SPEC", x)
	}
	s.w.trace = nil
}
