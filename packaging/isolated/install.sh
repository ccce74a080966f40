#!/bin/sh
# Installs LocalCounsel from this folder: no network, no compiler, and no root unless --machine is given.
#
#   ./install.sh --key firm.pem            for this user, below ~/.local
#   ./install.sh --machine --key firm.pem  for every user, in /opt
#   ./install.sh --verify-only --key firm.pem
#   ./install.sh --help
#
# PYTHON=/path/to/python3 names the Python to use where the bundle brings none.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd -P)
cd "$here"

fail() {
    printf '%s\n' "$1" >&2
    exit "$2"
}

digest_check() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum --check --strict --quiet -
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 --check --quiet -
    else
        fail "install.sh: neither sha256sum nor shasum is here to check the installer itself" 4
    fi
}

# What is about to run is checked against the list first; the rest of the list, and its signature, by the program.
[ -f SHA256SUMS ] || fail "install.sh: SHA256SUMS is missing" 3
# A file added to the installer would be imported in place of one of Python's own, so that there may be none.
grep -E '^[0-9a-f]{64}  (installer/|python\.tar\.gz$)' SHA256SUMS | digest_check >&2 &&
    [ "$(find installer ! -type d | sort)" = "$(sed -n 's/^[0-9a-f]*  \(installer\/\)/\1/p' SHA256SUMS | sort)" ] ||
    fail "Refused.
  the installer is not the one that the bundle lists" 3

suits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -I -c 'import sys, venv, sqlite3, ctypes, zlib; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

unpacked=
if [ -f python.tar.gz ]; then
    unpacked=$(mktemp -d "${TMPDIR:-/tmp}/localcounsel-python.XXXXXX")
    trap 'rm -rf "$unpacked"' EXIT
    trap 'exit 130' INT TERM
    tar -xzf python.tar.gz -C "$unpacked"
    python=$unpacked/$(cat installer/python.path)
    suits "$python" || fail "install.sh: the Python in the bundle does not run on this machine" 4
else
    python=
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && suits "$candidate"; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || fail "install.sh: Python 3.11 to 3.14 with venv and sqlite3 is needed and was not found.
  Debian and Ubuntu: python3; Red Hat: python3.11. Or take a bundle that brings its own." 4
fi
"$python" -I -B installer --bundle "$here" "$@"
