package cli

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/complete/modules"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// checkouts finds the checkouts of a configuration's modules for one command:
// those of the commits that the lock file pins.
type checkouts struct {
	cache modules.Cache
	lock  string
	// pins are read when the first source is asked for; damaged says that they
	// could not be.
	pins    *lock.File
	damaged *hcl.Diagnostic
	// used are the commits by source.
	used map[string]string
	// fetch gets what is not there, and the commit of what is not pinned; nil for
	// a command that touches no network.
	fetch func(s hclspec.ModuleSource, commit string) (dir, fetched string, why *hcl.Diagnostic)
}

func checkoutsOf(dir string) *checkouts {
	return &checkouts{cache: modules.In(dir), lock: lockPath(dir), used: map[string]string{}}
}

// loadOffline reads a configuration with what was fetched of its modules before.
func loadOffline(dir string) (*hclspec.Config, hcl.Diagnostics) {
	return hclspec.LoadWith(dir, checkoutsOf(dir).options())
}

func (co *checkouts) options() hclspec.Options { return hclspec.Options{Fetched: co.fetched} }

// fetched is hclspec.Options.Fetched.
func (co *checkouts) fetched(s hclspec.ModuleSource) (string, *hcl.Diagnostic) {
	if co.read(); co.damaged != nil {
		return "", co.damaged
	}
	commit := co.pins.Modules[s.Key()].Commit
	dir, ok := co.cache.Checkout(s, commit)
	if !ok {
		if co.fetch == nil {
			return "", nil
		}
		var why *hcl.Diagnostic
		if dir, commit, why = co.fetch(s, commit); why != nil {
			return "", why
		}
	}
	co.used[s.Key()] = commit
	return dir, nil
}

func (co *checkouts) read() {
	if co.pins != nil {
		return
	}
	pins, diags := lock.Read(co.lock)
	if co.pins = pins; diags.HasErrors() {
		co.damaged = diag.New("CW0402", nil, "Unreadable lock file", "The commit of the module is pinned in a lock file that can't be read. %s", diags[0].Detail)
	}
}

// load reads the configuration, fetches what is missing of its modules, and pins
// it in the lock file.
func (p *project) load(ctx context.Context, dir string) (*hclspec.Config, hcl.Diagnostics) {
	co := checkoutsOf(dir)
	set, faults := readSettings(p.c, dir, nil)
	locked := faults.HasErrors() || set.Locked
	co.fetch = func(s hclspec.ModuleSource, commit string) (string, string, *hcl.Diagnostic) {
		if commit == "" && locked {
			return "", "", diag.New("CW0403", nil, "Lock file is not up to date",
				"The lock file does not say which commit the module %s is, and --locked forbids to find out. Run cw complete and commit clockwork.lock.hcl.", s.Key())
		}
		fmt.Fprintf(p.streams.Err, "Fetching module %s\n", s.Key())
		dir, fetched, err := co.cache.Fetch(ctx, s, commit)
		if err != nil {
			return "", "", diag.New("CW0110", nil, "Module not fetched", "The module %s could not be had. %s", s.Key(), sentence(err.Error()))
		}
		return dir, fetched, nil
	}
	cfg, diags := hclspec.LoadWith(dir, co.options())
	if locked || diags.HasErrors() {
		return cfg, diags
	}
	return cfg, append(diags, co.pin()...)
}

// pin writes the commits that were used into the lock file, and takes out those
// that nothing uses any more. What is wrong with the file is told by who needs
// it.
func (co *checkouts) pin() hcl.Diagnostics {
	co.read()
	pinned := map[string]string{}
	for source, m := range co.pins.Modules {
		pinned[source] = m.Commit
	}
	if maps.Equal(pinned, co.used) {
		return nil
	}
	if err := co.pins.WithModules(co.used).Write(co.lock); err != nil {
		return hcl.Diagnostics{diag.New("CW0110", nil, "Module not pinned", "The commits of the modules can't be kept: %s", sentence(err.Error()))}
	}
	return nil
}
