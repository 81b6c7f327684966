"""An ensemble of small neural networks, trained all at once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import TypeAlias

import numpy
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[numpy.float32]

WIDTH = 24
STEPS = 120
RATE = 0.02
DECAY = 1e-4


class Ensemble:
    """Networks with two hidden layers that differ in where their training starts; each predicts one number.

    They learn the ranks of the targets, from -1 to 1: what is good among the bad is the same whatever the scale, and one
    training at chance level doesn't hide how the good ones differ.
    """

    def __init__(self, rng: numpy.random.Generator, members: int = 5) -> None:
        self.rng = rng
        self.members = members
        self.weights: list[Floats] = []

    def fit(self, rows: ArrayLike, targets: ArrayLike) -> None:
        """Trains the networks anew, by Adam on all rows at a time."""
        rows = numpy.asarray(rows, dtype=numpy.float32)
        ranks = _ranks(targets)[None, :, None]
        sizes = [rows.shape[1], WIDTH, WIDTH, 1]
        self.weights = []
        for inputs, outputs in itertools.pairwise(sizes):
            spread = math.sqrt(2 / inputs)
            self.weights.append(self.rng.normal(0, spread, (self.members, inputs, outputs)).astype(numpy.float32))
            self.weights.append(numpy.zeros((self.members, 1, outputs), dtype=numpy.float32))
        means = [numpy.zeros_like(weight) for weight in self.weights]
        squares = [numpy.zeros_like(weight) for weight in self.weights]
        for step in range(1, STEPS + 1):
            rate = RATE * numpy.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            for weight, mean, square, slope in zip(self.weights, means, squares, self._slopes(rows, ranks), strict=True):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                weight -= rate * mean / (numpy.sqrt(square) + 1e-8) + RATE * DECAY * weight

    def predict(self, rows: ArrayLike) -> Floats:
        """A row of predictions for each member."""
        return self._layers(numpy.asarray(rows, dtype=numpy.float32))[-1][:, :, 0]

    def _layers(self, rows: Floats) -> tuple[Floats, Floats, Floats]:
        first, first_bias, second, second_bias, last, last_bias = self.weights
        one = numpy.maximum(rows @ first + first_bias, 0)
        two = numpy.maximum(one @ second + second_bias, 0)
        return one, two, two @ last + last_bias

    def _slopes(self, rows: Floats, targets: Floats) -> Iterator[Floats]:
        _, _, second, _, last, _ = self.weights
        one, two, predicted = self._layers(rows)
        outer: Floats = (predicted - targets) * numpy.float32(2 / len(rows))
        to_two: Floats = (outer @ last.transpose(0, 2, 1)) * (two > 0).astype(numpy.float32)
        to_one: Floats = (to_two @ second.transpose(0, 2, 1)) * (one > 0).astype(numpy.float32)
        for values, slopes in ((rows[None], to_one), (one, to_two), (two, outer)):
            yield values.transpose(0, 2, 1) @ slopes
            yield slopes.sum(1, keepdims=True)


def _ranks(targets: ArrayLike) -> Floats:
    """From -1 for the least to 1 for the greatest; equal ones share the mean of theirs."""
    _values, groups, counts = numpy.unique(numpy.asarray(targets), return_inverse=True, return_counts=True)
    middles = numpy.cumsum(counts) - (counts + 1) / 2
    return (2 * middles[groups] / max(1, len(groups) - 1) - 1).astype(numpy.float32)
