#!/usr/bin/env bash
# Feeds what reads with made-up input, under the address sanitizer: the importer's readers (logs, JSON, recipes, YAML) and
# the parts of a file (blocks of every encoding, footer, directory, index, whole files, what is recovered of damaged ones).
#
#   fuzz.sh [SECONDS] [importer|file]...    for so long each (600)
#
# A trap, a leak, a read beyond a buffer, or an input that takes more than 20 s, or more memory than 64 MB and its own size,
# ends it, and the input is kept in Tests/Fuzzing/.build/findings. What was found worth trying is kept in
# Tests/Fuzzing/.build/corpus, and tried first.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=600
if [[ ${1-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
fi
readers=("$@")
if ((${#readers[@]} == 0)); then readers=(importer file); fi
declare -A products=([importer]=hasb-fuzz [file]=hasb-fuzz-file)
for reader in "${readers[@]}"; do
    if [[ ! -v products[$reader] ]]; then
        echo "usage: fuzz.sh [SECONDS] [importer|file]..." >&2
        exit 64
    fi
done
package=Tests/Fuzzing

Scripts/setup.sh build
for reader in "${readers[@]}"; do
    product=${products[$reader]}
    corpus=$package/.build/corpus/$reader
    findings=$package/.build/findings/$reader
    echo "fuzz: building $product with sanitizers"
    # Swift's own code is only told apart by libFuzzer if it is asked for its edges.
    swift build --quiet -c release --package-path "$package" --product "$product" \
        --sanitize=address --sanitize=fuzzer -Xswiftc -enable-testing \
        -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table
    program=$package/.build/release/$product
    mkdir -p "$corpus" "$findings"
    HASB_FUZZ_SEEDS=$corpus "$program"
    committed=()
    if [[ -d $package/Corpus/$reader ]]; then committed=("$package/Corpus/$reader"); fi
    echo "fuzz: $reader, $seconds s"
    "$program" "$corpus" "${committed[@]}" -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 \
        -detect_leaks=1 -artifact_prefix="$findings/" -print_final_stats=1 -verbosity=1
done
