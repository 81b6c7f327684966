#!/usr/bin/env python3
"""Compares what `hasbench diff` counts and lists with what Python finds in the exports of two files.

One sweep is converted, then changed at random and converted again: numbers, fields, epochs, settings, runs, seeds.
Then a file is forged whose content digest is wrong, though every checksum matches.
"""

import random
import re
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import tools
import xxhash
import zstandard
from tools import expect

RUNS = 24
ROUNDS = 12
TRAILER = struct.Struct("<5QHHIQ8s")
KEYS = ["REGNET.DEPTH", "REGNET.W0", "OPTIM.BASE_LR", "REGNET.WM"]


def convert(logs, path):
    keys = [argument for key in KEYS for argument in ("--key", key)]
    tools.run("convert", logs, "-o", path, "--force", "--keep-stderr", *keys)


def columns(run):
    """What a run holds, by role and name of the column."""
    found = {("key", name): value for name, value in run["config"].items()}
    found |= {(role[:-1], name): value for role in ("metrics", "settings", "scalars") for name, value in run[role].items()}
    found |= {(role, role): run[role] for role in ("seed", "state", "task") if role in run}
    holes = run.get("holes", {})
    for group, fields in run["series"].items():
        for name, values in fields.items():
            column = f"{group}.{name}"
            found["axis" if name == "epoch" else "series", column] = (values, holes.get(column, []))
    return found


def expected(a, b):
    """What differs between two exports, where no configuration has two runs of one seed."""
    runs_a, runs_b = ({(run["hash"], run.get("seed")): columns(run) for run in runs} for runs in (a, b))
    expect(len(runs_a) == len(a) and len(runs_b) == len(b), "two runs have one configuration and seed")
    names_a, names_b = ({name for run in runs.values() for name in run} for runs in (runs_a, runs_b))
    differ = Counter()
    changed = set()
    for name in runs_a.keys() & runs_b.keys():
        for column in names_a & names_b:
            one, other = runs_a[name].get(column), runs_b[name].get(column)
            if not tools.same(json_of(one), json_of(other)):
                differ[column] += 1
                changed.add(name)
    return {
        "in_both": len(runs_a.keys() & runs_b.keys()),
        "only_in_a": runs_a.keys() - runs_b.keys(),
        "only_in_b": runs_b.keys() - runs_a.keys(),
        "columns_only_in_a": names_a - names_b,
        "columns_only_in_b": names_b - names_a,
        "by_column": dict(differ),
        "differ": len(changed),
    }


def json_of(value):
    return list(value) if isinstance(value, tuple) else value


def found(document):
    """What diff said, in the same form."""
    expect(document["same_keys"], "the keys differ")
    runs, changes = document["runs"], document["columns"]
    named = {side: {(run["hash"], run.get("seed")) for run in runs[f"first_{side}"]} for side in ("only_in_a", "only_in_b")}
    for side, names in named.items():
        expect(len(names) == runs[side], f"{side}: {runs[side]} counted, {len(names)} listed")
    values = document["values"]
    expect(len(values["first"]) == values["differ"], f"{values['differ']} values counted, {len(values['first'])} listed")
    listed = Counter((value["role"], value["column"]) for value in values["first"])
    counted = {(column["role"], column["column"]): column["runs"] for column in values["by_column"]}
    expect(listed == counted, "the values listed are not those counted")
    return {
        "in_both": runs["in_both"],
        **named,
        **{f"columns_{side}": {(c["role"], c["name"]) for c in changes[side]} for side in ("only_in_a", "only_in_b")},
        "by_column": counted,
        "differ": runs["differ"],
    }


def mutate(logs, chance):
    """Changes the logs of some runs."""
    for folder in sorted(logs.iterdir()):
        path = folder / "stdout.log"
        lines = path.read_text().splitlines(keepends=True)
        kind = chance.choice(["number", "number", "field", "epoch", "setting", "seed", "gone", "stderr", "none", "none"])
        if kind == "gone":
            path.unlink()
            (folder / "stderr.log").unlink(missing_ok=True)
            folder.rmdir()
            continue
        records = [at for at, line in enumerate(lines) if '_epoch"' in line]
        at = chance.choice(records)
        if kind == "number":
            lines[at] = re.sub(r'"top1_err": [0-9.]+', lambda m: f'"top1_err": {chance.choice(["NaN", "1.5", "null"])}', lines[at])
        elif kind == "field":
            lines[at] = lines[at].replace('"top1_err":', f'"other{chance.randrange(2)}_err": 1.0, "top1_err":')
        elif kind == "epoch":
            del lines[at]
        elif kind == "setting":
            lines = [line.replace('"MOMENTUM": 0.9', '"MOMENTUM": 0.95') for line in lines]
        elif kind == "seed":
            lines = [line.replace('"RNG_SEED": 1', '"RNG_SEED": 2') for line in lines]
        elif kind == "stderr":
            (folder / "stderr.log").write_text(f"odd: {chance.random()}\n")
        path.write_text("".join(lines))


def check_round(folder, number, original, first):
    chance = random.Random(number)
    changed = folder / "changed"
    subprocess.run(["rm", "-rf", changed], check=True)
    subprocess.run(["cp", "-r", original, changed], check=True)
    mutate(changed / "logs", chance)
    second = folder / "changed.hasb"
    convert(changed, second)
    pair = (first, second) if number % 2 else (second, first)
    document = tools.strict_json(tools.run("diff", *pair, "--json", "--limit", "1000000", code=1)[0])
    expect(not document["equal"], f"round {number}: equal")
    exports = [tools.export(path) for path in pair]
    wanted, actual = expected(*exports), found(document)
    for member, value in wanted.items():
        expect(actual[member] == value, f"round {number}: {member} is {actual[member]}, in the exports {value}")
    expect(tools.run("diff", *pair, code=1)[0].startswith("A: "), "no table")
    return sum(wanted["by_column"].values())


def forge_digest(path, target):
    """A copy whose content digest is another; all checksums match."""
    data = path.read_bytes()
    offset, stored, size, _, _, major, minor, features, _, magic = TRAILER.unpack(data[-TRAILER.size :])
    footer = data[offset : offset + stored]
    if stored < size:
        footer = zstandard.ZstdDecompressor().decompress(footer, max_output_size=size)
    digest = bytes.fromhex(tools.info(path)["content_digest"])
    expect(footer.count(digest) == 1, "the footer does not hold the content digest once")
    footer = footer.replace(digest, bytes(32))
    total = offset + size + TRAILER.size
    checked = struct.pack("<5QHHI", offset, size, size, checksum(footer, offset), total, major, minor, features)
    target.write_bytes(data[:offset] + footer + checked + struct.pack("<Q8s", checksum(checked, total), magic))


def checksum(data, seed):
    return xxhash.xxh3_64_intdigest(data, seed=seed)


def check():
    with tools.temporary_folder() as name:
        folder = Path(name)
        original = folder / "original"
        generator = [sys.executable, tools.GENERATOR, str(RUNS), original, "--logs", str(RUNS)]
        subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)
        first = folder / "first.hasb"
        convert(original, first)
        expect("hold the same" in tools.run("diff", first, first)[0], "a file differs from itself")
        values = sum(check_round(folder, number, original, first) for number in range(ROUNDS))
        expect(values > 0, "no value differed in any round")
        forged = folder / "forged.hasb"
        forge_digest(first, forged)
        error = tools.run("diff", first, forged, code=65)[1]
        expect("verify --deep" in error and str(forged) in error, f"a wrong content digest: {error}")
    return f"{ROUNDS} rounds, {values} values differed, as in the exports; a wrong content digest is found"


tools.main(check)
