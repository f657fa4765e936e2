# What is no longer managed is forgotten, and left where it is unless lifecycle says otherwise.

removed {
  from = file.left
}

removed {
  from = docker_container.gone

  lifecycle {
    destroy = true
  }
}

removed {
  from = composite.old.file.a

  lifecycle {
    destroy = false
  }
}

removed {
  from = module.old
}

#> forgets: file.left (leave), docker_container.gone (destroy), composite.old.file.a (leave), module.old (leave)
