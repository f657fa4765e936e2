package dockercontainer

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/moby/moby/client"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// hashSources reads each source's hash, so that a changed file is a changed
// property.
func hashSources(uploads []wireUpload) ([]wireUpload, []schema.Problem) {
	var problems []schema.Problem
	out := make([]wireUpload, 0, len(uploads))
	for i, u := range uploads {
		if u.Source != "" {
			sum, err := hashFile(u.Source)
			if err != nil {
				problems = append(problems, schema.Problem{
					Path:    fmt.Sprintf("uploads[%d].source", i),
					Summary: summaryUpload,
					Detail:  fmt.Sprintf("The file %s can't be read: %s. Check the path; it is relative to the configuration directory.", u.Source, reason(err)),
				})
			}
			u.SourceHash = sum
		}
		out = append(out, u)
	}
	return out, problems
}

func hashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// reason is a file error without the operation and path that Go puts first.
func reason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		return text[i+2:]
	}
	return text
}

// upload copies all files in one request.
func (o one) upload(ctx context.Context, id string) error {
	if len(o.want.Uploads) == 0 {
		return nil
	}
	archive, err := tarOf(o.want.Uploads)
	if err != nil {
		return err
	}
	_, err = dockerengine.Call(ctx, o.engine, "copy files into the container "+o.want.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.CopyToContainerResult, error) {
			return api.CopyToContainer(ctx, id, client.CopyToContainerOptions{DestinationPath: "/", Content: bytes.NewReader(archive)})
		})
	return err
}

func tarOf(uploads []wireUpload) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, u := range uploads {
		content, err := u.bytes()
		if err != nil {
			return nil, err
		}
		mode, err := u.mode()
		if err != nil {
			return nil, err
		}
		header := &tar.Header{Name: strings.TrimPrefix(u.File, "/"), Mode: mode, Size: int64(len(content)), Format: tar.FormatPAX}
		if err := w.WriteHeader(header); err != nil {
			return nil, fmt.Errorf("the file %s can't be copied into the container: %w", u.File, err)
		}
		if _, err := w.Write(content); err != nil {
			return nil, fmt.Errorf("the file %s can't be copied into the container: %w", u.File, err)
		}
	}
	return b.Bytes(), w.Close()
}

func (u wireUpload) bytes() ([]byte, error) {
	switch {
	case u.Source != "":
		content, err := os.ReadFile(u.Source)
		if err != nil {
			return nil, fmt.Errorf("the file %s, to be copied into the container, can't be read: %s", u.Source, reason(err))
		}
		return content, nil
	case u.ContentBase64 != "":
		content, err := base64.StdEncoding.DecodeString(u.ContentBase64)
		if err != nil {
			return nil, fmt.Errorf("the content for %s is not valid base64", u.File)
		}
		return content, nil
	}
	return []byte(u.Content), nil
}

func (u wireUpload) mode() (int64, error) {
	if u.Permissions != "" {
		mode, err := strconv.ParseInt(u.Permissions, 8, 64)
		if err != nil || mode < 0 || mode > 0o7777 {
			return 0, fmt.Errorf("the mode %q of %s is not an octal number like \"644\"", u.Permissions, u.File)
		}
		return mode, nil
	}
	if u.Executable {
		return 0o755, nil
	}
	return 0o644, nil
}
