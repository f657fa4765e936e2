# Inside of a composite a name is looked up among its siblings first, then outwards.

resource "file" "a" {
  content = "outer a"
}

resource "file" "b" {
  content = "outer b"
}

composite "group" {
  description = "some files"

  resource "file" "a" {
    content = "inner a"
    name    = "inner_a"
  }

  resource "file" "reads" {
    content = "${file.a.content}, ${file.b.content}"  #= "inner a, outer b"
  }

  composite "deep" {
    resource "file" "deep" {
      content = "${file.a.content}, ${file.b.content}, ${file.reads.name}, ${composite.group.file.reads.name}"  #= "inner a, outer b, reads, reads"
    }
  }
}

output "deep" {
  value = composite.group.composite.deep.file.deep.content  #= "inner a, outer b, reads, reads"
}

#> order: file.a, file.b, composite.group.file.a, composite.group.file.reads, composite.group.composite.deep.file.deep
#> composite.group.composite.deep.file.deep needs composite.group.file.a (reference), file.b (reference), composite.group.file.reads (reference)
#> file.a.content = "outer a"
#> composite.group.file.a.content = "inner a"
