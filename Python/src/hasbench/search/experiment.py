"""Many searches, on all cores: each algorithm with each seed, under one budget."""

import json
import math
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .algorithms import ALGORITHMS, search
from .problem import Problem
from .session import Session

# Each process has a problem of its own, whose answers all of its searches share.
_problem = None
_budget = None


def run(path, budget, seeds, algorithms=tuple(ALGORITHMS), jobs=None, max_epochs=None, progress=None):
    """Searches a file with each algorithm and each of the seeds 0 to `seeds` - 1; gives a result each, in that order.

    A result is a dictionary: algorithm, seed, trials, energy (kW.h) and seconds spent, and `incumbents`: rows of energy and
    seconds spent until an improvement, val_error, test_error. It is the same for the same file, budget and versions of the
    libraries, however many `jobs` (processes; all cores if left out) there are.
    """
    for name in algorithms:
        if name not in ALGORITHMS:
            raise ValueError(f"{name} is none of the algorithms: {', '.join(ALGORITHMS)}")
    tasks = [(name, seed) for name in algorithms for seed in range(seeds)]
    # What a search costs depends on its algorithm: seeds come in small parts, so that no process is left alone with the
    # dearest.
    part = max(1, min(10, math.ceil(seeds / 4)))
    _start(path, budget, max_epochs)  # what is wrong with the file or the budget is said here, once
    context = multiprocessing.get_context("spawn")  # libraries that run threads are not to be forked
    results = []
    with ProcessPoolExecutor(jobs or os.cpu_count(), context, _start, (path, budget, max_epochs)) as pool:
        for result in pool.map(_search, tasks, chunksize=part):
            if not result["incumbents"]:
                pool.shutdown(cancel_futures=True)
                raise ValueError(f"the budget doesn't pay for one training: {result['algorithm']}, seed {result['seed']}")
            results.append(result)
            if progress:
                progress(len(results), len(tasks))
    return results


def _start(path, budget, max_epochs):
    global _problem, _budget
    import hasbench

    _problem = Problem(hasbench.open(path), max_epochs=max_epochs)
    _budget = budget


def _search(task):
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


def write(results, path):
    """Writes results, a line of JSON each."""
    lines = (json.dumps(result, separators=(",", ":")) + "\n" for result in results)
    Path(path).write_text("".join(lines), encoding="utf-8")


def read(path):
    """Reads what `write` has written."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
