#!/usr/bin/env bash
# The long forms of what make test does in short.
#
#   soak.sh [SECTION]...    all sections, or those that are named: kills, faults, threads
#
# Each section is a function soak_NAME, listed in `sections` in the order in which they run.
set -euo pipefail
cd "$(dirname "$0")/.."

sections=(kills faults threads)
python=.venv-test/bin/python
export PYTHONDONTWRITEBYTECODE=1

# 1,000 kills at random moments of convert, merge and fit.
soak_kills() { "$python" Tests/independent/kills.py --count 1000; }

# Every call of the system in every verb that writes a file, not only the first of each kind.
soak_faults() { "$python" Tests/independent/faults.py --most 0; }

# What threads do to one another, under the thread sanitizer, in a folder of its own.
soak_threads() {
    swift test --quiet --sanitize=thread --scratch-path .build/threads \
        --filter 'manyThreads|aHundredThreads|BlockCacheTests|PublishedObjects'
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
# Made by make test; the same packages.
if [[ ! -x $python ]]; then
    python3 -m venv .venv-test
    .venv-test/bin/pip install --quiet --disable-pip-version-check -r Tests/independent/requirements.txt
    cp Tests/independent/requirements.txt .venv-test/requirements.txt
fi
for section in "${sections[@]}"; do
    step "$section"
    "soak_$section"
done
printf '\nmake soak: all passed in %d s\n' "$SECONDS"
