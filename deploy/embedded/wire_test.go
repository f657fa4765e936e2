package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// onTheWire runs f as a program that speaks to the monitor itself.
func onTheWire(t *testing.T, f func(address string, m pulumirpc.ResourceMonitorClient, e pulumirpc.EngineClient)) {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	store, err := state.Open(state.Options{URL: "file://" + t.TempDir(), Project: "proj", Stack: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	e := New(Options{Store: store, Project: "proj", Stack: "dev", Providers: func(string) (plugin.Provider, error) {
		t.Error("a provider was asked for")
		return nil, plugin.ErrNotYetImplemented
	}})
	program := func(*pulumi.Context) error {
		sockets, err := filepath.Glob(filepath.Join(temp, "cw-*", "s"))
		if err != nil || len(sockets) != 1 {
			t.Fatalf("sockets %v, %v", sockets, err)
		}
		if info, err := os.Stat(filepath.Dir(sockets[0])); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("the socket's directory: %v, %v", info.Mode(), err)
		}
		address := "unix://" + sockets[0]
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		f(address, pulumirpc.NewResourceMonitorClient(conn), pulumirpc.NewEngineClient(conn))
		return nil
	}
	if _, err := e.Up(context.Background(), engine.Request{Program: program}); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWire(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	onTheWire(t, func(_ string, m pulumirpc.ResourceMonitorClient, e pulumirpc.EngineClient) {
		info, err := m.GetDeploymentInfo(ctx, &emptypb.Empty{})
		if err != nil || info.GetProject() != "proj" || info.GetStack() != "dev" || info.GetDryRun() {
			t.Errorf("deployment info %v, %v", info, err)
		}
		for id, want := range map[string]bool{"secrets": true, "aliasSpecs": true, "transforms": false, "resourceHooks": false} {
			if got, err := m.SupportsFeature(ctx, &pulumirpc.SupportsFeatureRequest{Id: id}); err != nil || got.GetHasSupport() != want {
				t.Errorf("%s: %v, %v", id, got, err)
			}
		}
		if _, err := e.RequirePulumiVersion(ctx, &pulumirpc.RequirePulumiVersionRequest{PulumiVersionRange: ">=3.100.0"}); err != nil {
			t.Error(err)
		}
		if _, err := e.RequirePulumiVersion(ctx, &pulumirpc.RequirePulumiVersionRequest{PulumiVersionRange: ">=4.0.0"}); err == nil {
			t.Error("version 4 is said to be met")
		}
		if _, err := e.SetRootResource(ctx, &pulumirpc.SetRootResourceRequest{Urn: "urn:x"}); err != nil {
			t.Error(err)
		}
		if root, err := e.GetRootResource(ctx, &pulumirpc.GetRootResourceRequest{}); err != nil || root.GetUrn() != "urn:x" {
			t.Errorf("root %v, %v", root, err)
		}
		if _, err := m.SignalAndWaitForShutdown(ctx, &emptypb.Empty{}); err != nil {
			t.Error(err)
		}
		for what, req := range map[string]*pulumirpc.RegisterResourceRequest{
			"no type":      {Name: "x"},
			"remote":       {Type: "a:b:C", Name: "x", Remote: true},
			"bad parent":   {Type: "a:b:C", Name: "x", Parent: "nonsense"},
			"bad provider": {Type: "a:b:C", Name: "x", Provider: "nonsense"},
			"bad timeout":  {Type: "a:b:C", Name: "x", CustomTimeouts: &pulumirpc.RegisterResourceRequest_CustomTimeouts{Create: "soon"}},
		} {
			if _, err := m.RegisterResource(ctx, req); err == nil {
				t.Errorf("%s: no error", what)
			}
		}
		big := strings.Repeat("x", 8<<20)
		object, err := structpb.NewStruct(map[string]any{"big": big})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.RegisterResource(ctx, &pulumirpc.RegisterResourceRequest{Type: "a:b:C", Name: "big", Object: object}); err != nil {
			t.Errorf("a message of 8 MiB: %v", err)
		}
	})
}

func FuzzGoal(f *testing.F) {
	seed := func(r *pulumirpc.RegisterResourceRequest) {
		data, err := proto.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	stack := string(resource.DefaultRootStackURN("dev", "proj"))
	seed(&pulumirpc.RegisterResourceRequest{Type: "a:b:C", Name: "x", Custom: true, Parent: stack, Version: "1.2.3",
		Dependencies: []string{stack}, Provider: stack + "::id", IgnoreChanges: []string{"a[0]"}})
	seed(&pulumirpc.RegisterResourceRequest{Type: "a:b:C", Name: "x", AliasURNs: []string{"urn:pulumi:x"},
		Aliases: []*pulumirpc.Alias{{Alias: &pulumirpc.Alias_Spec_{Spec: &pulumirpc.Alias_Spec{Name: "y", Parent: &pulumirpc.Alias_Spec_ParentUrn{ParentUrn: stack}}}}}})
	seed(&pulumirpc.RegisterResourceRequest{Type: ":::", Name: "::", Parent: "$", Provider: "::"})
	f.Fuzz(func(_ *testing.T, data []byte) {
		var req pulumirpc.RegisterResourceRequest
		if proto.Unmarshal(data, &req) != nil {
			return
		}
		g, err := goalOf(Options{Project: "proj", Stack: "dev"}, &req)
		if err != nil {
			return
		}
		g.inherit(nil, nil)
		_, _, _ = g.needs(), g.pkg(), g.record(nil, g.Inputs)
	})
}
