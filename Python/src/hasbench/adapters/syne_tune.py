"""A table as a blackbox of Syne Tune, in memory and as the folder that Syne Tune's repository reads."""

import itertools

from .space import parameters, search_space

# Objectives of a blackbox, and the series they are read from: errors as they stand, costs summed up to each epoch.
ERRORS = {"val_error": "val_epoch.top1_err", "test_error": "test_ema_epoch.top1_err"}
COSTS = {"elapsed_time": "train_epoch.time_epoch", "energy": "history.train_consumption"}
ELAPSED_TIME = "elapsed_time"


def config_space(bench):
    """The search space as Syne Tune's config_space. Ranges with steps become ordinals of their values."""
    from syne_tune.config_space import choice, loguniform, ordinal, uniform

    found = {}
    for parameter in parameters(bench):
        if parameter.values is None:
            domain = (loguniform if parameter.log else uniform)(parameter.lower, parameter.upper)
        elif parameter.is_ordered and not isinstance(parameter.values[0], (str, bool)):
            domain = ordinal(list(parameter.values), kind="equal")
        else:
            domain = choice(list(parameter.values))
        found[parameter.name] = domain
    return found


def blackbox(bench, task=None, fidelity="epoch", errors=None, costs=None):
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

    errors = ERRORS if errors is None else errors
    costs = COSTS if costs is None else costs
    repeats = {}
    for run in bench:
        if task in (None, run.task):
            repeats.setdefault(run.hash, []).append(run)
    if not repeats:
        raise ValueError(f"the table has no runs of task {task!r}")
    space = config_space(bench)
    series = {name: column for name, column in (errors | costs).items() if column in bench.columns}
    missing = set(errors) - set(series)
    if missing:
        raise ValueError(f"the file lacks the series of {', '.join(sorted(missing))}; name others by errors=")
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


def _values(run, column, is_cost):
    curve = run.curve(column)
    steps, values = curve.steps.tolist(), curve.values.tolist()
    if steps != list(range(1, len(steps) + 1)):
        raise ValueError(f"{column} of run {run.hash} hasn't every epoch from 1 on, which Syne Tune's tables need")
    return list(itertools.accumulate(values)) if is_cost else values


def export(bench, folder, task=None):
    """Writes a table as a folder of Syne Tune's repository (`load_blackbox` reads it); needs fastparquet.

    Each task is a blackbox of its own; Syne Tune keeps the numbers as float32.
    """
    from pathlib import Path

    from syne_tune.blackbox_repository.blackbox_tabular import serialize

    tasks = dict.fromkeys(run.task for run in bench) if task is None else [task]
    boxes = {one or search_space(bench).get("name") or "table": blackbox(bench, task=one) for one in tasks}
    Path(folder).mkdir(parents=True, exist_ok=True)
    serialize(boxes, str(folder), metadata={"elapsed_time_attr": ELAPSED_TIME, "default_metric": "val_error"})
