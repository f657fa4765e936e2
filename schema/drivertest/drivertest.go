// Package drivertest is the suite that every Driver has to pass: what it makes
// it reads back as it was asked for, it mends what changed, and it removes
// without tripping over what is gone.
//
// What is particular to a kind is tested in the kind's folder.
package drivertest

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
)

// Case is one life of a resource.
type Case struct {
	Call schema.Call
	// Inputs it is created with, before Check.
	Inputs resource.PropertyMap
	// Updated, if any, can be reached from Inputs in place.
	Updated resource.PropertyMap
	// Replaced, if any, can't.
	Replaced resource.PropertyMap
}

// Run leads one resource of kind k through its life.
func Run(t *testing.T, k *schema.Kind, c Case) {
	t.Helper()
	l := &life{T: t, kind: k, driver: k.Driver, call: c.Call}
	state := l.create(l.check(c.Inputs))
	defer func() { _ = k.Driver.Delete(t.Context(), c.Call, state) }() // if the life ended early
	l.same(state, l.check(c.Inputs))
	if c.Updated != nil {
		state = l.update(state, l.check(c.Updated))
	}
	if c.Replaced != nil {
		state = l.replace(state, l.check(c.Replaced))
	}
	l.remove(state)
}

// Diff is the driver's own, or where it has none the comparison that the
// engine makes: property by property, replacing as the row's attributes say.
func Diff(t *testing.T, k *schema.Kind, call schema.Call, old schema.State, inputs resource.PropertyMap) schema.Difference {
	t.Helper()
	if d, ok := k.Driver.(schema.Differ); ok {
		diff, err := d.Diff(t.Context(), call, old, inputs)
		if err != nil {
			t.Fatalf("diff: %v", err)
		}
		return diff
	}
	_, updates := k.Driver.(schema.Updater)
	replacing := map[resource.PropertyKey]bool{}
	for _, a := range k.Attributes {
		replacing[schema.PropertyName(a.Name)] = a.Replaces
	}
	changes := map[string]bool{}
	for key := range old.Inputs {
		if !old.Inputs[key].DeepEquals(inputs[key]) {
			changes[string(key)] = replacing[key] || !updates
		}
	}
	for key := range inputs {
		if _, both := old.Inputs[key]; !both {
			changes[string(key)] = replacing[key] || !updates
		}
	}
	return schema.Difference{Changes: changes}
}

type life struct {
	*testing.T
	kind   *schema.Kind
	driver schema.Driver
	call   schema.Call
}

// check normalises, and sees to it that doing so twice changes nothing more.
func (l *life) check(inputs resource.PropertyMap) resource.PropertyMap {
	l.Helper()
	c, ok := l.driver.(schema.Checker)
	if !ok {
		return inputs
	}
	once, problems := c.Check(l.Context(), l.call, inputs)
	if len(problems) > 0 {
		l.Fatalf("check: %+v", problems)
	}
	if twice, _ := c.Check(l.Context(), l.call, once); !twice.DeepEquals(once) {
		l.Errorf("check is not stable:\n once %v\ntwice %v", once, twice)
	}
	return once
}

func (l *life) create(inputs resource.PropertyMap) schema.State {
	l.Helper()
	state, err := l.driver.Create(l.Context(), l.call, inputs)
	if err != nil {
		if state.ID != "" {
			_ = l.driver.Delete(l.Context(), l.call, state)
		}
		l.Fatalf("create: %v", err)
	}
	if state.ID == "" {
		l.Fatal("create gave no id")
	}
	return state
}

// same sees to it that every way of looking shows what was asked for.
func (l *life) same(state schema.State, inputs resource.PropertyMap) {
	l.Helper()
	read := l.read(state)
	l.equal("read", state, read)
	if !read.Inputs.DeepEquals(inputs) {
		l.Errorf("read gives other inputs than asked for:\nwant %v\nhave %v", inputs, read.Inputs)
	}
	if d := Diff(l.T, l.kind, l.call, read, inputs); len(d.Changes) > 0 {
		l.Errorf("diff after read: %v", d.Changes)
	}
	if many, ok := l.driver.(schema.Lister); ok {
		gone := schema.State{ID: state.ID + "0", Inputs: state.Inputs, Outputs: state.Outputs}
		all, err := many.ReadAll(l.Context(), l.call, []schema.State{state, gone, state})
		if err != nil || len(all) != 3 {
			l.Fatalf("read all: %d states, %v", len(all), err)
		}
		l.equal("read all", state, all[0])
		l.equal("read all", state, all[2])
		if all[1].ID != "" {
			l.Errorf("read all finds %s, which is not there", all[1].ID)
		}
	}
	if found, ok := l.find(inputs); ok {
		l.equal("find", state, found)
	}
}

func (l *life) equal(what string, want, have schema.State) {
	l.Helper()
	if have.ID != want.ID {
		l.Errorf("%s gives id %q, not %q", what, have.ID, want.ID)
	}
	if !have.Inputs.DeepEquals(want.Inputs) {
		l.Errorf("%s gives other inputs:\nwant %v\nhave %v", what, want.Inputs, have.Inputs)
	}
	if !have.Outputs.DeepEquals(want.Outputs) {
		l.Errorf("%s gives other outputs:\nwant %v\nhave %v", what, want.Outputs, have.Outputs)
	}
}

func (l *life) read(state schema.State) schema.State {
	l.Helper()
	read, err := l.driver.Read(l.Context(), l.call, state)
	if err != nil {
		l.Fatalf("read: %v", err)
	}
	return read
}

func (l *life) find(inputs resource.PropertyMap) (schema.State, bool) {
	l.Helper()
	a, ok := l.driver.(schema.Adopter)
	if !ok {
		return schema.State{}, false
	}
	found, err := a.Find(l.Context(), l.call, inputs)
	if err != nil {
		l.Fatalf("find: %v", err)
	}
	return found, true
}

func (l *life) update(state schema.State, inputs resource.PropertyMap) schema.State {
	l.Helper()
	d := Diff(l.T, l.kind, l.call, state, inputs)
	if len(d.Changes) == 0 {
		l.Fatal("diff sees no update")
	}
	for property, replaces := range d.Changes {
		if replaces {
			l.Fatalf("diff wants to replace for %s, which can be updated", property)
		}
	}
	u, ok := l.driver.(schema.Updater)
	if !ok {
		l.Fatal("the driver can't update")
	}
	updated, err := u.Update(l.Context(), l.call, state, inputs)
	if err != nil {
		l.Fatalf("update: %v", err)
	}
	if updated.ID != state.ID {
		l.Errorf("update gives id %q, not %q", updated.ID, state.ID)
	}
	l.same(updated, inputs)
	return updated
}

func (l *life) replace(state schema.State, inputs resource.PropertyMap) schema.State {
	l.Helper()
	d := Diff(l.T, l.kind, l.call, state, inputs)
	replaces := false
	for _, r := range d.Changes {
		replaces = replaces || r
	}
	if !replaces {
		l.Fatalf("diff sees no reason to replace: %v", d.Changes)
	}
	if d.DeleteBeforeReplace {
		l.delete(state)
		state = l.create(inputs)
	} else {
		old := state
		state = l.create(inputs)
		l.delete(old)
	}
	l.same(state, inputs)
	return state
}

func (l *life) delete(state schema.State) {
	l.Helper()
	if err := l.driver.Delete(l.Context(), l.call, state); err != nil {
		l.Errorf("delete: %v", err)
	}
}

// remove deletes twice: what is gone already is no trouble.
func (l *life) remove(state schema.State) {
	l.Helper()
	l.delete(state)
	l.delete(state)
	if read := l.read(state); read.ID != "" {
		l.Errorf("read finds %s after delete", read.ID)
	}
	if found, ok := l.find(state.Inputs); ok && found.ID != "" {
		l.Errorf("find gives %s after delete", found.ID)
	}
}
