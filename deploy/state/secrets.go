package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

// ErrPassphrase: the passphrase does not fit the stack's secrets.
var ErrPassphrase = errors.New("the stack's secrets were encrypted with another passphrase: set CW_PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE to that one. Nothing was changed")

var errNoPassphrase = errors.New("the stack holds secrets, and there is no passphrase to encrypt them: set CW_PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE")

const (
	passphraseProvider = "passphrase"
	saltBytes          = 8
	saltProof          = "pulumi"
)

// vault encrypts and decrypts the secrets of one stack. The key is derived when
// the first secret is met, not before.
type vault struct {
	passphrase func() (string, error)

	mu sync.Mutex
	// provider is the stack's secrets provider; nil until there is a secret.
	provider *apitype.SecretsProvidersV1
	crypter  config.Crypter
	// known are ciphertexts by place and plaintext: what did not change keeps
	// its ciphertext.
	known map[secretKey]string
}

// secretKey does not hold the plaintext itself, and the same secret in two
// places has two.
type secretKey [sha256.Size]byte

func keyOf(at *place, plaintext string) secretKey {
	return sha256.Sum256([]byte(at.String() + "\x00\x00" + plaintext))
}

func newVault(passphrase func() (string, error), provider *apitype.SecretsProvidersV1) *vault {
	return &vault{passphrase: passphrase, provider: provider, known: map[secretKey]string{}}
}

// adopt takes the provider that a journal recorded.
func (v *vault) adopt(provider *apitype.SecretsProvidersV1) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.provider, v.crypter = provider, nil
}

func (v *vault) current() *apitype.SecretsProvidersV1 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.provider
}

// seal encrypts, or repeats the ciphertext that the place has for it.
func (v *vault) seal(at *place, plaintext string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := keyOf(at, plaintext)
	if ciphertext, ok := v.known[key]; ok {
		return ciphertext, nil
	}
	if err := v.open(); err != nil {
		return "", err
	}
	ciphertext, err := v.crypter.EncryptValue(context.Background(), plaintext)
	if err != nil {
		return "", fmt.Errorf("a secret cannot be encrypted: %w", err)
	}
	v.known[key] = ciphertext
	return ciphertext, nil
}

func (v *vault) unseal(at *place, ciphertext string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.provider == nil {
		return "", errors.New("it holds secrets, and nothing says how they were encrypted (secrets_providers)")
	}
	if err := v.open(); err != nil {
		return "", err
	}
	plaintext, err := v.crypter.DecryptValue(context.Background(), ciphertext)
	if err != nil {
		return "", errors.New("a secret in it cannot be decrypted: it was damaged, or encrypted elsewhere")
	}
	v.known[keyOf(at, plaintext)] = ciphertext
	return plaintext, nil
}

// keyError: the key to the secrets cannot be had. It is not the fault of the
// file that holds them.
type keyError struct{ error }

func (e keyError) Unwrap() error { return e.error }

// open derives the key, and for a stack without secrets so far makes the salt.
func (v *vault) open() error {
	if v.crypter != nil {
		return nil
	}
	if err := v.unlock(); err != nil {
		return keyError{err}
	}
	return nil
}

func (v *vault) unlock() error {
	if v.provider != nil && v.provider.Type != passphraseProvider {
		return fmt.Errorf("the stack's secrets are kept by %q, and cw itself knows only passphrases: set CW_ENGINE=pulumi for this stack", v.provider.Type)
	}
	passphrase, err := v.passphrase()
	if err != nil {
		return err
	}
	if v.provider == nil {
		v.provider, v.crypter, err = newProvider(passphrase)
		return err
	}
	v.crypter, err = unlockProvider(passphrase, v.provider.State)
	return err
}

type providerState struct {
	Salt string `json:"salt"`
}

func newProvider(passphrase string) (*apitype.SecretsProvidersV1, config.Crypter, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return nil, nil, err
	}
	crypter := derived.crypter(passphrase, salt)
	proof, err := crypter.EncryptValue(context.Background(), saltProof)
	if err != nil {
		return nil, nil, err
	}
	state, err := json.Marshal(providerState{Salt: "v1:" + base64.StdEncoding.EncodeToString(salt) + ":" + proof})
	if err != nil {
		return nil, nil, err
	}
	return &apitype.SecretsProvidersV1{Type: passphraseProvider, State: state}, crypter, nil
}

func unlockProvider(passphrase string, state json.RawMessage) (config.Crypter, error) {
	var p providerState
	if err := json.Unmarshal(state, &p); err != nil {
		return nil, errors.New("its secrets_providers cannot be read")
	}
	parts := strings.SplitN(p.Salt, ":", 3)
	if len(parts) != 3 || parts[0] != "v1" {
		return nil, errors.New("the salt in its secrets_providers is not of the form v1:…:…")
	}
	salt, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, errors.New("the salt in its secrets_providers is not base64")
	}
	crypter := derived.crypter(passphrase, salt)
	proof, err := crypter.DecryptValue(context.Background(), parts[2])
	if err != nil || proof != saltProof {
		return nil, ErrPassphrase
	}
	return crypter, nil
}

// keys remembers derived keys: a derivation takes a good part of a second.
type keys struct {
	mu       sync.Mutex
	crypters map[[sha256.Size]byte]config.Crypter
	// derivations counts, for tests.
	derivations int
}

var derived = &keys{crypters: map[[sha256.Size]byte]config.Crypter{}}

func (k *keys) crypter(passphrase string, salt []byte) config.Crypter {
	k.mu.Lock()
	defer k.mu.Unlock()
	id := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(passphrase), passphrase, salt))
	if c, ok := k.crypters[id]; ok {
		return c
	}
	c := config.NewSymmetricCrypterFromPassphrase(passphrase, salt)
	k.derivations++
	k.crypters[id] = c
	return c
}
