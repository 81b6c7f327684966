#!/usr/bin/env bash
# Builds hasbench, hasbench-import and hasbench-fit for release, in .build/release.
#
# hasbench is linked anew as a static executable, which starts faster: the same objects, another link. SwiftPM's own
# link is put back before each build, so that a build without changes has nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.build/release
program=$folder/hasbench
linked=$folder/hasbench.linked
static=$folder/hasbench.static

# Hides progress where nobody watches it, and warnings of the system's libraries about themselves.
quietly() {
    local progress='^\[[0-9]+/[0-9]+\] '
    local glibc="warning: Using '[a-z_0-9]+' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking\$"
    local mktemp="libFoundationEssentials\.a.*warning: the use of .mktemp' is dangerous"
    [[ -t 1 ]] && progress='^$'
    { "$@" 2>&1; } | { grep -vE "$progress|$glibc|$mktemp" || true; }
}

build() { quietly swift build -c release --static-swift-stdlib --product "$1"; }

link_static() {
    quietly swiftc -static-executable -emit-executable -module-name hasbench -o "$static.part" \
        "@$folder/hasbench.product/Objects.LinkFileList" -lzstd -lstdc++ \
        -Xlinker --gc-sections -Xlinker --defsym -Xlinker main=hasbench_main -Xlinker --strip-all &&
        mv -f "$static.part" "$static"
}

if [[ -e $linked ]]; then mv -f "$linked" "$program"; fi
echo "build: hasbench-import, hasbench-fit and hasbench, for release"
build hasbench-import
build hasbench-fit
build hasbench
if [[ ! $static -nt $program ]]; then
    echo "build: linking hasbench statically"
    rm -f "$static"
    if ! link_static; then
        echo "build: can't link it statically (no libzstd.a or libstdc++.a?); it stays as it is, and starts a little slower" >&2
        exit 0
    fi
fi
mv -f "$program" "$linked"
cp "$static" "$program"
