#!/usr/bin/env bash
# Damages every vector of Specs/vectors in every way, for both readers: every bit of every byte, every prefix, every two
# pieces swapped. Takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/setup.sh build test
swift build --product hasb-vectors
"$(swift build --show-bin-path)/hasb-vectors" sweep
Scripts/independent.sh Tests/independent/vectors.py --all
