package functions

import (
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"hash"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/crypto/ssh"
)

// digest is a hash function and how its sum is written.
type digest struct {
	new   func() hash.Hash
	write func([]byte) string
}

// digests are the hash functions of texts; with "file" before the name, those
// of files.
func digests() map[string]digest {
	return map[string]digest{
		"md5": {md5.New, hex.EncodeToString}, "sha1": {sha1.New, hex.EncodeToString},
		"sha256": {sha256.New, hex.EncodeToString}, "sha512": {sha512.New, hex.EncodeToString},
		"base64sha256": {sha256.New, base64.StdEncoding.EncodeToString},
		"base64sha512": {sha512.New, base64.StdEncoding.EncodeToString},
	}
}

func hashFunctions() map[string]bounded {
	all := map[string]bounded{
		"uuidv5":     free(plain(cty.String, uuidV5, text("namespace"), text("name"))),
		"rsadecrypt": free(plain(cty.String, rsaDecrypt, text("ciphertext"), text("privatekey"))),
	}
	for name, d := range digests() {
		all[name] = free(textTo(func(s string) (string, error) {
			h := d.new()
			h.Write([]byte(s))
			return d.write(h.Sum(nil)), nil
		}))
	}
	return all
}

func uuidV5(args []cty.Value) (cty.Value, error) {
	namespace := uuid.UUID{}
	switch name := args[0].AsString(); name {
	case "dns":
		namespace = uuid.NameSpaceDNS
	case "url":
		namespace = uuid.NameSpaceURL
	case "oid":
		namespace = uuid.NameSpaceOID
	case "x500":
		namespace = uuid.NameSpaceX500
	default:
		var err error
		if namespace, err = uuid.Parse(name); err != nil {
			return cty.NilVal, wrongf(0, "%q is no namespace; these are \"dns\", \"url\", \"oid\", \"x500\" and any UUID", name)
		}
	}
	return cty.StringVal(uuid.NewSHA1(namespace, []byte(args[1].AsString())).String()), nil
}

// rsaDecrypt undoes RSA with PKCS #1 v1.5 padding. None of its messages quotes
// the key.
func rsaDecrypt(args []cty.Value) (cty.Value, error) {
	ciphertext, err := unbase64(args[0].AsString())
	if err != nil {
		return cty.NilVal, wrong(0, err)
	}
	key, err := rsaKey([]byte(args[1].AsString()))
	if err != nil {
		return cty.NilVal, wrong(1, err)
	}
	//lint:ignore SA1019 What rsadecrypt decrypts is padded like this; others can't be read.
	out, err := rsa.DecryptPKCS1v15(nil, key, ciphertext)
	switch {
	case err != nil:
		return cty.NilVal, refuse("the text was not encrypted for this key, with RSA and PKCS #1 v1.5 padding")
	case !utf8.Valid(out):
		return cty.NilVal, refuse("what is encrypted is not UTF-8 text")
	}
	return cty.StringVal(string(out)), nil
}

// maxKeyBits bounds the work of one decryption.
const maxKeyBits = 16384

func rsaKey(source []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(source)
	if block == nil {
		return nil, refuse("it is no private key in PEM form; such a text begins with -----BEGIN")
	}
	parsed, err := parseKey(block, source)
	var locked *ssh.PassphraseMissingError
	switch key, ok := parsed.(*rsa.PrivateKey); {
	case errors.As(err, &locked):
		return nil, refuse("the key is protected by a passphrase; give one that is not")
	case err != nil:
		return nil, refuse("the key is damaged or of an unknown kind")
	case !ok:
		return nil, refuse("the key is no RSA key")
	case key.N.BitLen() > maxKeyBits:
		return nil, refuse("the key has more than %d bits", maxKeyBits)
	default:
		return key, nil
	}
}

func parseKey(block *pem.Block, source []byte) (any, error) {
	switch block.Type {
	case "RSA PRIVATE KEY":
		if block.Headers["DEK-Info"] == "" {
			return x509.ParsePKCS1PrivateKey(block.Bytes)
		}
	case "PRIVATE KEY":
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	return ssh.ParseRawPrivateKey(source)
}
