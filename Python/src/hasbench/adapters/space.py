"""The parameters of a benchmark, as the adapters and searches see them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..benchmark import Benchmark


# What to do about a file without a search space.
_GIVE = "hasbench.write takes one by space=, hasbench convert by --space"


@dataclass(frozen=True)
class Range:
    """The numbers from `lower` to `upper`; by `log`, as their logarithms lie."""

    lower: float
    upper: float
    log: bool = False

    def to_unit(self, value: float) -> float:
        """Where in the range a value lies, from 0 to 1."""
        if self.log:
            return math.log(value / self.lower) / math.log(self.upper / self.lower)
        return (value - self.lower) / (self.upper - self.lower)

    def from_unit(self, unit: float) -> float:
        """The value that lies there."""
        if self.log:
            return min(self.upper, self.lower * math.pow(self.upper / self.lower, unit))
        return self.lower + unit * (self.upper - self.lower)


@dataclass(frozen=True)
class Parameter:
    """A key that varies: its values in order, or its range where that has no steps."""

    name: str
    values: tuple[Any, ...] | Range
    is_ordered: bool
    steps_of: Range | None = None  # the range whose steps the values are


def search_space(bench: Benchmark) -> dict[str, Any]:
    """The search space of a benchmark, in ConfigSpace's JSON.

    That of the file; where it holds none, the key values of its table, if that has every combination of them. Anything
    else is a `UsageError`: which configurations there are can't be told from some of them.
    """
    if bench.space is not None:
        return bench.space
    columns: dict[str, dict[Any, None]] = {key: {} for key in bench.keys}
    configs = set()
    for run in bench:
        config = run.config
        for key, seen in columns.items():
            if key not in config:
                raise UsageError(f"it holds no search space, and {key} is missing in run {run.hash}; {_GIVE}", bench.path)
            seen[config[key]] = None
        configs.add(run.hash)
    if math.prod(map(len, columns.values())) != len(configs):
        raise UsageError(
            f"it holds no search space, and its table hasn't every combination of its keys' values; {_GIVE}", bench.path
        )
    return {
        "name": "table",
        "hyperparameters": [_hyperparameter(key, list(seen)) for key, seen in columns.items()],
        "conditions": [],
        "forbiddens": [],
        "format_version": 0.4,
    }


def _hyperparameter(key: str, values: list[Any]) -> dict[str, Any]:
    if len(values) == 1:
        return {"type": "constant", "name": key, "value": values[0]}
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        values = sorted(values)
        return {"type": "ordinal", "name": key, "sequence": values, "default_value": values[0]}
    values = sorted(values, key=str)
    return {"type": "categorical", "name": key, "choices": values, "weights": None, "default_value": values[0]}


def parameters(bench: Benchmark) -> list[Parameter]:
    """The parameters of a benchmark that are keys and vary.

    Spaces with conditions or forbidden clauses are a `UsageError`: most libraries have neither. ConfigSpace and SMAC do.
    """
    space = search_space(bench)
    for what in ("conditions", "forbiddens"):
        if space.get(what):
            raise UsageError(
                f"the search space has {what}, which only the adapters for ConfigSpace and SMAC take", bench.path
            )
    keys = set(bench.keys)
    found = (_parameter(item) for item in space["hyperparameters"] if item["name"] in keys)
    return [parameter for parameter in found if parameter is not None]


def _parameter(item: dict[str, Any]) -> Parameter | None:
    name, kind = item["name"], item["type"]
    if kind == "constant":
        return None
    if kind == "categorical":
        return Parameter(name, tuple(item["choices"]), False)
    if kind == "ordinal":
        return Parameter(name, tuple(item["sequence"]), True)
    whole = Range(item["lower"], item["upper"], bool(item.get("log")))
    steps = stepped(item)
    return Parameter(name, whole, True) if steps is None else Parameter(name, steps, True, steps_of=whole)


def stepped(item: dict[str, Any]) -> tuple[Any, ...] | None:
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


def _decimals(number: float) -> int:
    return next(digits for digits in itertools.count() if round(number, digits) == number)


def constants(bench: Benchmark) -> dict[str, Any]:
    """The constants of the search space that are keys of the table, too."""
    keys = set(bench.keys)
    items = search_space(bench)["hyperparameters"]
    return {item["name"]: item["value"] for item in items if item["type"] == "constant" and item["name"] in keys}


def key_config(bench: Benchmark, config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration of a library, as the benchmark takes it: keys alone, Python's own types."""
    keys = bench.keys
    return {key: _plain(config[key]) for key in keys if key in config}


def _plain(value: Any) -> Any:
    """What a library wraps its values in (numpy's scalars and strings) taken off."""
    return value.item() if hasattr(value, "item") else value
