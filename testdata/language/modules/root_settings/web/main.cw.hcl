clockwork {
#^^^^^^^^ CW0102 Unknown block: A module has no settings of its own: clockwork { … } stands in the root configuration, which calls it. Remove the block.
  project = "x"
}
