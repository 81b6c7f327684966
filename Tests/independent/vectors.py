"""Reads Specs/vectors with the reader that was written from the specification alone, and damages them.

    vectors.py          every vector, and a sample of the damage
    vectors.py --all    every bit flipped, every prefix, every two blocks swapped

Bits are flipped twice: as damage, which the checksums see; and as if a forger had mended the checksums, where what is left of
the file must be refused, or say what it said before.
"""

import importlib.util
import json
import multiprocessing
import random
import sys
from itertools import combinations
from pathlib import Path

import tools

SPECS = tools.ROOT / "Specs"
VECTORS = SPECS / "vectors"
# Which part of the damage is tried unless all is.
SHARE = 0.02

spec = importlib.util.spec_from_file_location("reader", SPECS / "reader.py")
reader = importlib.util.module_from_spec(spec)
sys.modules["reader"] = reader
spec.loader.exec_module(reader)

TYPES = ["", "float64", "int64", "bool", "string", "json"]
REDUCTIONS = ["value", "last", "sum", "mean", "mean_after_first"]


def text(data):
    """Bytes as the vectors have them: a string, or the digits of what isn't UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def bits(value):
    return f"{value:016x}"


def exact(type_, cell):
    """A cell as the vectors have it: numbers by their bits."""
    if cell is None or cell is reader.NULL:
        return None
    if isinstance(cell, reader.Series):
        return [exact(type_, element) for element in cell.elements(None)]
    if type_ == reader.FLOAT64:
        return bits(cell)
    if type_ in (reader.STRING, reader.JSON):
        return text(cell)
    return bool(cell) if type_ == reader.BOOL else cell


def column(one):
    found = {"name": one.name.decode(), "role": reader.ROLES[one.role], "type": TYPES[one.type]}
    if one.unit is not None:
        found["unit"] = one.unit.decode()
    if one.role == reader.METRIC:
        found["reduction"] = REDUCTIONS[one.reduction]
        found["direction"] = "max" if one.direction else "min"
        found["divisor"] = bits(int.from_bytes(one.divisor, "little"))
        found["sources"] = [source.decode() for source in one.sources]
    return found


def run(file, identity, cells):
    found, holes = {"hash": identity.hex()}, {}
    for one, cell in zip(file.columns, cells):
        if cell is reader.ABSENT:
            continue
        name = one.name.decode()
        found.setdefault(reader.ROLES[one.role], {})[name] = exact(one.type, cell)
        if isinstance(cell, reader.Series) and 2 in cell.states:
            holes[name] = [place for place, state in enumerate(cell.states) if state == 2]
    return found | ({"holes": holes} if holes else {})


def contents(data):
    """All that a file says; throws unless all of it is right."""
    file = reader.BenchFile(data)
    runs, places = file.check()
    segments = [[] for _ in file.segments]
    for (segment, _), identity, cells in runs:
        segments[segment].append(run(file, identity, cells))
    types = {one.name.decode(): TYPES[one.type] for one in file.columns if one.role == reader.KEY}
    return {
        "version": f"1.{int.from_bytes(data[10:12], 'little')}",
        "key_id": reader.hashed(types).hex(),
        "content_digest": file.digest.hex(),
        "columns": [column(one) for one in file.columns],
        "attachments": [
            {"name": name, "media_type": file.media_types[name], "content": text(content)}
            for name, content in file.attachments.items()
        ],
        "segments": segments,
        "index": {identity.hex(): [list(place) for place in own] for identity, own in places.items()},
    }


def refusal(data):
    """The code of the error that a file gets, or what is wrong with the reader."""
    try:
        reader.BenchFile(data).check()
    except reader.Unreadable as error:
        return error.code
    except Exception as error:  # anything else is no answer
        return f"{type(error).__name__}: {error}"
    return "no error"


def forgery(data, truth):
    """What is wrong with the answer to a file whose checksums a forger mended: they aren't looked at."""
    checksums, reader.xxhash = reader.xxhash, None
    try:
        found = contents(data)
        differing = [name for name in truth.keys() - {"version", "attachments"} if found[name] != truth[name]]
        return f"another {', '.join(differing)}" if differing else None
    except reader.Unreadable:
        return None
    except Exception as error:  # anything else is no answer
        return f"{type(error).__name__}: {error}"
    finally:
        reader.xxhash = checksums


def damaged(data, share, seed):
    """A file in its damaged forms, and what was done to it."""
    chance = random.Random(seed)

    def chosen():
        return share >= 1 or chance.random() < share

    for place in range(len(data)):
        for bit in range(8):
            if chosen():
                flipped = bytearray(data)
                flipped[place] ^= 1 << bit
                yield "flips", f"byte {place}, bit {bit}", bytes(flipped)
    for count in range(len(data)):
        if chosen():
            yield "prefixes", f"the first {count} bytes", data[:count]
    for (a, b), (c, d) in combinations(sorted(set(reader.BenchFile(data).pieces[1:])), 2):
        if chosen() and data[a:b] != data[c:d]:
            yield "swaps", f"{a} and {c} swapped", data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def check(path, share):
    """The counts of cases of a vector, and what is wrong."""
    data, stated = path.read_bytes(), json.loads(path.with_suffix(".json").read_text())
    counts, wrong = {path.parent.name: 1}, []
    if path.parent.name == "invalid":
        found = refusal(data)
        if found != stated["code"]:
            wrong.append(f"{path.stem}: {found} instead of {stated['code']}")
        return counts, wrong
    stated.pop("about")
    try:
        found = contents(data)
    except reader.Unreadable as error:
        return counts, [f"{path.stem}: {error}"]
    for name in stated.keys() | found.keys():
        if not tools.same(stated.get(name), found.get(name)):
            wrong.append(f"{path.stem}: {name} is {found.get(name)} instead of {stated.get(name)}"[:1000])
    for kind, what, bad in damaged(data, share, path.stem):
        counts[kind] = counts.get(kind, 0) + 1
        found = refusal(bad)
        if found not in ("damaged", "unsupported"):
            wrong.append(f"{path.stem}, {what}: {found}")
        if kind == "flips":
            counts["forgeries"] = counts.get("forgeries", 0) + 1
            if problem := forgery(bad, stated):
                wrong.append(f"{path.stem}, {what}, checksums mended: {problem}")
    return counts, wrong


def main():
    tools.expect(reader.zstandard and reader.xxhash, "the packages zstandard and xxhash are needed")
    share = 1 if "--all" in sys.argv[1:] else SHARE
    paths = sorted(VECTORS.glob("*valid/*.hasb"))
    # The longest first, so that none is left for the end.
    paths.sort(key=lambda path: -path.stat().st_size)
    with multiprocessing.Pool() as pool:
        results = pool.starmap(check, [(path, share) for path in paths], chunksize=1)
    counts, wrong = {}, []
    for own, problems in results:
        wrong += problems
        for kind, count in own.items():
            counts[kind] = counts.get(kind, 0) + count
    tools.expect(not wrong, f"{len(wrong)} wrong\n" + "\n".join(wrong[:50]))
    tools.expect(counts.get("valid", 0) >= 60 and counts.get("invalid", 0) >= 60, f"too few vectors: {counts}")
    cases = sum(counts.get(kind, 0) for kind in ("flips", "prefixes", "swaps"))
    return (
        f"{counts['valid']} valid and {counts['invalid']} invalid vectors as they say; {cases} cases of damage "
        f"({counts['flips']} bits flipped, {counts['prefixes']} prefixes, {counts['swaps']} swaps), all refused; "
        f"{counts['forgeries']} forgeries, refused or harmless"
    )


if __name__ == "__main__":
    tools.main(main, needs_hasbench=False)
