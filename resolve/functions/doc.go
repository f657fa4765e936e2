// Package functions is the library of functions that expressions may call:
// Terraform's and OpenTofu's names and results, and env, secret and complete.
//
// Every function is pure: the same arguments and the same files give the same
// value. What can't be pure (a clock, a random number) is left out, and LeftOut
// says why. Every function is bounded: arguments that would cost more than
// about a second or some hundred megabytes are refused before any work is done
// (limits.go), because a configuration may come from somebody else.
//
// Marks travel: what is computed from a sensitive value is sensitive, and what
// is computed from a hole is a hole. A message about a call with a sensitive
// argument quotes nothing of it.
//
// The package knows no block and no resource type. It does not decide where
// complete() may stand: a caller replaces that function.
package functions
