#!/usr/bin/env bash
# Builds the C interface for release: .build/release/libhasbench.so, with the Swift runtime and zstd in it, and hasbench.h
# beside it.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.build/release
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
echo "library: hasbench-c, for release"
swift build --quiet -c release --static-swift-stdlib --product hasbench-c

# Found before the system's libzstd.so, so that nothing is asked of the system but the C and C++ libraries.
static=$folder/hasbench-c.static
mkdir -p "$static"
ln -sf "$(readlink -f "$(gcc -print-file-name=libzstd.a)")" "$static/libzstd.a"
# Only the interface is visible. Its objects are named one by one, for Swift hides all that comes from an archive; by their
# sources, for objects of sources that are gone stay in the folder.
objects=()
for source in Sources/BenchC/*.swift; do objects+=("$folder/BenchC.build/$(basename "$source").o"); done
exports=$folder/hasbench-c.exports
printf '{ global: hasb_*; local: *; };\n' >"$exports"
swiftc -emit-library -static-stdlib -module-name hasbench -o "$folder/libhasbench.so.part" \
    -L "$static" -L "$toolchain/lib/swift_static/linux" "${objects[@]}" "$folder/libhasbench-c.a" -lstdc++ \
    -Xlinker --gc-sections -Xlinker --strip-all -Xlinker --version-script="$exports" -Xlinker -soname=libhasbench.so \
    2> >(grep -v "libFoundationEssentials.*the use of .mktemp' is dangerous" >&2)
mv -f "$folder/libhasbench.so.part" "$folder/libhasbench.so"
cp Sources/CHasbench/include/hasbench.h "$folder/hasbench.h"
echo "library: $folder/libhasbench.so, $(($(stat -c %s "$folder/libhasbench.so") / 1000)) kB"
