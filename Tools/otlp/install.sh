#!/usr/bin/env bash
# Installs OpenTelemetry's pinned messages in Python into a virtual environment of its own.
#
# usage: install.sh [FOLDER]     .aura/otlp unless another is named; prints where its Python is
#
# An interrupted run leaves nothing that counts as installed, and the next one starts over.
set -euo pipefail

readonly here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:-$here/../../.aura/otlp}"

mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
exec 9>"$folder.lock"
flock 9

# The pins are part of what "already there" means: new ones bring new messages.
wanted="$(sha256sum <"$here/requirements.txt" | cut -d' ' -f1)"
if [[ "$(cat "$folder/.installed" 2>/dev/null || true)" != "$wanted" ]]; then
    echo "otlp: installing (about 1 MB to download)" >&2
    python3 -c 'import ensurepip, venv' 2>/dev/null || {
        echo "otlp: python3 with venv is missing; on Debian: apt-get install python3-venv" >&2
        exit 1
    }
    rm -rf "$folder"
    python3 -m venv "$folder" >&2
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
        --requirement "$here/requirements.txt" >&2
    echo "$wanted" >"$folder/.installed"
fi
echo "$folder/bin/python"
