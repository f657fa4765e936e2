# depends_on is order alone: of resources, of all or one of their instances, of groups.

resource "file" "first" {
  content = "x"
}

resource "file" "many" {
  count   = 2
  content = "x"
}

composite "group" {
  resource "file" "inner" {
    content = "x"
  }
}

resource "file" "a" {
  content    = "x"
  depends_on = [file.first, file.many[1], composite.group]
}

resource "file" "b" {
  content    = "x"
  depends_on = [file.many, composite.group.file.inner]
}

resource "file" "c" {
  count      = 2
  content    = "x"
  depends_on = [file.many[count.index]]
}

#> order: file.first, file.many[0], file.many[1], composite.group.file.inner, file.a, file.b, file.c[0], file.c[1]
#> file.a needs file.first (depends_on), file.many[1] (depends_on), composite.group.file.inner (depends_on)
#> file.b needs file.many[0] (depends_on), file.many[1] (depends_on), composite.group.file.inner (depends_on)
#> file.c[1] needs file.many[1] (depends_on)
