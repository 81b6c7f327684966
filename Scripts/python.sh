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
if ! "$venv/bin/auditwheel" show "$wheel" | tr '\n' ' ' | grep -oE 'constrains the platform tag to *"manylinux_[0-9a-z_]+"'; then
    "$venv/bin/auditwheel" show "$wheel" >&2
    exit 1
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"

(cd Python && for verb in check "format --check"; do
    # shellcheck disable=SC2086 # a verb and its option.
    "../$venv/bin/ruff" $verb --quiet --config pyproject.toml . ../Benchmarks/python
done)
(cd Python && "../$venv/bin/mypy" --no-error-summary)
# What needs other libraries is checked by libraries.sh.
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/pytest" --quiet -p no:cacheprovider Python/tests \
    --ignore Python/tests/test_adapters.py --ignore Python/tests/test_search.py --ignore Python/tests/test_spark.py
echo "python: $wheel, $((size / 1000)) kB, passed"
