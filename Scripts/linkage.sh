#!/usr/bin/env bash
# Checks what hasbench links: the Swift runtime, libzstd and libc, so that a lookup costs a process start and little more.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${HASBENCH_BIN:-.build/release/hasbench}
objects=.build/release/hasbench.product/Objects.LinkFileList
with_symbols=.build/release/hasbench.linked
allowed='^(linux-vdso|ld-linux.*|libc|libm|libgcc_s|libstdc\+\+|libzstd)$'

fail() {
    echo "linkage: FAILED: $*" >&2
    exit 1
}

# Nothing of ours that a lookup doesn't need.
if found=$(grep -E '/(CSimdjson|BenchImport|CYaml|BenchFit|CXGBoost|CBLAS)\.build/' "$objects"); then
    fail "hasbench links objects of the importer or the fitter: ${found%%$'\n'*}"
fi
if libraries=$(ldd "$program" 2>/dev/null); then
    while read -r library _; do
        name=${library##*/}
        [[ ${name%%.so*} =~ $allowed ]] || fail "$program links $library"
    done <<<"$libraries"
    how="links only $(wc -l <<<"$libraries") system libraries"
else
    how="is static"
fi
# Foundation (FoundationEssentials is allowed), ICU and simdjson have symbols that can't be missed.
[[ -e $with_symbols ]] || with_symbols=$program
symbols=$(nm --defined-only "$with_symbols")
for symbol in CFRelease ucal_open uloc_getDefault simdjson; do
    if grep -qE " .*$symbol" <<<"$symbols"; then fail "hasbench holds $symbol"; fi
done
"$program" --version >/dev/null || fail "$program doesn't start"
echo "linkage: hasbench $how, $(($(stat -c %s "$program") / 1000000)) MB, no Foundation, no ICU, no simdjson"
