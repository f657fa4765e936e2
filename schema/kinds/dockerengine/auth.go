package dockerengine

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os/exec"
	"strings"
	"time"

	"github.com/distribution/reference"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// credentials are those that the configuration gives, by registry host.
type credentials map[string]login

// login is what the engine wants to know to fetch from a registry.
type login struct {
	Username      string `json:"username,omitempty"`
	Password      string `json:"password,omitempty"`
	IdentityToken string `json:"identitytoken,omitempty"`
	ServerAddress string `json:"serveraddress,omitempty"`
}

func (c credentials) equal(d credentials) bool {
	if len(c) != len(d) {
		return false
	}
	for k, v := range c {
		if d[k] != v {
			return false
		}
	}
	return true
}

// configuredCredentials reads registryAuth: [{address, username, password}].
func configuredCredentials(config resource.PropertyMap) credentials {
	list, ok := config["registryAuth"]
	if !ok || !list.IsArray() {
		return nil
	}
	c := credentials{}
	for _, v := range list.ArrayValue() {
		if !v.IsObject() {
			continue
		}
		o := v.ObjectValue()
		host := registryHost(text(o["address"]))
		c[host] = login{Username: text(o["username"]), Password: text(o["password"]), ServerAddress: host}
	}
	return c
}

func text(v resource.PropertyValue) string {
	if v.IsSecret() {
		v = v.SecretValue().Element
	}
	if !v.IsString() {
		return ""
	}
	return v.StringValue()
}

// registryHost cuts scheme and path off a registry's address.
func registryHost(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	host, _, _ := strings.Cut(rest, "/")
	if host == "index.docker.io" || host == "registry-1.docker.io" {
		return "docker.io"
	}
	return host
}

// registryAuth is the header for fetching an image: the configuration's
// credentials, else those that `docker login` left, else none.
func (e *Engine) registryAuth(ctx context.Context, image string) string {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return ""
	}
	host := reference.Domain(named)
	l, ok := e.auth[host]
	if !ok {
		l, ok = loggedIn(ctx, clientConfig(), host)
	}
	if !ok {
		return ""
	}
	header, err := json.Marshal(l)
	if err != nil {
		return ""
	}
	return base64.URLEncoding.EncodeToString(header)
}

// loggedIn finds what `docker login` stored for a registry.
func loggedIn(ctx context.Context, c commandConfig, host string) (login, bool) {
	key := host
	if host == "docker.io" {
		key = "https://index.docker.io/v1/"
	}
	helper := c.CredHelpers[host]
	if helper == "" {
		helper = c.CredsStore
	}
	if helper != "" {
		return askHelper(ctx, helper, key)
	}
	user, password, ok := strings.Cut(decode(c.Auths[key].Auth), ":")
	return login{Username: user, Password: password, ServerAddress: key}, ok
}

func decode(auth string) string {
	b, err := base64.StdEncoding.DecodeString(auth)
	if err != nil {
		return ""
	}
	return string(b)
}

// askHelper runs docker-credential-NAME get, the protocol of docker's own
// credential helpers.
func askHelper(ctx context.Context, helper, key string) (login, bool) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docker-credential-"+helper, "get")
	cmd.Stdin = strings.NewReader(key)
	out, err := cmd.Output()
	if err != nil {
		return login{}, false
	}
	var answer struct{ Username, Secret string }
	if json.NewDecoder(bytes.NewReader(out)).Decode(&answer) != nil || answer.Secret == "" {
		return login{}, false
	}
	if answer.Username == "<token>" {
		return login{IdentityToken: answer.Secret, ServerAddress: key}, true
	}
	return login{Username: answer.Username, Password: answer.Secret, ServerAddress: key}, true
}
