#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are needed and missing.
#
#   setup.sh [build|report|test|python|libraries|compare|parts]...
#
# Nothing is installed, and no password asked for, where nothing is missing.
set -euo pipefail

packages=()
for purpose in "${@:-build}"; do
    case $purpose in
    # g++ for the C++ headers and library of clang, git and certificates for the Swift packages.
    build) packages+=(libzstd-dev libxxhash-dev libsimdjson-dev libyaml-dev zlib1g-dev libopenblas-dev libxgboost-dev g++ pkg-config git ca-certificates) ;;
    report) packages+=(gnuplot-nox) ;;
    # fonts, for what chromium draws is measured.
    test) packages+=(python3 python3-venv shellcheck gnuplot-nox chromium fonts-dejavu-core) ;;
    python) packages+=(python3 python3-venv python3-dev) ;;
    # the Java that Spark runs on.
    libraries) packages+=(python3 python3-venv default-jre-headless gnuplot-nox) ;;
    compare) packages+=(python3 python3-venv python3-torch g++ libsqlite3-dev) ;;
    parts) packages+=(valgrind binutils) ;;
    *)
        echo "setup: $purpose is none of build, report, test, python, libraries, compare, parts" >&2
        exit 64
        ;;
    esac
done

if ! command -v swift >/dev/null; then
    echo "setup: no swift on the path; install Swift 6.3 from https://www.swift.org/install/linux/" >&2
    exit 69
fi
if ! command -v dpkg-query >/dev/null; then
    echo "setup: this is no Debian or Ubuntu; make sure that you have what these packages hold: ${packages[*]}" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    # shellcheck disable=SC2016 # dpkg-query's own field, not the shell's.
    if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
        missing+=("$package")
    fi
done
if ((${#missing[@]} == 0)); then
    echo "setup: all Debian packages are there"
    exit 0
fi

as_root=(env DEBIAN_FRONTEND=noninteractive)
if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
        echo "setup: as root, run: apt-get install ${missing[*]}" >&2
        exit 69
    fi
    as_root=(sudo "${as_root[@]}")
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -q </dev/null
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
