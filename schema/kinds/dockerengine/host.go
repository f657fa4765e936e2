package dockerengine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// hostOf decides which engine is meant.
func hostOf(config resource.PropertyMap) (string, error) {
	if h, ok := config["host"]; ok && h.IsString() && h.StringValue() != "" {
		return h.StringValue(), nil
	}
	if h := os.Getenv(client.EnvOverrideHost); h != "" {
		return h, nil
	}
	return contextHost()
}

// contextHost is the address of the docker command's current context.
func contextHost() (string, error) {
	name := cmp.Or(os.Getenv("DOCKER_CONTEXT"), clientConfig().CurrentContext)
	if name == "" || name == "default" {
		return client.DefaultDockerHost, nil
	}
	sum := sha256.Sum256([]byte(name))
	text, err := os.ReadFile(filepath.Join(configDir(), "contexts", "meta", hex.EncodeToString(sum[:]), "meta.json"))
	if err != nil {
		return "", fmt.Errorf("%w: the docker context %q is chosen, but there is no such context; run `docker context ls`, or set DOCKER_HOST", ErrUnreachable, name)
	}
	var meta struct {
		Endpoints map[string]struct{ Host string }
	}
	if err := json.Unmarshal(text, &meta); err != nil || meta.Endpoints["docker"].Host == "" {
		return "", fmt.Errorf("%w: the docker context %q has no engine address; run `docker context inspect %s`, or set DOCKER_HOST", ErrUnreachable, name, name)
	}
	return meta.Endpoints["docker"].Host, nil
}

// commandConfig is what matters here of the docker command's config.json.
type commandConfig struct {
	CurrentContext string                 `json:"currentContext"`
	Auths          map[string]commandAuth `json:"auths"`
	CredsStore     string                 `json:"credsStore"`
	CredHelpers    map[string]string      `json:"credHelpers"`
}

type commandAuth struct {
	Auth string `json:"auth"`
}

func configDir() string {
	if d := os.Getenv("DOCKER_CONFIG"); d != "" {
		return d
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".docker")
}

// clientConfig reads config.json; one that is absent or broken says nothing.
func clientConfig() commandConfig {
	var c commandConfig
	text, err := os.ReadFile(filepath.Join(configDir(), "config.json"))
	if err == nil && json.Unmarshal(text, &c) != nil {
		return commandConfig{}
	}
	return c
}

// dial makes a client for a host; nothing is sent yet.
func dial(host string) (*client.Client, error) {
	scheme, _, _ := strings.Cut(host, "://")
	opts := []client.Opt{client.WithAPIVersionFromEnv()}
	switch scheme {
	case "unix", "npipe":
		opts = append(opts, client.WithHost(host))
	case "tcp", "http", "https":
		opts = append(opts, client.WithTLSClientConfigFromEnv(), client.WithHost(host))
	case "ssh":
		target, err := parseSSH(host)
		if err != nil {
			return nil, err
		}
		opts = append(opts, client.WithHost("http://"+client.DummyHost), client.WithDialContext(target.dial))
	default:
		return nil, badHost(host)
	}
	api, err := client.New(opts...)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, host, err)
	}
	return api, nil
}

func badHost(host string) error {
	return fmt.Errorf("%w: %q is no engine address; write unix:///var/run/docker.sock, tcp://HOST:2376 or ssh://USER@HOST", ErrUnreachable, host)
}
