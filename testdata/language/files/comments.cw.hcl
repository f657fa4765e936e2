# Comments have three forms, and stand everywhere.

// like this
locals { # or this
  a = /* here */ 1 + /* and here */ 1  #= 2
  b = [
    1, # one
    2, // two
  ]  #= [1, 2]
}
