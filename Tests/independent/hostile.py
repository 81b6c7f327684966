#!/usr/bin/env python3
"""Files that were made to harm, with checksums that match: each verb refuses them soon, and with little memory.

Decompression bombs, counts of 2^63, sizes that overflow, pieces that overlap, a footer of 2^40 columns. Every file has less
than 100 KB but for what it claims. A verb may take SECONDS, and MEGABYTES beyond what it takes for a small whole file; a footer
may take LARGE_FOOTER, since the format allows it to be as large as that once it is decompressed.
"""

import os
import resource
import struct
import subprocess
import time
from pathlib import Path

import xxhash
import zstandard

import tools
from tools import expect

SECONDS = 10
MEGABYTES = 64
LARGE_FOOTER = 2 * 128 + 64
MAGIC = bytes.fromhex("89484153420d0a1a")
# A column of integers that is a key: role, type, name, no unit.
COLUMN = bytes([1, 2, 1]) + b"K\x00"


def leb(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def named(text):
    return leb(len(text)) + text


def seal(data, offset):
    return data + struct.pack("<Q", xxhash.xxh3_64_intdigest(data, offset))


def packed(data):
    return zstandard.ZstdCompressor(level=3).compress(data)


def section(data):
    frame = packed(data)
    return b"\x01" + leb(len(data)) + leb(len(frame)) + frame


class Forgery:
    """A file of one segment; what a test wants otherwise it changes."""

    def __init__(self):
        # A constant stream of 1.
        self.block = b"\x00\x01\x02"
        self.runs = 1
        self.table = {}
        self.schema = None
        self.page = {}
        self.attachment = None
        self.compresses_footer = False
        self.footer_size = None
        self.extra = b""

    def bytes(self):
        out = MAGIC + struct.pack("<HHI", 1, 0, 0)
        attachments = leb(0)
        if self.attachment:
            stored, size = self.attachment
            sum_ = xxhash.xxh3_64_intdigest(stored, len(out))
            attachments = leb(1) + named(b"provenance") + named(b"application/json")
            attachments += struct.pack("<QQQQ", len(out), len(stored), size, sum_)
            out += stored
        start = len(out)
        extent = struct.pack("<IQ", len(self.block), xxhash.xxh3_64_intdigest(self.block, start))
        out += self.block
        directory = len(out)
        page = struct.pack("<QI", self.page.get("first", 0), self.page.get("runs", self.runs)) + bytes(40)
        page += struct.pack("<QI", self.page.get("start", start), self.page.get("count", 1)) + b"\x01" + self.page.get("extent", extent)
        out += seal(page, directory)
        fan_out = len(out)
        size = self.runs // 10 + 2
        buckets = fan_out + 8 * 3 + 8
        bucket = bytes(size)
        out += seal(struct.pack("<QQQ", 0, size, xxhash.xxh3_64_intdigest(bucket, buckets)), fan_out) + bucket
        table = {
            "runs": self.runs, "segments": 1, "directory": directory, "blocks": 1, "fan_out": fan_out,
            "buckets": buckets, "size": size, "bits": 0, "fingerprint": 8, "row": (self.runs - 1).bit_length(),
        } | self.table
        record = struct.pack("<QQQIQQQBBB", *table.values()) + bytes(32)
        schema = self.schema or leb(1) + COLUMN
        footer = b"".join(bytes([i]) + leb(len(body)) + body for i, body in ((1, record), (2, schema), (3, attachments)))
        footer += self.extra
        stored = packed(footer) if self.compresses_footer else footer
        offset = len(out)
        out += stored
        size = len(out) + 64
        trailer = struct.pack(
            "<QQQQQHHI", offset, len(stored), self.footer_size or len(footer), xxhash.xxh3_64_intdigest(stored, offset), size, 1, 0, 0
        )
        return out + trailer + struct.pack("<Q", xxhash.xxh3_64_intdigest(trailer, size)) + b"HASBEND\n"


def forgeries():
    """Files by name."""
    found = {}

    def forge(name, change):
        forgery = Forgery()
        change(forgery)
        found[name] = forgery.bytes()

    def set_(**values):
        return lambda forgery: [setattr(forgery, name, value) for name, value in values.items()]

    for field in ("runs", "segments", "directory", "fan_out", "buckets", "size"):
        for value in (2**63, 2**64 - 1, 2**40):
            forge(f"{field} of {value:#x}", set_(table={field: value}))
    forge("2^40 columns", set_(schema=leb(2**40)))
    forge("2^63 columns", set_(schema=leb(2**63)))
    forge("a name of 2^63 bytes", set_(schema=leb(1) + b"\x00\x00" + leb(2**63)))
    forge("a footer of 128 MB of nothing", set_(extra=b"\xff" + leb(2**27) + bytes(2**27), compresses_footer=True))
    forge("a footer that claims 256 MB", set_(footer_size=2**28))
    forge("a footer record of 2^63 bytes", set_(extra=b"\xff" + leb(2**63)))
    forge("a provenance bomb that states less", set_(attachment=(section(bytes(2**28)), 100)))
    forge("a provenance of 2^63 bytes", set_(attachment=(b"\x00\x01x", 2**63)))
    forge("a stored section of 2^63", set_(attachment=(b"\x00" + leb(2**63), 2**20)))
    for runs in (0, 65_537, 2**32 - 1):
        forge(f"a page of {runs} runs", set_(page={"runs": runs}))
    forge("a block of 4 GB", set_(page={"extent": struct.pack("<IQ", 2**32 - 1, 1)}))
    forge("blocks at 2^64", set_(page={"start": 2**64 - 2}))
    forge("a block that is the whole file", set_(page={"start": 0}))
    forge("a column that shares itself", set_(page={"extent": struct.pack("<IQ", 0, 0)}))
    forge("2^32 columns with a block", set_(page={"count": 2**32 - 1}))
    forge("a block of presence bombs", set_(block=b"\x01" + section(bytes(2**28))))
    forge("planes of a bomb", set_(block=b"\x00\x02\x08" + section(bytes(2**28)) * 8))
    deep = b"\x03\x01\x00" * 30_000
    forge("streams within streams", set_(block=b"\x00" + deep))
    return found


def write_forgeries(folder):
    """Writes the files in a process of its own, for what a program takes is counted from what its parent took."""
    child = os.fork()
    if child == 0:
        for number, (what, data) in enumerate(forgeries().items()):
            (folder / f"{number:03} {what.replace('/', ' ')}").write_bytes(data)
        os._exit(0)
    expect(os.waitpid(child, 0)[1] == 0, "the files can't be made")
    return sorted(folder.iterdir())


def measured(*arguments):
    """Exit code, seconds and megabytes of a run, and what it wrote to standard error."""
    started = time.monotonic()
    process = subprocess.Popen(
        [tools.HASBENCH, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - started, usage.ru_maxrss / 1024, error


def check():
    slowest, largest = 0, 0
    with tools.temporary_folder() as name:
        folder = Path(name)
        whole = folder / "whole.hasb"
        tools.run("convert", tools.NAS_TOY, "-o", whole, "--shard", "1/250")
        _, _, usual, _ = measured("verify", "--deep", whole)
        path, output = folder / "good.hasb", folder / "output.hasb"
        # The forgery must be readable but for what is forged.
        path.write_bytes(Forgery().bytes())
        tools.run("info", path)
        (folder / "files").mkdir()
        files = write_forgeries(folder / "files")
        for path in files:
            what = path.name
            refused = 0
            for verb, allowed in (
                (["verify", path], {1, 65}), (["verify", "--deep", path], {1, 65}), (["info", path], {0, 65}),
                (["export", path], {0, 65}), (["merge", path, path, "-o", output], {0, 65}),
                (["recover", path, "-o", output], {0, 65}),
            ):
                code, seconds, megabytes, error = measured(*verb)
                place = f"{what}, {verb[0]}"
                expect(code in allowed, f"{place}: exit code {code}: {error[:500]}")
                expect(code == 0 or code == 1 or error.startswith("hasbench: "), f"{place}: {error[:300]!r}")
                expect(seconds < SECONDS, f"{place}: {seconds:.1f} s")
                most = LARGE_FOOTER if "of nothing" in what else MEGABYTES
                expect(megabytes < usual + most + path.stat().st_size / 2**20, f"{place}: {megabytes:.0f} MB, usually {usual:.0f}")
                slowest, largest = max(slowest, seconds), max(largest, megabytes - usual)
                refused += code != 0
                output.unlink(missing_ok=True)
            expect(refused > 1, f"{what}: nothing refuses it")
    return f"{len(files)} files refused by 6 verbs, in at most {slowest:.2f} s and {max(largest, 0):.0f} MB more than a whole one"


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
tools.main(check)
