"""A benchmark as a problem to search."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..adapters.answers import REFUSALS, measured, metric_names
from ..adapters.space import Parameter, Range, constants, key_config, parameters
from ..errors import UsageError

if TYPE_CHECKING:
    from ..answer import Answer
    from ..benchmark import Benchmark


class Measure(NamedTuple):
    """What is known of a training after some epoch, and what it took from its first epoch until there."""

    error: float  # what searches make small: the validation error
    reported: float  # what is only reported: the test error
    seconds: float
    energy: float  # kW.h


# What a configuration is worth that can't be trained (no network can be built of it): it costs nothing.
UNTRAINABLE = Measure(float("inf"), float("inf"), 0.0, 0.0)


class Problem:
    """Trainings of a benchmark: looked up in the table, or predicted by the surrogate where the table has none.

    A configuration with several repeats in the table has one training for each. Predictions are the surrogate's means,
    without noise. All answers are kept, as searches with other seeds ask for the same.

    objective, reported, seconds, energy    the metrics of a `Measure`, all of them to be as small as can be
    max_epochs                              of the longest training; the largest value of the parameter ...MAX_EPOCH if
                                            left out
    """

    def __init__(
        self,
        bench: Benchmark,
        objective: str = "val_error",
        reported: str = "test_error",
        seconds: str = "train_time",
        energy: str = "train_energy",
        max_epochs: int | None = None,
    ) -> None:
        self.bench = bench
        self.names = metric_names(bench, (objective, reported, seconds, energy))
        self.parameters = parameters(bench)
        self.constants = constants(bench)
        self.max_epochs = max_epochs or _longest(self.parameters)
        self._answers: dict[tuple[Any, ...], list[Measure]] = {}
        for name, unit in zip(self.names, (None, None, "s", "kW.h"), strict=True):
            self._check(name, unit)

    def _check(self, name: str, unit: str | None) -> None:
        metric = self.bench.metrics[name]
        if metric.direction != "min":
            raise UsageError(f"{name} is to be as large as can be, and searches make it small", self.bench.path)
        if unit is not None and metric.unit != unit:
            raise UsageError(f"{name} is in {metric.unit}, and budgets are in {unit}", self.bench.path)

    @property
    def rungs(self) -> list[int]:
        """The epochs after which Hyperband compares trainings: a third of the next each, from a 27th of the longest on."""
        first = max(1, round(self.max_epochs / 27))
        return [epoch for epoch in (first, first * 3, first * 9) if epoch < self.max_epochs]

    def measure(self, config: Mapping[str, Any], epoch: int | None = None, repeat: int = 0) -> Measure:
        """What a training of this configuration is after an epoch, or at its end; see `UNTRAINABLE`."""
        key = (tuple(config.items()), epoch)
        if key not in self._answers:
            full = key_config(self.bench, self.constants | dict(config))
            try:
                self._answers[key] = [self._measure(answer) for answer in self.bench.query(full, epoch=epoch)]
            except REFUSALS:
                self._answers[key] = [UNTRAINABLE]
        measures = self._answers[key]
        return measures[repeat % len(measures)]

    def _measure(self, answer: Answer) -> Measure:
        error, reported, seconds, energy = (measured(answer, name) for name in self.names)
        # A training that diverged is worse than any other, and costs what it took.
        return Measure(math.inf if math.isnan(error) else error, reported, seconds, energy)


def _longest(found: Iterable[Parameter]) -> int:
    for parameter in found:
        if parameter.name.upper().endswith("MAX_EPOCH"):
            values = parameter.values
            return int(values.upper if isinstance(values, Range) else max(values))
    raise UsageError("no parameter is named ...MAX_EPOCH: say by max_epochs how long the longest training is")
