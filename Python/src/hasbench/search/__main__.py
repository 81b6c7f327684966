"""The command `python -m hasbench.search`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..errors import UsageError
from . import figures
from .algorithms import ALGORITHMS
from .experiment import run, write
from .session import Budget
from .summary import table


def main(arguments: Sequence[str] | None = None) -> None:
    """Searches a file, writes results.jsonl and two figures, and prints a table."""
    parser = argparse.ArgumentParser(
        prog="python -m hasbench.search",
        description="Search a benchmark file with eight algorithms under a simulated budget of energy, time, or both.",
        epilog="Writes results.jsonl (a line each search), error-by-energy.svg and error-by-time.svg into the folder.",
    )
    parser.add_argument("file", help="the .hasb file")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="where results and figures go")
    parser.add_argument("--budget-energy", type=float, default=float("inf"), metavar="KWH", help="energy to spend, in kW.h")
    parser.add_argument("--budget-time", type=float, default=float("inf"), metavar="S", help="time to spend, in seconds")
    parser.add_argument("--seeds", type=int, default=20, help="searches of each algorithm (20)")
    parser.add_argument(
        "--algorithm", action="append", choices=list(ALGORITHMS), help="one of several; all if none is given"
    )
    parser.add_argument("--max-epochs", type=int, help="epochs of the longest training; from the parameter ...MAX_EPOCH")
    parser.add_argument("--jobs", type=int, help="processes; all cores if not given")
    parsed = parser.parse_args(arguments)
    try:
        if parsed.seeds < 1:
            raise UsageError("there is at least one seed")
        budget = Budget(parsed.budget_energy, parsed.budget_time)
        results = run(
            parsed.file,
            budget,
            parsed.seeds,
            parsed.algorithm or tuple(ALGORITHMS),
            parsed.jobs,
            parsed.max_epochs,
            progress=_progress if sys.stderr.isatty() else None,
        )
        folder = Path(parsed.output)
        folder.mkdir(parents=True, exist_ok=True)
        write(results, folder / "results.jsonl")
        figures.draw(results, folder)
    except (ValueError, OSError) as error:
        sys.exit(f"hasbench.search: {error}")
    print(f"{'algorithm':<26} seeds  trials  val_error (%)     test_error (%)")
    for name, seeds, trials, val, test in table(results):
        print(f"{name:<26} {seeds:>5}  {trials:>6.1f}  {val[0]:>6.3f} +- {val[1]:.3f}   {test[0]:>6.3f} +- {test[1]:.3f}")


def _progress(done: int, count: int) -> None:
    print(f"\r{done} of {count} searches", end="" if done < count else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
