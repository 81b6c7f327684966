#!/usr/bin/env python3
"""Reads a .hasb file: written from bench-file.md, registry.md and config-hash.md alone.

    reader.py FILE            prints counts, and the content digest computed and stored
    reader.py FILE --jsonl    prints every run as a line of JSON; the counts go to standard error

The exit code is 1 if digests or config hashes differ, or if the file is damaged. Needs Python 3.10, and the package
zstandard or the command zstd. With the package xxhash checksums are compared, else they are skipped.
"""

import decimal
import fractions
import functools
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

ROLES = ["", "key", "setting", "scalar", "metric", "axis", "series", "seed", "task", "state"]
KEY, SETTING, SCALAR, METRIC, AXIS, SERIES, SEED, TASK, STATE = range(1, 10)
FLOAT64, INT64, BOOL, STRING, JSON = range(1, 6)
MASK = (1 << 64) - 1
# The most bytes that a frame holds, and elements that a series of a segment has.
PACKED, ELEMENTS = 1 << 23, 1 << 20
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Unreadable(Exception):
    """Bytes that are damaged."""

    code = "damaged"


class Newer(Unreadable):
    """What needs a newer reader."""

    code = "unsupported"


def expect(condition, message, error=Unreadable):
    if not condition:
        raise error(message)


def know(condition, message):
    """Throws unless an id is one that this reader knows."""
    expect(condition, message, Newer)


def decompress(frame, size):
    """The content of a zstd frame, whose header must state this size (RFC 8878, section 3.1.1.1)."""
    expect(len(frame) > 5 and frame[:4] == b"\x28\xb5\x2f\xfd", "no zstd frame")
    flag, is_single, dictionary = frame[4] >> 6, frame[4] >> 5 & 1, frame[4] & 3
    stated = int.from_bytes(frame[6 - is_single :][: 1 << flag], "little") + (256 if flag == 1 else 0)
    expect((flag or is_single) and not dictionary and stated == size, "a zstd frame of another size than stated")
    if zstandard is None:
        content = subprocess.run(["zstd", "-dcq"], input=frame, capture_output=True).stdout
    else:
        try:
            content = zstandard.ZstdDecompressor().decompress(frame, size, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise Unreadable(f"a zstd frame that can't be decompressed: {error}") from error
    expect(len(content) == size, "a zstd frame that can't be decompressed")
    return content


def wrap(value):
    return (value + (1 << 63) & MASK) - (1 << 63)  # what is left in 64 bits


def unzigzag(value):
    return value >> 1 ^ -(value & 1)


def number(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def cut(length, span):
    """The pieces of a run: span, span, twice that, four times, and so on; the whole run where the span is 0."""
    if span == 0:
        span = length
    pieces = []
    while length > 0:
        pieces.append(min(span, length))
        length -= pieces[-1]
        span *= 2 if len(pieces) > 1 else 1
    return pieces


class Cursor:
    """Reads fields from front to back; every length is compared with what is left."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def left(self):
        return len(self.data) - self.at

    def take(self, count):
        expect(0 <= count <= self.left(), f"{count} bytes are needed, {self.left()} are left")
        self.at += count
        return self.data[self.at - count : self.at]

    def end(self):
        expect(self.left() == 0, f"{self.left()} bytes too many")

    def u(self, size):
        return int.from_bytes(self.take(size), "little")

    def leb(self, limit=MASK):
        value = 0
        for shift in range(0, 70, 7):
            byte = self.u(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                expect(value <= limit, f"{value} is more than {limit}")
                return value
        raise Unreadable("a number of more than 10 bytes")

    def zigzag(self):
        return unzigzag(self.leb())

    def counted(self):
        return self.take(self.leb())

    def name(self, limit=1 << 20):
        name = self.take(self.leb(limit))
        expect(name.decode(errors="replace").encode() == name, "a name is not UTF-8")
        return name

    def section(self, size=None, limit=PACKED):
        """The content of a section: of this size, or of one up to the limit."""
        codec = self.u(1)
        know(codec < 3, f"unknown section codec {codec}")
        found = self.leb(limit if size is None else size)
        expect(codec == 0 or found <= PACKED, f"a frame of {found} bytes")
        expect(size in (None, found), f"a section of {found} bytes instead of {size}")
        width = self.leb(found) if codec == 2 else 1
        expect(width > 0 and found % width == 0, "rows of another length")
        content = decompress(self.counted(), found) if codec else self.take(found)
        rows = found // width
        return b"".join(content[row::rows] for row in range(rows)) if codec == 2 else content

    def integers(self, lengths, source=None, depth=1):
        """An integer stream. `source` finds the elements of another series; without it nothing may be predicted."""
        expect(depth <= 8, "streams nest too deep")
        encoding = self.u(1)
        if encoding == 6:
            return self.predicted(lengths, source)
        known = {1: self.constant, 2: self.planes, 3: self.linear, 4: self.split, 5: self.repeated, 7: self.dictionary}
        know(encoding in known, f"unknown integer encoding {encoding}")
        return known[encoding](lengths, depth + 1)

    def dictionary(self, lengths, depth):
        table = self.integers([self.leb(sum(lengths))], None, depth)
        expect(all(a < b for a, b in zip(table, table[1:])), "a dictionary that doesn't rise")
        places = self.integers(lengths, None, depth)
        expect(all(0 <= place < len(table) for place in places), "a value that the dictionary doesn't have")
        return [table[place] for place in places]

    def constant(self, lengths, _):
        return [self.zigzag()] * sum(lengths)

    def planes(self, lengths, _):
        width = self.u(1)
        expect(width <= 8, f"integers of {width} bytes")
        sections = [self.section(sum(lengths)) for _ in range(width)] or [bytes(sum(lengths))]
        return [unzigzag(int.from_bytes(value, "little")) for value in zip(*sections)]

    def linear(self, lengths, depth):
        order = self.u(1)
        expect(order <= 2, f"differences of order {order}")
        if order == 0:
            (centre,) = self.integers([1], None, depth)
            return [wrap(centre + rest) for rest in self.integers(lengths, None, depth)]
        count = self.u(1)
        shift = self.u(1) if count == 4 else 0
        know(count in (0, 4), f"{count} weights")
        expect(shift <= 30, f"a shift of {shift}")
        weights, values = [self.zigzag() for _ in range(count)], []
        firsts = iter(self.integers([sum(length > 0 for length in lengths)], None, depth))
        residuals = iter(self.integers([max(length - 1, 0) for length in lengths], None, depth))
        for length in filter(None, lengths):
            value, slope, latest = next(firsts), 0, [0] * count
            values.append(value)
            for difference in itertools.islice(residuals, length - 1):
                if count:
                    difference = wrap(difference + (wrap(sum(map(operator.mul, weights, latest))) >> shift))
                    latest = [difference] + latest[:-1]
                slope = wrap(slope + difference) if order == 2 else difference
                value = wrap(value + slope)
                values.append(value)
        return values

    def split(self, lengths, depth):
        span = self.u(1)
        expect(span <= 64, f"pieces of {span}")
        pieces = [piece for length in lengths for piece in cut(length, span)]
        widths = self.section(len(pieces))
        expect(all(width <= 56 for width in widths), "too many low bits")
        bits = sum(map(operator.mul, widths, pieces))
        packed = self.section((bits + 7) // 8) + bytes(8)  # eight bytes from where a field starts have all of it
        high = iter(self.integers(lengths, None, depth))
        values, bit = [], 0
        for width, length in zip(widths, pieces):
            for part in itertools.islice(high, length):
                field = int.from_bytes(packed[bit >> 3 : (bit >> 3) + 8], "little") >> (bit & 7) & (1 << width) - 1
                values.append(wrap(part << width | field))
                bit += width
        return values

    def repeated(self, lengths, depth):
        ids, kept = self.integers([len(lengths)], None, depth), []
        for run, length in zip(ids, lengths):
            expect(0 <= run <= len(kept), "a run repeats a series that isn't there")
            if run == len(kept):
                kept.append(length)
            expect(kept[run] == length, "a run repeats a series of another length")
        values = iter(self.integers(kept, None, depth))
        series = [list(itertools.islice(values, length)) for length in kept]
        return [value for run in ids for value in series[run]]

    def elements(self, lengths, source):
        """The x of every run, by the name of their series and the digits at which it is read."""
        name, reading = self.name(4096), self.u(1)
        expect(source is not None and reading in (*range(13), 32), "a prediction where there can be none")
        return [(xs + [0] * length)[:length] for length, xs in zip(lengths, source(name, reading))]

    def predicted(self, lengths, source):
        runs, expected = self.elements(lengths, source), self.predictor(len(lengths))
        residuals = self.integers(lengths, None, 2)
        expectations = itertools.chain.from_iterable(map(expected, itertools.count(), runs))
        return list(map(wrap, map(operator.add, residuals, expectations)))

    def mapped(self, lengths, source):
        """A map of another series' values."""
        runs, count = self.elements(lengths, source), self.leb(ELEMENTS)
        keys, patterns = self.integers([count]), self.integers([count])
        expect(all(map(operator.lt, keys, keys[1:])), "a table out of order")
        table = {key: pattern & MASK for key, pattern in zip(keys, patterns)}
        expect(all(x in table for xs in runs for x in xs), "a value that isn't in the table")
        return [table[x] for xs in runs for x in xs]

    def predictor(self, runs):
        """What is expected of the values of a run, by its number and its x."""
        kind = self.u(1)
        know(1 <= kind <= 5, f"unknown predictor {kind}")
        if kind == 1:
            return lambda _, xs: itertools.accumulate(xs, min)
        shift = self.u(1)
        expect(shift <= 62, f"a shift of {shift}")
        if kind == 5:
            slopes = self.integers([runs])
            return lambda run, xs: [wrap(slopes[run] * x) >> shift for x in xs]
        first = self.zigzag()
        if kind == 2:
            offset = self.zigzag()
            return lambda _, xs: [wrap(first * x + offset) >> shift for x in xs]
        if kind == 4:
            return lambda _, xs: [wrap(first * x * (len(xs) - 1 - k)) >> shift for k, x in enumerate(xs)]
        knots = self.leb(257)
        expect(knots >= 2, "a line through fewer than two knots")
        heights = list(itertools.accumulate((self.zigzag() for _ in range(knots)), lambda a, b: wrap(a + b)))

        def height(x):
            t = wrap(x - first)
            c = min(max(t >> shift, 0), knots - 2)
            u = min(max(wrap(t - wrap(c << shift)), 0), 1 << shift)
            return heights[c] + (wrap(wrap(heights[c + 1] - heights[c]) * u) >> shift)

        return lambda _, xs: map(height, xs)

    def floats(self, lengths, source=None):
        """A float stream, by the 64 bits of each value, so that every NaN is kept."""
        encoding = self.u(1)
        know(1 <= encoding <= 8, f"unknown float encoding {encoding}")
        if encoding == 2:
            return [value & MASK for value in self.integers(lengths, source)]
        if encoding == 4:
            return self.mapped(lengths, source)
        digits = self.u(1) if encoding in (1, 3, 6) else 0
        total = self.leb(1 << 24) if encoding == 3 else 1
        factor = self.u(1) if encoding == 6 else 1
        shift = self.u(1) if encoding == 7 else 0
        denominator = self.leb(1 << 26) if encoding == 8 else 1
        spread = self.u(1) if encoding == 8 else 0
        known = digits <= 10 and total > 0 and factor in (1, 100) and shift <= 60 and denominator > 0 and spread <= 8
        expect(known, "parameters of a float encoding")
        count = self.leb(sum(lengths))
        places, patterns = (self.integers([count]) if count else [] for _ in range(2))
        divisors = self.integers(lengths) if encoding == 6 else [1] * sum(lengths)
        expect(0 not in divisors, "a quotient of 0")
        values = self.integers(lengths, None if encoding == 6 else source)
        if encoding == 5:
            values = struct.unpack(f"<{len(values)}f", struct.pack(f"<{len(values)}I", *(v & 0xFFFFFFFF for v in values)))
        # The integers of fractions are a numerator and the steps from its quotient.
        parts = [divmod(wrap(value + spread), 2 * spread + 1) for value in values] if encoding == 8 else []
        values = [numerator for numerator, _ in parts] or values
        values = [float(value) * 2.0**-shift for value in values]
        if encoding == 3:
            shares = (value * 10.0 ** (digits + 2) / total for value in values)
            values = [math.copysign(round(share), share) for share in shares]
        values = [value / 10.0**digits / float(divisor) * factor for value, divisor in zip(values, divisors)]
        values = [value / denominator for value in values]
        values = list(struct.unpack(f"<{len(values)}Q", struct.pack(f"<{len(values)}d", *values)))
        values = [value + step - spread & MASK for value, (_, step) in zip(values, parts)] or values
        for last, place, pattern in zip([-1] + places, places, patterns):
            expect(last < place < len(values), "an exception is out of place")
            values[place] = pattern & MASK
        return values

    def strings(self, count):
        lengths, text = self.integers([self.leb(min(count, 1 << 18))]), Cursor(self.section())
        distinct = [text.take(length) for length in lengths]
        text.end()
        ids = self.integers([count])
        expect(all(0 <= string < len(distinct) for string in ids), "a string that isn't there")
        return [distinct[string] for string in ids]

    def values(self, type_, lengths, source=None):
        if type_ == FLOAT64:
            return self.floats(lengths, source)
        if type_ in (STRING, JSON):
            return self.strings(sum(lengths))
        values = self.integers(lengths, source)
        expect(type_ == INT64 or all(value in (0, 1) for value in values), "a bool is 0 or 1")
        return values


# A cell is ABSENT, NULL, a Series, or a value: a float64's bits, an integer, 0 or 1 of a bool, a text's bytes.
ABSENT, NULL = "absent", "null"


@dataclass
class Series:
    states: bytes  # one an element: 0 value, 1 null, 2 hole
    values: list  # of the elements that are values

    def elements(self, placeholder):
        values = iter(self.values)
        return [placeholder if state else next(values) for state in self.states]


# The types that a role may have, where it may not have all.
TYPES = {KEY: {1, 2, 3, 4}, AXIS: {FLOAT64, INT64}, SEED: {INT64}, TASK: {STRING}, STATE: {STRING}}


class Column:
    def __init__(self, cursor):
        self.role, self.type = cursor.u(1), cursor.u(1)
        know(1 <= self.role <= 9 and 1 <= self.type <= 5, f"unknown role {self.role} or type {self.type}")
        self.name, has_unit = cursor.name(4096), cursor.u(1)
        expect(self.name and has_unit < 2 and self.type in TYPES.get(self.role, range(1, 6)), "what no column can be")
        self.unit = cursor.name() if has_unit else None
        if self.role == METRIC:
            self.reduction, self.direction, self.divisor = cursor.u(1), cursor.u(1), cursor.take(8)
            know(self.reduction < 5 and self.direction < 2, "an unknown reduction or direction")
            expect(0 < struct.unpack("<d", self.divisor)[0] < math.inf, "a divisor")
            self.sources = [cursor.name() for _ in range(cursor.leb(65_536))]
        self.key, self.rank = (self.role, self.type, self.name), (self.role, self.name)
        self.group = self.name.rpartition(b".")[0]


def read_constants(content, is_settings):
    """From a column's role, type and name to its cell."""
    cursor, constants, last = Cursor(content), {}, (0, b"")
    for _ in range(cursor.leb(65_536)):
        role, type_ = cursor.u(1), cursor.u(1)
        know(1 <= role <= 9 and 1 <= type_ <= 5, f"unknown role {role} or type {type_}")
        name, state = cursor.name(), cursor.u(1)
        expect((role == SETTING) == is_settings and role not in (AXIS, SERIES), "a constant in the wrong section")
        expect(last < (role, name) and state in (1, 2), "constants out of order, or of no state")
        last = role, name
        size = {FLOAT64: 8, INT64: 8, BOOL: 1}.get(type_)
        value = NULL if state == 1 else cursor.counted() if size is None else cursor.u(size)
        expect(type_ != BOOL or value in (NULL, 0, 1), "a bool is 0 or 1")
        constants[role, type_, name] = wrap(value) if type_ == INT64 and state == 2 else value
    cursor.end()
    return constants


class Segment:
    """A directory page, and the cells of the segment's columns."""

    def __init__(self, file, ordinal, first_run):
        self.file, self.blocks, self.constants, self.cells = file, {}, {}, {}
        # How deep each predicted column is, and how deep one may be that is asked for now.
        self.depths, self.leave = {}, 2
        columns, size = file.columns, file.page_size
        page = Cursor(file.checked_page(file.directory + ordinal * size, size, "directory page"))
        expect(page.u(8) == first_run, "a segment's first run")
        self.runs, constants = page.u(4), [(page.u(8), page.u(4), page.u(8)) for _ in range(2)]
        start, count = page.u(8), page.u(4)
        expect(count or not start, "blocks that aren't there")
        expect(all(size or not offset | checksum for offset, size, checksum in constants), "constants that aren't there")
        bits = int.from_bytes(page.take((len(columns) + 7) // 8), "little")
        expect(0 < self.runs <= 65_536 and bits >> len(columns) == 0, "a page's numbers")
        for place in (place for place in range(len(columns)) if bits >> place & 1):
            size, checksum = page.u(4), page.u(8)
            if size == 0:
                expect(checksum in self.blocks, "a column shares a block that isn't there")
                self.blocks[place] = self.blocks[checksum]
                continue
            self.blocks[place] = file.piece(start, size, checksum, "block")
            start += size
        expect(len(self.blocks) == count and not any(page.take(page.left())), "a page's padding")
        for is_settings, (offset, size, checksum) in zip((True, False), constants):
            if size > 0:
                section = Cursor(file.piece(offset, size, checksum, "constants"))
                self.constants |= read_constants(section.section(), is_settings)
                section.end()
        free = {column.key for place, column in enumerate(columns) if place not in self.blocks}
        expect(free >= self.constants.keys(), "a constant without a column, or beside a block")

    def column(self, place):
        """The cells of all runs in a column."""
        if place not in self.cells:
            column = self.file.columns[place]
            shared = [self.constants.get(column.key, ABSENT)] * self.runs
            self.cells[place] = self.block(place, column) if place in self.blocks else shared
        return self.cells[place]

    def block(self, place, column):
        cursor = Cursor(self.blocks[place])
        flags = cursor.u(1)
        know(flags <= (3 if column.role == SERIES else 1), f"unknown block flags {flags}")
        states = cursor.section(self.runs) if flags & 1 else bytes([2]) * self.runs
        expect(max(states) <= 2, "an unknown presence state")
        cells = [(ABSENT, NULL, None)[state] for state in states]
        present, source = [run for run, state in enumerate(states) if state == 2], None
        if column.role == AXIS:
            lengths = cursor.integers([len(present)])
            expect(min(lengths, default=0) >= 0 and sum(lengths) <= ELEMENTS, "lengths that no axis has")
        elif column.role == SERIES:
            axis = self.column(self.file.axes[column.group])
            expect(all(isinstance(axis[run], Series) for run in present), "a run has the series, but not its axis")
            lengths = [len(axis[run].states) for run in present]
            source = functools.partial(self.source, place, present)
        else:
            if column.role in (SCALAR, METRIC):
                source = functools.partial(self.scalars, place, present)
            for run, value in zip(present, cursor.values(column.type, [len(present)], source)):
                cells[run] = value
            cursor.end()
            return cells
        elements = Cursor(cursor.section(sum(lengths)) if flags & 2 else bytes(sum(lengths)))
        expect(max(elements.data, default=0) <= 2, "an unknown element state")
        series = [Series(elements.take(length), []) for length in lengths]
        values = iter(cursor.values(column.type, [one.states.count(0) for one in series], source))
        for run, one in zip(present, series):
            one.values, cells[run] = list(itertools.islice(values, one.states.count(0))), one
        cursor.end()
        return cells

    def source(self, predicted, runs, name, reading):
        """The elements of the series of this name in these runs, as integers; null and hole are 0."""
        place, cells = self.known(predicted, SERIES, 2, name)
        found = [cells[run].elements(0) if isinstance(cells[run], Series) else [] for run in runs]
        return [self.integers(place, elements, reading) for elements in found]

    def scalars(self, predicted, runs, name, reading):
        """The values of the scalar of this name in these runs, as integers of one run; absent and null are 0."""
        place, cells = self.known(predicted, SCALAR, 1, name)
        return [self.integers(place, [0 if cells[run] in (ABSENT, NULL) else cells[run] for run in runs], reading)]

    def known(self, predicted, role, deepest, name):
        """The place and the cells of the source of this name of a column that is predicted."""
        keys = ((role, FLOAT64, name), (role, INT64, name))
        place = next((place for place in self.blocks if self.file.columns[place].key in keys), None)
        expect(place is not None and self.leave > 0, "a prediction from what can't be a source, or too deep")
        self.leave -= 1
        cells = self.column(place)
        self.leave += 1
        self.depths[predicted] = 1 + self.depths.get(place, 0)
        expect(self.depths[predicted] <= deepest, "a prediction too deep")
        return place, cells

    def integers(self, place, values, reading):
        """What predictions read of a column's values."""
        if self.file.columns[place].type != FLOAT64:
            return values
        return [single(bits) if reading == 32 else scaled(bits, reading) for bits in values]


def scaled(bits, digits):
    """A float64 as a number of units of 10^-digits, rounded half away from zero."""
    value = number(bits) * 10.0**digits
    if not abs(value) <= 1 << 53:
        return 0
    whole = math.floor(abs(value)) + (abs(value) % 1 >= 0.5)
    return -whole if value < 0 else whole


def single(bits):
    """The bits of a float64's magnitude in single precision, with its sign."""
    value = number(bits)
    try:
        (magnitude,) = struct.unpack("<I", struct.pack("<f", abs(value)))
    except OverflowError:
        return 0
    return 0 if magnitude >= 0x7F800000 else -magnitude if value < 0 else magnitude


def exact_sum(values):
    """The sum, rounded once."""
    infinite = {value for value in values if not math.isfinite(value)}
    if infinite:
        return sum(infinite)
    try:
        return math.fsum(values)
    except OverflowError:
        # Only a sum that is itself too large is infinite; what fsum calls an overflow may be one on the way.
        total = sum(map(fractions.Fraction, values))
        try:
            return float(total)
        except OverflowError:
            return math.copysign(math.inf, total)


def canonical_number(value):
    """A float64 as canonical JSON writes it (config-hash.md)."""
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent
    if value == 0:
        return "0"
    if not -6 < point <= 21:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    elif point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[:point].ljust(point, "0") + ("." + text[point:] if text[point:] else "")
    return "-" * sign + text


def hashed(members):
    """The config hash of an object's members."""
    texts = {n: canonical_number(v) if type(v) is float else to_json(v) for n, v in members.items()}
    text = ",".join(f"{to_json(n)}:{texts[n]}" for n in sorted(texts, key=lambda n: n.encode("utf-16-be")))
    covered = f"{{{text}}}".encode()
    expect(len(covered) <= 1 << 22, "a configuration of more bytes than one has")
    return hashlib.sha256(covered).digest()[:16]


def counted(data):
    return len(data).to_bytes(8, "little") + data


def digested(type_, value):
    if type_ in (FLOAT64, INT64):
        return (value & MASK).to_bytes(8, "little")
    return bytes([value]) if type_ == BOOL else counted(value)


def weight(column, cell):
    """What a cell counts for: 8 bytes for a scalar, a null or an element, and the bytes of strings."""
    if cell is ABSENT or cell is NULL:
        return 0 if cell is ABSENT else 8
    count, values = (len(cell.states), cell.values) if isinstance(cell, Series) else (1, [cell])
    return 8 * count + (sum(map(len, values)) if column.type in (STRING, JSON) else 0)


def plain(type_, cell):
    """A cell as what JSON has; null and a hole are None, a json value is its text, NaN and infinities are names."""
    if cell is NULL or cell is None:
        return None
    if isinstance(cell, Series):
        return [plain(type_, element) for element in cell.elements(None)]
    if type_ in (STRING, JSON):
        return cell.decode(errors="replace")
    if type_ != FLOAT64:
        return bool(cell) if type_ == BOOL else cell
    value = number(cell)
    return value if math.isfinite(value) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")


class BenchFile:
    """A file whose header, footer, directory and attachments were read."""

    def __init__(self, data):
        self.data, self.pieces = data, [(0, 16)]
        self.read_footer(self.open())
        self.segments, runs = [], 0
        for ordinal in range(self.count):
            self.segments.append(Segment(self, ordinal, runs))
            runs += self.segments[-1].runs
        expect(runs == self.runs, "the segments' runs are not those of the table")
        starts, ends = zip(*sorted(self.pieces))
        expect((0, *ends) == (*starts, self.directory), "bytes that belong to nothing, or to two things")

    def checked(self, offset, size, checksum, what, seed=None):
        """A piece of the file; its checksum is compared where that is possible."""
        expect(offset + size <= len(self.data), f"{what}: it lies beyond the end of the file")
        data = self.data[offset : offset + size]
        is_right = xxhash is None or xxhash.xxh3_64_intdigest(data, offset if seed is None else seed) == checksum
        expect(is_right, f"{what} at {offset}: the checksum doesn't match")
        return data

    def piece(self, offset, size, checksum, what):
        """A piece of the body. No two overlap, but constants may be those of a segment before."""
        if what != "constants" or (offset, offset + size) not in self.pieces:
            self.pieces.append((offset, offset + size))
        return self.checked(offset, size, checksum, what)

    def checked_page(self, offset, size, what):
        """A page without the checksum at its end."""
        checksum = int.from_bytes(self.data[offset + size - 8 : offset + size], "little")
        return self.checked(offset, size - 8, checksum, what)

    def open(self):
        """Checks trailer and header; gives the content of the footer."""
        size = len(self.data)
        expect(size >= 80 and self.data[-8:] == b"HASBEND\n", "no .hasb file, or its end is missing")
        trailer = Cursor(self.data[-64:])
        self.footer, stored, footer_size, checksum, file_size = (trailer.u(8) for _ in range(5))
        major, minor, features = trailer.u(2), trailer.u(2), trailer.u(4)
        know(major == 1, f"version {major}.{minor}")
        self.checked(size - 64, 48, trailer.u(8), "trailer", seed=file_size)
        know(features == 0, f"unknown features {features}")
        expect(file_size == size and self.footer + stored == size - 64, f"{size} bytes instead of {file_size}")
        expect(stored <= footer_size <= PACKED, "the footer's size")
        expect(self.data[:16] == b"\x89HASB\r\n\x1a" + struct.pack("<HHI", major, minor, 0), "the header")
        footer = self.checked(self.footer, stored, checksum, "footer")
        return footer if stored == footer_size else decompress(footer, footer_size)

    def read_footer(self, content):
        footer, records = Cursor(content), {}
        while footer.left():
            record = footer.u(1)
            know(record >= 128 or record in (1, 2, 3), f"unknown footer record {record}")
            expect(record >= 128 or record not in records, f"two footer records {record}")
            records[record] = Cursor(footer.counted())
        expect({1, 2, 3} <= records.keys(), "a footer record is missing")
        table, schema, attachments = records[1], records[2], records[3]
        self.runs, self.count, self.directory, blocks = table.u(8), table.u(8), table.u(8), table.u(4)
        self.fan_out, self.entries, index_size = table.u(8), table.u(8), table.u(8)
        self.bits, self.fingerprint, self.row_bits, self.digest = table.u(1), table.u(1), table.u(1), table.take(32)
        self.columns = [Column(schema) for _ in range(schema.leb(65_536))]
        self.check_schema()
        self.attachments, self.media_types = {}, {}
        for _ in range(attachments.leb(65_536)):
            name, media_type = attachments.name().decode(), attachments.name().decode()
            offset, stored, size, checksum = (attachments.u(8) for _ in range(4))
            is_possible = 16 <= offset and offset + stored <= self.directory and size <= 1 << 28
            expect(is_possible and name not in self.attachments, f"attachment {name}")
            section = Cursor(self.piece(offset, stored, checksum, f"attachment {name}"))
            self.attachments[name], self.media_types[name] = section.section(size), media_type
            section.end()
        table.end(), schema.end(), attachments.end()
        expect(blocks <= len(self.columns) and self.count <= self.runs, "the table's numbers")
        self.page_size = 64 + (len(self.columns) + 7) // 8 + 12 * blocks + 8
        self.buckets = min(1 << self.bits, 256)
        size = (1 << self.bits) // self.buckets * (8 * (2 * self.buckets + 1) + 8)
        ends = [self.directory + self.count * self.page_size, self.fan_out + size, self.entries + index_size]
        expect(ends == [self.fan_out, self.entries, self.footer], "directory and index can't be where they are")
        expect(self.bits <= 32 and 8 <= self.fingerprint <= 32 and self.row_bits <= 16, "the widths of the index")
        expect(self.runs <= min(10 * index_size, self.count << self.row_bits), "more runs than the index can hold")

    def check_schema(self):
        """The rules of a schema; finds the axes of groups."""
        kinds = {KEY: 0, SETTING: 0, SCALAR: 1, AXIS: 1, SERIES: 1, METRIC: 2, SEED: 3, TASK: 3, STATE: 3}
        names = [(kinds[column.role], column.name) for column in self.columns]
        roles, groups = [c.role for c in self.columns], [c.group for c in self.columns if c.role == AXIS]
        expect(len(names) == len(set(names)), "two columns of one name")
        sources = sum(len(column.sources) for column in self.columns if column.role == METRIC)
        expect(sources <= 1 << 18, "more sources of metrics than a table has")
        expect(all(roles.count(role) < 2 for role in (SEED, TASK, STATE)), "two seeds, tasks or states")
        expect(len(groups) == len(set(groups)), "a group of two axes")
        self.axes = {column.group: place for place, column in enumerate(self.columns) if column.role == AXIS}
        expect(all(c.role != SERIES or c.group in self.axes for c in self.columns), "a series without an axis")

    def metric(self, column, cells):
        """What a metric of a run is, by its definition."""
        named = {c.name: (c, cell) for c, cell in zip(self.columns, cells) if c.role in (SCALAR, AXIS, SERIES)}
        for source, cell in (named[name] for name in column.sources if name in named):
            if not isinstance(cell, Series):
                if cell is not ABSENT and cell is not NULL:
                    return cell
            elif (value := self.reduced(column, source.type, cell)) is not None:
                return struct.unpack("<Q", struct.pack("<d", math.nan if value != value else value))[0]
        return ABSENT

    def reduced(self, column, type_, series):
        """The elements of a series, reduced; None if it has no value."""
        if type_ in (STRING, JSON):
            return None
        elements = [e if e is None else number(e) if type_ == FLOAT64 else float(e) for e in series.elements(None)]
        values, (divisor,) = [e for e in elements if e is not None], struct.unpack("<d", column.divisor)
        if column.reduction == 4:
            values = [e for e in elements[1:] if e is not None] or values
        if not values:
            return None
        if column.reduction < 2:
            return values[-1] / divisor
        return exact_sum(values) / (divisor if column.reduction == 2 else len(values) * divisor)

    def index(self):
        """Every configuration in order: its bucket and fingerprint, and the places of its runs."""
        found, size, next_start = [], 8 * (2 * self.buckets + 1), 0
        for page, offset in enumerate(range(self.fan_out, self.entries, size + 8)):
            numbers = struct.unpack(f"<{size // 8}Q", self.checked_page(offset, size + 8, "fan-out page"))
            for bucket in range(self.buckets):
                start, end, checksum = numbers[bucket], numbers[bucket + 1], numbers[self.buckets + 1 + bucket]
                expect(start == next_start and start <= end <= self.footer - self.entries, "a bucket's start")
                content = Cursor(self.checked(self.entries + start, end - start, checksum, "bucket"))
                if end > start:
                    found += self.bucket(page * self.buckets + bucket, content)
                next_start = end
        expect(sum(len(places) for _, _, places in found) == self.runs, "another number of runs in the index")
        return found

    def bucket(self, number, content):
        """The configurations of one bucket."""
        count = content.leb(self.runs)
        expect(count > 0, "an empty bucket of some bytes")
        bits, left = int.from_bytes(content.data[content.at :], "little"), 8 * content.left()

        def field(width):
            nonlocal bits, left
            expect(width <= left, "a bucket is cut off")
            value, bits, left = bits & (1 << width) - 1, bits >> width, left - width
            return value

        def unary():
            number = 0
            while field(1):
                number += 1
            return number

        found, place, usual = [], -1, 0
        segment_bits, rows = (self.count - 1).bit_length(), 1 << self.row_bits
        width = max(1, self.count * rows // count).bit_length() - 1
        for _ in range(count):
            place += 1 + (unary() << width | field(width))
            expect(place < self.count * rows, "a place beyond those of the segments")
            fingerprint, places = field(self.fingerprint), [divmod(place, rows)]
            is_listed, repeats = field(1), usual
            if is_listed:
                size = unary()
                repeats = (1 << size | field(size)) - 1
                expect(repeats <= left, "a bucket is cut off")
            needs_list = repeats != usual
            for _ in range(repeats):
                next_place = last = (places[-1][0], places[-1][1] + 1)
                if is_listed and field(1):
                    last, needs_list = (field(segment_bits), field(self.row_bits)), True
                    expect(last != next_place, "a place is listed that follows")
                expect(last[0] < self.count and last[1] < rows, "a repeat beyond those of the segments")
                places.append(last)
            expect(needs_list or not is_listed, "repeats are listed that are as usual")
            usual = min(repeats, 15)
            found.append((number, fingerprint, places))
        expect(left < 8 and bits == 0, "bits that mean nothing")
        return found

    def config_hash(self, cells):
        """The config hash of a run (config-hash.md)."""
        keys = {}
        for column, cell in zip(self.columns, cells):
            if column.role == KEY and cell is not ABSENT:
                value = plain(column.type, cell)
                expect(column.type != FLOAT64 or not isinstance(value, str), "a key that is no number")
                expect(not isinstance(value, str) or value.encode() == cell, "a key that is no UTF-8")
                expect(column.type != INT64 or value is None or abs(value) <= 1 << 53, "a key beyond 2^53")
                keys[column.name.decode()] = value
        return hashed(keys)

    def schema_digest(self):
        covered = b""
        for column in sorted(self.columns, key=lambda column: column.rank):
            covered += bytes([column.role]) + counted(column.name) + bytes([column.type])
            covered += b"\0" if column.unit is None else b"\1" + counted(column.unit)
            if column.role == METRIC:
                covered += bytes([column.reduction, column.direction]) + column.divisor
                covered += digested(INT64, len(column.sources)) + b"".join(map(counted, column.sources))
        return hashlib.sha256(covered).digest()

    def run_digest(self, cells):
        covered = b""
        for column, cell in sorted(zip(self.columns, cells), key=lambda entry: entry[0].rank):
            if cell is ABSENT:
                continue
            covered += bytes([column.role]) + counted(column.name) + bytes([column.type])
            if cell is NULL:
                covered += b"\1"
            elif isinstance(cell, Series):
                states = cell.states if any(cell.states) else b""
                covered += (b"\3" if states else b"\2") + digested(INT64, len(cell.states)) + states
                covered += b"".join(digested(column.type, value) for value in cell.values)
            else:
                covered += b"\2" + digested(column.type, cell)
        return hashlib.sha256(covered).digest()

    def line(self, identity, cells):
        """The cells of a run by role and name; which nulls of a series are holes stands beside."""
        run = {"hash": identity.hex()}
        for column, cell in zip(self.columns, cells):
            if cell is not ABSENT:
                name = column.name.decode()
                run.setdefault(ROLES[column.role], {})[name] = plain(column.type, cell)
                if isinstance(cell, Series) and 2 in cell.states:
                    run.setdefault("holes", {})[name] = [place for place, state in enumerate(cell.states) if state == 2]
        return to_json(run)

    def table(self):
        """Every run: its place, its config hash and its cells. Throws for a metric that isn't what its curve gives."""
        for ordinal, segment in enumerate(self.segments):
            columns = [segment.column(place) for place in range(len(self.columns))]
            sizes = [sum(map(weight, self.columns, cells)) for cells in zip(*columns)]
            expect(max(sizes, default=0) <= 1 << 23 and sum(sizes) <= 1 << 25, "runs that hold more than they may")
            for row in range(segment.runs):
                cells = [column[row] for column in columns]
                identity = self.config_hash(cells)
                for column, cell in zip(self.columns, cells):
                    is_right = column.role != METRIC or cell == self.metric(column, cells)
                    expect(is_right, f"a metric of {identity.hex()} isn't what its curve gives")
                yield (ordinal, row), identity, cells
            segment.cells.clear()

    def identify(self, place, identity, cells):
        """What the index and the content digest need of a run."""
        own = {c.role: cell for c, cell in zip(self.columns, cells)}
        # Absent and null come before any task or seed.
        ranks = [(0, 0) if own.get(role, NULL) in (ABSENT, NULL) else (1, own[role]) for role in (TASK, SEED)]
        return identity, ranks, place, self.run_digest(cells)

    def places(self, runs):
        """By config hash the places of its runs, in order of task, seed and place."""
        places = {}
        for identity, _, place, _ in sorted(runs):
            places.setdefault(identity, []).append(place)
        return places

    def has_index(self, places):
        """Whether the index is that of these configurations."""
        index = []
        for identity, own in places.items():
            bits = int.from_bytes(identity, "big") >> (128 - self.bits - self.fingerprint)
            index.append((bits >> self.fingerprint, bits & (1 << self.fingerprint) - 1, own))
        return sorted(index, key=lambda entry: (entry[0], entry[2][0])) == self.index()

    def content_digest(self, runs):
        digests = [digest for _, _, digest in sorted((identity, ranks, digest) for identity, ranks, _, digest in runs)]
        return hashlib.sha256(self.schema_digest() + b"".join(digests)).digest()

    def check(self):
        """Throws unless all of the file is as it must be; gives its runs, and their places by config hash."""
        runs = list(self.table())
        identities = [self.identify(*run) for run in runs]
        places = self.places(identities)
        expect(self.has_index(places), "config hashes are not those of the index")
        expect(self.content_digest(identities) == self.digest, "the content digest doesn't match")
        return runs, places

    def report(self, jsonl):
        """Prints what is in the file; whether its hashes and its digest are those that it states."""
        runs, out = [], sys.stderr if jsonl else sys.stdout
        for place, identity, cells in self.table():
            runs.append(self.identify(place, identity, cells))
            if jsonl:
                print(self.line(identity, cells))
        digest, has_hashes = self.content_digest(runs), self.has_index(self.places(runs))
        checksums = "checksums match" if xxhash else "checksums are skipped: there is no package xxhash"
        print(f"{self.runs} runs, {self.count} segments, {len(self.columns)} columns; {checksums}", file=out)
        print(f"config hashes {'are' if has_hashes else 'ARE NOT'} those of the index", file=out)
        print(f"content digest computed {digest.hex()}\ncontent digest stored   {self.digest.hex()}", file=out)
        return has_hashes and digest == self.digest


def main():
    paths = [argument for argument in sys.argv[1:] if argument != "--jsonl"]
    if len(paths) != 1 or paths[0].startswith("-"):
        sys.exit(__doc__)
    try:
        with open(paths[0], "rb") as file:
            data = file.read()
        sys.exit(0 if BenchFile(data).report("--jsonl" in sys.argv) else 1)
    except (Unreadable, OSError) as error:
        sys.exit(f"{paths[0]}: {error}")


if __name__ == "__main__":
    main()
