"""Cold lookups without Python: processes that find one configuration by its hash and print what was asked."""

import json
import shutil
import statistics

from measure import WrongAnswer, note
from stores_hasb import config_hash, lookup_command

COUNT = 50
SCALAR_QUERY = "SELECT test_error FROM runs WHERE cfg_hash = '{}'"
CURVE_QUERY = (
    "SELECT test_error, hex(data) FROM runs, series, curves WHERE cfg_hash = '{}'"
    " AND name = 'test_ema_epoch.top1_err' AND curves.id = runs.id * 64 + series.id"
)
DUCKDB_CURVE_QUERY = "SELECT test_error, \"test_ema_epoch.top1_err\" FROM runs WHERE cfg_hash = '{}'"


def sqlite_answer(printed):
    answer = json.loads(printed)
    return answer["test_error"], answer.get("top1_err")


def hasbench_answer(printed):
    answer = json.loads(printed)
    return answer["metrics"]["test_error"], answer.get("series", {}).get("test_ema_epoch", {}).get("top1_err")


def commands(comparison, tools, row):
    """Title, whether the curve is asked for, command, how its answer is read; and notes about what is not there."""
    rows, notes = [("empty process, C", None, [tools["empty"]], None)], []
    paths = {entry.key: comparison.path(entry) for entry in comparison.entries}
    key = comparison.source.hashes[row]
    if tools["sqlite_lookup"]:
        program = [tools["sqlite_lookup"], paths["sqlite"], key]
        rows.append(("SQLite, C", False, program, sqlite_answer))
        rows.append(("SQLite, C", True, [*program, "curve"], sqlite_answer))
    else:
        notes.append("SQLite from C: not measured, libsqlite3 is missing (Debian: libsqlite3-dev)")
    clients = (
        ("sqlite3", ["-readonly", paths["sqlite"]], CURVE_QUERY, "Debian: sqlite3"),
        ("duckdb", ["-readonly", paths["duckdb"]], DUCKDB_CURVE_QUERY, "its own distribution"),
    )
    for name, arguments, curve_query, package in clients:
        if shutil.which(name):
            for curve, query in ((False, SCALAR_QUERY), (True, curve_query)):
                rows.append((f"{name} command", curve, [name, *arguments, query.format(key)], None))
        else:
            notes.append(f"{name} command: not measured, not on the path ({package})")
    if "hasb" in paths:
        key = config_hash(comparison.source.config(row))
        for curve in (False, True):
            rows.append(("hasbench lookup", curve, lookup_command(paths["hasb"], key, curve), hasbench_answer))
    return rows, notes


def check(title, curve, answer, right):
    """A missing curve is None, as is one that was not asked for."""
    if answer != (right[-1], right if curve else None):
        raise WrongAnswer(f"{title}: a native lookup's answer")


def compare(comparison, tools, rounds):
    """Interleaved as the stores are. Returns the rows, with medians over the rounds, and the notes."""
    row = comparison.source.runs // 2
    rows, notes = commands(comparison, tools, row)
    right = comparison.source.curve(row)
    samples = [[] for _ in rows]
    for number in range(rounds):
        note(f"native {number + 1}/{rounds}")
        for (title, curve, command, read), found in zip(rows, samples):
            measured, printed = comparison.launcher.run(command, COUNT)
            if read:
                check(title, curve, read(printed), right)
            found.append(measured)
    results = []
    for (title, curve, _, _), found in zip(rows, samples):
        names = ("wall_ms_min", "wall_ms_median", "peak_mb")
        medians = {name: statistics.median(measured[name] for measured in found) for name in names}
        results.append({"title": title, "curve": curve, **medians})
    return results, notes
