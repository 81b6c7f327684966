"""Configurations as tuples of values: drawing, neighbours, and numbers for a predictor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy
from numpy.typing import NDArray

from ..adapters.space import Parameter, Range

Config: TypeAlias = tuple[Any, ...]

# Parameters with more values than this are one number to a predictor, not one number for each value.
MOST_ONE_HOT = 10


class Space:
    """The parameters of a problem; a configuration is a tuple with a value for each."""

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self.parameters = parameters
        # Of each value its place; a range has none.
        self._places: list[dict[Any, int]] = [
            {} if isinstance(one.values, Range) else {value: n for n, value in enumerate(one.values)} for one in parameters
        ]

    def named(self, config: Config) -> dict[str, Any]:
        """The configuration as names and values."""
        return {parameter.name: value for parameter, value in zip(self.parameters, config, strict=True)}

    def random(self, rng: numpy.random.Generator) -> Config:
        """A configuration, uniform over each parameter's values, or over its range (or the logarithm of it)."""
        return tuple(self._random_value(place, rng) for place in range(len(self.parameters)))

    def _random_value(self, place: int, rng: numpy.random.Generator) -> Any:
        values = self.parameters[place].values
        if isinstance(values, Range):
            return values.from_unit(rng.random())
        return values[rng.integers(len(values))]

    def mutated(self, config: Config, rng: numpy.random.Generator) -> Config:
        """The configuration with another value of one parameter, drawn at random."""
        places = [n for n, one in enumerate(self.parameters) if isinstance(one.values, Range) or len(one.values) > 1]
        place = places[rng.integers(len(places))]
        while True:
            value = self._random_value(place, rng)
            if value != config[place]:
                return (*config[:place], value, *config[place + 1 :])

    def neighbours(self, config: Config) -> list[Config]:
        """All configurations that differ in one parameter: any other value, or one step up or down where it has an order.

        A step is to the next value, or a tenth of the range where that has more than ten steps.
        """
        found: list[Config] = []
        for place, parameter in enumerate(self.parameters):
            found += [
                (*config[:place], value, *config[place + 1 :]) for value in self._near(place, parameter, config[place])
            ]
        return found

    def _near(self, place: int, parameter: Parameter, value: Any) -> list[Any]:
        values = parameter.values
        if isinstance(values, Range):
            unit = values.to_unit(value)
            return [values.from_unit(near) for near in (unit - 0.1, unit + 0.1) if 0 <= near <= 1]
        if not parameter.is_ordered:
            return [other for other in values if other != value]
        last = len(values) - 1
        step = max(1, round(last / 10))
        here = self._places[place][value]
        return [values[near] for near in (here - step, here + step) if 0 <= near <= last]

    def encoded(self, configs: Iterable[Config]) -> NDArray[numpy.float32]:
        """A row of numbers from 0 to 1 for each configuration: values with an order by their place, few values one-hot."""
        rows = []
        for config in configs:
            row: list[float] = []
            for parameter, places, value in zip(self.parameters, self._places, config, strict=True):
                if isinstance(parameter.values, Range):
                    row.append(parameter.values.to_unit(value))
                    continue
                if parameter.is_ordered:
                    row.append(places[value] / max(1, len(places) - 1))
                if not parameter.is_ordered or len(places) <= MOST_ONE_HOT:
                    row += [float(place == places[value]) for place in range(len(places))]
            rows.append(row)
        return numpy.array(rows, dtype=numpy.float32)
