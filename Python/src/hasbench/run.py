"""Runs and their curves."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING, Any, cast

from . import _native
from .errors import UnknownNameError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .benchmark import Benchmark

_HEAD = '{"metrics":[],"series":[]}'
_METRICS = '{"series":[]}'
_SCALARS = '{"settings":true,"series":[]}'
_ALL = '{"settings":true}'


class Curve:
    """A learning curve: `steps` of its axis and the `values` over them, NaN where there is no number.

    `source` says whether it was measured ("table") or predicted ("surrogate"); only a prediction has a `spread`. It
    unpacks as `steps, values`.
    """

    __slots__ = ("source", "spread", "steps", "values")

    def __init__(
        self,
        steps: NDArray[np.float64],
        values: NDArray[np.float64],
        source: str = "table",
        spread: NDArray[np.float64] | None = None,
    ) -> None:
        self.steps = steps
        self.values = values
        self.source = source
        self.spread = spread

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        yield self.steps
        yield self.values

    def __repr__(self) -> str:
        return f"Curve({len(self.steps)} steps, {self.source})"


class Run(_native.Run):
    """One run of a table; it reads what it is asked for, and keeps its file open.

    `run[name]` is what the run holds in a metric, scalar, key, setting, or as its seed, task or state: a number, bool,
    str or list, and None where it holds nothing. Raises `UnknownNameError` for a name that no column has.
    """

    __slots__ = ()

    benchmark: Benchmark
    """The file that the run is of."""

    def curve(self, column: str, up_to: float | None = None) -> Curve | None:
        """A series, up to a step of its axis; None where the run has none. O(steps)."""
        place = self.benchmark._series.get(column)
        if place is None:
            place = self.benchmark._series_place(column)
        read = self._curve(place, inf if up_to is None else up_to)
        return None if read is None else Curve(*read)

    def metric(self, name: str, epoch: float) -> float | int | None:
        """A metric as it was after an epoch: its definition, applied to what was known then."""
        if name not in self.benchmark.metrics:
            known = ", ".join(self.benchmark.metrics)
            raise UnknownNameError(f"there is no metric {name}; there are {known}", self.benchmark.path)
        run = self._told({"metrics": [name], "series": [], "epoch": epoch})
        return cast("float | int | None", self._numbers(run["metrics"]).get(name))

    @property
    def hash(self) -> str:
        """The config hash: 32 hex digits."""
        return cast(str, self._known()["hash"])

    @property
    def config(self) -> dict[str, Any]:
        """The keys; one that the run lacks is left out."""
        return dict(self._known()["config"])

    @property
    def task(self) -> str | None:
        """The task or data set."""
        return cast("str | None", self._known().get("task"))

    @property
    def seed(self) -> int | None:
        """The random seed."""
        return cast("int | None", self._known().get("seed"))

    @property
    def state(self) -> str | None:
        """How the run ended: complete, resumed, diverged, incomplete, failed."""
        return cast("str | None", self._known().get("state"))

    @property
    def metrics(self) -> dict[str, float | int | None]:
        """All metrics; one that the run lacks is left out."""
        return self._numbers(self._told(_METRICS)["metrics"])

    def to_dict(self) -> dict[str, Any]:
        """Everything, in the form of `hasbench export`, which `hasbench.write` takes; NaN and infinities are floats."""
        from . import text

        told = self._json(_ALL)
        run: dict[str, Any] = text.loads(told)
        if not text.has_words(told):
            return run
        floats = self.benchmark._float_names()
        run["metrics"] = self._numbers(run["metrics"])
        for member, role in (("config", "key"), ("settings", "setting"), ("scalars", "scalar")):
            for name, value in run[member].items():
                if (role, name) in floats:
                    run[member][name] = text.number(value)
        for group, fields in run["series"].items():
            for field, values in fields.items():
                name = f"{group}.{field}" if group else field
                if ("series", name) in floats or ("axis", name) in floats:
                    fields[field] = text.number(values)
        return run

    def __repr__(self) -> str:
        return f"Run({self.hash}, seed {self.seed}, {self.state})"

    def _known(self) -> dict[str, Any]:
        if self._head is None:
            self._head = self._told(_HEAD)
        return cast("dict[str, Any]", self._head)

    def _told(self, options: str | dict[str, Any]) -> dict[str, Any]:
        from . import text

        return cast("dict[str, Any]", text.loads(self._json(options if isinstance(options, str) else text.dumps(options))))

    @staticmethod
    def _numbers(metrics: dict[str, Any]) -> dict[str, Any]:
        return {name: float(value) if isinstance(value, str) else value for name, value in metrics.items()}

    def _read(self, name: str) -> Any:
        """What `self[name]` is where it is no number that the extension knows."""
        bench = self.benchmark
        if bench._load():
            return self[name]
        field = bench._scalar_field(name)
        if field.role in ("seed", "task", "state"):
            return self._known().get(field.role)
        if field.role == "key":
            return self._known()["config"].get(name)
        member = {"metric": "metrics", "scalar": "scalars", "setting": "settings"}[field.role]
        value = self._told(_SCALARS)[member].get(name)
        # Another thread may have told the extension the columns in the meantime, so this may be any number.
        return self._numbers({name: value})[name] if field.type == "float64" else value
