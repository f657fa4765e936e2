package provider

import (
	"context"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/schema"
)

// Check lets the row's driver normalise the inputs. Unknown values stay.
func (p *Provider) Check(ctx context.Context, req plugin.CheckRequest) (plugin.CheckResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	s := secretsOf(req.News).ofRow(k, req.News)
	checked := bare(req.News)
	checker, ok := k.Driver.(schema.Checker)
	if !ok {
		return plugin.CheckResponse{Properties: s.seal(checked)}, nil
	}
	var problems []schema.Problem
	err = p.run(ctx, job{urn: req.URN, secrets: s, do: func(ctx context.Context, call schema.Call) error {
		checked, problems = checker.Check(ctx, call, checked)
		return nil
	}})
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	return plugin.CheckResponse{Properties: s.seal(checked), Failures: failures(problems, s)}, nil
}

func failures(problems []schema.Problem, s secrets) []plugin.CheckFailure {
	var list []plugin.CheckFailure
	for _, problem := range problems {
		property, _, _ := strings.Cut(problem.Path, ".")
		property, _, _ = strings.Cut(property, "[")
		list = append(list, plugin.CheckFailure{
			Property: resource.PropertyKey(property),
			Reason:   s.redact(problem.Summary + ": " + problem.Detail),
		})
	}
	return list
}

// Diff asks the driver what the new inputs change, or compares property by
// property. That a value became or ceased to be a secret is no change.
func (p *Provider) Diff(ctx context.Context, req plugin.DiffRequest) (plugin.DiffResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	old := schema.State{ID: string(req.ID), Inputs: bare(req.OldInputs), Outputs: bare(req.OldOutputs)}
	inputs := bare(req.NewInputs)
	d := compare(k, old.Inputs, inputs)
	if differ, ok := k.Driver.(schema.Differ); ok {
		err = p.run(ctx, job{urn: req.URN, secrets: secretsOf(req.OldInputs, req.OldOutputs, req.NewInputs),
			do: func(ctx context.Context, call schema.Call) (err error) {
				d, err = differ.Diff(ctx, call, old, inputs)
				return err
			}})
		if err != nil {
			return plugin.DiffResponse{}, err
		}
	}
	for _, path := range req.IgnoreChanges {
		delete(d.Changes, path)
	}
	return diffResult(d, old.Inputs, inputs, k), nil
}

// compare is the difference for a driver that has no idea of its own.
func compare(k *schema.Kind, old, inputs resource.PropertyMap) schema.Difference {
	_, updates := k.Driver.(schema.Updater)
	replaces := map[resource.PropertyKey]bool{}
	for _, a := range k.Attributes {
		replaces[schema.PropertyName(a.Name)] = a.Replaces
	}
	d := schema.Difference{Changes: map[string]bool{}}
	for _, key := range changedKeys(old, inputs) {
		d.Changes[string(key)] = replaces[key] || !updates
	}
	return d
}

// changedKeys lists the properties that differ, sorted. An unknown value
// differs from everything.
func changedKeys(old, inputs resource.PropertyMap) []resource.PropertyKey {
	var keys []resource.PropertyKey
	for key, v := range inputs {
		before, ok := old[key]
		if !ok || v.ContainsUnknowns() || !before.DeepEquals(v) {
			keys = append(keys, key)
		}
	}
	for key := range old {
		if _, ok := inputs[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// diffResult says a difference in Pulumi's words. k may be nil.
func diffResult(d schema.Difference, old, inputs resource.PropertyMap, k *schema.Kind) plugin.DiffResult {
	result := plugin.DiffResult{Changes: plugin.DiffNone}
	if len(d.Changes) == 0 {
		return result
	}
	result.Changes = plugin.DiffSome
	result.DetailedDiff = map[string]plugin.PropertyDiff{}
	for name, replaces := range d.Changes {
		key := resource.PropertyKey(name)
		result.ChangedKeys = append(result.ChangedKeys, key)
		kind := diffKind(old, inputs, key, k)
		if replaces {
			result.ReplaceKeys = append(result.ReplaceKeys, key)
			kind = kind.AsReplace()
		}
		path := resource.PropertyPath{name}.String()
		result.DetailedDiff[path] = plugin.PropertyDiff{Kind: kind, InputDiff: true}
	}
	slices.Sort(result.ChangedKeys)
	slices.Sort(result.ReplaceKeys)
	result.DeleteBeforeReplace = d.DeleteBeforeReplace && len(result.ReplaceKeys) > 0
	return result
}

// diffKind tells an added or removed input from a changed one. What is no input
// but an output (a checkout's commit) is changed.
func diffKind(old, inputs resource.PropertyMap, key resource.PropertyKey, k *schema.Kind) plugin.DiffKind {
	if k != nil && slices.ContainsFunc(k.Outputs, func(o schema.Output) bool { return schema.PropertyName(o.Name) == key }) {
		return plugin.DiffUpdate
	}
	_, before := old[key]
	_, after := inputs[key]
	switch {
	case after && !before:
		return plugin.DiffAdd
	case before && !after:
		return plugin.DiffDelete
	}
	return plugin.DiffUpdate
}
