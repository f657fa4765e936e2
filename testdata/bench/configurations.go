package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ourBlock is resource i: nine lines in canonical form. Every tenth uses the one
// before it, all but the first of ten come after that one.
func ourBlock(i int) string {
	content := fmt.Sprintf("%q", fmt.Sprintf("file number %d\n", i))
	if i%10 == 9 {
		content = fmt.Sprintf(`"after ${file.f%d.content}"`, i-1)
	}
	return fmt.Sprintf(`resource "file" "f%d" {
  description = "The file with the number %d"
  directory   = "out/%d"
  name        = "file-%d.txt"
  mode        = "640"
  executable  = false
  content     = %s
  depends_on  = [%s]
}
`, i, i, i%50, i, content, firstOfTen("file", i))
}

// peerBlock is the same for the peer, of the one type that it has built in.
func peerBlock(i int) string {
	content := fmt.Sprintf("%q", fmt.Sprintf("file number %d\n", i))
	if i%10 == 9 {
		content = fmt.Sprintf(`"after ${terraform_data.f%d.output.content}"`, i-1)
	}
	return fmt.Sprintf(`resource "terraform_data" "f%d" {
  input = {
    description = "The file with the number %d"
    directory   = "out/%d"
    name        = "file-%d.txt"
    content     = %s
  }
  depends_on = [%s]
}
`, i, i, i%50, i, content, firstOfTen("terraform_data", i))
}

func firstOfTen(kind string, i int) string {
	if i%10 == 0 {
		return ""
	}
	return fmt.Sprintf("%s.f%d", kind, i-i%10)
}

// split gives n blocks over as many files, by name.
func split(n, files int, suffix string, block func(i int) string) map[string]string {
	texts := make(map[string]string, files)
	for f := range files {
		var text strings.Builder
		for i := f * n / files; i < (f+1)*n/files; i++ {
			if text.Len() > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(block(i))
		}
		texts[fmt.Sprintf("part-%d%s", f, suffix)] = text.String()
	}
	return texts
}

// counted is one block with n instances.
func counted(n int) map[string]string {
	return map[string]string{"main.cw.hcl": fmt.Sprintf(`resource "file" "f" {
  count     = %d
  directory = "out/${count.index %% 50}"
  name      = "file-${count.index}.txt"
  content   = "file number ${count.index}\n"
}
`, n)}
}

// called is a module that is called n times.
func called(n int) map[string]string {
	return map[string]string{
		"main.cw.hcl": fmt.Sprintf(`module "item" {
  count  = %d
  source = "./item"
  number = count.index
}

output "last" {
  value = module.item[%d].path
}
`, n, n-1),
		"item/main.cw.hcl": `variable "number" {
  type = number
}

locals {
  name = "file-${var.number}.txt"
}

resource "file" "it" {
  directory = "out"
  name      = local.name
  content   = "file number ${var.number}\n"
}

output "path" {
  value = file.it.path
}
`,
	}
}

// directory writes files by their paths into a new temporary directory, which is
// the caller's to remove, with an error too.
func directory(files map[string]string) (string, error) {
	dir, err := os.MkdirTemp("", "cw-bench-")
	if err != nil {
		return "", err
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return dir, err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return dir, err
		}
	}
	return dir, nil
}
