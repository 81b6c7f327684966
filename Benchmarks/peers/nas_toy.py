"""Sizes of a real table: a .hasb file's runs written as Parquet and as Vortex, whole."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import stores_hasb
import vortex as vx
from measure import note, size_of

NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def number(value):
    """Strict JSON has no non-finite numbers: within a series such a string is one."""
    return NOT_FINITE.get(value, value) if isinstance(value, str) else value


def columns_of(run):
    """One run, flat: what is stored. Metrics are left out, for they follow from the series."""
    flat = {name: run.get(name) for name in ("hash", "task", "seed", "state") if name in run}
    for part in ("config", "settings", "scalars"):
        flat.update(run.get(part, {}))
    for group, fields in run["series"].items():
        flat.update({f"{group}.{field}": [number(v) for v in values] for field, values in fields.items()})
    return flat


def table_of(runs):
    """A row a run; a column that a run lacks is null there."""
    names = dict.fromkeys(name for run in runs for name in run)
    columns = {}
    for name in names:
        values = [run.get(name) for run in runs]
        try:
            columns[name] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            # Types that differ from run to run, which Arrow has none for.
            columns[name] = pa.array([json.dumps(value) for value in values])
        if pa.types.is_null(columns[name].type) or columns[name].type == pa.list_(pa.null()):
            columns[name] = pa.array([json.dumps(value) for value in values])
    return pa.table(columns)


def as_integers(table):
    """The same with decimals of four digits as int32 where a whole column can be: as small as these formats get."""
    for place, name in enumerate(table.column_names):
        column = table.column(name).combine_chunks()
        if column.type != pa.list_(pa.float64()) or column.null_count or column.values.null_count:
            continue
        values = column.values.to_numpy()
        scaled = (values * 1e4).round()
        if (abs(scaled) < 2**31).all() and (scaled / 1e4 == values).all():
            integers = pa.ListArray.from_arrays(column.offsets, pa.array(scaled.astype("int32")))
            table = table.set_column(place, name, integers)
    return table


def compare(path, folder):
    """Sizes by title, the .hasb file's own last."""
    note("NAS-Toy: exporting")
    runs = [columns_of(json.loads(line)) for line in stores_hasb.exported(path, "jsonl")]
    table = table_of(runs)
    integers = as_integers(table)
    sizes = {}

    def add(title, write):
        note(f"NAS-Toy: {title}")
        target = folder / "nas-toy"
        write(str(target))
        sizes[title] = size_of(target)
        target.unlink()

    for form, data in (("", table), (", decimals as int32", integers)):
        add(f"Parquet zstd-19{form}", lambda p: pq.write_table(data, p, compression="zstd", compression_level=19))
        add(f"Vortex{form}", lambda p: vx.io.VortexWriteOptions.default().write(data, p))
        add(f"Vortex compact{form}", lambda p: vx.io.VortexWriteOptions.compact().write(data, p))
    sizes["**.hasb**"] = size_of(path)
    return {"runs": len(runs), "sizes_mb": sizes}
