#!/usr/bin/env python3
"""Measures the Python package, each figure in the unit of its goal.

usage: measure.py TOY.hasb TABLE.hasb

TOY is data/nas-toy.hasb. TABLE has 16,000 runs of 1.87 million epochs; peers/synth/gen.py 16000 OUT --json writes its
sweep.json, of which `hasbench convert` makes it. Times are the least of several (what else runs only adds); what is
compared is measured in turn. Reading from Parquet is of the same table, written by pyarrow with zstd.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOOKUP = "import hasbench; hasbench.open({path!r}).lookup({hash!r})[0]['test_error']"
SERIES = ["test_epoch.top1_err", "train_epoch.time_epoch", "train_epoch.loss"]


def least(times, repeats=7):
    """The least of several times that a call gives."""
    return min(times() for _ in range(repeats))


def timed(call):
    """The seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def each(call, count=20_000):
    """The seconds of one of many calls in a row."""

    def run():
        for _ in range(count):
            call()

    call()
    return least(lambda: timed(run)) / count


def processes(codes, repeats=25):
    """The least seconds of a new Python that runs each code, in turn."""
    times = {code: [] for code in codes}
    for _ in range(repeats):
        for code in codes:
            times[code].append(timed(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True)))
    return [min(times[code]) for code in codes]


def toy(path):
    """Rows on a small table: starting, and warm calls."""
    import hasbench

    bench = hasbench.open(path)
    run = next(iter(bench))
    name, config = run.hash, run.config
    alone, whole = processes(["import numpy", "import numpy; " + LOOKUP.format(path=path, hash=name)])
    yield "import hasbench and one lookup, beyond numpy's import", (whole - alone) * 1e3, "ms", 5
    yield "a number of a run that is at hand", each(lambda: run["test_error"]) * 1e6, "us", None
    yield "lookup by hash and a number", each(lambda: bench.lookup(name)[0]["test_error"]) * 1e6, "us", 2
    yield "lookup by configuration and a number", each(lambda: bench.lookup(config)[0]["test_error"]) * 1e6, "us", None
    yield "a curve of 100 epochs", each(lambda: run.curve("test_ema_epoch.top1_err")) * 1e6, "us", 5
    whole_curve = each(lambda: bench.lookup(name)[0].curve("test_ema_epoch.top1_err")) * 1e6
    yield "lookup by hash and a curve", whole_curve, "us", None


def columns(path):
    """Rows on whole columns: of a file that was just opened, and again."""
    import hasbench

    for series in SERIES:

        def fresh(series=series):
            bench = hasbench.open(path)
            return timed(lambda: bench.values(series))

        bench = hasbench.open(path)
        count = len(bench.values(series)[0])
        yield f"{series}, {count} values, of a new file", least(fresh) * 1e3, "ms", 15
        yield f"{series}, again", least(lambda: timed(lambda: bench.values(series))) * 1e3, "ms", 15  # noqa: B023


def frames(path, repeats=5):
    """Rows on whole tables to pandas, beside Parquet."""
    import pyarrow
    import pyarrow.parquet

    import hasbench

    with tempfile.TemporaryDirectory() as folder:
        wholes = {"all columns": None, "without series": without_series(hasbench.open(path))}
        for what, names in wholes.items():
            parquet = Path(folder) / f"{what}.parquet"
            table = pyarrow.table(hasbench.open(path).stream(columns=names))
            pyarrow.parquet.write_table(table, parquet, compression="zstd")
            del table
            ours, theirs = [], []
            for _ in range(repeats):
                ours.append(timed(lambda: pyarrow.table(hasbench.open(path).stream(columns=names)).to_pandas()))  # noqa: B023
                theirs.append(timed(lambda: pyarrow.parquet.read_table(parquet).to_pandas()))  # noqa: B023
            yield f"{what} to pandas through Arrow", min(ours) * 1e3, "ms", min(theirs) * 1e3
            yield f"{what} to pandas from Parquet, {parquet.stat().st_size / 1e6:.1f} MB", min(theirs) * 1e3, "ms", None


def without_series(bench):
    """The columns that hold one value a run."""
    names = [column.name for column in bench.columns.values() if column.role not in ("axis", "series")]
    return ["hash", *names]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("toy")
    parser.add_argument("table")
    arguments = parser.parse_args()
    print("| what | measured | goal |")
    print("| --- | --- | --- |")
    for rows in (toy(arguments.toy), columns(arguments.table), frames(arguments.table)):
        for what, value, unit, goal in rows:
            limit = "" if goal is None else f"under {goal:.3g} {unit}" + ("" if value < goal else ", missed")
            print(f"| {what} | {value:.3g} {unit} | {limit} |", flush=True)


if __name__ == "__main__":
    main()
