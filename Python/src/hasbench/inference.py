"""What the columns of a new file are: as asked for, as Arrow's fields say, or as the values are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import UsageError
from .schema import Column, Metric

_MEMBERS = {"config": "key", "settings": "setting", "scalars": "scalar"}
_INTEGERS = frozenset({"l", "i", "s", "c", "I", "S", "C"})
_TEXTS = frozenset({"u", "U", "vu", "z", "Z", "vz"})


@dataclass
class Asked:
    """What a caller of `write` asks for."""

    keys: list[str] | None
    metrics: dict[str, Column]
    units: dict[str, str]
    types: dict[str, str]
    seed: str | None
    task: str | None
    axes: dict[str, str]

    def refuse_for_copies(self) -> None:
        """Raises for what can't be asked for of a benchmark's own columns."""
        asked: dict[str, object] = {"keys": self.keys, "metrics": self.metrics, "units": self.units, "types": self.types}
        asked |= {"seed": self.seed, "task": self.task, "series": self.axes}
        given = [name for name, value in asked.items() if value]
        if given:
            raise UsageError(
                f"the columns of a benchmark stay as they are, so {', '.join(given)} can't be given; "
                "give its runs as dicts (run.to_dict()) to change them"
            )

    def column(self, name: str, role: str, kind: str) -> dict[str, Any]:
        """A column of a schema."""
        return described(Column(name, role, self.types.get(name, kind), self.units.get(name)))


def described(column: Column) -> dict[str, Any]:
    """A column as a schema describes it."""
    return {name: value for name, value in column._asdict().items() if value is not None}


def metric(name: str, given: Metric | Mapping[str, Any] | str) -> Column:
    """The column of a metric as it was given; its type is settled later where it is a value as it is."""
    unit = None
    if isinstance(given, Metric):
        definition, unit = given.as_definition(), given.unit
    elif isinstance(given, str):
        definition = {"reduction": "value", "sources": [name], "direction": given}
    else:
        definition = {"direction": "min", **given}
        unit = definition.pop("unit", None)
    if definition["direction"] not in ("min", "max"):
        raise UsageError(
            f"a metric's direction is min or max, and {definition['direction']!r} is neither", f"metric {name}"
        )
    return Column(name, "metric", "float64", unit, definition)


def own_values_as_scalars(run: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """A run whose metrics that are values as they are stand as scalars, of which the metrics are made."""
    if not isinstance(run, Mapping):
        raise UsageError(f"a run is a dict, and a {type(run).__name__} isn't")
    values = run.get("metrics")
    own = [name for name in values or () if name in asked.metrics and _is_own_value(asked.metrics[name])]
    if not own:
        return dict(run)
    scalars = {name: values[name] for name in own} | dict(run.get("scalars", {}))  # type: ignore[index]
    metrics = {name: value for name, value in values.items() if name not in own}  # type: ignore[union-attr]
    return {**run, "scalars": scalars, "metrics": metrics}


def _is_own_value(column: Column) -> bool:
    return column.definition is not None and column.definition["sources"] == [column.name]


def columns_of_runs(runs: Iterable[Mapping[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """The columns of runs that are dicts."""
    kinds: dict[tuple[str, str], str | None] = {}
    axes: dict[str, str] = {}
    for run in runs:
        for member, role in _MEMBERS.items():
            for name, value in (run.get(member) or {}).items():
                _widen(kinds, (role, name), _kind(value))
        for group, fields in (run.get("series") or {}).items():
            if fields:
                axes.setdefault(group, asked.axes.get(group, next(iter(fields))))
            for field, values in fields.items():
                role = "axis" if field == axes[group] else "series"
                _widen(kinds, (role, f"{group}.{field}" if group else field), _kind_of_all(values))
        for name in ("seed", "task", "state"):
            if name in run:
                _widen(kinds, (name, name), "int64" if name == "seed" else "string")
        for name in run.get("metrics") or {}:
            if name not in asked.metrics:
                raise UsageError(f'say which way is better: metrics={{"{name}": "min"}}', f"metric {name}")
    columns = [
        asked.column({"seed": asked.seed, "task": asked.task}.get(role) or name, role, kind or "float64")
        for (role, name), kind in sorted(kinds.items())
    ]
    return _checked(columns, asked)


def columns_of_fields(
    fields: list[tuple[str, str, str | None, str | None, str | None]], asked: Asked
) -> list[dict[str, Any]]:
    """The columns of an Arrow stream: (name, format, item format, role, unit) of each field."""
    columns: list[dict[str, Any]] = []
    axes: dict[str, str] = {}
    for name, format, item, role, _ in fields:
        if item is not None and format in ("+l", "+L"):
            group, _, field = name.rpartition(".")
            if role == "axis" or group not in axes:
                axes[group] = asked.axes.get(group, field)
    for name, format, item, role, unit in fields:
        if name == "hash" or (name in asked.metrics and not _is_own_value(asked.metrics[name])):
            continue
        kind = asked.types.get(name) or _kind_of_format(name, item if item is not None else format)
        column = asked.column(name, _role(name, item, role, kind, axes, asked), kind)
        if unit is not None:
            column.setdefault("unit", unit)
        if column["role"] == "metric":
            raise UsageError(f'say which way is better: metrics={{"{name}": "min"}}', f"metric {name}")
        columns.append(column)
    return _checked(columns, asked)


def _role(name: str, item: str | None, role: str | None, kind: str, axes: dict[str, str], asked: Asked) -> str:
    if item is not None:
        group, _, field = name.rpartition(".")
        return "axis" if axes.get(group) == field else "series"
    if asked.keys is not None and name in asked.keys:
        return "key"
    if name == (asked.seed or "seed") and kind == "int64":
        return "seed"
    if name == (asked.task or "task") and kind == "string":
        return "task"
    if name == "state" and kind == "string":
        return "state"
    if role is None or (asked.keys is not None and role == "key") or (name in asked.metrics and role == "metric"):
        return "scalar"
    return role


def _checked(columns: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """The columns with the metrics behind them; raises where there are no keys, or where a name is nobody's."""
    names = {column["name"] for column in columns}
    wanted = {"keys": asked.keys or (), "units": asked.units, "types": asked.types}
    for argument, given in wanted.items():
        unknown = [name for name in given if name not in names and name not in asked.metrics]
        if unknown:
            raise UsageError(f"{argument}: there is no column {', '.join(unknown)}")
    found = [column["name"] for column in columns if column["role"] == "key"]
    if columns and not found:
        raise UsageError('say which columns are the keys of a configuration: keys=["depth", "width"]')
    if asked.keys is not None and set(found) != set(asked.keys):
        raise UsageError(f"keys: the configurations hold {', '.join(found)}; what else there is, is a setting")
    kinds = {column["name"]: column["type"] for column in columns if column["role"] == "scalar"}
    for name, column in asked.metrics.items():
        kind = column.type
        if column.definition is not None and column.definition["reduction"] == "value":
            kind = next((kinds[source] for source in column.definition["sources"] if source in kinds), kind)
        unit = asked.units.get(name, column.unit)
        columns.append(described(column._replace(type=asked.types.get(name, kind), unit=unit)))
    return columns


def _kind_of_format(name: str, format: str) -> str:
    if format in ("g", "f"):
        return "float64"
    if format == "b":
        return "bool"
    if format in _INTEGERS:
        return "int64"
    if format in _TEXTS:
        return "string"
    raise UsageError(
        f"Arrow's format {format} is none that a file has; cast it to float64, int64, bool or string", f"column {name}"
    )


def _kind(value: Any) -> str | None:
    """The type of a value; None for a null."""
    if value is None:
        return None
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (int, np.integer)):
        return "int64"
    if isinstance(value, (float, np.floating)):
        return "float64"
    return "string" if isinstance(value, str) else "json"


def _kind_of_all(values: Any) -> str | None:
    """The type of a series' values."""
    if values is None:
        return None
    if isinstance(values, np.ndarray):
        kind = values.dtype.kind
        return {"f": "float64", "i": "int64", "u": "int64", "b": "bool", "U": "string"}.get(kind, "json")
    kinds = {_kind(value) for value in values} - {None}
    if len(kinds) < 2:
        return kinds.pop() if kinds else None
    return "float64" if kinds == {"int64", "float64"} else "json"


def _widen(kinds: dict[tuple[str, str], str | None], column: tuple[str, str], kind: str | None) -> None:
    """Notes that a column holds values of this type too."""
    known = kinds.get(column)
    if known is None or known == kind:
        kinds[column] = kind
    elif kind is not None and {known, kind} == {"int64", "float64"}:
        kinds[column] = "float64"
    elif kind is not None:
        raise UsageError(f'it holds {known} and {kind}; say which it is: types={{"{column[1]}": "string"}}', column[1])
