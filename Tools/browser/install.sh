#!/usr/bin/env bash
# Installs a headless Chromium with its driver, and the pinned Selenium into a virtual environment of its own.
#
# usage: install.sh [FOLDER]     .aura/browser unless another is named; prints where its Python is
#
# An interrupted run leaves nothing that counts as installed, and the next one starts over.
set -euo pipefail

readonly here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly packages=(chromium chromium-driver fonts-noto-cjk)
folder="${1:-$here/../../.aura/browser}"

fail() {
    echo "browser: $*" >&2
    exit 1
}

mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
exec 9>"$folder.lock"
flock 9

if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
    command -v apt-get >/dev/null || fail "chromium and chromedriver are missing"
    as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "please install, as root: apt-get install ${packages[*]}"
        as_root=(sudo)
    fi
    echo "browser: installing ${packages[*]}" >&2
    "${as_root[@]}" apt-get update --quiet --quiet >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet --quiet --yes --no-install-recommends "${packages[@]}" >&2
fi

# The pins are part of what "already there" means: new ones bring a new client.
wanted="$(sha256sum <"$here/requirements.txt" | cut -d' ' -f1)"
if [[ "$(cat "$folder/.installed" 2>/dev/null || true)" != "$wanted" ]]; then
    echo "browser: installing Selenium (about 15 MB to download)" >&2
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        fail "python3 with venv is missing; on Debian: apt-get install python3-venv"
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
        --requirement "$here/requirements.txt" >&2
    echo "$wanted" >"$folder/.installed"
fi
echo "$folder/bin/python"
