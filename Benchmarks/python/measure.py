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

START = """
import time, numpy
start, cpu = time.perf_counter(), time.process_time()
import hasbench
hasbench.open({path!r}).lookup({hash!r})[0]["test_error"]
print(time.perf_counter() - start, time.process_time() - cpu)
"""
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


def started(path, name, repeats=25):
    """The least seconds, and processor seconds, of import and one lookup in new processes that have imported numpy."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", START.format(path=path, hash=name)], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(repeats)
    ]
    return map(min, zip(*(map(float, line.split()) for line in printed), strict=True))


def toy(path):
    """Rows on a small table: starting, and warm calls."""
    import hasbench

    bench = hasbench.open(path)
    run = next(iter(bench))
    name, config = run.hash, run.config
    seconds, cpu = started(path, name)
    yield "import hasbench and one lookup, in a new process", seconds * 1e3, "ms", 5
    yield "the same, processor time", cpu * 1e3, "ms", 5
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


ARROW = "pyarrow.table(hasbench.open({path!r}).stream(columns={names})).to_pandas()"
PARQUET = "pyarrow.parquet.read_table({parquet!r}).to_pandas()"
FRAME = """
import time, hasbench, pandas, pyarrow, pyarrow.parquet
start, cpu = time.perf_counter(), time.process_time()
frame = {call}
print(time.perf_counter() - start, time.process_time() - cpu)
"""


def frames(path, repeats=5):
    """Rows on whole tables to pandas, beside Parquet: each in a new process, as a table is read once."""
    import pyarrow
    import pyarrow.parquet

    import hasbench

    with tempfile.TemporaryDirectory() as folder:
        bench = hasbench.open(path)
        for what, names in (("all columns", None), ("columns without series", without_series(bench))):
            parquet = str(Path(folder) / f"{what}.parquet")
            pyarrow.parquet.write_table(pyarrow.table(bench.stream(columns=names)), parquet, compression="zstd")
            calls = ARROW.format(path=path, names=names), PARQUET.format(parquet=parquet)
            times = {call: [] for call in calls}
            for _ in range(repeats):
                for call in calls:
                    code = [sys.executable, "-c", FRAME.format(call=call)]
                    printed = subprocess.run(code, check=True, capture_output=True, text=True).stdout
                    times[call].append([float(number) * 1e3 for number in printed.split()])
            (ours, our_cpu), (theirs, their_cpu) = (map(min, zip(*times[call], strict=True)) for call in calls)
            size = Path(parquet).stat().st_size / 1e6
            yield f"{what} to pandas through Arrow", ours, "ms", theirs
            yield f"{what} to pandas from Parquet, {size:.1f} MB", theirs, "ms", None
            yield f"{what} through Arrow, processor time", our_cpu, "ms", their_cpu
            yield f"{what} from Parquet, processor time", their_cpu, "ms", None


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
