#!/usr/bin/env bash
# Compares .hasb with other stores, side by side (Benchmarks/peers/README.md), and the surrogate with other models.
#
#   compare.sh           a bounded form, at most 5 minutes once all is built
#   compare.sh --full    all of it, written to Benchmarks/RESULTS.md
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1-} in
"")
    options=(--bounded --generic 0.1)
    surrogate=(--bounded data/nas-toy.hasb)
    ;;
--full)
    options=(--scale 1000000 --generic 1 --results Benchmarks/RESULTS.md)
    surrogate=(--results Benchmarks/RESULTS.md data/digits-joint.hasb data/nas-toy.hasb)
    ;;
*)
    echo "usage: compare.sh [--full]" >&2
    exit 64
    ;;
esac

Scripts/setup.sh build compare
Scripts/build.sh
echo "build: the programs in Benchmarks, for release"
swift build --quiet -c release --package-path Benchmarks
swift build --quiet -c release --static-swift-stdlib --product hasb-scan
python3 Benchmarks/peers/peers.py "${options[@]}" --nas-toy data/nas-toy.hasb

# The surrogate beside other models, in an environment of its own.
venv=Benchmarks/surrogate/.venv
requirements=Benchmarks/surrogate/requirements.txt
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
"$venv/bin/python" Benchmarks/surrogate/compare.py "${surrogate[@]}"
