# Names that mean something else where a module gets its variables, or that are none.

variable "count" {}
#        ^^^^^^^ CW0106 Invalid name: A variable can't be called "count": the word has a meaning of its own where a variable gets its value. Choose another.

variable "source" {}
#        ^^^^^^^^ CW0106 Invalid name: A variable can't be called "source": the word has a meaning of its own where a variable gets its value. Choose another.

variable "for_each" {}
#        ^^^^^^^^^^ CW0106 Invalid name: A variable can't be called "for_each": the word has a meaning of its own where a variable gets its value. Choose another.

variable "providers" {}
#        ^^^^^^^^^^^ CW0106 Invalid name: A variable can't be called "providers": the word has a meaning of its own where a variable gets its value. Choose another.

variable "my var" {}
#        ^^^^^^^^ CW0106 Invalid name: "my var" can't be a name: it begins with a letter or _, and has only letters, digits, _ and - in it.

variable {}
#^^^^^^^ CW0106 Wrong labels: A variable block is written variable "NAME" { … }: one label. This one has no labels.

variable "a" "b" {}
#            ^^^ CW0106 Wrong labels: A variable block is written variable "NAME" { … }: one label. This one has two labels.

variable "c" {}
