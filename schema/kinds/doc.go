// Package kinds is the list of all resource types. Each is one row in a folder
// of its own; the list is generated from the folders that have one.
package kinds

//go:generate go run generate.go
