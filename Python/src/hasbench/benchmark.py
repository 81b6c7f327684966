"""An open benchmark file."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from . import _native
from .errors import HasbenchError, UnknownConfiguration, UnknownNameError, UsageError, make_error
from .run import Curve, Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .answer import Answer
    from .schema import Column, Metric
    from .stream import Stream

_native.configure(make_error, np.frombuffer, np.dtype(np.float64), np.dtype(np.int64))

# Our types by Arrow's formats.
_TYPES = {"g": "float64", "l": "int64", "b": "bool", "u": "string"}
_KIND_BITS = 2
# How many configurations' hashes are kept.
_MOST_HASHES = 1 << 16
# Where a name is that of several columns, the first of these is meant.
_ROLES = ("metric", "scalar", "key", "setting", "seed", "task", "state")


class _Field:
    """A column without its definition, as the Arrow schema tells it."""

    __slots__ = ("name", "place", "role", "type")

    def __init__(self, place: int, name: str, role: str, type: str) -> None:
        self.place = place
        self.name = name
        self.role = role
        self.type = type


class Benchmark(_native.File):
    """A table of training runs, open for lookups; any number of threads may use it.

    `len(bench)` is the number of runs, iterating gives them in the order of the file, and `bench[name]` is a metric,
    scalar or key over all of them. A context manager; it is closed, too, when nobody refers to it and its runs any more.
    """

    def __init__(self, path: str | os.PathLike[str], cache_bytes: int | None = None) -> None:
        if cache_bytes is not None and cache_bytes <= 0:
            raise UsageError("cache_bytes is a number of bytes above 0")
        super().__init__(path, cache_bytes or 0, Run)
        self.path = os.fspath(path)
        self._cache_bytes = cache_bytes
        # Searches ask for the same configurations again and again.
        self._hashes: dict[bytes, str] = {}

    def __enter__(self) -> Benchmark:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles as its path: another process opens the file anew."""
        return Benchmark, (os.path.abspath(self.path), self._cache_bytes)

    def __repr__(self) -> str:
        return f"Benchmark({self.path!r})"

    def __iter__(self) -> Iterator[Run]:
        for place in range(len(self)):
            yield self._run_at(place)

    # Neither a name nor a run: Python would compare it with every run, and say that it isn't there.
    __contains__ = None

    # What it holds

    @cached_property
    def _facts(self) -> dict[str, Any]:
        from . import text

        return cast("dict[str, Any]", text.loads(self._info()))

    @cached_property
    def keys(self) -> list[str]:
        """The names of the key parameters, in the order of the config hash."""
        return list(self._facts["keys"])

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name; where several share one, the first of metric, scalar, key, setting, ..."""
        columns: dict[str, Column] = {}
        for column in self._all_columns:
            known = columns.get(column.name)
            if known is None or _rank(column.role) < _rank(known.role):
                columns[column.name] = column
        return columns

    @cached_property
    def _all_columns(self) -> list[Column]:
        from .schema import Column

        return [
            Column(facts["name"], facts["role"], facts["type"], facts.get("unit"), facts.get("definition"))
            for facts in self._facts["columns"]
        ]

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """The metrics by name."""
        from .schema import Metric

        return {column.name: Metric.of(column) for column in self._all_columns if column.role == "metric"}

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the runs come from: origin, hardware, energy method, licence, tool."""
        return dict(self._facts["provenance"])

    @property
    def space(self) -> dict[str, Any] | None:
        """The search space in ConfigSpace's JSON; None where the file has none."""
        return self._facts.get("search_space")

    @property
    def segments(self) -> int:
        """The number of segments: what `stream` reads one by one."""
        return int(self._facts["segments"])

    @property
    def content_digest(self) -> str:
        """The file's identity: it doesn't change with the order of runs, segments, compression or tool."""
        return str(self._facts["content_digest"])

    # Configurations

    def hash(self, config: Mapping[str, Any]) -> str:
        """The config hash of a configuration: 32 hex digits. Raises `UsageError` for what can't be one. O(keys)."""
        try:
            # Tells 1, 1.0, True and "1" apart, as the library does.
            asked = marshal.dumps(cast(Any, config), 2)
        except ValueError:
            asked = b""
        known = self._hashes.get(asked)
        if known is not None:
            return known
        from . import text

        try:
            known = self._hash(text.dumps(config))
        except HasbenchError as error:
            raise error.located(self.path) from None
        if asked:
            if len(self._hashes) >= _MOST_HASHES:
                self._hashes.clear()
            self._hashes[asked] = known
        return known

    def lookup(self, config: Mapping[str, Any] | str) -> list[Run]:
        """The runs of a configuration, or of its hash: repeats in order of task and seed; [] if it isn't in the table."""
        if isinstance(config, str):
            return self._lookup(config)
        runs = self._lookup(self.hash(config))
        if not runs:
            # Runs may lack a key; so a missing one is an error only where nothing is found without it.
            missing = [key for key in self.keys if key not in config]
            if missing:
                what = f"the configuration lacks {', '.join(missing)}; the keys are {', '.join(self.keys)}"
                raise UsageError(what, self.path)
        return runs

    def query(
        self,
        config: Mapping[str, Any] | str,
        epoch: float | None = None,
        seed: int | None = None,
        task: str | None = None,
        noise: int | None = None,
    ) -> list[Answer]:
        """The table's runs of a configuration, or one prediction; `answer.source` says which.

        `epoch` cuts the answer there, `seed` and `task` keep such runs of the table alone, `noise` seeds a draw of one run
        around a prediction. Raises `UnknownConfiguration` if there is neither, and `InfeasibleConfiguration` if no network
        can be built of the configuration.
        """
        from .answer import Answer

        return [Answer(answer) for answer in self._answers(config, [], epoch, seed, task, noise)]

    def curve(
        self, config: Mapping[str, Any] | str | Run, column: str, up_to: float | None = None, seed: int | None = None
    ) -> Curve | None:
        """A series of a run, or of a configuration's first run (with this seed), else predicted: `curve.source` says so.

        None where the run has no such series. Raises as `query` does.
        """
        if isinstance(config, Run):
            return config.curve(column, up_to)
        for run in self.lookup(config):
            if seed is None or run["seed"] == seed:
                return run.curve(column, up_to)
        from .answer import predicted_curve

        self._series_place(column)
        return predicted_curve(self._answers(config, [column], up_to, seed, None, None)[0], column)

    def _answers(
        self,
        config: Mapping[str, Any] | str,
        series: list[str],
        epoch: float | None,
        seed: int | None,
        task: str | None,
        noise: int | None,
    ) -> list[dict[str, Any]]:
        from . import text

        if isinstance(config, str):
            runs = self.lookup(config)
            if not runs:
                raise UnknownConfiguration(f"{config} isn't in the table, and a hash can't be predicted from", self.path)
            config = runs[0].config
        wanted = {"epoch": epoch, "seed": seed, "task": task, "noise": noise}
        options = {"series": series} | {name: value for name, value in wanted.items() if value is not None}
        try:
            lines = self._query(text.dumps(config), text.dumps(options)).splitlines()
        except HasbenchError as error:
            raise error.located(self.path) from None
        if not lines:
            why = "no run of the table is of this seed and task" if seed is not None or task is not None else ""
            why = why or "it isn't in the table, and the file has no surrogate that predicts it; `hasbench fit` makes one"
            raise UnknownConfiguration(why, self.path)
        return [text.loads(line) for line in lines]

    # Whole columns and tables

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A metric, scalar, key or setting over all runs, in the order of the file.

        Numbers are float64, NaN where a run has none; truths and texts an array of bool or str, or of objects where some
        are None.
        """
        field = self._scalar_field(name)
        if field.type in ("float64", "int64"):
            return self._numbers(field.place)
        from . import text

        cells = self._cells(text.dumps({"columns": [name]}))
        if None in cells:
            array = np.empty(len(cells), dtype=object)
            array[:] = cells
            return array
        return np.array(cells, dtype=bool if field.type == "bool" else str)

    def values(self, series: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """A series over all runs, run after run, and where each run's end: run i has values[ends[i - 1]:ends[i]]."""
        return self._values(self._series_place(series))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for whoever takes the Arrow PyCapsule protocol: a row a run, series as lists."""
        return self.stream().__arrow_c_stream__(requested_schema)

    def stream(
        self,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        segments: tuple[int, int] | None = None,
    ) -> Stream:
        """A part of the table for Arrow: some `columns`, the runs `where` keys have these values, some segments.

        A column that can be asked for is "hash", too: the config hash, 16 bytes.
        Columns that share a name are given once, as `columns` tells them.
        """
        from . import text
        from .stream import Stream

        if columns is None and not self._has_unique_names():
            columns = ["hash", *dict.fromkeys(field.name for field in self._fields)]
        wanted = {"columns": columns, "where": where, "segments": segments}
        options = text.dumps({name: value for name, value in wanted.items() if value is not None})
        # What can't be asked for is refused here, rather than by whoever reads it.
        self._stream(options)
        return Stream(self, options)

    # Names

    @cached_property
    def _fields(self) -> list[_Field]:
        fields = _native.fields(self._stream("{}"))[1:]
        return [
            _Field(place, name, role or "", _TYPES.get(item or format, "json"))
            for place, (name, format, item, role, _) in enumerate(fields)
        ]

    def _load(self) -> bool:
        """Tells the extension the columns; false if it knew them."""
        is_known = "_by_name" in self.__dict__
        return not is_known and self._by_name is not None

    @cached_property
    def _by_name(self) -> dict[str, _Field]:
        """The scalars by name; the extension's own tables are filled on the way."""
        by_name: dict[str, _Field] = {}
        for field in sorted(self._fields, key=lambda field: _rank(field.role)):
            if field.role in _ROLES:
                by_name.setdefault(field.name, field)
            elif field.role == "series":
                self._series.setdefault(field.name, field.place)
        for name, field in by_name.items():
            kind = {"float64": 0, "int64": 1}.get(field.type, 2)
            self._scalars[name] = field.place << _KIND_BITS | kind
        return by_name

    def _scalar_field(self, name: str) -> _Field:
        field = self._by_name.get(name)
        if field is not None:
            return field
        if name in self._series:
            raise UsageError(f"{name} is a series; bench.values gives it over all runs, run.curve that of a run", self.path)
        raise UnknownNameError(f"there is no column {name}; bench.columns has all", self.path)

    def _series_place(self, name: str) -> int:
        self._load()
        place = self._series.get(name)
        if place is None:
            raise UnknownNameError(f"there is no series {name}; there are {', '.join(self._series)}", self.path)
        return place

    def _float_names(self) -> set[tuple[str, str]]:
        return {(field.role, field.name) for field in self._fields if field.type == "float64"}

    def _has_unique_names(self) -> bool:
        return len({field.name for field in self._fields}) == len(self._fields)


def _rank(role: str) -> int:
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)
