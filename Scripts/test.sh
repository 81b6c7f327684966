#!/usr/bin/env bash
# Runs every check: form, the Swift tests, and the programs from outside.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv-test
requirements=Tests/independent/requirements.txt

step() { printf '\n== %s [%d s]\n' "$*" "$SECONDS"; }

step "Debian packages"
Scripts/setup.sh build test

step "lint"
Scripts/lint.sh

step "release build"
Scripts/build.sh
Scripts/linkage.sh

step "swift test"
swift test

step "checks from outside, in Python"
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
export PYTHONDONTWRITEBYTECODE=1
for check in compare_logs planted_tokens sweep_json config_hash determinism job_array diff space surrogate report hostile kills faults; do
    "$venv/bin/python" "Tests/independent/$check.py"
done
# A reader that was written from the specification alone: checksums, hashes, content digest.
"$venv/bin/python" Specs/reader.py data/nas-toy.hasb
"$venv/bin/python" Specs/reader.py data/digits-joint.hasb

printf '\nmake test: all passed in %d s\n' "$SECONDS"
