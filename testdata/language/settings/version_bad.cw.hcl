# A constraint that is none.

clockwork {
  required_version = "newest"
  #                  ^^^^^^^^ CW0302 Invalid value: "newest" is no version constraint. Write one such as ">= 1.2", or several with commas: ">= 1.2, < 2.0". The signs are =, !=, >, >=, <, <= and ~>.
}
