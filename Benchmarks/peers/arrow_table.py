"""The sweep as an Arrow table, a row a run and a list column a series: what the columnar stores are written from."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BASE = b"base_cfg"


def table(source, decimals_as_int32=False):
    """The base configuration, common to all runs, stands in the schema's metadata."""
    arrays = {name: pa.array(values) for name, values in source.scalars().items()}
    offsets = pa.array(source.offsets.astype(np.int32))
    for name in source.columns:
        values = source.fixed(name) if decimals_as_int32 else source.values(name)
        arrays[name] = pa.ListArray.from_arrays(offsets, pa.array(values))
    return pa.table(arrays, metadata={BASE: json.dumps(source.base)})


def flat(column):
    """A list column's values in one array, and where each run's begin."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    values = np.concatenate([chunk.flatten().to_numpy(zero_copy_only=False) for chunk in chunks])
    lengths = np.concatenate([pc.list_value_length(chunk).to_numpy(zero_copy_only=False) for chunk in chunks])
    return values, np.concatenate([[0], np.cumsum(lengths)])


def decimals(values):
    """Values as they are meant, whether stored as float64 or times 10^4 as int32."""
    return values if values.dtype.kind == "f" else values / 1e4


def metrics(top1_err, time_epoch, train_cons):
    """The three metrics of all runs, from their list columns. No run is without an epoch."""
    errors, starts = flat(top1_err)
    sums = [np.add.reduceat(decimals(flat(column)[0]), starts[:-1]) for column in (time_epoch, train_cons)]
    return decimals(errors)[starts[1:] - 1], *sums


def contents(whole, base):
    """A table read back, in the form of Store.contents."""
    scalars, columns, offsets = {}, {}, None
    for name in whole.column_names:
        if not pa.types.is_nested(whole.column(name).type):
            scalars[name] = whole.column(name).to_pylist()
        else:
            columns[name], offsets = flat(whole.column(name))
    return scalars, columns, offsets, base
