#!/usr/bin/env bash
# Runs the README's commands: each fenced bash block, in order, in the repository's root, unless the
# last line before it (blank ones apart) is the comment <!-- not run: the reason -->.
# Usage: .ci/readme-commands.sh [FILE]; README_TIMEOUT is the seconds for a block (default 900).
set -euo pipefail
file=$(readlink -f "${1:-$(dirname "${BASH_SOURCE[0]}")/../README.md}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
blocks=$(mktemp -d)
trap 'rm -rf "$blocks"' EXIT

# Each block that is run becomes a file, with its line number for a name.
awk -v folder="$blocks" '
  inside && /^```[ \t]*$/ { inside = 0; close(block); before = ""; next }
  inside { if (!skipped) print > block; next }
  other { if (/^```[ \t]*$/) { other = 0; before = "" } next }
  /^```bash[ \t]*$/ {
    inside = 1
    block = sprintf("%s/%05d", folder, NR)
    skipped = before ~ /^<!-- not run: .+-->[ \t]*$/
    if (skipped) print "line " NR ": " before > "/dev/stderr"
    else printf "" > block
    next
  }
  /^```/ { other = 1; next }
  NF { before = $0 }
' "$file"

count=0
for block in "$blocks"/*; do
  [ -e "$block" ] || break
  line=$((10#$(basename "$block")))
  printf '\n=== %s, line %d\n' "$(basename "$file")" "$line"
  cat "$block"
  echo "---"
  started=$SECONDS code=0
  timeout "${README_TIMEOUT:-900}" bash -euo pipefail "$block" </dev/null || code=$?
  if [ "$code" != 0 ]; then
    [ "$code" != 124 ] || echo "no end after ${README_TIMEOUT:-900} s" >&2
    echo "FAILED: exit code $code of the block at line $line" >&2
    exit 1
  fi
  echo "=== done in $((SECONDS - started)) s"
  count=$((count + 1))
done
[ "$count" -gt 0 ] || { echo "FAILED: $file has no bash block to run" >&2 && exit 1; }
echo "All $count blocks ran."
