#!/usr/bin/env python3
"""Compares `hasbench export --format sweep-json` with what a collector makes of the raw logs, bit for bit.

The collector is collector.py. What a file made from logs doesn't hold (paths; stderr unless it was asked for) is left
out of both. Then what it collected is itself converted, and comes back as it was, from paths' `logs/` on; so does the
generator's own sweep.json, which has an energy sweep.
"""

import json
import math
import subprocess
import sys
from pathlib import Path

import collector
import tools
from tools import expect

SYNTHETIC_RUNS = 20
# A run that isn't finite, of steps that are far apart, with texts and numbers that are awkward to print.
AWKWARD = {
    "cfg": {
        "EMPTY": {},
        "LISTS": {"A": [1, 2.5, "x"], "B": [], "C": [{"D": None}]},
        "NET": {"DEPTH": 3},
        "NUMBERS": {"A": 1e-7, "B": 1e22, "C": 5e-324, "D": -0.0, "E": 123456789012345.6, "F": 0.30000000000000004, "G": 2**62},
        "OFF": False,
        "RNG_SEED": 17,
        "TEXTS": {"A": "é 漢 😀", "B": "\"\\\b\f\n\r\t\x01\x7f/", "C": "", "D": "NaN"},
        "WEIGHTS": None,
    },
    "complexity": {"acts": 0, "flops": -1, "params": 2**53 + 1},
    "train_epoch": [
        {"epoch": "1/3", "eta": "12,03:04:05", "loss": math.nan, "lr": 1.0, "mem": 0, "note": "ä", "top1_err": 99.9999},
        {"epoch": "2/3", "eta": "-1,23:59:59", "loss": math.inf, "lr": 0.0001, "mem": 10**9, "note": "", "top1_err": 0.0},
        {"epoch": "3/3", "eta": "100,00:00:00", "loss": -math.inf, "lr": 1e-5, "mem": -1, "note": "z", "top1_err": 100.0},
    ],
}


def compare(path, logs, what):
    """Compares an export with the collected logs; gives the number of runs and of bytes."""
    text, notes = tools.run("export", path, "--format", "sweep-json")
    exported = json.loads(text)
    expect(json.dumps(exported, sort_keys=True) == text, f"{what}: not the text that json.dump writes")
    runs = collector.collect(logs)
    expect(len(exported) == len(runs), f"{what}: {len(exported)} runs instead of {len(runs)}")
    for number, (expected, actual) in enumerate(zip(runs, exported)):
        for name in ("log_file", "err_file", "err"):
            if name not in actual:
                del expected[name]
                expect(name in notes, f"{what}: {name} is missing, and nothing says so: {notes}")
        difference(f"{what}, run {number}", expected, actual)
    return len(runs), len(text)


def compare_sweep(folder, runs, what):
    """Converts a sweep.json of these objects and compares its export with them; gives the number of bytes."""
    source, path = folder / "sweep.json", folder / "sweep.hasb"
    source.write_text(json.dumps(runs, sort_keys=True))
    tools.run("convert", source, "-o", path, "--keep-stderr", "--force")
    text = tools.run("export", path, "--format", "sweep-json")[0]
    exported = json.loads(text)
    expect(len(exported) == len(runs), f"{what}, as sweep.json: {len(exported)} runs instead of {len(runs)}")
    for number, (expected, actual) in enumerate(zip(runs, exported)):
        paths = {name: expected[name][expected[name].index("logs/") :] for name in ("log_file", "err_file")}
        difference(f"{what}, as sweep.json, run {number}", {**expected, **paths}, actual)
    return len(text)


def difference(place, expected, actual):
    """Says where two values differ in names, types, lengths or bits."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        missing, extra = expected.keys() - actual.keys(), actual.keys() - expected.keys()
        expect(not missing and not extra, f"{place}: {sorted(missing)} are missing, {sorted(extra)} are new")
        for name in expected:
            difference(f"{place}.{name}", expected[name], actual[name])
    else:
        expect(tools.same(expected, actual), f"{place}: {expected!r} in the logs, {actual!r} in the export")


def write_awkward(logs):
    """Writes the awkward run's log, and a plain one with another key."""
    plain = {"cfg": {**AWKWARD["cfg"], "NET": {"DEPTH": 4}}}
    for number, run in enumerate([AWKWARD, plain]):
        folder = logs / f"{number:06}"
        folder.mkdir(parents=True)
        rows = [(kind, row) for kind, rows in run.items() for row in (rows if isinstance(rows, list) else [rows])]
        lines = [f"[a.py: 1]: json_stats: {json.dumps({**row, '_type': kind})}\n" for kind, row in rows]
        (folder / "stdout.log").write_text("[a.py: 1]: PyTorch Version: 1\n" + "".join(lines))
        (folder / "stderr.log").write_text("Traceback\n\tünlucky\n" * (1 - number))


def check():
    with tools.temporary_folder() as name:
        folder = Path(name)
        generator = [sys.executable, tools.GENERATOR, str(SYNTHETIC_RUNS), folder, "--json", "--logs", str(SYNTHETIC_RUNS)]
        subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)
        # Out of the way of the logs, which are one source and this another.
        (folder / "sweep.json").rename(folder / "generated.json")
        write_awkward(folder / "awkward" / "logs")
        sources = {"NAS-Toy": tools.NAS_TOY, "synthetic": folder, "awkward": folder / "awkward"}
        runs = size = 0
        for what, source in sources.items():
            path = folder / f"{what}.hasb"
            tools.run("convert", source, "-o", path, *([] if what == "NAS-Toy" else ["--keep-stderr"]))
            counts = compare(path, source / "logs", what)
            runs, size = runs + counts[0], size + counts[1]
            size += compare_sweep(folder, collector.collect(source / "logs"), what)
        size += compare_sweep(folder, json.loads((folder / "generated.json").read_text()), "generated")
        notes = tools.run("export", tools.ROOT / "data/nas-toy.hasb", "--format", "sweep-json")[1]
        for group in ("energy.test", "energy.test_ema", "energy.train", "history"):
            expect(group in notes, f"{group} is left out, and nothing says so: {notes}")
    return f"{runs} runs, {size} bytes: what the collector makes of the logs, and of it the same again"


tools.main(check)
