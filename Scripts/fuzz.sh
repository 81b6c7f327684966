#!/usr/bin/env bash
# Feeds the importer's readers (logs, JSON, recipes, YAML) with made-up input, under the address sanitizer.
#
#   fuzz.sh [SECONDS]      for so long (600)
#
# A trap, a leak, a read beyond a buffer, or an input that takes more than 20 s or 2 GB ends it, and the input is kept in
# Tests/Fuzzing/.build/findings. What was found worth trying is kept in Tests/Fuzzing/.build/corpus, and tried first.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-600}
if [[ ! $seconds =~ ^[0-9]+$ ]]; then
    echo "usage: fuzz.sh [SECONDS]" >&2
    exit 64
fi
package=Tests/Fuzzing
corpus=$package/.build/corpus
findings=$package/.build/findings

Scripts/setup.sh build
echo "fuzz: building with sanitizers"
# Swift's own code is only told apart by libFuzzer if it is asked for its edges.
swift build --quiet -c release --package-path "$package" --sanitize=address --sanitize=fuzzer -Xswiftc -enable-testing \
    -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table
program=$package/.build/release/hasb-fuzz
mkdir -p "$corpus" "$findings"
HASB_FUZZ_SEEDS=$corpus "$program"
echo "fuzz: $seconds s"
"$program" "$corpus" -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 \
    -detect_leaks=1 -artifact_prefix="$findings/" -print_final_stats=1 -verbosity=1
