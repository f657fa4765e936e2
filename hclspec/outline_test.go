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
		o.line(0, "provider %s %s%s %s", p.Name, o.at(p.Range), o.given("alias", p.Alias), o.attributes(p.Attributes))
		for _, b := range p.Blocks {
			o.line(1, "block %s %s", b.Type, o.attributes(b.Body.Attributes))
		}
	}
	o.group(0, cfg.Root)
	o.refactorings(cfg)
	for _, out := range cfg.Outputs {
		o.line(0, "output %s %s = %s description=%q sensitive=%t", out.Name, o.at(out.NameRange), o.expr(out.Value), out.Description, out.Sensitive)
	}
	return o.text.String()
}

type outliner struct {
	files map[string]*hcl.File
	text  strings.Builder
}

func (o *outliner) refactorings(cfg *Config) {
	for _, c := range cfg.Checks {
		o.line(0, "check %s %s name %s", c.Name, o.at(c.Range), o.at(c.NameRange))
		o.common(1, c.Description, nil, c.DependsOn, c.Asserts)
	}
	for _, m := range cfg.Moved {
		o.line(0, "moved %s from %s to %s", o.at(m.Range), o.ref(m.From), o.ref(m.To))
	}
	for _, r := range cfg.Removed {
		o.line(0, "removed %s from %s destroy=%t", o.at(r.Range), o.ref(r.From), r.Destroy)
	}
	for _, i := range cfg.Imports {
		o.line(0, "import %s to %s id=%s for_each=%s", o.at(i.Range), o.ref(i.To), o.expr(i.ID), o.expr(i.ForEach))
	}
}

func (o *outliner) line(depth int, format string, args ...any) {
	fmt.Fprintf(&o.text, strings.Repeat("  ", depth)+format+"\n", args...)
}

func (o *outliner) group(depth int, g *Group) {
	for _, r := range g.Resources {
		o.line(depth, "resource %s.%s %s type %s name %s body %s end %s%s", r.Type, r.Name, o.at(r.Range), o.at(r.TypeRange), o.at(r.NameRange), o.at(r.BodyRange), o.at(r.End), o.repeat(r.Repeat))
		o.resource(depth+1, r)
	}
	for _, c := range g.Composites {
		o.line(depth, "composite %s %s%s", c.Name, o.at(c.Range), o.repeat(c.Repeat))
		o.common(depth+1, c.Description, c.Connect, c.DependsOn, c.Asserts)
		o.group(depth+1, c.Group)
	}
	for _, m := range g.Modules {
		o.line(depth, "module %s %s name %s end %s source %s@%s loaded=%t%s", m.Name, o.at(m.Range), o.at(m.NameRange), o.at(m.End), m.Source, o.at(m.SourceRange), m.Config != nil, o.repeat(m.Repeat))
		o.common(depth+1, m.Description, m.Connect, m.DependsOn, m.Asserts)
		if len(m.Attributes) > 0 {
			o.line(depth+1, "%s", o.attributes(m.Attributes))
		}
		o.overrides(depth+1, m.Overrides)
	}
	o.overrides(depth, g.Overrides)
}

func (o *outliner) overrides(depth int, list []*Override) {
	for _, v := range list {
		r := v.Resource
		o.line(depth, "override [%s] %s.%s %s type %s name %s body %s end %s", strings.Join(v.Group, " "), r.Type, r.Name, o.at(r.Range), o.at(r.TypeRange), o.at(r.NameRange), o.at(r.BodyRange), o.at(r.End))
		o.resource(depth+1, r)
	}
}

// repeat prints what says how often there is a block, nothing for once.
func (o *outliner) repeat(r Repeat) string {
	text := ""
	for _, e := range []struct {
		name string
		expr hcl.Expression
	}{{"count", r.Count}, {"for_each", r.ForEach}, {"enabled", r.Enabled}} {
		if e.expr != nil {
			text += " " + e.name + "=" + o.expr(e.expr)
		}
	}
	return text
}

func (o *outliner) given(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + "=" + value
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
		target := ""
		if a.Target != nil {
			target = " target " + o.ref(*a.Target)
		}
		o.line(depth, "assert %s %s%s %s", a.Kind, o.at(a.Range), target, o.attributes(a.Attributes))
	}
}

func (o *outliner) resource(depth int, r *Resource) {
	o.common(depth, r.Description, r.Connect, r.DependsOn, r.Asserts)
	if r.Provider != nil {
		o.line(depth, "provider %s", o.ref(*r.Provider))
	}
	for _, c := range r.Connections {
		o.line(depth, "connection %s %s to %s %s", c.Kind, o.at(c.Range), o.ref(c.To), o.attributes(c.Attributes))
	}
	if c := r.Complete; c != nil {
		o.line(depth, "complete %s fill=%s exclude=%s hint=%s model=%s pin=%s", o.at(c.Range), names(c.Fill), names(c.Exclude), o.expr(c.Hint), o.expr(c.Model), o.expr(c.Pin))
	}
	if l := r.Lifecycle; l != nil {
		o.lifecycle(depth, l)
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

func (o *outliner) lifecycle(depth int, l *Lifecycle) {
	ignored := names(l.IgnoreChanges)
	if l.IgnoreAll {
		ignored = "all"
	}
	o.line(depth, "lifecycle %s prevent=%s retain=%s before=%s ignore=%s", o.at(l.Range), o.expr(l.PreventDestroy), o.expr(l.RetainOnDestroy), o.expr(l.CreateBeforeDestroy), ignored)
	for _, r := range l.ReplaceTriggeredBy {
		o.line(depth+1, "replace_triggered_by %s", o.ref(r))
	}
	for _, c := range l.Preconditions {
		o.line(depth+1, "precondition %s condition=%s message=%s", o.at(c.Range), o.expr(c.Condition), o.expr(c.ErrorMessage))
	}
	for _, c := range l.Postconditions {
		o.line(depth+1, "postcondition %s condition=%s message=%s", o.at(c.Range), o.expr(c.Condition), o.expr(c.ErrorMessage))
	}
}

// ref prints a reference; ~ marks one that has to be evaluated.
func (o *outliner) ref(r Reference) string {
	mark := ""
	if r.Expr != nil {
		mark = "~"
	}
	if (r.Expr == nil) == (r.Traversal == nil) {
		mark = "BOTH OR NONE OF TRAVERSAL AND EXPR "
	}
	return fmt.Sprintf("%s%s@%s", mark, o.source(r.Range), o.at(r.Range))
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
