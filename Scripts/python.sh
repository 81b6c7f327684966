#!/usr/bin/env bash
# Builds the Python package's wheel into build/python, installs it in an environment of its own, and checks it against the
# command. HASBENCH_LIBRARY and HASBENCH_COMMAND name a library and a command that are built already.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv-python
requirements=Python/requirements-test.txt
wheels=build/python
largest=15000000

if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi

# What setuptools keeps of earlier builds would go into the wheel.
rm -rf "$wheels" Python/build
"$venv/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$wheels" ./Python
wheel=$(echo "$wheels"/*.whl)
size=$(stat -c %s "$wheel")
if ((size >= largest)); then
    echo "python: $wheel has $size bytes; $largest are too many" >&2
    exit 1
fi
# Whatever the machine it is built on, it asks for the C and C++ libraries alone.
platform='constrains the platform tag to *"manylinux_[0-9a-z_]+"'
if ! "$venv/bin/auditwheel" show "$wheel" 2>/dev/null | tr '\n' ' ' | grep -oE "$platform"; then
    "$venv/bin/auditwheel" show "$wheel" >&2
    exit 1
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"

(
    cd Python
    ruff=../$venv/bin/ruff
    "$ruff" check --quiet --config pyproject.toml . ../examples ../Benchmarks/python
    "$ruff" format --check --quiet --config pyproject.toml . ../examples ../Benchmarks/python
    "../$venv/bin/mypy" --no-error-summary --exclude '(adapters|search)/|spark\.py' src/hasbench
)
# The types and tests of adapters, searches and Spark are checked by libraries.sh.
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/pytest" --quiet -p no:cacheprovider \
    Python/tests/test_{values,lookup,arrow,write,threads,readme}.py
echo "python: $wheel, $((size / 1000)) kB, passed"
