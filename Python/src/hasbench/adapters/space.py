"""The parameters of a benchmark, as the adapters and searches see them."""

import itertools
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A key that varies: its values, or its range where it has no steps."""

    name: str
    values: tuple | None  # in order; None where a range has no steps
    is_ordered: bool
    lower: float | int | None = None
    upper: float | int | None = None
    log: bool = False


def search_space(bench):
    """The search space of a benchmark, in ConfigSpace's JSON.

    That of the file; where it holds none, the key values of its table, if that has every combination of them. Anything
    else is a ValueError: which configurations there are can't be told from some of them.
    """
    if bench.space is not None:
        return bench.space
    columns = {key: {} for key in bench.keys}
    configs = set()
    for run in bench:
        config = run.config
        for key, seen in columns.items():
            if key not in config:
                raise ValueError(f"the file holds no search space, and {key} is missing in run {run.hash}")
            seen[config[key]] = None
        configs.add(run.hash)
    if math.prod(map(len, columns.values())) != len(configs):
        raise ValueError("the file holds no search space, and its table hasn't every combination of its keys' values")
    return {
        "name": "table",
        "hyperparameters": [_hyperparameter(key, list(seen)) for key, seen in columns.items()],
        "conditions": [],
        "forbiddens": [],
        "format_version": 0.4,
    }


def _hyperparameter(key, values):
    if len(values) == 1:
        return {"type": "constant", "name": key, "value": values[0]}
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        values = sorted(values)
        return {"type": "ordinal", "name": key, "sequence": values, "default_value": values[0]}
    values = sorted(values, key=str)
    return {"type": "categorical", "name": key, "choices": values, "weights": None, "default_value": values[0]}


def parameters(bench):
    """The parameters of a benchmark that are keys and vary.

    Spaces with conditions or forbidden clauses are a ValueError: most libraries have neither. ConfigSpace and SMAC do.
    """
    space = search_space(bench)
    for what in ("conditions", "forbiddens"):
        if space.get(what):
            raise ValueError(f"the search space has {what}, which only the adapters for ConfigSpace and SMAC take")
    keys = set(bench.keys)
    found = (_parameter(item) for item in space["hyperparameters"] if item["name"] in keys)
    return [parameter for parameter in found if parameter is not None]


def _parameter(item):
    name, kind = item["name"], item["type"]
    if kind == "constant":
        return None
    if kind == "categorical":
        return Parameter(name, tuple(item["choices"]), False)
    if kind == "ordinal":
        return Parameter(name, tuple(item["sequence"]), True)
    return Parameter(name, stepped(item), True, item["lower"], item["upper"], bool(item.get("log")))


def stepped(item):
    """The values of a range with steps; None where it has none."""
    lower, upper = item["lower"], item["upper"]
    step = (item.get("meta") or {}).get("step")
    if item["type"] == "uniform_int":
        return tuple(range(lower, upper + 1, step or 1))
    if step is None:
        return None
    # The double nearest to each decimal, as Specs/search-space.md has it.
    digits = max(_decimals(lower), _decimals(step))
    start, by = round(lower * 10**digits), round(step * 10**digits)
    return tuple((start + place * by) / 10**digits for place in range(round((upper - lower) / step) + 1))


def _decimals(number):
    return next(digits for digits in itertools.count() if round(number, digits) == number)


def constants(bench):
    """The constants of the search space that are keys of the table, too."""
    keys = set(bench.keys)
    items = search_space(bench)["hyperparameters"]
    return {item["name"]: item["value"] for item in items if item["type"] == "constant" and item["name"] in keys}


def refusals():
    """What `Benchmark.query` raises for a configuration of the search space that has no answer.

    It is in no table and the file predicts nothing, or no network can be built of it: then there is nothing to predict.
    """
    from .. import UnknownConfiguration, UsageError

    return UnknownConfiguration, UsageError


def key_config(bench, config):
    """A configuration of a library, as the benchmark takes it: keys alone, Python's own types."""
    keys = bench.keys
    return {key: _plain(config[key]) for key in keys if key in config}


def _plain(value):
    """What a library wraps its values in (numpy's scalars and strings) taken off."""
    return value.item() if hasattr(value, "item") else value
