#!/usr/bin/env bash
# The quickstart from nothing to nothing: apply, apply again, destroy. Checks on
# the way that the second apply changes nothing and that destroy leaves this
# directory as it was.
#
#   examples/quickstart/demo.sh PATH-TO-CW
set -euo pipefail

cw=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

# What is here, without cw's own state directory.
listing() {
  find . -path ./.clockwork -prune -o -print | LC_ALL=C sort
  find . -path ./.clockwork -prune -o -type f -exec cksum {} + | LC_ALL=C sort
}

./prepare.sh
# A demo that was cut off left something behind.
[ ! -d .clockwork ] || "$cw" destroy --yes >/dev/null
before=$(listing)

say '$ cw apply'
"$cw" apply --yes

say '$ cw apply        (again: nothing to do, nobody to ask)'
"$cw" apply --yes | tee .demo/second
grep -qi 'no changes' .demo/second || { echo "the second apply changed something" >&2; exit 1; }
rm .demo/second

say '$ cw output'
"$cw" output

say '$ cw destroy'
"$cw" destroy --yes

after=$(listing)
diff <(printf '%s\n' "$before") <(printf '%s\n' "$after") || { echo "destroy left something behind" >&2; exit 1; }
rm -rf .clockwork .demo
say 'The directory is as it was before.'
