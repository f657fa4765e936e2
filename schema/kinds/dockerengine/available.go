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
	_, err = e.RegistryDigest(ctx, image)
	return err
}

// RegistryDigest asks an image's registry which digest ("sha256:…") the
// reference stands for now. Nothing is fetched.
func (e *Engine) RegistryDigest(ctx context.Context, image string) (string, error) {
	bounded, cancel := context.WithTimeout(ctx, Quick)
	defer cancel()
	r, err := e.api.DistributionInspect(bounded, image, client.DistributionInspectOptions{EncodedRegistryAuth: e.registryAuth(ctx, image)})
	if err != nil {
		return "", e.pullFailed(ctx, bounded, image, err)
	}
	return r.Descriptor.Digest.String(), nil
}
