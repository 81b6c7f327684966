#!/usr/bin/env bash
# Converts a sweep in N parts by a Slurm job array, and merges them when all are there.
#
#   submit.sh SWEEP OUT.hasb N [OPTION OF SBATCH]...
set -euo pipefail

if (($# < 3)); then
    echo "usage: submit.sh SWEEP OUT.hasb N [OPTION OF SBATCH]..." >&2
    exit 64
fi
sweep=$(realpath "$1")
out=$(realpath -m "$2")
count=$3
shift 3
here=$(dirname "$(realpath "$0")")
parts=$out.parts

# Slurm runs a copy of the scripts, in the folder from which they were submitted; so all paths are absolute.
mkdir -p "$parts"
array=$(sbatch --parsable --array="1-$count" --output="$parts/%a.log" "$@" "$here/convert.sbatch" "$sweep" "$parts")
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$parts/merge.log" \
    "$@" "$here/merge.sbatch" "$parts" "$count" "$out")
echo "array $array converts $count parts, job $merge merges them into $out"
