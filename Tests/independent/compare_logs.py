#!/usr/bin/env python3
"""Compares every number of raw logs with what a converted file gives back, bit for bit.

The logs are read by raw_logs.py, the file by `hasbench export --format jsonl`. Nothing may be missing, nothing may be
there that the logs don't say, and every metric must be what math.fsum makes of the logs.
"""

import math
import subprocess
import sys
from pathlib import Path

import raw_logs
import tools
from tools import Difference, expect

SYNTHETIC_RUNS = 20
MEMBERS = {"hash", "source", "config", "seed", "state", "metrics", "settings", "scalars", "series"}


def printed(value):
    """A value as strict JSON has it: non-finite numbers as strings."""
    if isinstance(value, list):
        return [printed(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def key_types(runs, keys):
    """The type of each key: the narrowest that holds all its values."""
    found = {}
    for key in keys:
        kinds = {type(run.leaves[key]) for run in runs if run.leaves.get(key) is not None}
        expect(kinds <= {int, float} or len(kinds) == 1, f"{key} mixes {kinds}; this check doesn't know its type")
        found[key] = float if kinds == {int, float} else kinds.pop()
    return found


class Comparison:
    """Compares runs, and counts what was the same."""

    def __init__(self, logs, what):
        self.what = what
        self.runs = [raw_logs.read_run(folder) for folder in raw_logs.run_folders(logs)]
        self.keys = raw_logs.expected_keys(self.runs)
        self.types = key_types(self.runs, self.keys)
        self.values = self.series = self.epochs = 0

    def members(self, run, where, expected, actual):
        """Compares an object's members by name: the same names, the same values."""
        place = f"{self.what}, run {run.name}, {where}"
        expected = {name: printed(value) for name, value in expected.items()}
        if missing := sorted(expected.keys() - actual.keys()):
            raise Difference(f"{place}: {missing[0]} is missing (and {len(missing) - 1} more)")
        if extra := sorted(actual.keys() - expected.keys()):
            raise Difference(f"{place}: {extra[0]} is not in the logs (nor are {len(extra) - 1} more)")
        for name, value in expected.items():
            if not isinstance(value, list) or not isinstance(actual[name], list):
                self.equal(f"{place}.{name}", value, actual[name])
                continue
            expect(
                len(value) == len(actual[name]),
                f"{place}.{name}: {len(value)} values in the logs, {len(actual[name])} in the file",
            )
            self.series += 1
            for position, (a, b) in enumerate(zip(value, actual[name])):
                self.equal(f"{place}.{name}[{position}]", a, b)

    def equal(self, place, expected, actual):
        expect(tools.same(expected, actual), f"{place}: {expected!r} in the logs, {actual!r} in the file")
        self.values += 1

    def compare_run(self, run, actual):
        config = {k: self.types[k](run.leaves[k]) for k in self.keys if k in run.leaves}
        settings = {k: v for k, v in run.leaves.items() if k not in config and k != raw_logs.SEED_KEY}
        head = {"source": "table", "state": raw_logs.state(run)}
        if run.seed is not None:
            head["seed"] = run.seed
        names = MEMBERS if run.seed is not None else MEMBERS - {"seed"}
        expect(actual.keys() == names, f"{self.what}, run {run.name}: members {sorted(actual)}")
        self.members(run, "head", head, {name: actual[name] for name in head})
        for where, expected in (
            ("config", config),
            ("settings", settings),
            ("scalars", run.scalars),
            ("metrics", raw_logs.metrics(run)),
        ):
            self.members(run, where, expected, actual[where])
        expect(
            actual["series"].keys() == run.series.keys(),
            f"{self.what}, run {run.name}: groups {sorted(actual['series'])} instead of {sorted(run.series)}",
        )
        for group, columns in run.series.items():
            self.members(run, f"series.{group}", columns, actual["series"][group])
            self.epochs += len(columns["epoch"])

    def compare(self, path):
        keys = tools.info(path)["keys"]
        expect(keys == self.keys, f"{self.what}: the keys are {keys} instead of {self.keys}")
        exported = tools.export(path)
        expect(
            len(exported) == len(self.runs), f"{self.what}: {len(exported)} runs in the file, {len(self.runs)} in the logs"
        )
        unseen = {self.name(run.leaves, run.seed): run for run in self.runs}
        expect(len(unseen) == len(self.runs), f"{self.what}: two runs have one configuration and seed")
        for actual in exported:
            run = unseen.pop(self.name(actual["config"], actual.get("seed")), None)
            expect(run, f"{self.what}: {actual['config']} is in no log, or twice in the file")
            self.compare_run(run, actual)
        return len(self.runs)

    def name(self, leaves, seed):
        return (*(leaves.get(key) for key in self.keys), seed)


def check():
    with tools.temporary_folder() as folder:
        synthetic = Path(folder) / "synthetic"
        generator = [sys.executable, tools.GENERATOR, str(SYNTHETIC_RUNS), synthetic, "--logs", str(SYNTHETIC_RUNS)]
        subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)
        sources = {"NAS-Toy": tools.NAS_TOY, "synthetic": synthetic}
        runs = series = values = epochs = 0
        for what, source in sources.items():
            path = Path(folder) / f"{what}.hasb"
            tools.run("convert", source, "-o", path)
            comparison = Comparison(source / "logs", what)
            runs += comparison.compare(path)
            series, values, epochs = series + comparison.series, values + comparison.values, epochs + comparison.epochs
    return f"{runs} runs, {epochs} epoch rows, {series} series, {values} values: the same bits as in the logs"


tools.main(check)
