#!/usr/bin/env bash
# Puts Fashion-MNIST's four files into a folder, each verified before it gets its name.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd)
checksums=$here/checksums.sha256
publisher=${FASHION_MNIST_URL:-http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/}
installed=${FASHION_MNIST_INSTALLED:-/usr/share/datasets/fashion-mnist}
package=dataset-fashion-mnist

usage() {
  cat <<EOF
Usage: fetch.sh [FOLDER]

Puts the four gzipped files of Fashion-MNIST into FOLDER (default: $here).
Files that are there and right are kept, plain ones without .gz too; wrong ones are replaced.
The rest comes from the first of these that has it:
  1. an installed copy, in $installed
  2. the publisher, $publisher
  3. the Debian package $package, by apt-get download (no root needed, nothing is installed)
Each file is verified by the SHA-256 of its uncompressed content, in checksums.sha256.

Environment:
  FASHION_MNIST_INSTALLED  another folder for 1
  FASHION_MNIST_URL        another address for 2, such as a mirror's
Exit codes: 0 all four files are there and right, 2 wrong arguments, 3 a file could not be had.
EOF
}

say() { printf 'Fashion-MNIST: %s\n' "$*" >&2; }

partial=  # the folder for unfinished files
missing=  # the names that the folder has in no right form, a space after each
wrong=    # the files that are not what their names say, one a line
failures= # what was tried and failed, one a line, for the message at the end

note() {
  failures+="  - $*"$'\n'
}

# --- Checking -----------------------------------------------------------------------------------

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

names() { awk '{ print $2 }' "$checksums"; }

# is_right FILE NAME: whether FILE, gzipped if it ends in .gz, has the published content of NAME.
is_right() {
  local expected actual
  expected=$(awk -v name="$2" '$2 == name { print $1 }' "$checksums")
  case $1 in
    *.gz) actual=$(gzip -dc "$1" 2>/dev/null | sha256) || return 1 ;;
    *) actual=$(sha256 <"$1") || return 1 ;;
  esac
  [ "$actual" = "$expected" ]
}

# Sets $missing and $wrong.
find_missing() {
  local name file right
  for name in $(names); do
    right=
    for file in "$folder/$name.gz" "$folder/$name"; do
      [ -e "$file" ] || continue
      if is_right "$file" "$name"; then
        right=yes
      else
        say "$file is damaged or not the published file; a right one replaces it"
        wrong+=$file$'\n'
      fi
    done
    [ -n "$right" ] || missing+="$name "
  done
}

# --- Getting ------------------------------------------------------------------------------------

# place FILE NAME SOURCE: moves the verified FILE, which lies in $partial, to its final name.
place() {
  if ! is_right "$1" "$2"; then
    note "$3: $2.gz is not the published file (its SHA-256 differs)"
    return 1
  fi
  if ! mv -f "$1" "$folder/$2.gz"; then
    note "$3: $2.gz could not be moved to $folder"
    return 1
  fi
  missing=${missing/"$2 "/}
  say "$2.gz from $3"
}

from_folder() {
  local source=$1 from=$2 name
  for name in $missing; do
    if [ ! -r "$from/$name.gz" ]; then
      note "$source: no readable $from/$name.gz"
    elif cp "$from/$name.gz" "$partial/$name.gz"; then
      place "$partial/$name.gz" "$name" "$source" || true
    else
      note "$source: $from/$name.gz could not be copied to $partial"
    fi
  done
}

from_publisher() {
  local name url
  for name in $missing; do
    url=${publisher%/}/$name.gz
    say "downloading $url"
    if ! download "$url" "$partial/$name.gz"; then
      note "publisher: $url could not be downloaded"
      return
    fi
    place "$partial/$name.gz" "$name" "publisher" || true
  done
}

download() {
  if command -v curl >/dev/null; then
    curl --fail --location --silent --show-error --connect-timeout 10 \
      --speed-limit 1024 --speed-time 30 --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --no-verbose --tries=2 --timeout=10 --output-document="$2" "$1"
  else
    say "neither curl nor wget is installed"
    return 1
  fi
}

from_debian_package() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    note "Debian package: apt-get or dpkg-deb is not installed"
    return
  fi
  say "downloading the Debian package $package"
  if ! apt_download; then
    note "Debian package: apt-get download $package failed; its lists may be old: sudo apt-get update"
    return
  fi
  if ! dpkg-deb -x "$partial"/"$package"_*.deb "$partial/package"; then
    note "Debian package: $package could not be unpacked"
    return
  fi
  from_folder "Debian package" "$partial/package/usr/share/datasets/fashion-mnist"
}

apt_download() {
  apt_get download "$package" && return
  if [ "$(id -u)" = 0 ]; then
    say "apt-get download failed; trying again after apt-get update"
    apt_get update && apt_get download "$package"
  else
    return 1
  fi
}

apt_get() {
  (cd "$partial" && apt-get -q -o APT::Sandbox::User=root -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@" >&2)
}

# --- The folder for unfinished files ------------------------------------------------------------

# One for each run, named by host and process, so that runs at the same time do not meet.
make_partial() {
  partial=$folder/.partial.${HOSTNAME:-localhost}.$$
  rm -rf "$partial"
  mkdir "$partial" || fail "cannot write in $folder: choose another folder (fetch.sh FOLDER)"
}

# Removes what killed runs left: folders of dead processes on this host, and those a day old.
sweep() {
  local left process
  for left in "$folder"/.partial.*; do
    [ -d "$left" ] || continue
    process=${left##*.}
    if [ -n "$(find "$left" -prune -mmin +1440)" ] \
      || { [ "$left" = "$folder/.partial.${HOSTNAME:-localhost}.$process" ] && ! is_alive "$process"; }; then
      rm -rf "$left" || true
    fi
  done
}

is_alive() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }

# --- The run ------------------------------------------------------------------------------------

fail() {
  say "$*"
  exit 3
}

# Removes the wrong files that no right one of the same name has replaced, so that nothing reads them.
remove_wrong() {
  local file name
  while IFS= read -r file; do
    name=$(basename "$file" .gz)
    [ -z "$file" ] || is_right "$file" "$name" || rm -f "$file"
  done <<<"$wrong"
}

give_up() {
  local name
  say "could not get every file into $folder"
  printf 'Missing:\n' >&2
  for name in $missing; do printf '  - %s.gz\n' "$name" >&2; done
  printf 'Tried:\n%s' "$failures" >&2
  cat >&2 <<EOF
By hand: fetch the missing files on any machine from
  $publisher
or from the Debian package $package, put them into
  $folder
and run fetch.sh again, which verifies them.
EOF
  exit 3
}

main() {
  case ${1:-} in
    -h | --help) usage && exit 0 ;;
    -*) say "unknown option $1; see fetch.sh --help" && exit 2 ;;
  esac
  [ $# -le 1 ] || { say "one folder at most, but there are $# arguments; see fetch.sh --help" && exit 2; }
  folder=${1:-$here}
  command -v sha256sum >/dev/null || command -v shasum >/dev/null \
    || fail "neither sha256sum nor shasum is installed, so nothing can be verified"
  [ -r "$checksums" ] || fail "$checksums is missing; it belongs beside fetch.sh"
  mkdir -p "$folder" || fail "cannot make the folder $folder: choose another (fetch.sh FOLDER)"

  sweep
  find_missing
  if [ -n "$missing" ]; then
    trap 'rm -rf "$partial"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    make_partial
    from_folder "installed copy" "$installed"
    [ -z "$missing" ] || from_publisher
    [ -z "$missing" ] || from_debian_package
    [ -z "$missing" ] || give_up
  fi
  remove_wrong
  say "all four files are in $folder, verified"
}

main "$@"
