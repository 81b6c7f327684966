#!/usr/bin/env bash
# Runs every check: form, the Swift tests, and the programs from outside.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s [%d s]\n' "$*" "$SECONDS"; }

step "Debian packages"
Scripts/setup.sh build test python libraries

step "lint"
Scripts/lint.sh

step "release build"
Scripts/build.sh
Scripts/linkage.sh
Scripts/library.sh

step "swift test"
swift test

step "a short run of the fuzzers"
Scripts/fuzz.sh --short

step "checks from outside, in Python"
for check in compare_logs planted_tokens sweep_json config_hash determinism job_array diff scalars space surrogate report \
    c_interface vectors hostile kills faults; do
    Scripts/independent.sh "Tests/independent/$check.py"
done
# A reader that was written from the specification alone: checksums, hashes, content digest.
Scripts/independent.sh Specs/reader.py data/nas-toy.hasb
Scripts/independent.sh Specs/reader.py data/digits-joint.hasb

step "the Python package"
Scripts/python.sh

step "the Python package in libraries"
Scripts/libraries.sh

printf '\nmake test: all passed in %d s\n' "$SECONDS"
