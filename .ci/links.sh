#!/usr/bin/env bash
# Checks that every relative link in the pages leads to something that is there: a file or folder and,
# after '#', a heading of a Markdown page or lines (#L10, #L10-L20) of another file. Needs no network:
# addresses with a scheme (https:) are not looked at.
# Usage: .ci/links.sh [FILE…]      (default: README.md, CONTRIBUTING.md, and the pages in data, src/bench and src/docs)
set -euo pipefail

if [ $# -gt 0 ]; then
  pages=("$@")
else
  cd "$(dirname "${BASH_SOURCE[0]}")/.."
  shopt -s globstar
  pages=(README.md CONTRIBUTING.md data/README.md src/bench/README.md src/docs/**/*.md)
fi

# links FILE: its links, one a line: line number, target. Code is left out, images are not.
links() {
  awk '
    function target(text) {
      sub(/^[ \t]*</, "", text); sub(/>$/, "", text); sub(/[ \t]+["\047(].*$/, "", text)
      print NR "\t" text
    }
    /^[ \t]*(```|~~~)/ { code = !code; next }
    code { next }
    {
      gsub(/``[^`]*(`[^`]+)*``/, ""); gsub(/`[^`]*`/, "")
      if ($0 ~ /^[ \t]*\[[^]]+\]:[ \t]*[^ \t]/) { line = $0; sub(/^[^:]*:[ \t]*/, "", line); target(line); next }
      for (line = $0; match(line, /\]\([^)]*\)/); line = substr(line, RSTART + RLENGTH))
        target(substr(line, RSTART + 2, RLENGTH - 3))
      for (line = $0; match(line, /(src|href)="[^"]*"/); line = substr(line, RSTART + RLENGTH)) {
        found = substr(line, RSTART, RLENGTH); gsub(/^[a-z]*="|"$/, "", found); target(found)
      }
    }' "$1"
}

# anchors PAGE: the names of its headings, as GitHub makes them, and those that it sets itself.
anchors() {
  awk '
    /^[ \t]*(```|~~~)/ { code = !code; next }
    code { next }
    /^#+ / {
      heading = tolower($0)
      sub(/^#+ +/, "", heading); sub(/ +#* *$/, "", heading)
      gsub(/\]\([^)]*\)/, "", heading)
      gsub(/[^a-z0-9 _-]/, "", heading); gsub(/ /, "-", heading)
      print heading (seen[heading]++ ? "-" seen[heading] - 1 : "")
    }
    match($0, /<a (id|name)="[^"]*"/) {
      anchor = substr($0, RSTART, RLENGTH); gsub(/^[^"]*"|"$/, "", anchor); print anchor
    }' "$1"
}

# problem PAGE TARGET: says what is wrong with a link, if anything is.
problem() {
  local page=$1 path=${2%%#*} anchor='' file
  [[ $2 != *#* ]] || anchor=${2#*#}
  [[ $path != /* ]] || { echo "is absolute" && return; }
  file=$page
  [ -z "$path" ] || file=$(dirname "$page")/$path
  [ -e "$file" ] || { echo "is not there" && return; }
  [[ $2 = *#* ]] || return 0
  if [[ $file != *.md ]]; then
    [[ $anchor =~ ^L([0-9]+)(-L([0-9]+))?$ ]] && [ -f "$file" ] \
      && [ "${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}" -le "$(wc -l <"$file")" ] \
      || echo "has no such line"
  else
    anchors "$file" | grep -Fxq -- "$anchor" || echo "has no such heading"
  fi
}

checked=0 broken=0
for page in "${pages[@]}"; do
  [ -f "$page" ] || { echo "links.sh: there is no $page" >&2 && exit 2; }
  while IFS=$'\t' read -r line link; do
    [[ ! $link =~ ^[a-zA-Z][a-zA-Z0-9+.-]*: ]] || continue
    checked=$((checked + 1))
    said=$(problem "$page" "$link")
    [ -n "$said" ] || continue
    echo "$page:$line: $link $said" >&2
    broken=$((broken + 1))
  done < <(links "$page")
done
if [ "$broken" -gt 0 ]; then
  echo "FAILED: $broken of $checked relative links lead nowhere" >&2
  exit 1
fi
echo "All $checked relative links of ${#pages[@]} pages lead somewhere."
