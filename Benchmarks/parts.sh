#!/usr/bin/env bash
# Counts the instructions of the format's parts (Benchmarks/Parts) under callgrind: figures without noise.
#
#   parts.sh [PART...]    all parts, or those named, as a Markdown table
#
# Each part is run twice and eight times, and the difference divided, so that what a process does besides doesn't count.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/setup.sh build parts >&2
swift build --quiet -c release --static-swift-stdlib --product hasb-parts >&2
# Not every valgrind can read the debug information of a Swift program.
program=.build/release/hasb-parts.stripped
strip -o "$program" .build/release/hasb-parts

instructions() { # PART TIMES
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --count "$2" "$1" 2>&1 |
        awk '/Collected *:/ { print $NF; found = 1 } END { exit !found }'
}

echo "| part | instructions | per |"
echo "| --- | --- | --- |"
"$program" --list | while IFS=$'\t' read -r part count unit; do
    if (($# > 0)) && [[ " $* " != *" $part "* ]]; then continue; fi
    few=$(instructions "$part" 2)
    many=$(instructions "$part" 8)
    awk -v part="$part" -v unit="$unit" -v n="$((many - few))" -v count="$count" \
        'BEGIN { printf "| %s | %.2f | %s |\n", part, n / 6 / count, unit }'
done
