"""A table as a blackbox of Syne Tune, in memory and as the folder that Syne Tune's repository reads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import UnknownConfiguration, UsageError
from .space import Range, parameters, search_space

if TYPE_CHECKING:
    from syne_tune.blackbox_repository.blackbox_tabular import BlackboxTabular

    from ..benchmark import Benchmark
    from ..run import Run

# Objectives of a blackbox, and the series they are read from: errors as they stand, costs summed up to each epoch.
ERRORS = {"val_error": "val_epoch.top1_err", "test_error": "test_ema_epoch.top1_err"}
COSTS = {"elapsed_time": "train_epoch.time_epoch", "energy": "history.train_consumption"}
ELAPSED_TIME = "elapsed_time"


def config_space(bench: Benchmark) -> dict[str, Any]:
    """The search space as Syne Tune's config_space. Ranges with steps become ordinals of their values."""
    from syne_tune.config_space import choice, loguniform, ordinal, uniform

    found = {}
    for parameter in parameters(bench):
        values = parameter.values
        if isinstance(values, Range):
            domain = (loguniform if values.log else uniform)(values.lower, values.upper)
        elif parameter.is_ordered and not isinstance(values[0], (str, bool)):
            domain = ordinal(list(values), kind="equal")
        else:
            domain = choice(list(values))
        found[parameter.name] = domain
    return found


def blackbox(
    bench: Benchmark,
    task: str | None = None,
    fidelity: str = "epoch",
    errors: Mapping[str, str] | None = None,
    costs: Mapping[str, str] | None = None,
) -> BlackboxTabular:
    """A table as a `syne_tune.blackbox_repository.blackbox_tabular.BlackboxTabular`.

    Objectives are those of `errors` (val_error, test_error) and `costs` (elapsed_time in s and energy in W.h, both summed
    from the first epoch on, as Syne Tune's simulator wants them): names to series, of which those that the file lacks are
    left out. The fidelity is the epoch, 1 to that of the longest run: after its last epoch a run stays as it is and costs
    nothing more. Seeds are the repeats of a configuration in the table's order; where one has fewer than another, they
    come round again.
    """
    import numpy
    import pandas
    from syne_tune.blackbox_repository.blackbox_tabular import BlackboxTabular
    from syne_tune.config_space import randint

    errors = ERRORS if errors is None else dict(errors)
    costs = COSTS if costs is None else dict(costs)
    repeats: dict[str, list[Run]] = {}
    for run in bench:
        if task in (None, run.task):
            repeats.setdefault(run.hash, []).append(run)
    if not repeats:
        raise UnknownConfiguration(f"the table has no runs{'' if task is None else f' of task {task}'}", bench.path)
    space = config_space(bench)
    series = {name: column for name, column in (errors | costs).items() if column in bench.columns}
    missing = set(errors) - set(series)
    if missing:
        raise UsageError(f"there are no series for {', '.join(sorted(missing))}; name others by errors=", bench.path)
    curves = {
        key: [[_values(run, column, name in costs) for name, column in series.items()] for run in runs]
        for key, runs in repeats.items()
    }
    length = max(len(values) for runs in curves.values() for run in runs for values in run)
    seeds = max(map(len, curves.values()))
    evaluations = numpy.empty((len(curves), seeds, length, len(series)))
    for place, runs in enumerate(curves.values()):
        for seed in range(seeds):
            for objective, values in enumerate(runs[seed % len(runs)]):
                evaluations[place, seed, : len(values), objective] = values
                evaluations[place, seed, len(values) :, objective] = values[-1]
    table = pandas.DataFrame([{name: runs[0].config[name] for name in space} for runs in repeats.values()])
    return BlackboxTabular(
        hyperparameters=table,
        configuration_space=space,
        fidelity_space={fidelity: randint(1, length)},
        objectives_evaluations=evaluations,
        objectives_names=list(series),
    )


def _values(run: Run, column: str, is_cost: bool) -> list[float]:
    curve = run.curve(column)
    steps, values = ([], []) if curve is None else (curve.steps.tolist(), curve.values.tolist())
    if not steps or steps != list(range(1, len(steps) + 1)):
        raise UsageError(f"{column} hasn't every epoch from 1 on, which Syne Tune's tables need", f"run {run.hash}")
    return list(itertools.accumulate(values)) if is_cost else values


def export(
    bench: Benchmark,
    folder: str | os.PathLike[str],
    task: str | None = None,
    errors: Mapping[str, str] | None = None,
    costs: Mapping[str, str] | None = None,
) -> None:
    """Writes a table as a folder in the form of Syne Tune's repository, which `blackbox_tabular.deserialize` reads.

    Each task is a `blackbox` of its own; Syne Tune keeps the numbers as float32. Needs fastparquet.
    """
    from pathlib import Path

    from syne_tune.blackbox_repository.blackbox_tabular import serialize

    tasks = dict.fromkeys(run.task for run in bench) if task is None else [task]
    boxes = {
        one or search_space(bench).get("name") or "table": blackbox(bench, task=one, errors=errors, costs=costs)
        for one in tasks
    }
    Path(folder).mkdir(parents=True, exist_ok=True)
    default = next(iter(ERRORS if errors is None else errors))
    serialize(boxes, str(folder), metadata={"elapsed_time_attr": ELAPSED_TIME, "default_metric": default})
