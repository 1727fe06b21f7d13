#!/usr/bin/env bash
# Installs pinned Python packages, each set into a virtual environment of its own.
#
# usage: install.sh NAME...     the packages in NAME.txt go into .aura/NAME; prints where its programs are
#
# An interrupted run leaves nothing that counts as installed, and the next one starts over.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly here
readonly root="$here/../.."

fail() {
    echo "python: $*" >&2
    exit 1
}

install() {
    local name="$1" folder="$root/.aura/$1" pins="$here/$1.txt" wanted
    [[ -e "$pins" ]] || fail "there is no $pins"
    mkdir -p "$folder"
    exec 9>"$folder.lock"
    flock 9
    # The pins are part of what "already there" means: new ones bring new packages.
    wanted="$(sha256sum <"$pins" | cut -d' ' -f1)"
    if [[ "$(cat "$folder/.installed" 2>/dev/null || true)" != "$wanted" ]]; then
        echo "python: installing what $name needs" >&2
        python3 -c 'import ensurepip, venv' 2>/dev/null ||
            fail "python3 with venv is missing; on Debian: apt-get install python3-venv"
        rm -rf "$folder"
        python3 -m venv "$folder" >&2
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --requirement "$pins" >&2
        echo "$wanted" >"$folder/.installed"
    fi
    (cd "$folder/bin" && pwd)
}

(($#)) || fail "usage: install.sh NAME..., of: $(cd "$here" && echo *.txt | sed 's/\.txt//g')"
for name in "$@"; do install "$name"; done
