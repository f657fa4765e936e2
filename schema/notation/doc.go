// Package notation reads the small notations inside the values of attributes:
// durations, sizes, file modes, addresses, host names, regular expressions.
//
// Its errors are for the author: they quote what was written, say what it
// should look like, and end without a full stop. What only one resource type
// writes (a container's ports and volumes) is read in that type's folder.
package notation
