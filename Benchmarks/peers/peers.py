#!/usr/bin/env python3
"""Compares .hasb with the stores that people use today, side by side in one run. README.md says what and how."""

import environment

environment.enter()

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

import alone  # noqa: E402
import catalogue  # noqa: E402
import conversion  # noqa: E402
import measure  # noqa: E402
import native  # noqa: E402
import scale  # noqa: E402
import source  # noqa: E402
import stores_hasb  # noqa: E402
import table  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, help="synthetic runs (16000; with --bounded 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (3)")
    parser.add_argument("--bounded", action="store_true", help="a short form: few runs, each store written once")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the stores are written, and kept")
    parser.add_argument("--scale", type=int, metavar="N", help="compare a .hasb file of N runs with one of 16000")
    parser.add_argument("--nas-toy", type=Path, metavar="FILE.hasb", help="compare sizes of this table too")
    parser.add_argument("--generic", type=float, metavar="SHARE", help="tables without curves: this share of their rows")
    parser.add_argument("--without-hasb", action="store_true", help="measure the other stores only")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the report here as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, every round's")
    options = parser.parse_args()
    if options.runs is None:
        options.runs = 2000 if options.bounded else 16000
    if min(options.runs, options.rounds) < 1:
        parser.error("--runs and --rounds must be positive")
    if options.without_hasb and (options.scale or options.nas_toy or options.generic):
        parser.error("--scale, --nas-toy and --generic need hasbench")
    if options.generic is not None and not 0 < options.generic <= 1:
        parser.error("--generic takes a share above 0 and at most 1")
    return options


def compare(options, folder):
    """Measures all that was asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = []
    tools = measure.compile_tools(folder)
    launcher = measure.Launcher(tools["launcher"], folder)
    canon = folder / "canon"
    measure.note(f"generating {options.runs} runs")
    source.generate(options.runs, canon)
    sweep = source.Source(canon)
    entries = [entry for entry in catalogue.ENTRIES if not (entry.key == "hasb" and options.without_hasb)]
    if options.without_hasb:
        notes.append(".hasb: --without-hasb")

    comparison = measure.Comparison(entries, sweep, folder, launcher)
    write_rounds = 1 if options.bounded else options.rounds
    comparison.write(write_rounds)
    comparison.verify()
    # The short form must end on a slow or busy machine too: what doesn't fit is left out, and said.
    budget = 90 if options.bounded else float("inf")
    read_rounds = comparison.read(options.rounds, budget)
    if read_rounds < options.rounds:
        notes.append(f"{options.rounds - read_rounds} of {options.rounds} reading rounds: out of time")
    native_rows, native_notes = native.compare(comparison, tools, read_rounds)
    notes += native_notes

    converted = None
    if not options.without_hasb:
        size = conversion.BOUNDED if options.bounded else conversion.FULL
        converted = conversion.compare(*size, folder)
        if options.bounded:
            notes.append("the full form's logs and sweep.json, of which conversion converts fewer (--bounded)")
    if options.bounded and options.runs < 16000:
        notes.append(f"the full form's 16000 runs (here {options.runs}) and repeated writes (--bounded)")
    if not options.scale:
        notes.append("scale: no --scale N")
    if not options.nas_toy:
        notes.append("sizes of NAS-Toy: no --nas-toy FILE")
    if not options.generic:
        notes.append("tables without curves: no --generic SHARE")
    elif options.generic < 1:
        notes.append(f"all rows of the tables without curves (here a share of {options.generic})")
    return entries, {
        "machine": environment.describe(),
        "runs": sweep.runs,
        "epochs": int(sweep.offsets[-1]),
        "write_rounds": write_rounds,
        "read_rounds": read_rounds,
        "stores": comparison.medians(),
        "samples": comparison.samples,
        "native": native_rows,
        "alone": None if options.without_hasb else alone.measure(comparison, launcher, read_rounds),
        "conversion": converted,
        "scale": scale.compare(options.scale, folder, launcher, options.rounds) if options.scale else None,
        "nas_toy": toy_sizes(options.nas_toy, folder) if options.nas_toy else None,
        "generic": generic_sizes(options.generic, folder) if options.generic else None,
        "notes": notes,
    }


def toy_sizes(path, folder):
    # Imports what only this needs.
    import nas_toy

    return nas_toy.compare(path, folder)


def generic_sizes(share, folder):
    import generic

    return generic.compare(share, folder)


def main():
    options = arguments()
    missing = [] if options.without_hasb else stores_hasb.missing()
    if missing:
        print(f"peers: not built: {', '.join(missing)} (or --without-hasb)", file=sys.stderr)
        return 69
    try:
        if options.work:
            entries, results = compare(options, options.work)
        else:
            with tempfile.TemporaryDirectory(prefix="hasb-peers-") as folder:
                entries, results = compare(options, Path(folder))
    except measure.WrongAnswer as wrong:
        print(f"peers: {wrong}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"peers: {Path(str(failed.cmd[0])).name} failed: {failed}", file=sys.stderr)
        return 70
    report = table.report(results, entries)
    print(report, end="")
    if options.results:
        options.results.write_text(report)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + os.linesep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
