package functions

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"
)

func encodingFunctions() map[string]bounded {
	return map[string]bounded{
		"base64decode":     free(textTo(base64Decode)),
		"base64encode":     free(textTo(func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil })),
		"base64gunzip":     free(textTo(base64Gunzip)),
		"base64gzip":       free(textTo(base64Gzip)),
		"csvdecode":        {stdlib.CSVDecodeFunc, csvLimit},
		"jsondecode":       {stdlib.JSONDecodeFunc, jsonLimit},
		"jsonencode":       {stdlib.JSONEncodeFunc, encodeLimit},
		"textdecodebase64": free(plain(cty.String, textDecodeBase64, text("source"), text("encoding"))),
		"textencodebase64": free(plain(cty.String, textEncodeBase64, text("string"), text("encoding"))),
		"urldecode":        free(textTo(urlDecode)),
		"urlencode":        free(textTo(func(s string) (string, error) { return url.QueryEscape(s), nil })),
		"yamldecode":       {yaml.YAMLDecodeFunc, yamlLimit},
		"yamlencode":       {yaml.YAMLEncodeFunc, encodeLimit},
	}
}

func unbase64(s string) ([]byte, error) {
	decoded, err := base64.StdEncoding.DecodeString(s)
	if letters := len(s) - strings.Count(s, "\n") - strings.Count(s, "\r"); err != nil && letters%4 != 0 {
		return nil, refuse("it is not base64: its length is no multiple of four; at its end = may be missing")
	}
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		return nil, refuse("it is not base64: the character at offset %d does not belong there", int64(corrupt))
	}
	return decoded, err
}

func base64Decode(s string) (string, error) {
	decoded, err := unbase64(s)
	switch {
	case err != nil:
		return "", err
	case !utf8.Valid(decoded):
		return "", refuse("what is encoded is not UTF-8 text; leave it in base64, or use textdecodebase64 for text in another encoding")
	}
	return string(decoded), nil
}

func base64Gzip(s string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	// Terraform flushes before it closes, which shows in the bytes.
	_, writeErr := io.WriteString(w, s)
	if err := errors.Join(writeErr, w.Flush(), w.Close()); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

func base64Gunzip(s string) (string, error) {
	decoded, err := unbase64(s)
	if err != nil {
		return "", err
	}
	r, err := gzip.NewReader(bytes.NewReader(decoded))
	if err != nil {
		return "", refuse("what is encoded is not in gzip format")
	}
	unzipped, err := io.ReadAll(io.LimitReader(r, maxText+1))
	switch {
	case err != nil:
		return "", refuse("the gzip data is damaged or cut off")
	case len(unzipped) > maxText:
		return "", refuse(tooLongText)
	case !utf8.Valid(unzipped):
		return "", refuse("what is compressed is not UTF-8 text")
	}
	return string(unzipped), nil
}

func urlDecode(s string) (string, error) {
	decoded, err := url.QueryUnescape(s)
	var escape url.EscapeError
	switch {
	case errors.As(err, &escape):
		return "", fmt.Errorf("%q is no percent-encoding; a %% is followed by two digits from 0-9 and a-f", string(escape))
	case err != nil:
		return "", err
	case !utf8.ValidString(decoded):
		return "", refuse("what is encoded is not UTF-8 text")
	}
	return decoded, nil
}

func encodingNamed(v cty.Value) (encoding.Encoding, error) {
	found, err := ianaindex.IANA.Encoding(v.AsString())
	if err != nil || found == nil {
		return nil, wrongf(1, "%q is no encoding that is known; IANA names such as \"UTF-16LE\" or \"ISO-8859-1\" are", v.AsString())
	}
	return found, nil
}

func textEncodeBase64(args []cty.Value) (cty.Value, error) {
	enc, err := encodingNamed(args[1])
	if err != nil {
		return cty.NilVal, err
	}
	encoded, err := enc.NewEncoder().String(args[0].AsString())
	if err != nil {
		return cty.NilVal, wrongf(0, "a character of it does not exist in %s", args[1].AsString())
	}
	return cty.StringVal(base64.StdEncoding.EncodeToString([]byte(encoded))), nil
}

func textDecodeBase64(args []cty.Value) (cty.Value, error) {
	enc, err := encodingNamed(args[1])
	if err != nil {
		return cty.NilVal, err
	}
	source, err := unbase64(args[0].AsString())
	if err != nil {
		return cty.NilVal, wrong(0, err)
	}
	decoded, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(source), enc.NewDecoder()), maxText+1))
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		return cty.NilVal, wrongf(0, "the bytes are no text in %s", args[1].AsString())
	}
	return cty.StringVal(string(decoded)), nil
}

// encodeLimit refuses what would be too long as a document, and numbers that a
// document can't hold.
func encodeLimit(args []cty.Value) error {
	if err := writable(args); err != nil {
		return err
	}
	_, err := cty.Transform(args[0], func(p cty.Path, v cty.Value) (cty.Value, error) {
		plain, _ := v.Unmark()
		if plain.Type() == cty.Number && plain.IsKnown() && !plain.IsNull() && plain.AsBigFloat().IsInf() {
			return v, p.NewError(refuse("an infinite number can't be written"))
		}
		return v, nil
	})
	return err
}

func csvLimit(args []cty.Value) error {
	s, ok := textOf(args[0])
	if !ok {
		return nil
	}
	for line := range strings.Lines(s) {
		if strings.Count(line, ",") > maxElements {
			return refuse("a line of the document has more than 100,000 fields")
		}
	}
	r := csv.NewReader(strings.NewReader(s))
	r.ReuseRecord = true
	fields := 0
	for {
		record, err := r.Read()
		if err != nil {
			// Also the end. Mistakes are csvdecode's to report.
			return nil
		}
		fields += len(record)
		if fields > maxElements {
			return refuse("the document has more than 100,000 fields")
		}
	}
}

// jsonLimit counts brackets and commas outside of strings.
func jsonLimit(args []cty.Value) error {
	s, ok := textOf(args[0])
	if !ok {
		return nil
	}
	if strings.TrimSpace(s) == "" {
		return refuse("the document is empty")
	}
	depth, values, inText := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[', c == '{':
			depth++
			values++
		case c == ']', c == '}':
			depth--
		case c == ',':
			values++
		}
		if err := documentLimit(depth, values); err != nil {
			return err
		}
	}
	return nil
}

func documentLimit(depth, values int) error {
	switch {
	case depth > maxDepth:
		return refuse("the document is nested deeper than %d levels", maxDepth)
	case values > maxElements:
		return refuse("the document has more than 100,000 values")
	}
	return nil
}
