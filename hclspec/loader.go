package hclspec

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// maxModuleDepth is how deep calls of modules may be nested. Nobody nests them
// so by hand; a generator's mistake does.
const maxModuleDepth = 32

// Options are what loading may need beside the files of the directory.
type Options struct {
	// Fetched gives the directory with a git source's checkout, or says why there
	// is none, without a place. Nil, or nothing of both: it is not fetched yet.
	// It is asked once for each ModuleSource.Key.
	Fetched func(ModuleSource) (dir string, why *hcl.Diagnostic)
}

// loader reads a configuration and the modules that it leads to.
type loader struct {
	options Options
	files   map[string]*hcl.File
	// modules has what was read, or found to be missing: modules called with
	// the same source share it.
	modules map[modulePlace]*loadedModule
	// checkouts are the directories of git sources by ModuleSource.Key; "" for
	// one that can't be had, which has been reported.
	checkouts map[string]string
	// chain are the directories being read, from the root configuration on, each
	// with the call that led from there.
	chain []callStep
	// said are diagnostics that were reported, of directories that belong to
	// several packages.
	said map[string]bool
}

// modulePlace is the directory of a module and the package that it is read as a part
// of, both absolute and without links.
type modulePlace struct{ dir, pkg string }

// loadedModule is what stands in a place; cfg is nil where nothing could be read.
type loadedModule struct {
	cfg *Config
	// height is how many levels of calls are below it.
	height int
}

// callStep is one step of a chain.
type callStep struct {
	// real is the caller's directory without links.
	real   string
	caller *Config
	module *Module
}

func newLoader(o Options) *loader {
	return &loader{
		options: o, files: map[string]*hcl.File{}, modules: map[modulePlace]*loadedModule{}, checkouts: map[string]string{}, said: map[string]bool{},
	}
}

// root reads the root configuration.
func (l *loader) root(dir string, sources []*source) (*Config, hcl.Diagnostics) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		real = dir // texts that stand in no directory
	}
	m, diags := l.read(modulePlace{dir: real}, dir, sources)
	return m.cfg, diags
}

// read turns the sources of a directory into a configuration. Diagnostics come
// in file order, those of modules that it calls after its own.
func (l *loader) read(at modulePlace, dir string, sources []*source) (*loadedModule, hcl.Diagnostics) {
	parse(sources)
	d := &decoder{cfg: newConfig(dir), declared: map[declaration]*hcl.Range{}, loader: l, real: at.dir}
	d.cfg.Files, d.cfg.Package = l.files, at.pkg
	var diags hcl.Diagnostics
	for _, s := range sources {
		if s.file == nil {
			diags = append(diags, s.diags...)
			continue
		}
		l.files[s.name] = s.file
		d.root(s.body)
		diags = append(diags, inOrder(append(s.trusted(d.diags), s.diags...))...)
		d.diags = nil
	}
	return &loadedModule{cfg: d.cfg, height: d.height}, append(l.unsaid(diags), d.nested...)
}

// call has what a module block calls read, and hangs it on the block.
func (d *decoder) call(m *Module) {
	s, err := ParseSource(m.Source)
	if errors.Is(err, errSecret) {
		// The line with the source is not to be shown.
		d.diags = append(d.diags, unusable(m.Range, "%s", err))
		return
	}
	if err != nil {
		d.diags = append(d.diags, unusable(m.SourceRange, "%s", err))
		return
	}
	dir, at, problem := d.loader.locate(d.cfg, s, m.SourceRange)
	if problem == nil && at.dir != "" {
		problem = d.enter(m, dir, at)
	}
	if problem != nil {
		d.diags = append(d.diags, problem)
	}
}

// enter goes one call deeper.
func (d *decoder) enter(m *Module, dir string, at modulePlace) *hcl.Diagnostic {
	l := d.loader
	l.chain = append(l.chain, callStep{real: d.real, caller: d.cfg, module: m})
	defer func() { l.chain = l.chain[:len(l.chain)-1] }()
	if first := slices.IndexFunc(l.chain, func(c callStep) bool { return c.real == at.dir }); first >= 0 {
		return l.circle(first, m.SourceRange)
	}
	if len(l.chain) > maxModuleDepth {
		return tooManyLevels(m.SourceRange)
	}
	called, known := l.modules[at]
	if !known {
		var nested hcl.Diagnostics
		var problem *hcl.Diagnostic
		called, nested, problem = l.open(dir, at, m.SourceRange)
		l.modules[at] = called
		d.nested = append(d.nested, nested...)
		if problem != nil {
			return problem
		}
	}
	if len(l.chain)+called.height > maxModuleDepth {
		return tooManyLevels(m.SourceRange)
	}
	m.Config = called.cfg
	d.height = max(d.height, called.height+1)
	return nil
}

// open reads the directory of a module.
func (l *loader) open(dir string, at modulePlace, source hcl.Range) (*loadedModule, hcl.Diagnostics, *hcl.Diagnostic) {
	sources, d := sourcesIn(dir, at.pkg)
	if d != nil {
		if d.Subject == nil {
			d = unusable(source, "%s", strings.ReplaceAll(d.Detail, dir, here(dir)))
		}
		return &loadedModule{}, nil, d
	}
	m, diags := l.read(at, dir, sources)
	return m, diags, nil
}

// unsaid leaves out diagnostics that were given before: a directory that belongs
// to two packages is read twice.
func (l *loader) unsaid(diags hcl.Diagnostics) hcl.Diagnostics {
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		key := d.Subject.String() + " " + d.Detail
		again := l.said[key]
		l.said[key] = true
		return again
	})
}

// locate gives the directory of a module: as written, from where its own paths
// count, and its place.
func (l *loader) locate(caller *Config, s ModuleSource, at hcl.Range) (string, modulePlace, *hcl.Diagnostic) {
	if s.Local {
		return l.locateLocal(caller, s, at)
	}
	checkout, d := l.checkout(s, at)
	if checkout == "" {
		return "", modulePlace{}, d
	}
	dir := filepath.Join(checkout, filepath.FromSlash(s.Sub))
	pkg, err := filepath.EvalSymlinks(checkout)
	if err != nil {
		return "", modulePlace{}, unusable(at, "The checkout of %s at %s can't be read: %s. Remove the directory, to have it fetched again.", s.Key(), shortest(checkout), reason(err))
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", modulePlace{}, unusable(at, "The repository %s has no directory %q.", s.Key(), s.Sub)
	}
	if !within(real, pkg) {
		return "", modulePlace{}, unusable(at, "%q is a link that leads out of the repository %s, where nothing of the module can be.", s.Sub, s.Key())
	}
	return dir, modulePlace{real, pkg}, nil
}

func (l *loader) locateLocal(caller *Config, s ModuleSource, at hcl.Range) (string, modulePlace, *hcl.Diagnostic) {
	dir := filepath.Join(caller.Dir, filepath.FromSlash(s.Sub))
	real, err := filepath.EvalSymlinks(dir)
	switch {
	case err != nil && os.IsNotExist(err):
		return "", modulePlace{}, unusable(at, "There is no directory %s. A local source is relative to the directory of the file that it stands in.", here(dir))
	case err != nil:
		return "", modulePlace{}, unusable(at, "The directory %s can't be read: %s.", here(dir), reason(err))
	case caller.Package == "":
		return dir, modulePlace{real, real}, nil
	case !within(real, caller.Package):
		return "", modulePlace{}, unusable(at, "This leads to %s, out of the directory that the module may not leave, %s. A module that was called may only call directories of its own package: of its git checkout, or below the directory that the root configuration called. Move the other module there, or let the root configuration call the directory above both.",
			here(real), here(caller.Package))
	}
	return dir, modulePlace{real, caller.Package}, nil
}

// within reports whether a directory is another one or lies in it.
func within(dir, in string) bool {
	rel, err := filepath.Rel(in, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (l *loader) checkout(s ModuleSource, at hcl.Range) (string, *hcl.Diagnostic) {
	dir, asked := l.checkouts[s.Key()]
	if asked {
		return dir, nil
	}
	var why *hcl.Diagnostic
	if l.options.Fetched != nil {
		dir, why = l.options.Fetched(s)
	}
	if why != nil {
		dir, why.Subject = "", &at
	} else if dir == "" {
		why = diag.New("CW0110", &at, "Module not fetched",
			"The module %s is not fetched yet. Run cw complete (or plan, apply), which fetch it and pin its commit in clockwork.lock.hcl.", s.Key())
	}
	l.checkouts[s.Key()] = dir
	return dir, why
}

func unusable(at hcl.Range, detail string, args ...any) *hcl.Diagnostic {
	return diag.New("CW0109", &at, "Module can't be used", detail, args...)
}

// circle says how a module comes to call itself: from the first time that the
// directory is in the chain, back to it.
func (l *loader) circle(first int, at hcl.Range) *hcl.Diagnostic {
	var text strings.Builder
	for _, c := range l.chain[first:] {
		fmt.Fprintf(&text, "\n  %s calls module %q, %s (%s:%d)", here(c.caller.Dir), c.module.Name, c.module.Source, c.module.SourceRange.Filename, c.module.SourceRange.Start.Line)
	}
	return diag.New("CW0203", &at, "Cycle", "This module calls itself, so it would never end:%s\nRemove one of these calls.", text.String())
}

// here is a directory as a person at this terminal would write it.
func here(dir string) string {
	if shown := shortest(dir); shown != "" {
		return shown
	}
	return "."
}

func tooManyLevels(at hcl.Range) *hcl.Diagnostic {
	return unusable(at, "With this call, modules that call modules are nested more than %d levels deep, which is not allowed. Let a configuration further up call this module.", maxModuleDepth)
}
