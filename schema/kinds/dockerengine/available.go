package dockerengine

import (
	"context"

	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Available reports an error if a container could not be made of an image: it
// is neither on the engine's machine nor, as far as the engine can ask, in its
// registry. Nothing is fetched.
func Available(ctx context.Context, config resource.PropertyMap, image string) error {
	e, err := Connect(config)
	if err != nil {
		return err
	}
	_, err = Call(ctx, e, "look for the image "+image, Quick, func(ctx context.Context, api *client.Client) (client.ImageInspectResult, error) {
		return api.ImageInspect(ctx, image)
	})
	if err == nil || !IsNotFound(err) {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, Quick)
	defer cancel()
	_, err = e.api.DistributionInspect(bounded, image, client.DistributionInspectOptions{EncodedRegistryAuth: e.registryAuth(ctx, image)})
	if err != nil {
		return e.pullFailed(ctx, bounded, image, err)
	}
	return nil
}
