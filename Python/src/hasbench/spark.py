"""Benchmark files as a data source of Spark: more runs than one machine wants to read.

    from hasbench import spark as hasb
    hasb.register(session)
    frame = session.read.format("hasb").load("folder")
    frame.where("`OPTIM.OPTIMIZER` = 'sgd'").groupBy("`REGNET.DEPTH`").avg("test_error")

A row is a run; `load` takes a .hasb file, a folder of them, or a pattern such as "sweeps/*.hasb". Files are cut into
partitions of whole segments. Names with dots stand in backticks, as everywhere in Spark; `hash` is 16 bytes, `hex(hash)`
their digits.

Options:

    columns       names, separated by commas; all but the series if left out
    series        "true": the series, too, as arrays
    where         only the runs whose keys have these values, a JSON object: {"OPTIM.OPTIMIZER": "sgd"}
    pushFilters   "true": filters of the query are evaluated here, before rows go to Spark; see below
    runs          how many runs a partition has about (50000)

Columns. Spark doesn't tell a source in Python which columns a query needs, so the source reads those of its schema: name
the ones you need by `columns`, or by `session.read.schema("test_error double, ...")`; others are never decoded.

Filters. `where` is evaluated by the file's own reader. With `pushFilters`, so is the equality of a key with a value in a
query, and comparisons, `in` and `is (not) null` on scalars are evaluated on Arrow's arrays. It is off unless asked for, as
Spark 4.3.0 keeps for a frame what was pushed last, and tells the source of no scan: a later query of the same frame
without filters gets the rows of the earlier one, and a union of two parts of a frame twice the rows of the second. So load
a frame anew for each filter.
"""

from __future__ import annotations

import glob
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow
import pyarrow.compute
from pyspark.sql import datasource
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

import hasbench

from .errors import NoInputError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

    from .benchmark import Benchmark

NAME = "hasb"
RUNS_PER_PARTITION = 50_000


def register(session: SparkSession) -> None:
    """Makes "hasb" a format of a Spark session, and turns on the pushing of filters to sources in Python."""
    session.conf.set("spark.sql.python.filterPushdown.enabled", "true")
    session.dataSource.register(HasbDataSource)


class HasbDataSource(datasource.DataSource):
    """The format "hasb"; see the module."""

    @classmethod
    def name(cls) -> str:
        """The name of the format."""
        return NAME

    def schema(self) -> StructType:
        """The columns of all files, by name; the same name with two types is an error."""
        asked = self.options.get("columns")
        wanted = None if asked is None else [name.strip() for name in asked.split(",")]
        with_series = self.options.get("series", "false").lower() == "true"
        fields: dict[str, pyarrow.Field] = {}
        for path in _files(self.options):
            with hasbench.open(path) as bench:
                for field in _fields(bench, wanted, with_series):
                    known = fields.setdefault(field.name, field)
                    if known.type != field.type:
                        message = f"{field.name} is {field.type}, and {known.type} in another file; leave it out by columns"
                        raise UsageError(message, path)
        missing = [name for name in wanted or () if name not in fields]
        if missing:
            raise UnknownNameError(f"no file has a column {', '.join(missing)}", self.options.get("path", ""))
        ordered = [fields[name] for name in wanted] if wanted else list(fields.values())
        return from_arrow_schema(pyarrow.schema(ordered))

    def reader(self, schema: StructType) -> HasbReader:
        """What reads the files for a query."""
        kind = FilteringReader if self.options.get("pushFilters", "false").lower() == "true" else HasbReader
        where = json.loads(self.options.get("where", "{}"))
        return kind(_files(self.options), schema, where, int(self.options.get("runs", RUNS_PER_PARTITION)))


class Segments(datasource.InputPartition):
    """Some segments of a file, from `first` to before `end`."""

    def __init__(self, path: str, first: int, end: int) -> None:
        self.path = path
        self.first = first
        self.end = end


class HasbReader(datasource.DataSourceReader):
    """Reads the columns of a schema from some files, of runs whose keys have some values."""

    def __init__(self, paths: Sequence[str], schema: StructType, where: Mapping[str, Any], runs_per_partition: int) -> None:
        self.paths = paths
        self.schema = to_arrow_schema(schema)
        self.where = where
        self.runs_per_partition = runs_per_partition

    def partitions(self) -> Sequence[Segments]:
        """The segments of all files, in parts of about as many runs."""
        found: list[Segments] = []
        for path in self.paths:
            with hasbench.open(path) as bench:
                segments, runs = bench.segments, len(bench)
            if runs == 0:
                continue
            step = max(1, round(self.runs_per_partition * segments / runs))
            found += [Segments(path, first, min(first + step, segments)) for first in range(0, segments, step)]
        # Spark asks for one at least.
        return found or [Segments(self.paths[0], 0, 0)]

    def read(self, partition: Segments) -> Iterator[pyarrow.RecordBatch]:  # type: ignore[override]
        """The rows of a partition, a record batch for each segment."""
        with hasbench.open(partition.path) as bench:
            have = [name for name in self.schema.names if name == "hash" or name in bench.columns]
            # Without any column there would be no rows to count.
            stream = bench.stream(have or ["hash"], self.asked(bench), (partition.first, partition.end))
            for batch in pyarrow.RecordBatchReader.from_stream(stream):
                yield self.kept(_conformed(batch, self.schema))

    def asked(self, bench: Benchmark) -> Mapping[str, Any]:
        """What the file's reader evaluates: a value for each key."""
        return self.where

    def kept(self, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        """What Spark gets of a batch."""
        return batch


class FilteringReader(HasbReader):
    """A reader that takes the filters of Spark's queries."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.filters: list[Any] = []

    def pushFilters(self, filters: list[datasource.Filter]) -> Iterable[datasource.Filter]:  # noqa: N802 (Spark's name)
        """Keeps the filters that are evaluated here; gives those that are left to Spark."""
        for one in filters:
            if _is_taken(one, self.schema):
                self.filters.append(one)
            else:
                yield one

    def asked(self, bench: Benchmark) -> Mapping[str, Any]:
        """Those of the filters that the file's reader takes, too."""
        found = dict(self.where)
        for one in self.filters:
            # 0 and -0 are equal in Spark, and two values of a key.
            if type(one) is datasource.EqualTo and one.attribute[0] in bench.keys and one.value != 0:
                found.setdefault(one.attribute[0], one.value)
        return found

    def kept(self, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        """The rows for which all filters hold."""
        return _filtered(batch, self.filters)


def _files(options: Mapping[str, str]) -> list[str]:
    path = options.get("path")
    if path is None:
        raise UsageError('say what to read: .load("a folder, a .hasb file, or a pattern")')
    path = path.removeprefix("file:")
    if os.path.isdir(path):
        found = sorted(glob.glob(os.path.join(glob.escape(path), "*.hasb")))
    else:
        found = [path] if os.path.exists(path) else sorted(glob.glob(path))
    if not found:
        raise NoInputError("there are no .hasb files", path)
    return [os.path.abspath(one) for one in found]


def _fields(bench: Benchmark, wanted: Sequence[str] | None, with_series: bool) -> list[pyarrow.Field]:
    """The fields of a file that are asked for, with the types that Spark knows."""
    columns = bench.columns
    names = ["hash"] + [name for name, column in columns.items() if with_series or column.role != "series"]
    if wanted is not None:
        names = [name for name in wanted if name == "hash" or name in columns]
    if not names:
        return []
    schema = pyarrow.RecordBatchReader.from_stream(bench.stream(names, segments=(0, 0))).schema
    return [pyarrow.field(field.name, _type(field.type)) for field in schema]


def _type(type: pyarrow.DataType) -> pyarrow.DataType:
    return pyarrow.binary() if pyarrow.types.is_fixed_size_binary(type) else type


def _conformed(batch: pyarrow.RecordBatch, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    """The batch in the order and types of a schema; what the file lacks is null."""
    arrays = []
    for field in schema:
        place = batch.schema.get_field_index(field.name)
        if place < 0:
            arrays.append(pyarrow.nulls(batch.num_rows, field.type))
        else:
            column = batch.column(place)
            arrays.append(column if column.type == field.type else column.cast(field.type))
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


# Filters, as Spark means them: NaN equals NaN, and is above every other number.

_COMPARISONS = {
    datasource.EqualTo: pyarrow.compute.equal,
    datasource.LessThan: pyarrow.compute.less,
    datasource.LessThanOrEqual: pyarrow.compute.less_equal,
    datasource.GreaterThan: pyarrow.compute.greater,
    datasource.GreaterThanOrEqual: pyarrow.compute.greater_equal,
}
_ABOVE = (datasource.GreaterThan, datasource.GreaterThanOrEqual)


def _is_taken(one: Any, schema: pyarrow.Schema) -> bool:
    name = one.attribute[0] if len(getattr(one, "attribute", ())) == 1 else None
    if name not in schema.names or pyarrow.types.is_nested(schema.field(name).type):
        return False
    if isinstance(one, (datasource.IsNull, datasource.IsNotNull)):
        return True
    if isinstance(one, datasource.In):
        return not any(_is_nan(value) for value in one.value)
    return type(one) in _COMPARISONS and not _is_nan(one.value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _filtered(batch: pyarrow.RecordBatch, filters: Sequence[Any]) -> pyarrow.RecordBatch:
    if not filters:
        return batch
    masks = [_mask(batch.column(batch.schema.get_field_index(one.attribute[0])), one) for one in filters]
    return batch.filter(reduce(pyarrow.compute.and_, masks))


def _mask(column: pyarrow.Array, one: Any) -> pyarrow.Array:
    if isinstance(one, datasource.IsNull):
        return column.is_null()
    if isinstance(one, datasource.IsNotNull):
        return column.is_valid()
    if isinstance(one, datasource.In):
        values = pyarrow.array([value for value in one.value if value is not None], column.type)
        return pyarrow.compute.and_(column.is_valid(), pyarrow.compute.is_in(column, values))
    mask = _COMPARISONS[type(one)](column, pyarrow.scalar(one.value, column.type))
    if isinstance(one, _ABOVE) and pyarrow.types.is_floating(column.type):
        mask = pyarrow.compute.or_(mask, pyarrow.compute.is_nan(column))
    return mask
