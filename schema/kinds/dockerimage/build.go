package dockerimage

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// The labels of a built image beside those of everything that is made: what it
// was built of, and a number that no other build has.
const (
	labelContent = "clockwork.content"
	labelBuild   = "clockwork.build"
)

// build builds the image from the context as it is now.
func (w wire) build(ctx context.Context, e *dockerengine.Engine, call schema.Call) (schema.State, error) {
	c, err := openContext(w.Build.Context, w.Build.Dockerfile)
	if err != nil {
		return schema.State{}, err
	}
	if err := w.addHash(ctx); err != nil {
		return schema.State{}, err
	}
	read, write := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		err := c.archive(ctx, write)
		sent <- err
		_ = write.CloseWithError(err) // always nil
	}()
	id, err := e.Build(ctx, dockerengine.Build{
		Name: w.label(), Context: read, Dockerfile: w.Build.Dockerfile, Platform: w.Build.Platform, Tags: w.names(),
		Args: w.Build.BuildArgs, Labels: w.labels(call), Target: w.Build.Target, PullParent: w.Build.PullParent, NoCache: w.Build.NoCache,
	}, call.Report)
	_ = read.Close() // always nil; ends an archive that nobody reads to its end
	if trouble := <-sent; trouble != nil && !errors.Is(trouble, io.ErrClosedPipe) && ctx.Err() == nil {
		return schema.State{}, trouble
	}
	if err != nil {
		return schema.State{}, err
	}
	i, err := inspect(ctx, e, id)
	if err != nil {
		return schema.State{ID: id, Inputs: encode(w), Outputs: dockerengine.Encode(wireOutputs{wire: w, ImageID: id})}, err
	}
	return w.state(i, false), nil
}

func (w wire) labels(call schema.Call) map[string]string {
	all := dockerengine.Labels(call, w.Build.Labels)
	number := make([]byte, 8)
	rand.Read(number) //nolint:errcheck // it ends the process rather than fail
	all[labelBuild] = hex.EncodeToString(number)
	all[labelContent] = w.Triggers[contentKey]
	return all
}
