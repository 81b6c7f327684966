#!/usr/bin/env bash
# From raw logs to answers: converts 500 training runs, looks one up, prints statistics and a frontier, and writes a report.
set -euo pipefail
cd "$(dirname "$0")/.."

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

Scripts/setup.sh build report
Scripts/build.sh
PATH=$PWD/.build/release:$PATH
mkdir -p build
rm -f build/demo.hasb

start=$EPOCHREALTIME
show hasbench convert data/nas-toy -o build/demo.hasb
end=$EPOCHREALTIME
printf '(%d ms by the clock)\n' $(((${end/[.,]/} - ${start/[.,]/}) / 1000))

show hasbench lookup build/demo.hasb REGNET.DEPTH=8 REGNET.W0=24 OPTIM.BASE_LR=0.1 OPTIM.OPTIMIZER=sgd OPTIM.MAX_EPOCH=100
show hasbench stats build/demo.hasb --metric test_error --metric train_time --metric train_energy
show hasbench pareto build/demo.hasb --objective test_error --objective train_energy --versus train_time
show hasbench report build/demo.hasb -o build/report --force
printf '\nThe table is in build/demo.hasb, the report in build/report/index.html; hasbench is in .build/release.\n'
