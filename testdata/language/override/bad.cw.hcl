# An override needs something to override.

composite "web" {
  resource "file" "index" {
    content = "x"
  }

  override "file" "indx" {
  #^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.indx to override in composite.web. Did you mean file.index?
    content = "y"
  }
}

override "composite.web.file" "nothing" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing to override in composite.web.
  content = "y"
}

override "composite.wb.file" "index" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite "wb" in the configuration to override something in.
  content = "y"
}

override "composite.web.file" "index" {
  contnt = "y"
  #^^^^^ CW0103 Unknown argument: A file has no argument "contnt". Did you mean "content"?
}

override "module.m.file" "index" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no module "m" in the configuration to override something in.
  content = "y"
}

override "file" "top" {
  content = "own"
}

resource "file" "top" {
  content = "x"
}
