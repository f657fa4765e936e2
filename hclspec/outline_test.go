package hclspec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// outline prints a configuration, one line for each block, with line:column of
// what has a place. Expressions appear as their source.
func outline(cfg *Config) string {
	o := &outliner{files: cfg.Files}
	if s := cfg.Settings; s.Range.Filename != "" {
		o.line(0, "clockwork %s project=%q stack=%q version=%q engine=%q backend=%q model=%q", o.at(s.Range), s.Project, s.Stack, s.RequiredVersion, s.Engine, s.Backend, s.Model)
	}
	for _, v := range cfg.Variables {
		o.line(0, "variable %s %s type=%s default=%s description=%q sensitive=%t nullable=%t", v.Name, o.at(v.NameRange), o.expr(v.Type), o.expr(v.Default), v.Description, v.Sensitive, v.Nullable)
		for _, c := range v.Validations {
			o.line(1, "validation %s condition=%s message=%s", o.at(c.Range), o.expr(c.Condition), o.expr(c.ErrorMessage))
		}
	}
	for _, l := range cfg.Locals {
		o.line(0, "local %s %s = %s", l.Name, o.at(l.Range), o.expr(l.Value))
	}
	for _, p := range cfg.Providers {
		o.line(0, "provider %s %s %s", p.Name, o.at(p.Range), o.attributes(p.Attributes))
	}
	o.group(0, cfg.Root)
	for _, out := range cfg.Outputs {
		o.line(0, "output %s %s = %s description=%q sensitive=%t", out.Name, o.at(out.NameRange), o.expr(out.Value), out.Description, out.Sensitive)
	}
	return o.text.String()
}

type outliner struct {
	files map[string]*hcl.File
	text  strings.Builder
}

func (o *outliner) line(depth int, format string, args ...any) {
	fmt.Fprintf(&o.text, strings.Repeat("  ", depth)+format+"\n", args...)
}

func (o *outliner) group(depth int, g *Group) {
	for _, r := range g.Resources {
		o.line(depth, "resource %s.%s %s type %s name %s body %s end %s", r.Type, r.Name, o.at(r.Range), o.at(r.TypeRange), o.at(r.NameRange), o.at(r.BodyRange), o.at(r.End))
		o.resource(depth+1, r)
	}
	for _, c := range g.Composites {
		o.line(depth, "composite %s %s", c.Name, o.at(c.Range))
		o.common(depth+1, c.Description, c.Connect, c.DependsOn, c.Asserts)
		o.group(depth+1, c.Group)
	}
}

func (o *outliner) common(depth int, description hcl.Expression, connect, dependsOn []Reference, asserts []*Assert) {
	if description != nil {
		o.line(depth, "description %s", o.expr(description))
	}
	for _, r := range connect {
		o.line(depth, "connect %s", o.ref(r))
	}
	for _, r := range dependsOn {
		o.line(depth, "depends_on %s", o.ref(r))
	}
	for _, a := range asserts {
		o.line(depth, "assert %s %s %s", a.Kind, o.at(a.Range), o.attributes(a.Attributes))
	}
}

func (o *outliner) resource(depth int, r *Resource) {
	o.common(depth, r.Description, r.Connect, r.DependsOn, r.Asserts)
	for _, c := range r.Connections {
		o.line(depth, "connection %s %s to %s %s", c.Kind, o.at(c.Range), o.ref(c.To), o.attributes(c.Attributes))
	}
	if c := r.Complete; c != nil {
		o.line(depth, "complete %s fill=%s exclude=%s hint=%s model=%s pin=%s", o.at(c.Range), names(c.Fill), names(c.Exclude), o.expr(c.Hint), o.expr(c.Model), o.expr(c.Pin))
	}
	if l := r.Lifecycle; l != nil {
		o.line(depth, "lifecycle %s prevent=%t retain=%t before=%t ignore=%s", o.at(l.Range), l.PreventDestroy, l.RetainOnDelete, l.CreateBeforeDestroy, names(l.IgnoreChanges))
	}
	if t := r.Timeouts; t != nil {
		o.line(depth, "timeouts %s create=%s update=%s delete=%s", o.at(t.Range), o.expr(t.Create), o.expr(t.Update), o.expr(t.Delete))
	}
	if len(r.Attributes) > 0 {
		o.line(depth, "%s", o.attributes(r.Attributes))
	}
	for _, b := range r.Blocks {
		o.line(depth, "block %s %s", b.Type, o.attributes(b.Body.Attributes))
	}
}

func (o *outliner) ref(r Reference) string {
	return fmt.Sprintf("%s@%s", o.source(r.Range), o.at(r.Range))
}

func (o *outliner) source(r hcl.Range) string { return string(r.SliceBytes(o.files[r.Filename].Bytes)) }

func (o *outliner) at(r hcl.Range) string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Column, r.End.Line, r.End.Column)
}

func (o *outliner) expr(e hcl.Expression) string {
	if e == nil {
		return "-"
	}
	return strings.ReplaceAll(strings.TrimSuffix(o.source(e.Range()), "\n"), "\n", "\\n")
}

func (o *outliner) attributes(attrs map[string]*hclsyntax.Attribute) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		list = append(list, name+"="+o.expr(attrs[name].Expr))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func names(list []Name) string {
	var out []string
	for _, n := range list {
		out = append(out, fmt.Sprintf("%s@%d:%d", n.Name, n.Range.Start.Line, n.Range.Start.Column))
	}
	return "[" + strings.Join(out, " ") + "]"
}
