// Package resolve gives every attribute its meaning and every resource its
// place: variables, locals, composites, references, connections, order, cycles,
// and the one evaluation that merges what author, lock, derivation, catalogue
// and model say.
//
// It fills no hole, asks nobody and knows nothing of Pulumi: a hole comes out
// as a marked unknown, and what only a deployment knows as an unmarked one.
package resolve
