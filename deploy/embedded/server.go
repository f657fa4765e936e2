package embedded

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"path/filepath"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// maxStreams bounds the requests under way, and so the memory: the SDK sends
// all it can at once. It may be this low because a handler never waits for a
// request that has not arrived yet.
const maxStreams = 64

// server is the monitor and engine service on a unix socket that only this
// user can reach.
type server struct {
	grpc    *grpc.Server
	dir     string
	address string
	served  sync.WaitGroup
}

// serve starts the services. Close them with stop.
func serve(m *monitor, e *engineService) (*server, error) {
	dir, err := os.MkdirTemp(socketParent(), "cw-") // mode 0700
	if err != nil {
		return nil, fmt.Errorf("making a directory for the engine's socket: %w", err)
	}
	path := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the engine's socket: %w", err), os.RemoveAll(dir))
	}
	s := &server{dir: dir, address: "unix://" + path, grpc: grpc.NewServer(
		grpc.MaxConcurrentStreams(maxStreams),
		grpc.MaxRecvMsgSize(math.MaxInt32),
		grpc.MaxSendMsgSize(math.MaxInt32),
		grpc.UnaryInterceptor(recovering),
	)}
	pulumirpc.RegisterResourceMonitorServer(s.grpc, m)
	pulumirpc.RegisterEngineServer(s.grpc, e)
	s.served.Add(1)
	go func() {
		defer s.served.Done()
		_ = s.grpc.Serve(listener) // ends with stop
	}()
	return s, nil
}

// maxSocketParent in bytes leaves room for what comes behind it: the address of
// a socket has about a hundred bytes on every system.
const maxSocketParent = 70

// socketParent is where the socket's directory is made: in the temporary
// directory, unless its name is too long for an address.
func socketParent() string {
	if dir := os.TempDir(); len(dir) <= maxSocketParent {
		return dir
	}
	return "/tmp"
}

// stop waits for the handlers under way, and removes the socket.
func (s *server) stop() {
	s.grpc.GracefulStop()
	s.served.Wait()
	_ = os.RemoveAll(s.dir) // a directory in the temporary directory
}

// abandon ends the services without waiting for a handler.
func (s *server) abandon() {
	go s.grpc.Stop()
	_ = os.RemoveAll(s.dir) // a directory in the temporary directory
}

// recovering turns a handler's panic into an error of its request.
func recovering(
	ctx context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (resp any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = status.Errorf(codes.Internal, "the engine failed: %v. This is a bug in cw", p)
		}
	}()
	return handle(ctx, req)
}

// host is whoever the program registers its resources with.
type host interface {
	register(*goal) registered
	registerOutputs(urn string, outputs *pulumirpc.RegisterResourceOutputsRequest) error
	read(*goal) registered
	invoke(*pulumirpc.ResourceInvokeRequest) (*pulumirpc.ResourceInvokeResponse, error)
}

// runProgram runs a program against h and returns its own error: an error that
// it returned, or its panic.
func (r *run) runProgram(h host, dryRun bool) error {
	s, err := serve(&monitor{run: r, host: h, dryRun: dryRun}, &engineService{run: r})
	if err != nil {
		return err
	}
	r.serving.Store(s)
	defer s.stop()
	return r.callProgram(s.address, dryRun)
}

// callProgram never passes on a context that can be cancelled: the SDK would
// abandon requests whose handlers go on.
func (r *run) callProgram(address string, dryRun bool) (err error) {
	ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
		Project:      r.opts.Project,
		Stack:        r.opts.Stack,
		Organization: organization,
		Parallel:     r.parallelism(),
		DryRun:       dryRun,
		MonitorAddr:  address,
		EngineAddr:   address,
	})
	if err != nil {
		return fmt.Errorf("starting the program: %w", err)
	}
	defer ctx.Close() //nolint:errcheck // the connection is done with
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the program failed in a way it should not: %v. This is a bug in cw", p)
		}
	}()
	return pulumi.RunWithContext(ctx, r.req.Program)
}
