#!/usr/bin/env bash
# Makes the bare repository that the example clones, in .demo beside this
# script (ignored by git). Always the same commits, so that nothing changes from
# one run to the next.
set -euo pipefail

cd "$(dirname "$0")"
[ ! -e .demo/handbook.git ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=Clockwork GIT_AUTHOR_EMAIL=clockwork@example.com GIT_AUTHOR_DATE='2026-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE

git init --quiet --initial-branch=main "$work/handbook"
printf '# Handbook\n\nHow we keep our clocks wound.\n' >"$work/handbook/README.md"
git -C "$work/handbook" add README.md
git -C "$work/handbook" commit --quiet --message='Begin the handbook'

mkdir -p .demo
git clone --quiet --bare "$work/handbook" .demo/handbook.git
git -C .demo/handbook.git remote remove origin
