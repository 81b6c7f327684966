#!/usr/bin/env python3
"""Reads a .hasb file: written from bench-file.md, registry.md and config-hash.md alone.

    reader.py FILE            counts, config hashes, content digest computed and stored
    reader.py FILE --jsonl    also every run as a line of JSON (command.md, "A run"); counts go to standard error

The exit code is 1 if a digest or hash differs, or the file is damaged. Needs Python 3.10, and either the package
`zstandard` or the command `zstd`. With the package `xxhash` checksums are compared, else skipped.
"""

import argparse
import decimal
import hashlib
import itertools
import json
import math
import operator
import struct
import subprocess
import sys
from dataclasses import dataclass

try:
    import zstandard
except ImportError:
    zstandard = None
try:
    import xxhash
except ImportError:
    xxhash = None

KEY, SETTING, SCALAR, METRIC, AXIS, SERIES, SEED, TASK, STATE = range(1, 10)
FLOAT64, INT64, BOOL, STRING, JSON = range(1, 6)
HEADER_SIZE, TRAILER_SIZE, ENTRY_SIZE = 16, 64, 22


class Damaged(Exception):
    """Bytes that are not what they must be."""


class Unsupported(Exception):
    """An id or a version of a later format."""


def expect(condition, message):
    if not condition:
        raise Damaged(message)


# Bytes


class Cursor:
    """Reads fields from front to back; every length is compared with what is left."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def left(self):
        return len(self.data) - self.at

    def take(self, count):
        expect(count <= self.left(), f"{count} bytes are needed, {self.left()} are left")
        self.at += count
        return self.data[self.at - count : self.at]

    def u(self, size):
        return int.from_bytes(self.take(size), "little")

    def leb(self, limit=(1 << 64) - 1):
        value = 0
        for shift in range(0, 70, 7):
            byte = self.u(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                expect(value <= limit, f"{value} is more than {limit}")
                return value
        raise Damaged("a number has more than 10 bytes")

    def signed(self):
        return unzigzag(self.leb())

    def counted(self, limit=1 << 63):
        return self.take(self.leb(limit))

    def name(self, limit=1 << 20):
        name = self.counted(limit)
        expect(name.decode(errors="replace").encode() == name, "a name is not UTF-8")
        return name

    def section(self, size=None, limit=1 << 30):
        """The content of a section that has this size, or one up to the limit."""
        codec, found = self.u(1), self.leb(limit if size is None else size)
        expect(size is None or found == size, f"a section of {found} bytes instead of {size}")
        if codec == 0:
            return self.take(found)
        if codec == 1:
            return decompress(self.counted(), found)
        raise Unsupported(f"section codec {codec}")

    def end(self):
        expect(self.left() == 0, f"{self.left()} bytes too many")


def frame_size(frame):
    """The content size that the header of a zstd frame states (RFC 8878, section 3.1.1.1)."""
    expect(len(frame) > 5 and frame[:4] == b"\x28\xb5\x2f\xfd", "no zstd frame")
    flag, single, dictionary = frame[4] >> 6, frame[4] >> 5 & 1, frame[4] & 3
    expect(dictionary == 0 and (flag > 0 or single), "a zstd frame with a dictionary or without a content size")
    start = 5 + (0 if single else 1)
    size = int.from_bytes(frame[start : start + (1 << flag)], "little")
    return size + 256 if flag == 1 else size


def decompress(frame, size):
    expect(frame_size(frame) == size, "a zstd frame of another size than stated")
    if zstandard is not None:
        try:
            content = zstandard.ZstdDecompressor().decompress(frame, max_output_size=size)
        except zstandard.ZstdError as error:
            raise Damaged(f"zstd: {error}") from None
    else:
        done = subprocess.run(["zstd", "-dcq"], input=frame, capture_output=True)
        expect(done.returncode == 0, f"zstd: {done.stderr.decode(errors='replace').strip()}")
        content = done.stdout
    expect(len(content) == size, "a zstd frame of another size than stated")
    return content


def check(data, stored, seed, what):
    """Compares a checksum, if that is possible."""
    if xxhash is not None:
        expect(xxhash.xxh3_64_intdigest(data, seed) == stored, f"{what}: the checksum doesn't match")


# Integer streams (registry.md, "Integer encodings")


def wrap(value):
    """What is left of an integer in 64 bits, with its sign."""
    return (value + (1 << 63) & (1 << 64) - 1) - (1 << 63)


def unzigzag(value):
    return value >> 1 ^ -(value & 1)


def integers(cursor, lengths, source=None, depth=1):
    """The values of a stream. `source` finds the elements of another series, where a prediction may stand."""
    encoding = cursor.u(1)
    expect(depth <= 6, "streams nest too deep")
    if encoding not in (1, 2, 3, 4, 5, 6):
        raise Unsupported(f"integer encoding {encoding}")
    if encoding == 6:
        return predicted(cursor, lengths, source, depth)
    return (constant, planes, linear, split, repeated)[encoding - 1](cursor, lengths, depth)


def constant(cursor, lengths, _):
    return [cursor.signed()] * sum(lengths)


def planes(cursor, lengths, _):
    width = cursor.u(1)
    expect(width <= 8, f"integers of {width} bytes")
    sections = [cursor.section(sum(lengths)) for _ in range(width)] or [bytes(sum(lengths))]
    return [unzigzag(int.from_bytes(value, "little")) for value in zip(*sections)]


def linear(cursor, lengths, depth):
    order, count = cursor.u(1), cursor.u(1)
    expect(order in (1, 2), f"differences of order {order}")
    if count not in (0, 4, 8):
        raise Unsupported(f"{count} weights")
    shift = cursor.u(1) if count else 0
    expect(shift <= 30, f"a shift of {shift}")
    weights = [cursor.signed() for _ in range(count)]
    firsts = iter(integers(cursor, [sum(length > 0 for length in lengths)], None, depth + 1))
    residuals = iter(integers(cursor, [max(length - 1, 0) for length in lengths], None, depth + 1))
    values = []
    for length in filter(None, lengths):
        value, slope, latest = next(firsts), 0, [0] * count
        values.append(value)
        for difference in itertools.islice(residuals, length - 1):
            if count:
                expected = wrap(sum(map(operator.mul, weights, latest))) >> shift
                difference = wrap(difference + expected)
                latest = [difference] + latest[:-1]
            slope = wrap(slope + difference) if order == 2 else difference
            value = wrap(value + slope)
            values.append(value)
    return values


def split(cursor, lengths, depth):
    widths = cursor.section(len(lengths))
    expect(all(width <= 56 for width in widths), "too many low bits")
    bits = sum(map(operator.mul, widths, lengths))
    # The eight bytes from where a field starts have all its bits.
    packed = cursor.section((bits + 7) // 8) + bytes(8)
    high = iter(integers(cursor, lengths, None, depth + 1))
    values, bit = [], 0
    for width, length in zip(widths, lengths):
        mask = (1 << width) - 1
        for part in itertools.islice(high, length):
            byte = bit >> 3
            field = int.from_bytes(packed[byte : byte + 8], "little") >> (bit & 7) & mask
            values.append(wrap(part << width | field))
            bit += width
    return values


def repeated(cursor, lengths, depth):
    ids = integers(cursor, [len(lengths)], None, depth + 1)
    kept = []
    for number, length in zip(ids, lengths):
        expect(0 <= number <= len(kept), "a run repeats a series that isn't there")
        if number == len(kept):
            kept.append(length)
        expect(kept[number] == length, "a run repeats a series of another length")
    values = iter(integers(cursor, kept, None, depth + 1))
    series = [list(itertools.islice(values, length)) for length in kept]
    return [value for number in ids for value in series[number]]


# Predictors (registry.md, "Predictors"): from a run's x and its number of values to what is expected of each.


def predictor(cursor):
    kind = cursor.u(1)
    if kind not in (1, 2, 3, 4):
        raise Unsupported(f"predictor {kind}")
    if kind == 1:
        return lambda xs, count: list(itertools.accumulate(xs, min))
    shift = cursor.u(1)
    expect(shift <= 62, f"a shift of {shift}")
    first = cursor.signed()
    if kind == 2:
        offset = cursor.signed()
        return lambda xs, count: [wrap(first * x + offset) >> shift for x in xs]
    if kind == 4:
        return lambda xs, count: [wrap(first * x * (count - 1 - k)) >> shift for k, x in enumerate(xs)]
    knots = cursor.leb(257)
    expect(knots >= 2, "a line needs two knots")
    heights = list(itertools.accumulate((cursor.signed() for _ in range(knots)), lambda a, b: wrap(a + b)))

    def on_the_line(x):
        t = wrap(x - first)
        c = min(max(t >> shift, 0), knots - 2)
        u = min(max(wrap(t - wrap(c << shift)), 0), 1 << shift)
        return wrap(heights[c] + (wrap(wrap(heights[c + 1] - heights[c]) * u) >> shift))

    return lambda xs, count: list(map(on_the_line, xs))


def predicted(cursor, lengths, source, depth):
    name, digits = cursor.name(4096), cursor.u(1)
    expect(digits <= 12, f"{digits} digits")
    expected = predictor(cursor)
    expect(depth == 1 and source is not None, "a prediction where there can be none")
    elements = source(name, digits)
    residuals = iter(integers(cursor, lengths, None, depth + 1))
    values = []
    for length, xs in zip(lengths, elements):
        xs = (xs + [0] * (length - len(xs)))[:length]
        values += [wrap(r + p) for r, p in zip(itertools.islice(residuals, length), expected(xs, length))]
    return values


def scaled(pattern, digits):
    """The element of a float64 source as an integer."""
    value = number(pattern) * 10.0**digits
    if not math.isfinite(value):
        return 0
    whole = math.floor(abs(value))
    whole += abs(value) - whole >= 0.5
    return 0 if whole > 1 << 53 else int(math.copysign(1, value)) * whole


# Floats, by their 64 bits, so that every NaN is kept, and strings


def number(pattern):
    return struct.unpack("<d", struct.pack("<Q", pattern))[0]


def floats(cursor, lengths, source=None):
    encoding = cursor.u(1)
    if encoding == 2:
        return [value & (1 << 64) - 1 for value in integers(cursor, lengths, source)]
    if encoding not in (1, 3, 4):
        raise Unsupported(f"float encoding {encoding}")
    digits = cursor.u(1) if encoding in (1, 3) else 0
    expect(digits <= 10, f"{digits} digits")
    total = float(cursor.leb(1 << 24)) if encoding in (3, 4) else 1.0
    expect(total > 0, "counts of nothing")
    exceptions = cursor.leb(sum(lengths))
    places = integers(cursor, [exceptions]) if exceptions else []
    patterns = integers(cursor, [exceptions]) if exceptions else []
    power, hundred = 10.0**digits, 10.0 ** (digits + 2)

    def value(integer):
        if encoding == 1:
            return float(integer) / power
        if encoding == 4:
            return float(integer) * 100.0 / total
        part = float(integer) * hundred / total
        return math.copysign(float(round(part)), part) / power

    values = [value(integer) for integer in integers(cursor, lengths, source)]
    values = list(struct.unpack(f"<{len(values)}Q", struct.pack(f"<{len(values)}d", *values)))
    last = -1
    for place, pattern in zip(places, patterns):
        expect(last < place < len(values), "an exception is out of place")
        values[place], last = pattern & (1 << 64) - 1, place
    return values


def strings(cursor, count):
    lengths = integers(cursor, [cursor.leb(count)])
    text = Cursor(cursor.section(limit=1 << 30))
    expect(all(length >= 0 for length in lengths), "a string of less than no bytes")
    distinct = [text.take(length) for length in lengths]
    text.end()
    ids = integers(cursor, [count])
    expect(all(0 <= number < len(distinct) for number in ids), "a string that isn't there")
    return [distinct[number] for number in ids]


# Columns and cells. A cell is ABSENT, NULL, a Series, or a value: the bits of a float64, an integer, 0 or 1, bytes.

ABSENT, NULL = "absent", "null"


@dataclass
class Series:
    states: bytes  # one an element: 0 value, 1 null, 2 hole
    values: list  # of those elements that are values

    def elements(self, placeholder):
        values = iter(self.values)
        return [placeholder if state else next(values) for state in self.states]


@dataclass
class Column:
    role: int
    type: int
    name: bytes
    unit: bytes | None = None
    definition: tuple | None = None  # reduction, direction, bits of the divisor, sources

    def group(self):
        return self.name.rpartition(b".")[0]


def expect_known(role, type_):
    if not (KEY <= role <= STATE and FLOAT64 <= type_ <= JSON):
        raise Unsupported(f"role {role}, type {type_}")


def read_column(cursor):
    role, type_ = cursor.u(1), cursor.u(1)
    expect_known(role, type_)
    column = Column(role, type_, cursor.name(4096))
    has_unit = cursor.u(1)
    expect(has_unit < 2, "a unit is there or not")
    column.unit = cursor.name() if has_unit else None
    if role == METRIC:
        definition = cursor.u(1), cursor.u(1), cursor.u(8)
        column.definition = (*definition, [cursor.name() for _ in range(cursor.leb(65_536))])
    return column


def read_constants(content, settings):
    """From role, type and name to the cell."""
    cursor, constants, last = Cursor(content), {}, None
    for _ in range(cursor.leb(65_536)):
        role, type_, name = cursor.u(1), cursor.u(1), cursor.name()
        expect_known(role, type_)
        expect((role == SETTING) == settings and role not in (AXIS, SERIES), "a constant in the wrong section")
        expect(last is None or last < (role, name), "constants out of order")
        last, state = (role, name), cursor.u(1)
        expect(state in (1, 2), "a constant is null or a value")
        if state == 1:
            cell = NULL
        elif type_ in (FLOAT64, INT64):
            cell = cursor.u(8) if type_ == FLOAT64 else wrap(cursor.u(8))
        else:
            cell = cursor.u(1) if type_ == BOOL else cursor.counted()
        constants[role, type_, name] = cell
    cursor.end()
    return constants


# Segments


class Segment:
    """One segment's page, and the cells of its columns."""

    def __init__(self, file, number):
        self.file, columns = file, file.columns
        offset = file.directory + number * file.page_size
        page = file.piece(offset, file.page_size)
        check(page[:-8], int.from_bytes(page[-8:], "little"), offset, f"directory page {number}")
        cursor = Cursor(page[:-8])
        self.first_run, self.runs = cursor.u(8), cursor.u(4)
        constants = [(cursor.u(8), cursor.u(4), cursor.u(8)) for _ in range(2)]
        start, count = cursor.u(8), cursor.u(4)
        bits = int.from_bytes(cursor.take((len(columns) + 7) // 8), "little")
        expect(0 < self.runs <= 65_536 and bits < 1 << len(columns) and bits.bit_count() == count, "a page's counts")
        expect(count > 0 or start == 0, "a page's bytes without meaning")
        self.extents, self.blocks = [], {}
        for place in range(len(columns)):
            if bits >> place & 1:
                size, stored = cursor.u(4), cursor.u(8)
                self.blocks[place] = self.piece(start, size, stored, f"{columns[place].name} of segment {number}")
                start += size
        expect(not any(cursor.take(cursor.left())), "a page's padding")
        self.constants = {}
        for part, (at, size, stored) in zip((True, False), constants):
            expect(size > 0 or at == stored == 0, "a page's bytes without meaning")
            if size > 0:
                cursor = Cursor(self.piece(at, size, stored, f"constants of segment {number}"))
                self.constants |= read_constants(cursor.section(limit=1 << 28), part)
                cursor.end()
        known = {(column.role, column.type, column.name): place for place, column in enumerate(columns)}
        for key in self.constants:
            expect(key in known and known[key] not in self.blocks, "a constant without column, or beside a block")
        self.cells, self.is_predicted = {}, {}

    def piece(self, offset, size, stored, what):
        expect(HEADER_SIZE <= offset and offset + size <= self.file.directory, f"{what}: out of place")
        data = self.file.piece(offset, size)
        check(data, stored, offset, what)
        self.extents.append((offset, size))
        return data

    def column(self, place):
        """The cells of all runs in a column."""
        if place not in self.cells:
            column = self.file.columns[place]
            if place in self.blocks:
                try:
                    self.cells[place] = self.block(place, column, Cursor(self.blocks[place]))
                except (Damaged, Unsupported) as error:
                    raise type(error)(f"{column.name.decode()}: {error}") from None
            else:
                cell = self.constants.get((column.role, column.type, column.name), ABSENT)
                self.cells[place] = [cell] * self.runs
        return self.cells[place]

    def block(self, place, column, cursor):
        flags, states = cursor.u(1), bytes([2]) * self.runs
        if flags > (3 if column.role == SERIES else 1):
            raise Unsupported(f"block flags {flags}")
        if flags & 1:
            states = cursor.section(self.runs)
            expect(max(states) <= 2, "no presence state")
        cells = [(ABSENT, NULL, None)[state] for state in states]
        present = [run for run, state in enumerate(states) if state == 2]
        if column.role not in (AXIS, SERIES):
            for run, value in zip(present, values(column.type, cursor, [len(present)], None)):
                cells[run] = value
            cursor.end()
            return cells
        if column.role == AXIS:
            lengths, source = integers(cursor, [len(present)]), None
            expect(all(n >= 0 for n in lengths) and sum(lengths) <= 1 << 24, "more elements than a block may have")
        else:
            axis = self.column(self.file.axes[column.group()])
            expect(all(isinstance(axis[run], Series) for run in present), "a run has the series, but not its axis")
            lengths = [len(axis[run].states) for run in present]

            def source(name, digits):
                self.is_predicted[place] = True
                return self.source(name, digits, present)

        elements = cursor.section(sum(lengths)) if flags & 2 else bytes(sum(lengths))
        expect(max(elements, default=0) <= 2, "no element state")
        rest = Cursor(elements)
        elements = [rest.take(length) for length in lengths]
        counts = [states.count(0) for states in elements]
        all_values = iter(values(column.type, cursor, counts, source))
        cursor.end()
        for run, states, count in zip(present, elements, counts):
            cells[run] = Series(states, list(itertools.islice(all_values, count)))
        return cells

    def source(self, name, digits, runs):
        """The elements, as integers, of the series of this name in these runs."""
        found = [p for p in self.blocks if (self.file.columns[p].role, self.file.columns[p].name) == (SERIES, name)]
        expect(found and found[0] not in self.is_predicted, "a prediction from what can't be a source")
        type_ = self.file.columns[found[0]].type
        expect(type_ in (FLOAT64, INT64), "a prediction from what can't be a source")
        cells = self.column(found[0])
        expect(found[0] not in self.is_predicted, "a prediction from what is predicted")
        elements = [cells[run].elements(0) if isinstance(cells[run], Series) else [] for run in runs]
        return elements if type_ == INT64 else [[scaled(bits, digits) for bits in run] for run in elements]


def values(type_, cursor, lengths, source):
    if type_ == FLOAT64:
        return floats(cursor, lengths, source)
    if type_ in (STRING, JSON):
        return strings(cursor, sum(lengths))
    found = integers(cursor, lengths, source)
    expect(type_ == INT64 or all(value in (0, 1) for value in found), "a bool is 0 or 1")
    return found


# The file


class BenchFile:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        footer = self.open()
        self.read_footer(footer)
        self.segments = [Segment(self, number) for number in range(self.segment_count)]
        self.check_structure()

    def piece(self, offset, size):
        expect(offset + size <= len(self.data), "something lies beyond the end of the file")
        return self.data[offset : offset + size]

    def open(self):
        """Checks header and trailer; gives the content of the footer."""
        data = self.data
        expect(len(data) >= HEADER_SIZE + TRAILER_SIZE and data[-8:] == END_MAGIC, "no .hasb file, or its end is missing")
        cursor = Cursor(data[-TRAILER_SIZE:])
        self.footer, stored, size, checksum, file_size = (cursor.u(8) for _ in range(5))
        major, minor, features = cursor.u(2), cursor.u(2), cursor.u(4)
        if major != 1:
            raise Unsupported(f"version {major}.{minor}")
        check(data[-TRAILER_SIZE:-16], cursor.u(8), file_size, "trailer")
        if features:
            raise Unsupported(f"features {features}")
        expect(file_size == len(data), f"{len(data)} bytes instead of {file_size}")
        expect(data[:HEADER_SIZE] == MAGIC + struct.pack("<HHI", major, minor, 0), "the header")
        expect(stored <= size <= 1 << 28 and self.footer + stored == file_size - TRAILER_SIZE, "the footer's place")
        footer = self.piece(self.footer, stored)
        check(footer, checksum, self.footer, "footer")
        return footer if stored == size else decompress(footer, size)

    def read_footer(self, footer):
        cursor, records = Cursor(footer), {}
        while cursor.left():
            number, body = cursor.u(1), cursor.counted()
            if number < 128:
                if number not in (1, 2, 3):
                    raise Unsupported(f"footer record {number}")
                expect(number not in records, f"footer record {number} twice")
                records[number] = Cursor(body)
        expect(len(records) == 3, "a footer record is missing")
        table, schema, attached = records[1], records[2], records[3]
        self.runs, self.segment_count, self.directory = table.u(8), table.u(8), table.u(8)
        blocks, self.fan_out, self.entries, self.bits = table.u(4), table.u(8), table.u(8), table.u(1)
        self.content_digest = table.take(32)
        self.columns = [read_column(schema) for _ in range(schema.leb(65_536))]
        self.axes = {column.group(): p for p, column in enumerate(self.columns) if column.role == AXIS}
        expect(all(c.group() in self.axes for c in self.columns if c.role == SERIES), "a series without an axis")
        self.attachments = {}
        for _ in range(attached.leb(65_536)):
            name, _ = attached.name(), attached.name()
            expect(name not in self.attachments, "two attachments of one name")
            self.attachments[name] = tuple(attached.u(8) for _ in range(4))
        for record in records.values():
            record.end()
        expect(blocks <= len(self.columns) and self.bits <= 32, "the table's numbers")
        self.page_size = 64 + (len(self.columns) + 7) // 8 + 12 * blocks + 8
        self.buckets_a_page = min(1 << self.bits, 256)
        pages = (1 << self.bits) // self.buckets_a_page
        expect(
            self.segment_count <= self.runs <= 65_536 * self.segment_count
            and self.directory + self.segment_count * self.page_size == self.fan_out
            and self.fan_out + pages * (8 * (2 * self.buckets_a_page + 1) + 8) == self.entries
            and self.entries + self.runs * ENTRY_SIZE == self.footer,
            "directory and index can't be where they should be",
        )

    def check_structure(self):
        """All pieces follow each other without a gap; runs are numbered through; attachments can be read."""
        extents = {extent for segment in self.segments for extent in segment.extents}
        for name, (offset, stored, size, checksum) in self.attachments.items():
            expect(HEADER_SIZE <= offset and offset + stored <= self.directory and size <= 1 << 28, "an attachment's place")
            section = self.piece(offset, stored)
            check(section, checksum, offset, f"attachment {name}")
            cursor = Cursor(section)
            cursor.section(size)
            cursor.end()
            extents.add((offset, stored))
        end = HEADER_SIZE
        for offset, size in sorted(extents):
            expect(offset == end, f"a gap or an overlap at {offset}")
            end += size
        expect(end == self.directory, "a gap before the directory")
        first = 0
        for segment in self.segments:
            expect(segment.first_run == first, "a segment's first run")
            first += segment.runs
        expect(first == self.runs, "the segments' runs are not those of the table")

    def index(self):
        """Hash, segment and row of every entry; each is compared with its bucket."""
        page_size, found = 8 * (2 * self.buckets_a_page + 1) + 8, []
        for offset in range(self.fan_out, self.entries, page_size):
            page = self.piece(offset, page_size)
            check(page[:-8], int.from_bytes(page[-8:], "little"), offset, "fan-out page")
            numbers = struct.unpack(f"<{page_size // 8}Q", page)
            for bucket in range(self.buckets_a_page):
                start, end = numbers[bucket], numbers[bucket + 1]
                expect(start == len(found) and start <= end <= self.runs, "a bucket's start")
                at = self.entries + ENTRY_SIZE * start
                entries = self.piece(at, ENTRY_SIZE * (end - start))
                check(entries, numbers[self.buckets_a_page + 1 + bucket], at, "index entries")
                full = (offset - self.fan_out) // page_size * self.buckets_a_page + bucket
                for entry in struct.iter_unpack("<16sIH", entries):
                    expect(int.from_bytes(entry[0], "big") >> (128 - self.bits) == full, "an entry in the wrong bucket")
                    found.append(entry)
            expect(numbers[self.buckets_a_page] == len(found), "the start of the next page")
        expect(len(found) == self.runs, "entries without a bucket")
        return found

    def rows(self):
        """Segment, row and cells of every run."""
        for number, segment in enumerate(self.segments):
            columns = [segment.column(place) for place in range(len(self.columns))]
            for row in range(segment.runs):
                yield number, row, [cells[row] for cells in columns]
            segment.cells.clear()


# Config hash (config-hash.md) and content digest (bench-file.md, "Content digest")


def canonical_number(value):
    expect(math.isfinite(value), "a key that is no number")
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent
    if value == 0:
        return "0"
    if len(text) <= point <= 21:
        text += "0" * (point - len(text))
    elif 0 < point <= 21:
        text = text[:point] + "." + text[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" * sign + text


def canonical(column, cell):
    if cell == NULL:
        return "null"
    if column.type == FLOAT64:
        return canonical_number(number(cell))
    if column.type == INT64:
        expect(abs(cell) <= 1 << 53, "a key beyond 2^53")
        return str(cell)
    return ("false", "true")[cell] if column.type == BOOL else json.dumps(cell.decode(), ensure_ascii=False)


def config_hash(columns, cells):
    keys = [(c.name.decode(), canonical(c, cell)) for c, cell in zip(columns, cells) if c.role == KEY and cell != ABSENT]
    keys.sort(key=lambda key: key[0].encode("utf-16-be"))
    text = ",".join(f"{json.dumps(name, ensure_ascii=False)}:{value}" for name, value in keys)
    return hashlib.sha256(f"{{{text}}}".encode()).digest()[:16]


def u64(value):
    return struct.pack("<Q", value & (1 << 64) - 1)


def counted(data):
    return u64(len(data)) + data


def digested(type_, value):
    if type_ in (FLOAT64, INT64):
        return u64(value)
    return bytes([value]) if type_ == BOOL else counted(value)


def schema_digest(columns):
    covered = b""
    for column in sorted(columns, key=lambda column: (column.role, column.name)):
        covered += bytes([column.role]) + counted(column.name) + bytes([column.type])
        covered += b"\0" if column.unit is None else b"\1" + counted(column.unit)
        if column.definition:
            reduction, direction, divisor, sources = column.definition
            covered += bytes([reduction, direction]) + u64(divisor) + u64(len(sources))
            covered += b"".join(map(counted, sources))
    return hashlib.sha256(covered).digest()


def run_digest(columns, order, cells):
    covered = hashlib.sha256()
    for place in order:
        column, cell = columns[place], cells[place]
        if cell is ABSENT:
            continue
        covered.update(bytes([column.role]) + counted(column.name) + bytes([column.type]))
        if cell is NULL:
            covered.update(b"\1")
        elif isinstance(cell, Series):
            states = cell.states if any(cell.states) else b""
            covered.update((b"\3" if states else b"\2") + u64(len(cell.states)) + states)
            covered.update(b"".join(digested(column.type, value) for value in cell.values))
        else:
            covered.update(b"\2" + digested(column.type, cell))
    return covered.digest()


# JSON lines (command.md)


def json_value(type_, cell):
    if cell is NULL or cell is None:
        return "null"
    if type_ == FLOAT64:
        value = number(cell)
        named = {math.inf: '"Infinity"', -math.inf: '"-Infinity"'}
        return repr(value) if math.isfinite(value) else named.get(value, '"NaN"')
    if type_ == INT64:
        return str(cell)
    if type_ == BOOL:
        return ("false", "true")[cell]
    text = cell.decode(errors="replace")
    return text.replace("\n", " ").replace("\r", " ") if type_ == JSON else json.dumps(text, ensure_ascii=False)


def json_object(members):
    return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{value}" for name, value in members) + "}"


def json_line(columns, identity, cells):
    there = [(column, cell) for column, cell in zip(columns, cells) if cell is not ABSENT]

    def part(role):
        return json_object((c.name.decode(), json_value(c.type, cell)) for c, cell in there if c.role == role)

    members = [("hash", f'"{identity.hex()}"'), ("source", '"table"'), ("config", part(KEY))]
    for name, role in (("task", TASK), ("seed", SEED), ("state", STATE)):
        members += [(name, json_value(c.type, cell)) for c, cell in there if c.role == role]
    members += [("metrics", part(METRIC)), ("settings", part(SETTING)), ("scalars", part(SCALAR))]
    groups, holes = [], []
    for axis in (column for column in columns if column.role == AXIS):
        fields = []
        for column, cell in sorted(there, key=lambda entry: entry[0].role):
            if column.role not in (AXIS, SERIES) or column.group() != axis.group():
                continue
            text = "null"
            if isinstance(cell, Series):
                text = "[" + ",".join(json_value(column.type, element) for element in cell.elements(None)) + "]"
                places = [place for place, state in enumerate(cell.states) if state == 2]
                if places:
                    holes.append((column.name.decode(), "[" + ",".join(map(str, places)) + "]"))
            fields.append((column.name.rpartition(b".")[2].decode(), text))
        if fields:
            groups.append((axis.group().decode(), json_object(fields)))
    members.append(("series", json_object(groups)))
    return json_object(members + ([("holes", json_object(holes))] if holes else []))


def read(path, lines=None):
    """Prints what was found; whether hashes and digest are those that the file states."""
    file = BenchFile(path)
    order = sorted(range(len(file.columns)), key=lambda place: (file.columns[place].role, file.columns[place].name))
    by_role = {column.role: place for place, column in enumerate(file.columns)}
    runs = []
    for segment, row, cells in file.rows():
        found = config_hash(file.columns, cells)
        task, seed = (cells[by_role[role]] if role in by_role else ABSENT for role in (TASK, SEED))
        rank = (found, isinstance(task, bytes), task if isinstance(task, bytes) else b"")
        rank += (isinstance(seed, int), seed if isinstance(seed, int) else 0)
        runs.append((rank, (segment, row), run_digest(file.columns, order, cells)))
        if lines is not None:
            print(json_line(file.columns, found, cells), file=lines)
    by_place = sorted(runs, key=lambda run: run[:2])
    by_digest = sorted(runs, key=lambda run: (run[0], run[2]))
    indexed = [(rank[0], *place) for rank, place, _ in by_place] == file.index()
    digest = hashlib.sha256(schema_digest(file.columns) + b"".join(run[2] for run in by_digest)).digest()
    out = sys.stdout if lines is None else sys.stderr
    print(f"{file.runs} runs, {file.segment_count} segments, {len(file.columns)} columns", file=out)
    print("checksums match" if xxhash else "checksums skipped: there is no package xxhash", file=out)
    print("config hashes " + ("are those of the index" if indexed else "DIFFER from those of the index"), file=out)
    print(f"content digest computed {digest.hex()}\ncontent digest stored   {file.content_digest.hex()}", file=out)
    return indexed and digest == file.content_digest


def main():
    parser = argparse.ArgumentParser(description="Reads a .hasb file, computes its hashes and digest anew.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--jsonl", action="store_true", help="print every run as a line of JSON")
    arguments = parser.parse_args()
    try:
        sys.exit(0 if read(arguments.file, sys.stdout if arguments.jsonl else None) else 1)
    except (Damaged, Unsupported, OSError) as error:
        sys.exit(f"{arguments.file}: {type(error).__name__.lower()}: {error}")


if __name__ == "__main__":
    main()
