# A removed block says what, and in lifecycle whether it is destroyed.

removed {
#^^^^^^ CW0303 Missing value: A removed block needs the argument "from".
}

removed {
  from    = file.a
  destroy = true
  #^^^^^^ CW0103 Unknown argument: A removed block has no argument "destroy". It takes from.
}

removed {
  from = file.b

  lifecycle {
  #^^^^^^^^ CW0303 Missing value: A lifecycle block needs the argument "destroy".
    prevent_destroy = true
    #^^^^^^^^^^^^^^ CW0103 Unknown argument: A lifecycle block has no argument "prevent_destroy". It takes destroy.
  }
}

removed {
  from = file.b["${1}"]
  #      ^^^^^^^^^^^^^^ CW0108 Invalid argument form: from takes an address that is written out: an index there is a number or a text in quotes, such as docker_container.db[0].
}
