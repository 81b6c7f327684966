"""Configurations as tuples of values: drawing, neighbours, and numbers for a predictor."""

import math

import numpy

# Parameters with more values than this are one number to a predictor, not one number for each value.
MOST_ONE_HOT = 10


class Space:
    """The parameters of a problem; a configuration is a tuple with a value for each."""

    def __init__(self, parameters):
        self.parameters = parameters
        self._places = [
            None if one.values is None else {value: n for n, value in enumerate(one.values)} for one in parameters
        ]

    def named(self, config):
        """The configuration as names and values."""
        return {parameter.name: value for parameter, value in zip(self.parameters, config, strict=True)}

    def random(self, rng):
        """A configuration, uniform over each parameter's values, or over its range (or the logarithm of it)."""
        return tuple(self._random_value(place, rng) for place in range(len(self.parameters)))

    def _random_value(self, place, rng):
        parameter = self.parameters[place]
        if parameter.values is not None:
            return parameter.values[rng.integers(len(parameter.values))]
        return _from_unit(parameter, rng.random())

    def mutated(self, config, rng):
        """The configuration with another value of one parameter, drawn at random."""
        places = [n for n, one in enumerate(self.parameters) if one.values is None or len(one.values) > 1]
        place = places[rng.integers(len(places))]
        while True:
            value = self._random_value(place, rng)
            if value != config[place]:
                return (*config[:place], value, *config[place + 1 :])

    def neighbours(self, config):
        """All configurations that differ in one parameter: any other value, or one step up or down where it has an order.

        A step is to the next value, or a tenth of the range where that has more than ten steps.
        """
        found = []
        for place, parameter in enumerate(self.parameters):
            found += [
                (*config[:place], value, *config[place + 1 :]) for value in self._near(place, parameter, config[place])
            ]
        return found

    def _near(self, place, parameter, value):
        if not parameter.is_ordered:
            return [other for other in parameter.values if other != value]
        if parameter.values is None:
            unit = _to_unit(parameter, value)
            return [_from_unit(parameter, near) for near in (unit - 0.1, unit + 0.1) if 0 <= near <= 1]
        last = len(parameter.values) - 1
        step = max(1, round(last / 10))
        here = self._places[place][value]
        return [parameter.values[near] for near in (here - step, here + step) if 0 <= near <= last]

    def encoded(self, configs):
        """A row of numbers from 0 to 1 for each configuration: values with an order by their place, few values one-hot."""
        rows = []
        for config in configs:
            row = []
            for parameter, places, value in zip(self.parameters, self._places, config, strict=True):
                if places is None:
                    row.append(_to_unit(parameter, value))
                    continue
                if parameter.is_ordered:
                    row.append(places[value] / max(1, len(places) - 1))
                if not parameter.is_ordered or len(places) <= MOST_ONE_HOT:
                    row += [float(place == places[value]) for place in range(len(places))]
            rows.append(row)
        return numpy.array(rows, dtype=numpy.float32)


def _to_unit(parameter, value):
    lower, upper = parameter.lower, parameter.upper
    if parameter.log:
        lower, upper, value = math.log(lower), math.log(upper), math.log(value)
    return (value - lower) / (upper - lower)


def _from_unit(parameter, unit):
    lower, upper = parameter.lower, parameter.upper
    if parameter.log:
        return min(parameter.upper, math.exp(math.log(lower) + unit * (math.log(upper) - math.log(lower))))
    return lower + unit * (upper - lower)
