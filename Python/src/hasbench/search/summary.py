"""What searches with many seeds come to: means, and 95 % intervals of the means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy
from numpy.typing import ArrayLike

# What had been spent, the mean there, and the ends of its interval.
Point: TypeAlias = tuple[float, float, float, float]

# The columns of an incumbent.
ENERGY, SECONDS, VAL_ERROR, TEST_ERROR = range(4)
POINTS = 120
# Of the normal distribution: how far a mean lies from the true one at most, in 95 of 100 cases.
DEVIATIONS = 1.96


def by_algorithm(results: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The results of each algorithm, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        found.setdefault(result["algorithm"], []).append(result)
    return found


def interval(values: ArrayLike) -> tuple[float, float]:
    """The mean of some numbers and half the width of its 95 % interval."""
    values = numpy.asarray(values, dtype=float)
    half = DEVIATIONS * values.std(ddof=1) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return float(values.mean()), float(half)


def curve(results: Sequence[dict[str, Any]], cost: int, value: int = TEST_ERROR) -> list[Point]:
    """The mean value of the incumbents against what had been spent: rows of cost, mean, and ends of the interval.

    `cost` is ENERGY or SECONDS. It begins where all searches have trained something, and ends where the first of them had
    spent its budget.
    """
    begin = max(result["incumbents"][0][cost] for result in results)
    end = min(result["seconds" if cost == SECONDS else "energy"] for result in results)
    if begin >= end:
        return []
    grid = numpy.geomspace(begin, end, POINTS)
    values = numpy.empty((len(results), POINTS))
    for row, result in zip(values, results, strict=True):
        incumbents = numpy.array(result["incumbents"])
        row[:] = incumbents[numpy.searchsorted(incumbents[:, cost], grid, side="right") - 1, value]
    rows: list[Point] = []
    for spent, column in zip(grid, values.T, strict=True):
        mean, half = interval(column)
        rows.append((float(spent), mean, mean - half, mean + half))
    return rows


class Row(NamedTuple):
    """What all searches of an algorithm come to."""

    algorithm: str
    searches: int
    trials: float
    """the mean"""
    val_error: tuple[float, float]
    """at the end: the mean, and half the width of its interval"""
    test_error: tuple[float, float]


def table(results: Iterable[dict[str, Any]]) -> list[Row]:
    """One row an algorithm."""
    rows = []
    for name, found in by_algorithm(results).items():
        with_any = [result["incumbents"][-1] for result in found if result["incumbents"]]
        trials = float(numpy.mean([result["trials"] for result in found]))
        val, test = (interval([last[column] for last in with_any]) for column in (VAL_ERROR, TEST_ERROR))
        rows.append(Row(name, len(found), trials, val, test))
    return rows
