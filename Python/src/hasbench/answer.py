"""Answers: runs of the table, or a prediction that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .run import Curve
from .text import number

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Answer:
    """What is known of a configuration: a run (`source` is "table") or a prediction ("surrogate").

    A prediction has a `spread` (the calibrated standard deviation) and `intervals` (of 50, 80 and 95 %) by metric; what
    is computed rather than predicted has neither. `raw` is the answer as the command prints it.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    @property
    def source(self) -> str:
        """ "table" or "surrogate"."""
        return str(self.raw["source"])

    @property
    def hash(self) -> str:
        """The config hash: 32 hex digits."""
        return str(self.raw["hash"])

    @property
    def config(self) -> dict[str, Any]:
        """The keys."""
        return dict(self.raw["config"])

    @property
    def task(self) -> str | None:
        """The task or data set of a run."""
        return self.raw.get("task")

    @property
    def seed(self) -> int | None:
        """The random seed of a run."""
        return self.raw.get("seed")

    @property
    def state(self) -> str | None:
        """How a run ended."""
        return self.raw.get("state")

    @property
    def epoch(self) -> float | None:
        """The epoch at which the answer is cut."""
        return self.raw.get("epoch")

    @property
    def metrics(self) -> dict[str, float | int | None]:
        """The metrics, measured or predicted."""
        return {name: number(value) for name, value in self.raw["metrics"].items()}

    @property
    def spread(self) -> dict[str, float]:
        """By metric, the standard deviation of a prediction."""
        return {name: number(value) for name, value in self.raw.get("spread", {}).items()}

    @property
    def intervals(self) -> dict[str, dict[int, tuple[float, float]]]:
        """By metric, the intervals of 50, 80 and 95 % of a prediction."""
        return {
            name: {int(share): (number(ends[0]), number(ends[1])) for share, ends in by_share.items()}
            for name, by_share in self.raw.get("intervals", {}).items()
        }

    def __repr__(self) -> str:
        return f"Answer({self.hash}, {self.source}, {self.metrics})"


def predicted_curve(answer: dict[str, Any], column: str) -> Curve | None:
    """The curve of a series in an answer; None where it has none."""
    group, _, field = column.rpartition(".")
    fields = answer.get("series", {}).get(group)
    if not fields or field not in fields:
        return None
    axis = next(iter(fields))
    spread = answer.get("series_spread", {}).get(group, {}).get(field)
    return Curve(
        _numbers(fields[axis]),
        _numbers(fields[field]),
        source=answer["source"],
        spread=None if spread is None else _numbers(spread),
    )


def _numbers(values: list[Any]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else number(value) for value in values], dtype=np.float64)
