"""Columns and metrics."""

from __future__ import annotations

from typing import Any, NamedTuple


class Column(NamedTuple):
    """A column of a table."""

    name: str
    role: str
    """key, setting, seed, task, state, scalar, metric, axis or series"""
    type: str
    """float64, int64, bool, string or json"""
    unit: str | None = None
    """a UCUM code, such as kW.h"""
    definition: dict[str, Any] | None = None
    """of a metric: reduction, sources, divisor, direction"""


class Metric(NamedTuple):
    """A metric: a named reduction of a series, or a scalar as it is."""

    name: str
    unit: str | None
    direction: str
    """min or max: which way is better"""
    definition: str
    """in words"""
    reduction: str = "value"
    """value, last, sum, mean or mean_after_first"""
    sources: tuple[str, ...] = ()
    """columns, of which a run's first with a value is reduced"""
    divisor: float = 1.0

    @classmethod
    def of(cls, column: Column) -> Metric:
        """The metric that a column holds."""
        definition = column.definition or {}
        reduction, sources = definition["reduction"], tuple(definition["sources"])
        divisor = definition["divisor"]
        words = f"{reduction} of {' or '.join(sources)}" + ("" if divisor == 1 else f" / {divisor}")
        return cls(column.name, column.unit, definition["direction"], words, reduction, sources, divisor)

    def as_definition(self) -> dict[str, Any]:
        """The definition as a schema holds it."""
        return {
            "reduction": self.reduction,
            "sources": list(self.sources),
            "divisor": self.divisor,
            "direction": self.direction,
        }
