package hostfs

import (
	"path/filepath"
	"strings"

	"github.com/clockwork-hcl/cw/schema"
)

// longestPath is the longest that is worth a claim; no operating system takes a
// longer one.
const longestPath = 4096

// Claims are those of something that is put at path: the place itself, and all
// directories on the way there as directories. scope "" excludes everything
// else; with any other only what has the same scope is excluded, and a file.
// attribute is where the path comes from.
func Claims(path, scope, attribute string) []schema.Claim {
	if path == "" || len(path) > longestPath {
		return nil
	}
	path = filepath.Clean(path)
	list := []schema.Claim{{Space: "path", Name: path, Scope: scope, Path: attribute}}
	for dir := parent(path); dir != ""; dir = parent(dir) {
		list = append(list, schema.Claim{Space: "path", Name: dir, Scope: "directory", Shared: true, Path: attribute})
	}
	return list
}

// parent is the directory above, or "" where nothing but the configuration
// directory, a way up from it, or the root is left.
func parent(path string) string {
	dir := filepath.Dir(path)
	if dir == "." || dir == path || dir == ".." || strings.HasSuffix(dir, string(filepath.Separator)+"..") {
		return ""
	}
	if filepath.Dir(dir) == dir { // the root
		return ""
	}
	return dir
}
