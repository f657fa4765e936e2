# A composite is repeated as a whole; its resources see its each and count as well as their own.

composite "region" {
  for_each = { eu = 2, us = 1 }

  resource "file" "site" {
    count   = each.value
    content = "${each.key} ${count.index}"  #= ["eu"][0] "eu 0"; ["eu"][1] "eu 1"; ["us"][0] "us 0"
    #: name = ["eu"][0] "site-eu-0"  (default); ["eu"][1] "site-eu-1"  (default); ["us"][0] "site-us-0"  (default)
  }

  resource "file" "index" {
    content = join(",", file.site[*].name)  #= ["eu"] "site-eu-0,site-eu-1"; ["us"] "site-us-0"
  }

  composite "inner" {
    count = 2

    resource "file" "a" {
      for_each = toset(["x"])
      content  = "${each.key} ${count.index}"  #= ["eu"][0]["x"] "x 0"; ["eu"][1]["x"] "x 1"; ["us"][0]["x"] "x 0"; ["us"][1]["x"] "x 1"
      #: name = ["eu"][0]["x"] "a-eu-0-x"  (default); ["eu"][1]["x"] "a-eu-1-x"  (default); ["us"][0]["x"] "a-us-0-x"  (default); ["us"][1]["x"] "a-us-1-x"  (default)
    }
  }
}

locals {
  eu   = composite.region["eu"].file.site[1].content  #= "eu 1"
  deep = composite.region["us"].composite.inner[1].file.a["x"].content  #= "x 1"
}

resource "file" "after" {
  content    = "x"
  depends_on = [composite.region["us"]]
}

#> order: composite.region["us"].file.site[0], composite.region["us"].file.index, composite.region["us"].composite.inner[0].file.a["x"], composite.region["us"].composite.inner[1].file.a["x"], file.after, composite.region["eu"].file.site[0], composite.region["eu"].file.site[1], composite.region["eu"].file.index, composite.region["eu"].composite.inner[0].file.a["x"], composite.region["eu"].composite.inner[1].file.a["x"]
#> file.after needs composite.region["us"].file.site[0] (depends_on), composite.region["us"].file.index (depends_on), composite.region["us"].composite.inner[0].file.a["x"] (depends_on), composite.region["us"].composite.inner[1].file.a["x"] (depends_on)
