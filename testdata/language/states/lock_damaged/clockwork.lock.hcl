version = 7
