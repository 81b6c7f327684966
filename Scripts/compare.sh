#!/usr/bin/env bash
# Compares .hasb with other stores, side by side (Benchmarks/peers/README.md), the surrogate with other models, and the
# statistics with other libraries.
#
#   compare.sh           a bounded form, at most 5 minutes once all is built
#   compare.sh --full    all of it, written to Benchmarks/RESULTS.md
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1-} in
"")
    options=(--bounded --generic 0.1)
    surrogate=(--bounded data/nas-toy.hasb)
    statistics=(--bounded data/nas-toy.hasb)
    ;;
--full)
    options=(--scale 1000000 --generic 1 --results Benchmarks/RESULTS.md)
    surrogate=(--results Benchmarks/RESULTS.md data/digits-joint.hasb data/nas-toy.hasb)
    statistics=(--results Benchmarks/RESULTS.md data/nas-toy.hasb data/digits-joint.hasb)
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
for program in hasb-scan hasb-parts; do
    swift build --quiet -c release --static-swift-stdlib --product "$program"
done
python3 Benchmarks/peers/peers.py "${options[@]}" --nas-toy data/nas-toy.hasb

# Each in an environment of its own.
beside() { # NAME ARGUMENT...
    local folder=Benchmarks/$1
    shift
    if ! cmp -s "$folder/requirements.txt" "$folder/.venv/requirements.txt"; then
        rm -rf "$folder/.venv"
        python3 -m venv "$folder/.venv"
        "$folder/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$folder/requirements.txt"
        cp "$folder/requirements.txt" "$folder/.venv/requirements.txt"
    fi
    "$folder/.venv/bin/python" "$folder/compare.py" "$@"
}
beside statistics "${statistics[@]}"
beside surrogate "${surrogate[@]}"
