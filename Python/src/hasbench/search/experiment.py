"""Many searches, on all cores: each algorithm with each seed, under one budget."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .algorithms import ALGORITHMS, search
from .problem import Problem
from .session import Budget, Session

# Each process has a problem of its own, whose answers all of its searches share.
_problem: Problem
_budget: Budget


def run(
    path: str | os.PathLike[str],
    budget: Budget,
    seeds: int,
    algorithms: Sequence[str] = tuple(ALGORITHMS),
    jobs: int | None = None,
    max_epochs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """Searches a file with each algorithm and each of the seeds 0 to `seeds` - 1; gives a result each, in that order.

    A result is a dictionary: algorithm, seed, trials, energy (kW.h) and seconds spent, and `incumbents`: rows of energy and
    seconds spent until an improvement, val_error, test_error. It is the same for the same file, budget and versions of the
    libraries, however many `jobs` (processes; all cores if left out) there are. A script that calls it has its own work
    under `if __name__ == "__main__":`, as every process imports it.
    """
    for name in algorithms:
        if name not in ALGORITHMS:
            raise UsageError(f"{name} is none of the algorithms: {', '.join(ALGORITHMS)}")
    tasks = [(name, seed) for name in algorithms for seed in range(seeds)]
    # What a search costs depends on its algorithm: seeds come in small parts, so that no process is left alone with the
    # dearest.
    part = max(1, min(10, math.ceil(seeds / 4)))
    _start(path, budget, max_epochs)  # what is wrong with the file or the budget is said here, once
    context = multiprocessing.get_context("spawn")  # libraries that run threads are not to be forked
    results: list[dict[str, Any]] = []
    with ProcessPoolExecutor(jobs or os.cpu_count(), context, _start, (path, budget, max_epochs)) as pool:
        for result in pool.map(_search, tasks, chunksize=part):
            if not result["incumbents"]:
                pool.shutdown(cancel_futures=True)
                raise UsageError(f"the budget doesn't pay for one training: {result['algorithm']}, seed {result['seed']}")
            results.append(result)
            if progress:
                progress(len(results), len(tasks))
    return results


def _start(path: str | os.PathLike[str], budget: Budget, max_epochs: int | None) -> None:
    global _problem, _budget
    import hasbench

    _problem = Problem(hasbench.open(path), max_epochs=max_epochs)
    _budget = budget


def _search(task: tuple[str, int]) -> dict[str, Any]:
    name, seed = task
    session = Session(_problem, _budget, seed)
    search(name, session)
    return {
        "algorithm": name,
        "seed": seed,
        "trials": session.trials,
        "energy": session.energy,
        "seconds": session.seconds,
        "incumbents": session.incumbents,
    }


def write(results: Iterable[dict[str, Any]], path: str | os.PathLike[str]) -> None:
    """Writes results, a line of JSON each."""
    lines = (json.dumps(result, separators=(",", ":")) + "\n" for result in results)
    Path(path).write_text("".join(lines), encoding="utf-8")


def read(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Reads what `write` has written."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
