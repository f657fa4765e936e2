// Package schema says what a resource type is: a row of data (Kind), two small
// contracts (Driver, Probe), and the value types that flow through the
// pipeline: Address, Layer, Hole, Origin.
//
// It does not know any particular type (those are schema/kinds/<type>), reads
// no files and talks to nobody. Everything derived from a row (decoding, the
// model's JSON schema, Pulumi inputs, docs) lives with its consumer.
package schema
