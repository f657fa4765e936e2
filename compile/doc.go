// Package compile turns the values of a configuration into a Pulumi inline
// program: docker resources through pulumi-docker's typed SDK, cw's own kinds
// by their rows, composites as component resources, secrets as Pulumi secrets.
//
// It decides no value and deploys nothing. A value that only the deployment
// knows becomes an apply that evaluates the author's expression again with what
// was deployed.
package compile
