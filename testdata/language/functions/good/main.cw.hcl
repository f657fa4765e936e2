# Functions carry Terraform's names and results: some of each category. (The library's own tests have them all.)
# --env CW_GREETING=hello

locals {
  number     = [abs(-1), ceil(1.2), floor(-1.2), log(8, 2), max(1, 3), min(1, 3), parseint("ff", 16), pow(2, 8), signum(-3)]  #= [1, 2, -2, 3, 3, 1, 255, 256, -1]
  string     = [upper("a"), lower("A"), title("ab cd"), trimspace(" a "), trim("?a?", "?"), trimprefix("ab", "a"), trimsuffix("ab", "b"), chomp("a\n"), strrev("abc"), substr("abc", 1, 1), replace("a-b", "-", "+"), indent(2, "a\nb")]  #= ["A", "a", "Ab Cd", "a", "a", "b", "a", "a", "cba", "b", "a+b", "a\n  b"]
  format     = [format("%s is %d, %05.1f, %q, %v", "a", 1, 2.5, "x", [1]), join(",", ["a", "b"])]  #= ["a is 1, 002.5, \"x\", [1]", "a,b"]
  formatlist = formatlist("%s!", ["a", "b"])  #= tolist(["a!", "b!"])
  split      = split(",", "a,b")  #= tolist(["a", "b"])
  regex      = [regex("[a-z]+", "12ab"), regex("(?P<n>[a-z])", "a").n]  #= ["ab", "a"]
  regexall   = regexall("[a-z]", "ab")  #= tolist(["a", "b"])
  tests      = [startswith("ab", "a"), endswith("ab", "b"), strcontains("abc", "b"), contains(["a"], "a"), can(tonumber("x")), alltrue([true, true]), anytrue([])]  #= [true, true, true, true, false, true, false]
  collection = [length([1, 2]), element(["a", "b"], 3), index(["a", "b"], "b"), one(["a"]), coalesce("", "b"), lookup({ a = 1 }, "b", 2), sum([1, 2])]  #= [2, "b", 1, "a", "b", 2, 3]
  concat     = concat(["a"], ["b"])  #= ["a", "b"]
  flatten    = flatten([["a"], [["b"]]])  #= ["a", "b"]
  distinct   = distinct(["a", "b", "a"])  #= tolist(["a", "b"])
  compact    = compact(["a", ""])  #= tolist(["a"])
  sort       = sort(["b", "a"])  #= tolist(["a", "b"])
  reverse    = reverse([1, 2])  #= [2, 1]
  slice      = slice(["a", "b", "c"], 1, 2)  #= ["b"]
  chunklist  = chunklist(["a", "b", "c"], 2)  #= tolist([tolist(["a", "b"]), tolist(["c"])])
  range      = [range(3), range(1, 7, 3)]  #= [tolist([0, 1, 2]), tolist([1, 4])]
  keys       = [keys({ b = 1, a = 2 }), values({ b = 1, a = 2 })]  #= [["a", "b"], [2, 1]]
  merge      = merge({ a = 1 }, { b = 2 }, { a = 3 })  #= { a = 3, b = 2 }
  zipmap     = zipmap(["a", "b"], [1, 2])  #= { a = 1, b = 2 }
  transpose  = transpose({ a = ["x"] })  #= tomap({ x = tolist(["a"]) })
  matchkeys  = matchkeys(["x", "y"], ["a", "b"], ["b"])  #= tolist(["y"])
  sets       = [setunion(["a"], ["b"]), setintersection(["a", "b"], ["b"]), setsubtract(["a", "b"], ["b"])]  #= [toset(["a", "b"]), toset(["b"]), toset(["a"])]
  setproduct = setproduct(["a", "b"], [1])  #= tolist([["a", 1], ["b", 1]])
  encoding   = [base64encode("a"), base64decode("YQ=="), urlencode("a b"), jsonencode({ a = [1, null] })]  #= ["YQ==", "a", "a+b", "{\"a\":[1,null]}"]
  json       = jsondecode("{\"a\": [1, true]}")  #= { a = [1, true] }
  yaml       = yamldecode("a: [1, x]")  #= { a = [1, "x"] }
  yamlencode = yamlencode({ a = [1] })  #= "\"a\":\n- 1\n"
  csv        = csvdecode("a,b\n1,2\n")  #= tolist([{ a = "1", b = "2" }])
  file       = [file("hello.txt"), fileexists("hello.txt"), fileexists("nothing"), filebase64("hello.txt")]  #= ["hello\n", true, false, "aGVsbG8K"]
  fileset    = fileset(".", "*.txt")  #= toset(["hello.txt"])
  template   = templatefile("hello.tmpl", { name = "Ann", all = ["x", "y"] })  #= "Hello Ann x y\n"
  inline     = templatestring(local.text, { name = "Ann" })  #= "Hello Ann"
  text       = "Hello $${name}"
  path       = [basename("a/b.txt"), dirname("a/b.txt")]  #= ["b.txt", "a"]
  date       = [formatdate("DD MMM YYYY", "2020-02-03T04:05:06Z"), timeadd("2020-01-01T00:00:00Z", "1h"), timecmp("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")]  #= ["03 Feb 2020", "2020-01-01T01:00:00Z", -1]
  hash       = [md5("a"), sha1("a"), sha256("a"), filemd5("hello.txt"), uuidv5("dns", "example.com")]  #= ["0cc175b9c0f1b6a831c399e269772661", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "b1946ac92492d2347c6235b4d2611184", "cfbff0d1-9375-5685-968c-48ce8b15ae17"]
  network    = [cidrhost("10.0.0.0/8", 2), cidrnetmask("10.0.0.0/8"), cidrsubnet("10.0.0.0/8", 8, 2)]  #= ["10.0.0.2", "255.0.0.0", "10.2.0.0/16"]
  subnets    = cidrsubnets("10.0.0.0/8", 8, 8)  #= tolist(["10.0.0.0/16", "10.1.0.0/16"])
  type       = [tostring(1), tonumber("1"), tobool("true")]  #= ["1", 1, true]
  tolist     = tolist(["a", 1])  #= tolist(["a", "1"])
  toset      = toset(["b", "a"])  #= toset(["a", "b"])
  tomap      = tomap({ a = 1, b = "x" })  #= tomap({ a = "1", b = "x" })
  try        = try(jsondecode("{"), "fallback")  #= "fallback"
  env        = [env("CW_GREETING")]  #= ["hello"]
  secret     = secret("geheim")  #= (sensitive)
}
