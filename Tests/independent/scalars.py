#!/usr/bin/env python3
"""Checks a table without curves, whose losses follow from each other, against the reader that was made from the pages alone.

Its columns must be predicted, its values must come back bit by bit, and from both readers the same.
"""

import json
import random
import struct
import subprocess
import sys
from pathlib import Path

import tools
from tools import expect

ROWS = 3000
RECIPE = {
    "recipe": 1,
    "source": "a table of scores",
    "configuration": {"{key}": "key.{key}"},
    "scalars": {"{name}": "score.{name}"},
}


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def row(number):
    loss = random.lognormvariate(0, 3)
    seconds = random.randrange(1000, 900_000)
    scores = {
        "train": single(loss * random.lognormvariate(-0.2, 0.01)),
        "valid": single(loss),
        "double": loss * random.lognormvariate(0, 0.01),
        "fit": seconds / 1000,
        "score": round(seconds / 7000 + random.random() / 1000, 3),
        "steps": seconds * 3 + random.randrange(100),
    }
    if number % 50 == 7:
        del scores["fit"], scores["score"]
    return {"key": {"k": number}, "score": scores}


def check():
    random.seed(20)
    rows = [row(number) for number in range(ROWS)]
    with tools.temporary_folder() as folder:
        folder = Path(folder)
        source, recipe, table = folder / "rows.ndjson", folder / "recipe.json", folder / "table.hasb"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
        recipe.write_text(json.dumps(RECIPE))
        tools.run("convert", source, "-o", table, "--recipe", recipe)
        encodings = {column["name"]: column["encodings"] for column in tools.info(table)["columns"]}
        for names in (("train", "valid", "double"), ("fit", "score")):
            predicted = [name for name in names if any("affine of" in one for one in encodings[name])]
            expect(len(predicted) == len(names) - 1, f"of {names} only {predicted} are predicted")
        reader = [sys.executable, str(tools.ROOT / "Specs/reader.py"), "--jsonl", str(table)]
        done = subprocess.run(reader, capture_output=True, text=True)
        expect(done.returncode == 0, f"the independent reader says {done.stderr[-500:]}")
        independent = [json.loads(line)["scalar"] for line in done.stdout.splitlines()]
        own = [run["scalars"] for run in tools.export(table)]
        scores = [row["score"] for row in rows]
        expect(independent == scores, "the independent reader reads other values than were written")
        expect(own == scores, "hasbench reads other values than were written")
    return f"{ROWS} rows come back from both readers"


if __name__ == "__main__":
    tools.main(check)
