# Operators, conditions, for, templates: as in Terraform.

locals {
  arithmetic = [1 + 2 * 3, (1 + 2) * 3, 7 / 2, 7 % 3, -7 % 3, -(2)]  #= [7, 9, 3.5, 1, -1, -2]
  comparison = [1 < 2, 2 <= 2, "a" == "a", 1 != 2, "1" == 1, null == null]  #= [true, true, true, true, false, true]
  logic      = [true && false, true || false, !true]  #= [false, true, false]
  condition  = 1 > 2 ? "a" : "b"  #= "b"
  convert    = true ? 1 : "two"  #= "1"
  for_list   = [for x in [3, 1, 2] : x * 10 if x > 1]  #= [30, 20]
  for_index  = [for i, x in ["a", "b"] : "${i}${x}"]  #= ["0a", "1b"]
  for_map    = { for k, v in { b = 1, a = 2 } : upper(k) => v }  #= { A = 2, B = 1 }
  grouped    = { for w in ["ant", "bee", "ape"] : substr(w, 0, 1) => w... }  #= { a = ["ant", "ape"], b = ["bee"] }
  nested     = [for x in [1, 2] : [for y in ["a"] : "${x}${y}"]]  #= [["1a"], ["2a"]]
  splat      = [{ a = 1 }, { a = 2 }][*].a  #= [1, 2]
  full       = { "a b" = 1, (1 + 1) = 2, c : 3 }  #= { "2" = 2, "a b" = 1, c = 3 }
  template   = "%{if true}yes%{else}no%{endif}"  #= "yes"
  loop       = "%{for x in ["a", "b"]}<${x}>%{endfor}"  #= "<a><b>"
  strip      = "a ${~"b"~} c"  #= "abc"
  escape     = "$${x} %%{x} \"q\" \\ \t \u00e9"  #= "$${x} %%{x} \"q\" \\ \t é"
  heredoc    = <<EOT
one
  two
EOT
#= "one\n  two\n"
  indented   = <<-EOT
    one
      two
    EOT
    #= "one\n  two\n"
  number     = [1e3, 0.1 + 0.2, 12345678901234567890]  #= [1000, 0.3, 12345678901234567890]
  unwrap     = [1]
  text       = "${1}${true}"  #= "1true"
  unicode    = length("日本")  #= 2
  object     = { a = { b = null } }.a.b  #= null
  expanded   = max([1, 5, 2]...)  #= 5
  same       = [1, 2] == tolist([1, 2])  #= false
}
