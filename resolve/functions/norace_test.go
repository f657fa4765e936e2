//go:build !race

package functions_test

// raceFactor is how much slower tests may be.
const raceFactor = 1
