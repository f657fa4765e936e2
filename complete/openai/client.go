package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
	"github.com/zclconf/go-cty/cty"
)

// Config says which model to ask where.
type Config struct {
	// BaseURL of the API, such as http://localhost:1234/v1.
	BaseURL string
	// APIKey may be empty where the server needs none.
	APIKey string
	Model  string
	// MaxRetries is how often a refused answer is sent back to be mended.
	MaxRetries int
	// Timeout of one request; 0 means two minutes.
	Timeout time.Duration
	// Transport makes the requests; nil means Go's own.
	Transport http.RoundTripper
}

// Client asks one model.
type Client struct {
	config Config
	guard  guard
	chat   sdk.ChatCompletionService
}

// Answer is what came of a question.
type Answer struct {
	// Values by path; what the model left out is not there.
	Values map[string]cty.Value
	Usage  Usage
}

// Usage adds up what questions cost.
type Usage struct {
	Requests         int
	PromptTokens     int64
	CompletionTokens int64
}

// Add gives the sum.
func (u Usage) Add(v Usage) Usage {
	return Usage{u.Requests + v.Requests, u.PromptTokens + v.PromptTokens, u.CompletionTokens + v.CompletionTokens}
}

// New makes a client. Only what is in the configuration reaches the server: no
// environment variable is read.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, &Failure{Detail: "CW_BASE_URL is not an http or https address."}
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Minute
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	g := guard{next: c.Transport, server: u.Scheme + "://" + u.Host + u.Path, model: c.Model, key: c.APIKey}
	options := []option.RequestOption{
		option.WithBaseURL(strings.TrimSuffix(c.BaseURL, "/") + "/"),
		option.WithHTTPClient(&http.Client{
			Transport:     g,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}),
		option.WithMaxRetries(0),
	}
	if c.APIKey != "" {
		options = append(options, option.WithAPIKey(c.APIKey))
	}
	return &Client{config: c, guard: g, chat: sdk.NewChatCompletionService(options...)}, nil
}

// Ask gets values for what a question wants. An answer that does not fit goes
// back with the reasons, until it fits, the retries are used up, or the same
// reasons come twice. The error is a *Failure; the usage is right in any case.
func (c *Client) Ask(ctx context.Context, q Question) (Answer, error) {
	names := q.names()
	prompt, err := q.prompt(names)
	if err != nil {
		return Answer{}, fmt.Errorf("a question can't be written: %w. This is a bug in cw", err)
	}
	messages := []sdk.ChatCompletionMessageParamUnion{sdk.SystemMessage(instructions), sdk.UserMessage(prompt)}
	var total Usage
	var before []Rejection
	for round := 0; ; round++ {
		content, usage, err := c.request(ctx, &q, names, messages)
		total = total.Add(usage)
		if err != nil {
			return Answer{Usage: total}, err
		}
		values, rejected := q.decode(names, content)
		if len(rejected) == 0 {
			return Answer{Values: values, Usage: total}, nil
		}
		if round >= c.config.MaxRetries || slices.Equal(before, rejected) {
			return Answer{Usage: total}, c.unusable(&q, rejected, round+1)
		}
		before = rejected
		messages = append(messages, sdk.AssistantMessage(content), sdk.UserMessage(complaint(rejected)))
	}
}

func complaint(rejected []Rejection) string {
	text, err := json.Marshal(map[string]any{"rejected": rejected})
	if err != nil {
		return `{"rejected":[]}`
	}
	return string(text)
}

func (c *Client) unusable(q *Question, rejected []Rejection, rounds int) error {
	reasons := make([]string, len(rejected))
	for i, r := range rejected {
		reasons[i] = r.String()
	}
	times := "once"
	if rounds > 1 {
		times = fmt.Sprintf("%d times", rounds)
	}
	return c.guard.failure("%s was asked %s about %s, and its answer can't be used: %s. Set the value yourself, say more in the description, or choose another model with --model.",
		c.config.Model, times, q.Address, strings.Join(reasons, "; "))
}

func (c *Client) request(ctx context.Context, q *Question, names []string, messages []sdk.ChatCompletionMessageParamUnion) (string, Usage, error) {
	limited, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	usage := Usage{Requests: 1}
	completion, err := c.chat.New(limited, sdk.ChatCompletionNewParams{
		Model:    c.config.Model,
		Messages: messages,
		ResponseFormat: sdk.ChatCompletionNewParamsResponseFormatUnion{
			OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{
				JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
					Name: "values", Strict: sdk.Bool(true), Schema: q.jsonSchema(names),
				},
			},
		},
	})
	if err != nil {
		return "", usage, c.guard.explain(ctx, err, c.config.Timeout)
	}
	usage.PromptTokens, usage.CompletionTokens = completion.Usage.PromptTokens, completion.Usage.CompletionTokens
	content, err := c.content(completion)
	return content, usage, err
}

// content takes the text out of a completion.
func (c *Client) content(completion *sdk.ChatCompletion) (string, error) {
	if len(completion.Choices) == 0 {
		return "", c.guard.failure("%s gave no answer (no choices). Run the same command again, or choose another model with --model.", c.config.Model)
	}
	choice := completion.Choices[0]
	switch {
	case choice.Message.Refusal != "" || choice.FinishReason == "content_filter":
		said := ""
		if text := c.guard.said(choice.Message.Refusal); text != "" {
			said = " (" + text + ")"
		}
		return "", c.guard.failure("%s refused to answer%s. Set the value yourself, or put the description in other words.", c.config.Model, said)
	case choice.FinishReason == "length":
		return "", c.guard.failure("The answer of %s was cut off: it is longer than the model may write. Set the value yourself, or choose another model with --model.", c.config.Model)
	case strings.TrimSpace(choice.Message.Content) == "":
		return "", c.guard.failure("%s gave an empty answer. Run the same command again, or choose another model with --model.", c.config.Model)
	}
	return choice.Message.Content, nil
}

// IsLocal reports whether a base URL is on this machine or in a private
// network, where a server needs no key.
func IsLocal(baseURL string) bool {
	u, err := url.Parse(baseURL)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "host.docker.internal" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}
