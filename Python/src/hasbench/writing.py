"""Writes files: of run dicts, Arrow tables, or another benchmark."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, cast

from . import _native, inference, text
from .benchmark import Benchmark
from .errors import CannotWriteError, UsageError
from .run import Run
from .schema import Metric

# Lines are handed over in parts of about this many characters.
_PART = 1 << 22


def write(
    path: str | os.PathLike[str],
    data: Benchmark | Iterable[Run | Mapping[str, Any]] | Any,
    *,
    keys: Iterable[str] | None = None,
    metrics: Mapping[str, Metric | Mapping[str, Any] | str] | None = None,
    units: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
    seed: str | None = None,
    task: str | None = None,
    series: Mapping[str, str] | None = None,
    provenance: Mapping[str, Any] | None = None,
    space: Mapping[str, Any] | None = None,
    level: int | None = None,
    replace: bool = False,
) -> dict[str, Any]:
    """Writes a file, which appears when it is whole; gives its "runs", "segments", "bytes" and "content_digest".

    `data` is one of:

    - runs as dicts in the form of `hasbench export`: {"config": {...}, "seed": 1, "metrics": {...}, "scalars": {...},
      "series": {"test": {"epoch": [1, 2], "error": [0.5, 0.25]}}}, of which config alone is needed. All are held in
      memory, for the columns follow from all of them;
    - an Arrow table or stream, read batch by batch: anything with `__arrow_c_stream__`. A row is a run, a column of lists
      a series, named group.field. `keys` names the keys, `seed` and `task` those columns ("seed" and "task" if there are
      such), unless the fields say their role in their metadata, as ours do;
    - a `Benchmark`, or runs of one, whose columns, provenance and search space are kept.

    `metrics` says what each metric is: "min" or "max" for a value as it is, a `Metric`, or a mapping with "reduction",
    "sources", "divisor", "direction" and "unit"; metrics that are reductions are computed. `units` (UCUM codes) and
    `types` are by column name; types that aren't given are those of the values. `series` names the axis of a group, which
    is otherwise its first field. `space` is ConfigSpace's JSON, `level` zstd's. A file that is there already is replaced
    only with `replace`.
    """
    if not replace and os.path.exists(path):
        raise CannotWriteError("it exists already; replace=True replaces it", os.fspath(path))
    asked = inference.Asked(
        keys=None if keys is None else list(keys),
        metrics={name: inference.metric(name, given) for name, given in (metrics or {}).items()},
        units=dict(units or {}),
        types=dict(types or {}),
        seed=seed,
        task=task,
        axes=dict(series or {}),
    )
    origin: dict[str, Any] = {"provenance": {}}
    stream: object = None
    lines: Iterator[str] = iter(())
    if isinstance(data, Benchmark):
        columns, lines, origin = _copied(data, data, asked)
    elif hasattr(data, "__arrow_c_stream__"):
        stream = data.__arrow_c_stream__()
        columns = inference.columns_of_fields(_native.fields(stream), asked)
    else:
        columns, lines, origin = _of_runs(data, asked)
    given = {"provenance": provenance, "space": space, "level": level}
    schema = {"columns": columns} | origin | {name: value for name, value in given.items() if value is not None}

    writer = _native.Writer(path, text.dumps(schema), replace)
    try:
        if stream is not None:
            writer.add_stream(stream)
        for part in _parts(lines):
            writer.add_json(part)
        return cast("dict[str, Any]", text.loads(writer.finish()))
    finally:
        writer.cancel()


def _of_runs(data: Iterable[Any], asked: inference.Asked) -> tuple[list[dict[str, Any]], Iterator[str], dict[str, Any]]:
    """Columns, lines and origin of runs of a benchmark, or of dicts."""
    if not isinstance(data, Iterable):
        raise UsageError(f"data are runs, an Arrow table or a Benchmark, and this is of type {type(data).__name__}")
    items = iter(data)
    first = next(items, None)
    if isinstance(first, Run):
        return _copied(first.benchmark, cast("Iterable[Run]", chain([first], items)), asked)
    runs = [] if first is None else [inference.own_values_as_scalars(run, asked) for run in chain([first], items)]
    return inference.columns_of_runs(runs, asked), map(text.dumps, runs), {"provenance": {}}


def _copied(
    bench: Benchmark, runs: Iterable[Run], asked: inference.Asked
) -> tuple[list[dict[str, Any]], Iterator[str], dict[str, Any]]:
    """Columns, lines and origin as a benchmark has them."""
    asked.refuse_for_copies()
    origin: dict[str, Any] = {"provenance": bench.provenance}
    if bench.space is not None:
        origin["space"] = bench.space
    return [inference.described(column) for column in bench._all_columns], _lines(bench, runs), origin


def _lines(bench: Benchmark, runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        if run.benchmark is not bench:
            raise UsageError("all runs are of one benchmark; give run.to_dict() to write runs of several")
        yield run._json('{"settings":true}')


def _parts(lines: Iterator[str]) -> Iterator[bytes]:
    part: list[str] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= _PART:
            yield "\n".join(part).encode()
            part, size = [], 0
    if part:
        yield "\n".join(part).encode()
