# What git left of a conflict is named as such.

resource "file" "a" {
<<<<<<< HEAD
#^^^^^^^^^^^ CW0107 Unresolved merge conflict: Lines 4 to 9 are two versions of the same lines that git could not merge. Keep the right ones, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.
  content = "ours"
=======
  content = "theirs"
>>>>>>> feature
}
