#!/usr/bin/env bash
# Runs the commands of the README and of its pages: each fenced bash block, in order, in the
# repository's root. One whose last line before it (blank ones apart) is the comment
# <!-- not run: the reason --> is left out, and listed with its reason.
# Usage: .ci/readme-commands.sh [FILE…]      (default: README.md, CONTRIBUTING.md, src/docs/**/*.md)
# README_TIMEOUT is the seconds for a block (default 900).
set -euo pipefail
files=()
for file; do files+=("$(readlink -f "$file")"); done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ${#files[@]} = 0 ]; then
  shopt -s globstar
  files=(README.md CONTRIBUTING.md src/docs/**/*.md)
fi
blocks=$(mktemp -d)
trap 'rm -rf "$blocks"' EXIT

# blocks_of FILE FOLDER: each block that is run becomes a file, with its line number for a name; each
# other one is printed. A block of commands under another name would be passed over in silence.
blocks_of() {
  awk -v folder="$2" -v page="$1" '
    inside && /^```[ \t]*$/ { inside = 0; close(block); before = ""; next }
    inside { if (!skipped) print > block; next }
    other { if (/^```[ \t]*$/) { other = 0; before = "" } next }
    /^```bash[ \t]*$/ {
      inside = 1
      block = sprintf("%s/%05d", folder, NR)
      skipped = before ~ /^<!-- not run: .+-->[ \t]*$/
      if (skipped) { gsub(/^<!-- | -->[ \t]*$/, "", before); print page ":" NR ": " before }
      else printf "" > block
      next
    }
    /^```(sh|shell|console|zsh)/ {
      print "FAILED: " page ":" NR ": a block of commands is called bash, not " substr($0, 4) > "/dev/stderr"
      exit 1
    }
    /^```/ { other = 1; next }
    NF { before = $0 }
  ' "$1"
}

# run PAGE BLOCK
run() {
  local started=$SECONDS code=0 line
  line=$((10#$(basename "$2")))
  printf '\n=== %s, line %d\n' "$1" "$line"
  cat "$2"
  echo "---"
  timeout "${README_TIMEOUT:-900}" bash -euo pipefail "$2" </dev/null || code=$?
  if [ "$code" != 0 ]; then
    [ "$code" != 124 ] || echo "no end after ${README_TIMEOUT:-900} s" >&2
    echo "FAILED: exit code $code of the block at $1:$line" >&2
    exit 1
  fi
  echo "=== done in $((SECONDS - started)) s"
}

for index in "${!files[@]}"; do
  mkdir "$blocks/$index"
  blocks_of "${files[index]}" "$blocks/$index"
done

count=0
for index in "${!files[@]}"; do
  for block in "$blocks/$index"/*; do
    [ -e "$block" ] || continue
    run "${files[index]}" "$block"
    count=$((count + 1))
  done
done
[ "$count" -gt 0 ] || { echo "FAILED: there is no bash block to run in ${files[*]}" >&2 && exit 1; }
printf '\nAll %d blocks ran.\n' "$count"
