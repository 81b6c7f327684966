#!/usr/bin/env bash
# Checks the Python package inside the libraries that search and compute: adapters, searches under a budget, Spark. Needs the
# wheel that python.sh has built. HASBENCH_COMMAND names a command that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv-libraries
requirements=build/requirements-libraries.txt

mkdir -p build
{
    cat Python/tests/requirements-adapters.txt Python/tests/requirements-spark.txt
    grep '^mypy==' Python/requirements-test.txt
} >"$requirements"
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall build/python/*.whl

# All of the package and the examples, against what the libraries say of their own types.
(cd Python && "../$venv/bin/mypy" --no-error-summary)

# A thread a process: searches run on all cores already.
PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 "$venv/bin/pytest" --quiet -p no:cacheprovider -W ignore \
    Python/tests/test_adapters.py Python/tests/test_search.py Python/tests/test_spark.py
