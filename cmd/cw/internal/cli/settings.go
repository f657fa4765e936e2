package cli

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/joho/godotenv"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/complete/replay"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
)

// settings are what a run depends on beside the configuration's resources.
// Flag beats environment beats .env beats clockwork {} beats default.
type settings struct {
	Project, Stack   string
	Engine, Backend  string
	APIKey, BaseURL  string
	Model, Completer string
	MaxRetries       int
	Passphrase       string
	PublicPassphrase bool
	Locked           bool
	Parallelism      int
	environment      func(string) (string, bool)
}

const (
	defaultModel      = "meta-llama/llama-4-scout:free"
	defaultBaseURL    = "https://openrouter.ai/api/v1"
	defaultPassphrase = "clockwork"
)

// flags that commands share.
func stackFlag() cli.Flag {
	return &cli.StringFlag{Name: "stack", Usage: "work on stack `NAME` (default dev)"}
}

func variableFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "var", Usage: "give a variable a value: `NAME=VALUE`; may be repeated"},
		&cli.StringSliceFlag{Name: "var-file", Usage: "read variables from `FILE`; may be repeated"},
		&cli.StringFlag{Name: "env-file", Usage: "read settings from `FILE` instead of .env"},
	}
}

func backendFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "engine", Usage: "deployment engine: `embedded`"},
		&cli.StringFlag{Name: "backend", Usage: "where state is kept: `URL` file://DIR (default .clockwork beside the configuration)"},
	}
}

func completionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "locked", Usage: "a missing or stale lock entry is an error, and no model is asked (default when CI=true)"},
		&cli.StringFlag{Name: "completer", Usage: "who may fill what is open: `auto`, catalog, model or off"},
		&cli.StringFlag{Name: "model", Usage: "language `MODEL` to ask as last resort"},
		&cli.StringFlag{Name: "base-url", Usage: "`URL` of the model's OpenAI-compatible endpoint"},
		&cli.StringFlag{Name: "api-key", Usage: "`KEY` for the endpoint; CW_API_KEY keeps it out of the process list"},
	}
}

// readSettings merges all sources. The configuration may be nil.
func readSettings(c *cli.Context, dir string, cfg *hclspec.Config) (*settings, hcl.Diagnostics) {
	file, diags := readEnvFile(c, dir)
	if diags.HasErrors() {
		return nil, diags
	}
	env := func(name string) (string, bool) {
		if v, ok := os.LookupEnv(name); ok {
			return v, true
		}
		v, ok := file[name]
		return v, ok
	}
	var block hclspec.Settings
	if cfg != nil {
		block = *cfg.Settings
	}
	first := func(flag, variable, written, fallback string) string {
		if flag != "" && c.IsSet(flag) {
			return c.String(flag)
		}
		if v, ok := env(variable); ok && v != "" {
			return v
		}
		if written != "" {
			return written
		}
		return fallback
	}
	s := &settings{
		Project:     first("", "CW_PROJECT", block.Project, projectName(dir)),
		Stack:       first("stack", "CW_STACK", block.Stack, "dev"),
		Engine:      first("engine", "CW_ENGINE", block.Engine, "embedded"),
		Backend:     first("backend", "CW_BACKEND_URL", block.Backend, "file://"+filepath.Join(dir, ".clockwork")),
		APIKey:      first("api-key", "CW_API_KEY", "", ""),
		BaseURL:     first("base-url", "CW_BASE_URL", "", defaultBaseURL),
		Model:       first("model", "CW_MODEL", block.Model, defaultModel),
		Completer:   first("completer", "CW_COMPLETER", "", "auto"),
		environment: env,
	}
	s.Passphrase = first("", "CW_PULUMI_CONFIG_PASSPHRASE", "", first("", "PULUMI_CONFIG_PASSPHRASE", "", defaultPassphrase))
	s.PublicPassphrase = s.Passphrase == defaultPassphrase
	s.Parallelism = c.Int("parallelism")
	diags = append(diags, s.check(c, first("", "CW_COMPLETION_MAX_RETRIES", "", "3"))...)
	if d := block.CheckVersion(Version()); d != nil {
		diags = append(diags, d)
	}
	return s, diags
}

func (s *settings) check(c *cli.Context, retries string) hcl.Diagnostics {
	var diags hcl.Diagnostics
	bad := func(what, value, want string) {
		diags = append(diags, diag.New("CW0108", nil, "Bad setting", "%s is %q, but must be %s.", what, value, want))
	}
	n, err := strconv.Atoi(retries)
	if err != nil || n < 0 || n > 20 {
		bad("CW_COMPLETION_MAX_RETRIES", retries, "a whole number from 0 to 20")
	}
	s.MaxRetries = n
	switch s.Completer {
	case "auto", "catalog", "model", "off":
	default:
		bad("The completer", s.Completer, "auto, catalog, model or off")
	}
	if s.Engine != "embedded" {
		bad("The engine", s.Engine, "embedded; the Pulumi CLI as engine is not part of this version")
	}
	if !strings.HasPrefix(s.Backend, "file://") {
		bad("The backend", s.Backend, "a file:// URL; other backends are not part of this version")
	}
	if !validName(s.Stack) {
		bad("The stack's name", s.Stack, "letters, digits, '-', '_' or '.', at most 100")
	}
	if !validName(s.Project) {
		bad("The project's name", s.Project, "letters, digits, '-', '_' or '.', at most 100")
	}
	s.Locked = c.Bool("locked")
	if !c.IsSet("locked") {
		ci, _ := s.environment("CI")
		s.Locked = ci == "true" || ci == "1"
	}
	return diags
}

func readEnvFile(c *cli.Context, dir string) (map[string]string, hcl.Diagnostics) {
	path, given := filepath.Join(dir, ".env"), false
	if f := c.String("env-file"); f != "" {
		path, given = f, true
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && !given {
		return nil, nil
	}
	if err != nil {
		return nil, hcl.Diagnostics{diag.New("CW0003", nil, "Settings file can't be read",
			"%s can't be read: %s. Mend its permissions, or remove it.", relative(path), reason(err))}
	}
	values, err := godotenv.UnmarshalBytes(text)
	if err != nil || !allNames(values) {
		// The parser's message quotes the file, which may hold keys.
		return nil, hcl.Diagnostics{diag.New("CW0003", nil, "Settings file can't be read",
			"%s is not in the form NAME=VALUE, one a line, with # for comments%s.", relative(path), badEnvLine(text))}
	}
	return values, nil
}

// badEnvLine names the first line that is no assignment, without showing it.
func badEnvLine(text []byte) string {
	for i, line := range strings.Split(string(text), "\n") {
		if values, err := godotenv.Unmarshal(line); err != nil || !allNames(values) {
			return fmt.Sprintf(" (line %d)", i+1)
		}
	}
	return ""
}

// transport records a model's answers (CW_MODEL_RECORD), or gives recorded ones
// (CW_MODEL_REPLAY); nil is neither.
func (s *settings) transport() http.RoundTripper {
	if dir, ok := s.environment("CW_MODEL_REPLAY"); ok && dir != "" {
		return replay.Replay(dir)
	}
	if dir, ok := s.environment("CW_MODEL_RECORD"); ok && dir != "" {
		return replay.Record(dir, http.DefaultTransport)
	}
	return nil
}

// allNames reports whether every key is a variable's name.
func allNames(values map[string]string) bool {
	for name := range values {
		if !environmentName.MatchString(name) {
			return false
		}
	}
	return true
}

var environmentName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// projectName makes a project's name of a directory's.
func projectName(dir string) string {
	name := strings.Map(func(r rune) rune {
		if validNameRune(r) {
			return r
		}
		return '-'
	}, filepath.Base(dir))
	name = strings.Trim(name, "-")
	if name == "" {
		return "project"
	}
	return name[:min(len(name), 100)]
}

func validName(s string) bool {
	return s != "" && len(s) <= 100 && strings.IndexFunc(s, func(r rune) bool { return !validNameRune(r) }) < 0
}

func validNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.'
}

// givenVariables collects the values from outside, the strongest source of each.
func givenVariables(c *cli.Context, dir string, cfg *hclspec.Config, env func(string) (string, bool)) (map[string]resolve.Given, hcl.Diagnostics) {
	given := map[string]resolve.Given{}
	var diags hcl.Diagnostics
	auto, _ := filepath.Glob(filepath.Join(dir, "*.auto.cwvars"))
	weakest := append([]string{filepath.Join(dir, "clockwork.cwvars")}, auto...)
	for _, path := range weakest {
		if _, err := os.Stat(path); err == nil {
			diags = append(diags, readVariables(path, true, given)...)
		}
	}
	for _, v := range cfg.Variables {
		name := "CW_VAR_" + v.Name
		if text, ok := env(name); ok {
			given[v.Name] = resolve.Given{Text: &text, Source: name}
		}
	}
	for _, path := range c.StringSlice("var-file") {
		diags = append(diags, readVariables(path, false, given)...)
	}
	for _, pair := range c.StringSlice("var") {
		name, text, ok := strings.Cut(pair, "=")
		if !ok || !hclsyntax.ValidIdentifier(strings.TrimSpace(name)) {
			diags = append(diags, diag.New("CW0306", nil, "Wrong value for a variable", "--var %q is not in the form NAME=VALUE.", pair))
			continue
		}
		given[strings.TrimSpace(name)] = resolve.Given{Text: &text, Source: "--var"}
	}
	return given, diags
}

func readVariables(path string, auto bool, given map[string]resolve.Given) hcl.Diagnostics {
	text, err := os.ReadFile(path)
	if err != nil {
		return hcl.Diagnostics{diag.New("CW0002", nil, "File can't be read", "The variables file %s can't be read: %s.", relative(path), reason(err))}
	}
	return parseVariables(relative(path), text, auto, given)
}

// parseVariables reads the text of a file of values into given. auto allows
// names that no variable has.
func parseVariables(name string, text []byte, auto bool, given map[string]resolve.Given) hcl.Diagnostics {
	body, diags := hclspec.ParseFile(name, text)
	if diags.HasErrors() {
		return diags
	}
	for _, block := range body.Blocks {
		diags = append(diags, diag.New("CW0102", block.TypeRange.Ptr(), "Unknown block",
			"A file of values has no blocks: write NAME = VALUE, one for each variable."))
	}
	for variable, attr := range body.Attributes {
		v, more := hclspec.PlainValue(attr.Expr)
		diags = append(diags, more...)
		if !more.HasErrors() {
			given[variable] = resolve.Given{Value: v, Source: fmt.Sprintf("%s:%d", name, attr.NameRange.Start.Line), Undeclared: auto}
		}
	}
	return diags
}

// relative is a path as a person at this terminal would write it.
func relative(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || len(rel) > len(path) {
		return path
	}
	return rel
}

func suggestion(name string, known []string) string {
	if near := hclspec.Nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
