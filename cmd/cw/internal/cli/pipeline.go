package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/urfave/cli/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/compile"
	"github.com/clockwork-hcl/cw/complete"
	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/deploy"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// project is one configuration on its way through the pipeline.
type project struct {
	c        *cli.Context
	streams  view.Streams
	settings *settings
	config   *hclspec.Config
	graph    *resolve.Graph
	// values are complete: no hole is left.
	values *resolve.Values
	result complete.Result
	stack  *deploy.Stack
}

func lockPath(dir string) string { return filepath.Join(dir, "clockwork.lock.hcl") }

// open reads a configuration and its settings. It shows what is wrong and ends
// the command with an exit code.
func open(ctx context.Context, c *cli.Context) (*project, error) {
	p := &project{c: c, streams: streamsOf(c)}
	dir, err := directory(c)
	if err != nil {
		return nil, err
	}
	cfg, diags := p.load(ctx, dir)
	p.config = cfg
	if diags.HasErrors() {
		diags = append(diags, furtherErrors(c, cfg, diags)...)
	}
	if err := p.report(diags); err != nil {
		return nil, err
	}
	p.settings, diags = readSettings(c, cfg.Dir, cfg)
	if err := p.report(diags); err != nil {
		return nil, err
	}
	return p, p.openStack()
}

func (p *project) openStack() error {
	stack, err := deploy.Open(deploy.Options{
		Engine: p.settings.Engine, Backend: p.settings.Backend, Project: p.settings.Project, Stack: p.settings.Stack,
		Passphrase: func() (string, error) { return p.settings.Passphrase, nil },
		Version:    Version(), Kinds: kinds.All(),
	})
	p.stack = stack
	return err
}

// report shows diagnostics; with errors among them it gives the error that ends
// the command.
func (p *project) report(diags hcl.Diagnostics) error {
	if len(diags) == 0 {
		return nil
	}
	sortDiagnostics(diags)
	p.streams.Diagnostics(diags, filesOf(p.config))
	switch {
	case !diags.HasErrors():
		return nil
	case complete.IsLockError(diags):
		return exit(exitLock)
	}
	return exit(exitError)
}

// resolve finds every name of the configuration, and everything that is wrong
// with what the author wrote. The values are the author's alone.
func (p *project) resolve() (*resolve.Values, error) {
	graph, diags := build(p.c, p.config, p.settings, false)
	p.graph = graph
	values, more := graph.Evaluate()
	if more.HasErrors() {
		diags = append(diags, more...)
	}
	return values, p.report(diags)
}

// complete takes the configuration to values without holes.
func (p *project) complete(ctx context.Context) error {
	pinned, diags := lock.Read(lockPath(p.config.Dir))
	if err := p.report(diags); err != nil {
		return err
	}
	result, diags := complete.Run(ctx, complete.Request{
		Graph: p.graph, Lock: pinned, Completer: p.settings.Completer, Locked: p.settings.Locked,
		Model: complete.ModelConfig{
			BaseURL: p.settings.BaseURL, APIKey: p.settings.APIKey, Model: p.settings.Model, MaxRetries: p.settings.MaxRetries,
			Transport: p.settings.transport(),
		},
	})
	p.result, p.values = result, result.Values
	if len(result.Asked) > 0 {
		// A model's answers are paid for: they are kept whatever comes.
		if err := p.saveLock(); err != nil {
			return err
		}
	}
	for _, note := range result.Notes {
		fmt.Fprintf(p.streams.Err, "Note: %s: %s\n", note.Address, note.Text)
	}
	return p.report(diags)
}

// openComplete opens a configuration and completes it, whatever answers.
func openComplete(ctx context.Context, c *cli.Context) (*project, error) {
	p, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := p.resolve(); err != nil {
		return nil, err
	}
	return p, p.complete(ctx)
}

// ready resolves and completes, once it is known that all of it can be deployed
// and that the container engine answers.
func (p *project) ready(ctx context.Context) error {
	values, err := p.resolve()
	if err != nil {
		return err
	}
	if err := p.report(values.Undeployable()); err != nil {
		return err
	}
	if err := p.reachable(ctx); err != nil {
		return err
	}
	return p.complete(ctx)
}

// saveLock keeps what was completed, so that the next run asks nobody.
func (p *project) saveLock() error {
	if !p.result.LockChanged || p.settings.Locked {
		return nil
	}
	if err := p.result.Lock.Write(lockPath(p.config.Dir)); err != nil {
		return fmt.Errorf("what was completed can't be kept: %w", err)
	}
	return nil
}

// reachable makes sure that the container engine answers before anything is
// planned against it.
func (p *project) reachable(ctx context.Context) error {
	asked := map[string]bool{}
	for _, n := range p.graph.Order {
		if n.Kind.Package() != "docker" || asked[n.Provider] {
			continue
		}
		asked[n.Provider] = true
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := dockerengine.Ping(ctx, p.dockerConfig(n.Provider)); err != nil {
			at := n.Range()
			return p.report(hcl.Diagnostics{diag.At(diag.New("CW0504", at, "No container engine", "%s", sentence(err.Error())), n.Address.String())})
		}
	}
	return nil
}

// obtainable makes sure that every image that a plan needs can be had, before
// anything is changed.
func (p *project) obtainable(ctx context.Context, steps []engine.Step) error {
	var wait sync.WaitGroup
	found := make([]*hcl.Diagnostic, len(steps))
	slots := make(chan struct{}, 8)
	for i, s := range steps {
		a, ok := kinds.All().AddressOf(s.URN)
		image := s.New["image"]
		if !ok || a.Type != "docker_container" || !image.IsString() || s.Op != engine.OpCreate && s.Op != engine.OpReplace {
			continue
		}
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if err := dockerengine.Available(ctx, p.dockerConfig(p.graph.Node(a).Provider), image.StringValue()); err != nil {
				at := p.values.Get(a).Attributes["image"].Range
				found[i] = diag.At(diag.New("CW0504", &at, "Image can't be had", "%s", sentence(err.Error())), a.String())
			}
		})
	}
	wait.Wait()
	var diags hcl.Diagnostics
	for _, d := range found {
		if d != nil {
			diags = append(diags, d)
		}
	}
	return p.report(diags)
}

// failures shows what failed, each at its resource, and what was not tried
// because of it.
func (p *project) failures(result *engine.Result) {
	var diags hcl.Diagnostics
	for _, f := range result.Failed {
		a, ok := kinds.All().AddressOf(f.URN)
		d := diag.New("CW0505", nil, "Resource failed", "%s: %s", f.Op, sentence(f.Err.Error()))
		if ok {
			d = diag.At(d, a.String())
			d.Detail = fmt.Sprintf("%s could not be %s: %s", a, participles[f.Op], sentence(f.Err.Error()))
			if p.graph != nil && p.graph.Node(a) != nil {
				d.Subject = p.graph.Node(a).Range()
			}
		}
		diags = append(diags, d)
	}
	sortDiagnostics(diags)
	p.streams.Diagnostics(diags, filesOf(p.config))
	p.streams.Skipped(kinds.All(), result.Skipped)
}

var participles = map[engine.Op]string{
	engine.OpSame: "compared", engine.OpCreate: "created", engine.OpUpdate: "updated", engine.OpReplace: "replaced",
	engine.OpDelete: "deleted", engine.OpRefresh: "read", engine.OpForget: "forgotten", engine.OpAdopt: "adopted", "": "planned",
}

// dockerConfig is the configuration of a docker provider, by alias.
func (p *project) dockerConfig(alias string) resource.PropertyMap {
	for _, provider := range p.graph.Providers {
		if provider.Alias == alias && provider.Host != "" {
			return resource.PropertyMap{"host": resource.NewStringProperty(provider.Host)}
		}
	}
	return resource.PropertyMap{}
}

// forgotten reports what a removed block says to leave in the world.
func (p *project) forgotten(urn resource.URN) bool {
	a, ok := kinds.All().AddressOf(urn)
	return ok && p.graph.Forgotten(a)
}

// request is what every engine run has in common.
func (p *project) request(events func(engine.Event)) (engine.Request, error) {
	targets, err := p.targets()
	r := engine.Request{
		Refresh: !p.c.IsSet("refresh") || p.c.Bool("refresh"), Targets: targets, Parallelism: p.settings.Parallelism, Events: events,
	}
	if p.values != nil {
		r.Program = compile.Program(p.values)
		r.Forget = p.forgotten
	}
	return r, err
}

func (p *project) targets() ([]resource.URN, error) {
	var urns []resource.URN
	for _, text := range p.c.StringSlice("target") {
		a, err := schema.ParseAddress(text)
		if err != nil {
			return nil, fmt.Errorf("--target: %w", err)
		}
		kind := kinds.All().Kind(a.Type)
		if kind == nil || p.graph != nil && p.graph.Node(a) == nil {
			return nil, fmt.Errorf("--target: there is no %s%s", a, suggestion(text, p.addresses()))
		}
		urns = append(urns, schema.URN(p.settings.Project, p.settings.Stack, a, kind.Token))
	}
	return urns, nil
}

func (p *project) addresses() []string {
	if p.graph == nil {
		return nil
	}
	var names []string
	for _, n := range p.graph.Order {
		names = append(names, n.Address.String())
	}
	return names
}

// fail turns a deployment's error into what the person sees and the exit code.
func (p *project) fail(err error) error {
	var wrong *compile.Error
	if errors.As(err, &wrong) {
		p.streams.Diagnostics(hcl.Diagnostics{wrong.Diagnostic}, filesOf(p.config))
		return exit(exitError)
	}
	var locked *state.LockedError
	code, summary := diag.Code("CW0502"), "State can't be used"
	switch {
	case errors.As(err, &locked):
		code, summary = "CW0501", "State is locked"
	case errors.Is(err, state.ErrPassphrase):
		code, summary = "CW0503", "Wrong passphrase"
	}
	p.streams.Diagnostics(hcl.Diagnostics{diag.New(code, nil, summary, "%s", sentence(err.Error()))}, nil)
	if code == "CW0501" {
		return exit(exitStateLocked)
	}
	return exit(exitError)
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	if c := s[0]; c >= 'a' && c <= 'z' {
		s = string(c-'a'+'A') + s[1:]
	}
	if last := s[len(s)-1]; last != '.' && last != '!' && last != '?' && last != '\n' {
		s += "."
	}
	return s
}

// interruptible gives a context that the first SIGINT or SIGTERM ends, and a
// channel that the second closes.
func interruptible(streams view.Streams) (ctx context.Context, force <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	now := make(chan struct{})
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		for count := 0; ; {
			select {
			case <-done:
				return
			case <-signals:
			}
			switch count++; count {
			case 1:
				fmt.Fprintln(streams.Err, "\nInterrupted: what runs is finished and saved. Once more to stop now.")
				cancel()
			case 2:
				close(now)
			}
		}
	}()
	return ctx, now, func() { signal.Stop(signals); close(done); cancel() }
}

// deployed makes assertions' and outputs' lookup of a list of deployed
// resources.
func deployedOutputs(list []engine.Deployed, table schema.Table) (resolve.Deployed, map[schema.Address]schema.State) {
	states := map[schema.Address]schema.State{}
	outputs := map[schema.Address]map[string]cty.Value{}
	for _, d := range list {
		a, ok := table.AddressOf(d.URN)
		if !ok {
			continue
		}
		s := schema.State{ID: d.ID, Inputs: d.Inputs, Outputs: d.Outputs}
		states[a] = s
		outputs[a] = table.Kind(a.Type).Outputted(s)
	}
	return func(a schema.Address) map[string]cty.Value { return outputs[a] }, states
}
