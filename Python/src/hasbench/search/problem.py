"""A benchmark as a problem to search."""

from typing import NamedTuple

from ..adapters.space import constants, key_config, parameters, refusals


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
        bench,
        objective="val_error",
        reported="test_error",
        seconds="train_time",
        energy="train_energy",
        max_epochs=None,
    ):
        self.bench = bench
        self.names = (objective, reported, seconds, energy)
        self.parameters = parameters(bench)
        self.constants = constants(bench)
        self.max_epochs = max_epochs or _longest(self.parameters)
        self._answers = {}
        for name, units in zip(self.names, ((), (), ("s",), ("kW.h",)), strict=True):
            self._check(name, units)

    def _check(self, name, units):
        metric = self.bench.metrics.get(name)
        if metric is None:
            raise ValueError(f"the file has no metric {name}; it has {', '.join(sorted(self.bench.metrics))}")
        if metric.direction != "min":
            raise ValueError(f"{name} is to be as large as can be, and searches make it small")
        if units and metric.unit not in units:
            raise ValueError(f"{name} is in {metric.unit}, and budgets are in {units[0]}")

    @property
    def rungs(self):
        """The epochs after which Hyperband compares trainings: a third of the next each, from a 27th of the longest on."""
        first = max(1, round(self.max_epochs / 27))
        return [epoch for epoch in (first, first * 3, first * 9) if epoch < self.max_epochs]

    def measure(self, config, epoch=None, repeat=0):
        """What a training of this configuration is after an epoch, or at its end; see `UNTRAINABLE`."""
        key = (tuple(config.items()), epoch)
        if key not in self._answers:
            full = key_config(self.bench, self.constants | config)
            try:
                answers = self.bench.query(full, epoch=epoch)
                self._answers[key] = [Measure(*(answer.metrics[name] for name in self.names)) for answer in answers]
            except refusals():
                self._answers[key] = [UNTRAINABLE]
        measures = self._answers[key]
        return measures[repeat % len(measures)]


def _longest(found):
    for parameter in found:
        if parameter.name.upper().endswith("MAX_EPOCH"):
            return max(parameter.values)
    raise ValueError("no parameter is named ...MAX_EPOCH: say by max_epochs how long the longest training is")
