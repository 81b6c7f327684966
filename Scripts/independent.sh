#!/usr/bin/env bash
# Runs Python with the packages that the checks from outside need; installs them in .venv-test if they aren't there.
#
#   independent.sh PROGRAM ARGUMENT...
set -euo pipefail

root=$(dirname "$0")/..
venv=$root/.venv-test
requirements=$root/Tests/independent/requirements.txt

if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" "$@"
