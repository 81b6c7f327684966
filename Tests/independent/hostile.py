#!/usr/bin/env python3
"""Files that were made to harm, with checksums that match: each verb refuses them soon, and with little memory.

Decompression bombs, counts of 2^63, sizes that overflow, pieces that overlap, a footer of 2^40 columns. Every file has less
than 1.5 MB but for what it claims. A verb may take SECONDS, and MEGABYTES beyond what it takes for a small whole file.
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
MAGIC = bytes.fromhex("89484153420d0a1a")
KEY, SCALAR, METRIC, AXIS, SERIES = 1, 3, 4, 5, 6
FLOAT64, INT64, STRING = 1, 2, 4
# A constant stream of 1, after the flags of a block.
ONES = b"\x00\x01\x02"
MOST_ELEMENTS = 2**20
MOST_COLUMNS = 65_536


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


def column(role, type_, name, definition=b""):
    """A column without a unit."""
    return bytes([role, type_]) + named(name) + b"\x00" + definition


def zigzag(number):
    return leb(2 * number)


class Forgery:
    """A file of one segment; what a test wants otherwise it changes."""

    def __init__(self):
        self.block = ONES
        # Columns beside the key, each with its block; None shares that of the column before.
        self.columns = []
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
        extents, owner = b"", 0
        for place, block in enumerate([self.block] + [block for _, block in self.columns]):
            if block is None:
                extents += struct.pack("<IQ", 0, owner)
                continue
            owner = place
            extents += struct.pack("<IQ", len(block), xxhash.xxh3_64_intdigest(block, len(out)))
            out += block
        directory, count = len(out), 1 + len(self.columns)
        page = struct.pack("<QI", self.page.get("first", 0), self.page.get("runs", self.runs)) + bytes(40)
        page += struct.pack("<QI", self.page.get("start", start), self.page.get("count", count))
        page += ((1 << count) - 1).to_bytes((count + 7) // 8, "little") + self.page.get("extent", extents)
        out += seal(page, directory)
        fan_out = len(out)
        size = self.runs // 10 + 2
        buckets = fan_out + 8 * 3 + 8
        bucket = bytes(size)
        out += seal(struct.pack("<QQQ", 0, size, xxhash.xxh3_64_intdigest(bucket, buckets)), fan_out) + bucket
        table = {
            "runs": self.runs, "segments": 1, "directory": directory, "blocks": count, "fan_out": fan_out,
            "buckets": buckets, "size": size, "bits": 0, "fingerprint": 8, "row": (self.runs - 1).bit_length(),
        } | self.table
        record = struct.pack("<QQQIQQQBBB", *table.values()) + bytes(32)
        schema = self.schema or leb(count) + column(KEY, INT64, b"K") + b"".join(entry for entry, _ in self.columns)
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
    forge("a provenance of 256 MB of nothing", set_(attachment=(section(bytes(2**28)), 2**28)))
    forge("a provenance of 8 MB of nothing", set_(attachment=(section(bytes(2**23)), 2**23)))
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
    for role, what in ((KEY, "keys"), (SCALAR, "scalars")):
        for size in (2**23, 2**16):
            block = strings(1, size)
            columns = [(column(role, STRING, b"%05d" % number), None if number else block) for number in range(MOST_COLUMNS - 1)]
            forge(f"{MOST_COLUMNS} {what} of {size} bytes", set_(columns=columns))
    forge("a text of control characters", set_(columns=[(column(SCALAR, STRING, b"t"), strings(1, 2**23 - 100))]))
    found |= curves_forgeries()
    sources = column(METRIC, FLOAT64, b"%d", bytes([0, 0]) + struct.pack("<d", 1) + leb(MOST_COLUMNS) + bytes(MOST_COLUMNS))
    schema = leb(201) + column(KEY, INT64, b"K") + b"".join(sources.replace(b"%d", b"%02x" % number) for number in range(200))
    forge("200 metrics of 65,536 sources", set_(schema=schema, compresses_footer=True))
    return found


def strings(count, size):
    """A block of so many equal strings that are said to be distinct, each of so many bytes 0, and the first for each value."""
    return b"\x00" + leb(count) + b"\x01" + zigzag(size) + section(bytes(count * size)) + b"\x01\x00"


def curves_forgeries():
    """Files with series of as many elements as one may have, from a few bytes."""
    axis = (column(AXIS, INT64, b"g.step"), b"\x00\x01" + zigzag(MOST_ELEMENTS) + b"\x01\x02")

    def series(number, block, type_=INT64):
        return column(SERIES, type_, b"g.%05d" % number), block

    # The second from the first and so on, each as deep as it goes, of streams within each other as deep as they go.
    nested = b"\x03\x00\x01\x02" * 6 + b"\x01\x02"
    predicted = [b"\x00" + nested] + [b"\x00\x06" + named(b"g.%05d" % number) + b"\x00\x01" + nested for number in range(2)]
    planes = b"\x00\x02\x08" + section(bytes(MOST_ELEMENTS)) * 8
    columns = {
        "one long series": [axis, series(0, ONES)],
        "three long series": [axis, series(0, ONES), series(1, None), series(2, None)],
        "65,000 long series": [axis] + [series(number, None if number else ONES) for number in range(65_000)],
        "long series predicted from each other": [axis] + [series(number, block) for number, block in enumerate(predicted)],
        "a long series of planes": [axis, series(0, planes)],
        "a long series of distinct strings": [axis, series(0, strings(2**18, 1), STRING)],
        "a longer series": [(axis[0], b"\x00\x01" + zigzag(MOST_ELEMENTS + 1) + b"\x01\x02"), series(0, ONES)],
    }
    found = {}
    for what, columns_ in columns.items():
        forgery = Forgery()
        forgery.columns = columns_
        found[what] = forgery.bytes()
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
                (["export", path], {0, 65}), (["export", "--format", "csv", path], {0, 65}),
                (["export", "--format", "sweep-json", path], {0, 65}), (["stats", path], {0, 64, 65}),
                (["merge", path, path, "-o", output], {0, 65}), (["recover", path, "-o", output], {0, 65}),
            ):
                code, seconds, megabytes, error = measured(*verb)
                place = f"{what}, {verb[:3]}"
                expect(code in allowed, f"{place}: exit code {code}: {error[:500]}")
                expect(code == 0 or code == 1 or error.startswith("hasbench: "), f"{place}: {error[:300]!r}")
                expect(seconds < SECONDS, f"{place}: {seconds:.1f} s")
                most = usual + MEGABYTES + path.stat().st_size / 2**20
                expect(megabytes < most, f"{place}: {megabytes:.0f} MB, usually {usual:.0f}")
                slowest, largest = max(slowest, seconds), max(largest, megabytes - usual)
                refused += code != 0
                output.unlink(missing_ok=True)
            expect(refused > 1, f"{what}: nothing refuses it")
    return f"{len(files)} files refused by 9 commands, in at most {slowest:.2f} s and {max(largest, 0):.0f} MB more than a whole one"


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
# A command that takes more is ended, not the machine it runs on.
resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
tools.main(check)
