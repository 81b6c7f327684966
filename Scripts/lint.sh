#!/usr/bin/env bash
# Checks form: formatting of Swift, length of source files, shell scripts.
set -euo pipefail
cd "$(dirname "$0")/.."

longest=600

find Package.swift Sources Tests Benchmarks -name '.?*' -prune -o -name '*.swift' -print0 |
    xargs -0 swift format lint --strict --parallel
find Sources -name '*.swift' -exec wc -l {} + |
    awk -v longest="$longest" '$2 != "total" && $1 > longest { print $2 ": " $1 " lines, more than " longest; bad = 1 }
        END { exit bad }' >&2
shellcheck Scripts/*.sh .ci/run examples/slurm/*.sh examples/slurm/*.sbatch
echo "lint: no findings"
