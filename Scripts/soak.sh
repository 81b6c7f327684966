#!/usr/bin/env bash
# The long forms of what make test does in short.
#
#   soak.sh [SECTION]...    all sections, or those that are named: damage, kills, faults, threads
#
# Each section is a function soak_NAME, listed in `sections` in the order in which they run.
set -euo pipefail
cd "$(dirname "$0")/.."

sections=(damage kills faults threads)

# Every vector of Specs/vectors damaged in every way, for both readers: every bit of every byte, every prefix, every two
# pieces swapped.
soak_damage() {
    swift build --quiet --product hasb-vectors
    "$(swift build --show-bin-path)/hasb-vectors" sweep
    Scripts/independent.sh Tests/independent/vectors.py --all
}

# 1,000 kills at random moments of convert, merge and fit.
soak_kills() { Scripts/independent.sh Tests/independent/kills.py --count 1000; }

# Every call of the system in every verb that writes a file, not only the first of each kind.
soak_faults() { Scripts/independent.sh Tests/independent/faults.py --most 0; }

# What threads do to one another, under the thread sanitizer, in a folder of its own: readers of one benchmark, the cache,
# the importer's workers, the C interface.
soak_threads() {
    local name names=(
        BenchFileTests.BlockCacheTests HASBenchTests.ThreadTests HASBenchTests.CurveTests/manyThreadsReadTheSameCurves
        BenchCTests.ThreadTests BenchImportTests.ConverterTests/bytesDependOnNeitherJobsNorBudget
        BenchImportTests.SourceTests/theSecondPassGivesTheSameBytes
    )
    local options=(--sanitize=thread --scratch-path .build/threads) library=$PWD/.build/threads/mutex.so tests
    swift build --quiet --build-tests "${options[@]}"
    tests=$(swift test list --skip-build "${options[@]}")
    for name in "${names[@]}"; do
        if ! grep -qF "$name" <<<"$tests"; then
            echo "soak: there is no test $name" >&2
            exit 1
        fi
    done
    "$(dirname "$(readlink -f "$(command -v swiftc)")")/clang" -shared -fPIC -O1 Tests/Threads/mutex.c -o "$library"
    # The first race ends it.
    LD_PRELOAD=$library TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/Tests/Threads/suppressions.txt" \
        swift test --skip-build "${options[@]}" --filter "$(IFS='|' && echo "${names[*]}")"
}

step() { printf '\n== %s [%d s]\n' "$*" "$SECONDS"; }

if (($# > 0)); then sections=("$@"); fi
for section in "${sections[@]}"; do
    if ! declare -F "soak_$section" >/dev/null; then
        echo "soak: there is no section $section" >&2
        exit 64
    fi
done

step "setup"
Scripts/setup.sh build test
Scripts/build.sh
for section in "${sections[@]}"; do
    step "$section"
    "soak_$section"
done
printf '\nmake soak: all passed in %d s\n' "$SECONDS"
