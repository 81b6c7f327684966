#!/usr/bin/env bash
# Feeds what reads with made-up input, under the address sanitizer: the importer's readers (logs, JSON, recipes, YAML) and
# the parts of a file (blocks of every encoding, footer, directory, index, whole files, what is recovered of damaged ones).
#
#   fuzz.sh [SECONDS] [importer|file]...    for so long each (600)
#   fuzz.sh --short [importer|file]...      some thousand inputs, from one seed; built without optimization
#
# A trap, a leak, a read beyond a buffer, or an input that takes more than 20 s, or more memory than 64 MB and its own size,
# ends it, and the input is kept in Tests/Fuzzing/.build/findings. What was found worth trying is kept in
# Tests/Fuzzing/.build/corpus, and tried first; a short run begins with the inputs that are committed or made, and keeps
# nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# Of a short run: some ten seconds each.
declare -A runs=([importer]=2500 [file]=10000)
seconds=600
is_short=0
if [[ ${1-} == --short ]]; then
    is_short=1
    shift
elif [[ ${1-} =~ ^[0-9]+$ ]]; then
    seconds=$1
    shift
fi
readers=("$@")
if ((${#readers[@]} == 0)); then readers=(importer file); fi
declare -A products=([importer]=hasb-fuzz [file]=hasb-fuzz-file)
for reader in "${readers[@]}"; do
    if [[ ! -v products[$reader] ]]; then
        echo "usage: fuzz.sh [SECONDS | --short] [importer|file]..." >&2
        exit 64
    fi
done
package=Tests/Fuzzing

Scripts/setup.sh build
# Swift's own code is only told apart by libFuzzer if it is asked for its edges.
options=(
    --quiet --package-path "$package" --sanitize=address --sanitize=fuzzer
    -Xswiftc "-sanitize-coverage=edge,inline-8bit-counters,pc-table"
)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if ((is_short)); then
    configuration=debug
    corpora=$scratch
else
    configuration=release
    corpora=$package/.build/corpus
    options+=(-Xswiftc -enable-testing)
fi
# Says what a command says only if it fails: the linker warns of each of the sanitizer's own symbols.
quietly() {
    if ! "$@" >"$scratch/log" 2>&1; then
        cat "$scratch/log" >&2
        exit 1
    fi
}

echo "fuzz: building with sanitizers, for $configuration"
quietly swift build -c "$configuration" "${options[@]}"

for reader in "${readers[@]}"; do
    program=$package/.build/$configuration/${products[$reader]}
    corpus=$corpora/$reader
    findings=$package/.build/findings/$reader
    mkdir -p "$corpus" "$findings"
    HASB_FUZZ_SEEDS=$corpus "$program"
    inputs=("$corpus")
    if [[ -d $package/Corpus/$reader ]]; then inputs+=("$package/Corpus/$reader"); fi
    limits=(-max_len=8192 -timeout=20 -rss_limit_mb=2048 -detect_leaks=1 -artifact_prefix="$findings/")
    if ((is_short)); then
        echo "fuzz: $reader, ${runs[$reader]} inputs"
        quietly "$program" "${inputs[@]}" "${limits[@]}" -seed=1 -runs="${runs[$reader]}" -verbosity=0
    else
        echo "fuzz: $reader, $seconds s"
        "$program" "${inputs[@]}" "${limits[@]}" -max_total_time="$seconds" -print_final_stats=1 -verbosity=1
    fi
done
