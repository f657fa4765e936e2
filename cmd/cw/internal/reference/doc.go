// Package reference makes the documentation of the language out of its tables:
// blocks, resource types, connections, assertions, functions and codes, as
// Markdown pages and as one JSON object.
//
// It says nothing of its own: what a page says stands in a row. It writes no
// file and knows no configuration.
package reference

//go:generate go run ../.. docs --out ../../../../docs/reference
