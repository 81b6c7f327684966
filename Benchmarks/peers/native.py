"""Processes without Python: one configuration found by its hash, three and five metrics summarised, a frontier of two."""

import json
import math
import shutil
import statistics
from dataclasses import dataclass
from typing import Callable

from measure import WrongAnswer, note, same
from stores_hasb import config_hash, lookup_command, pareto_command, stats_command

COUNT = 50
SCALAR = "scalar"
CURVE = "scalar and curve"
SUMMARIES = "box plots of three metrics"
MORE_SUMMARIES = "box plots of five metrics"
FRONTIER = "frontier of two metrics"
SCALAR_QUERY = "SELECT test_error FROM runs WHERE cfg_hash = '{}'"
CURVE_QUERY = (
    "SELECT test_error, hex(data) FROM runs, series, curves WHERE cfg_hash = '{}'"
    " AND name = 'test_ema_epoch.top1_err' AND curves.id = runs.id * 64 + series.id"
)
DUCKDB_CURVE_QUERY = "SELECT test_error, \"test_ema_epoch.top1_err\" FROM runs WHERE cfg_hash = '{}'"


@dataclass
class Process:
    title: str
    asked: str | None
    command: list
    # Whether what it printed is right; None where nothing can be said.
    is_right: Callable[[str], bool] | None


def sqlite_answer(printed):
    answer = json.loads(printed)
    return answer["test_error"], answer.get("top1_err")


def hasbench_answer(printed):
    answer = json.loads(printed)
    return answer["metrics"]["test_error"], answer.get("series", {}).get("test_ema_epoch", {}).get("top1_err")


def lookup_check(read, curve, asked):
    """The final error and, where it is asked for, the curve."""
    right = (curve[-1], curve if asked == CURVE else None)
    return lambda printed: read(printed) == right


def stats_check(source):
    """Counts and means of the three metrics; energy is in kW.h, in the source in W.h."""
    error, time, energy = (total / source.runs for total in source.scan())

    def is_right(printed):
        lines = [json.loads(line) for line in printed.splitlines()]
        means = [line["mean"] for line in lines]
        return all(line["count"] == source.runs for line in lines) and same(means[:3], [error, time, energy / 1000])

    return is_right


def pareto_check(source):
    """The points on the frontier of final error and training energy, both the less the better."""
    energy = source.values("cons.train_cons")
    ends = zip(source.offsets, source.offsets[1:])
    energies = [math.fsum(energy[first:end]) / 1000 for first, end in ends]
    frontier, least = set(), math.inf
    for point in sorted(zip(source.test_errors().tolist(), energies)):
        if point[1] < least:
            least = point[1]
            frontier.add(point)

    def is_right(printed):
        runs = json.loads(printed)["frontier"]["runs"]
        return {(run["metrics"]["test_error"], run["metrics"]["train_energy"]) for run in runs} == frontier

    return is_right


def processes(comparison, tools, row):
    """What is started, and notes about what is not there."""
    found, notes = [Process("empty process, C", None, [tools["empty"]], None)], []
    paths = {entry.key: comparison.path(entry) for entry in comparison.entries}
    source = comparison.source
    key, curve = source.hashes[row], source.curve(row)
    if tools["sqlite_lookup"]:
        program = [tools["sqlite_lookup"], paths["sqlite"], key]
        for asked, more in ((SCALAR, []), (CURVE, ["curve"])):
            check = lookup_check(sqlite_answer, curve, asked)
            found.append(Process("SQLite, C", asked, [*program, *more], check))
    else:
        notes.append("SQLite from C: not measured, libsqlite3 is missing (Debian: libsqlite3-dev)")
    clients = (
        ("sqlite3", ["-readonly", paths["sqlite"]], CURVE_QUERY, "Debian: sqlite3"),
        ("duckdb", ["-readonly", paths["duckdb"]], DUCKDB_CURVE_QUERY, "its own distribution"),
    )
    for name, arguments, curve_query, package in clients:
        if shutil.which(name):
            for asked, query in ((SCALAR, SCALAR_QUERY), (CURVE, curve_query)):
                found.append(Process(f"{name} command", asked, [name, *arguments, query.format(key)], None))
        else:
            notes.append(f"{name} command: not measured, not on the path ({package})")
    if "hasb" in paths:
        path = paths["hasb"]
        key = config_hash(source.config(row))
        for asked in (SCALAR, CURVE):
            command = lookup_command(path, key, curve=asked == CURVE)
            found.append(Process("hasbench lookup", asked, command, lookup_check(hasbench_answer, curve, asked)))
        for asked, more in ((SUMMARIES, []), (MORE_SUMMARIES, ["epoch_energy", "params"])):
            found.append(Process("hasbench stats", asked, stats_command(path, *more), stats_check(source)))
        found.append(Process("hasbench pareto", FRONTIER, pareto_command(path), pareto_check(source)))
    return found, notes


def compare(comparison, tools, rounds):
    """Interleaved as the stores are. Returns the rows, with medians over the rounds, and the notes."""
    started, notes = processes(comparison, tools, comparison.source.runs // 2)
    samples = [[] for _ in started]
    for number in range(rounds):
        note(f"native {number + 1}/{rounds}")
        for process, found in zip(started, samples):
            measured, printed = comparison.launcher.run(process.command, COUNT)
            if process.is_right and not process.is_right(printed):
                raise WrongAnswer(f"{process.title}: the answer to {process.asked}")
            found.append(measured)
    results = []
    for process, found in zip(started, samples):
        names = ("wall_ms_min", "wall_ms_median", "peak_mb")
        medians = {name: statistics.median(measured[name] for measured in found) for name in names}
        results.append({"title": process.title, "asked": process.asked, **medians})
    return results, notes
