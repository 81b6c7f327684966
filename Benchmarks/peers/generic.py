"""Sizes of tables without curves: as .hasb, as Parquet and as Vortex, in all and column by column.

The others hold the table's columns and nothing more; a .hasb file holds an index of the config hashes besides.
"""

import io
import json

import generic_tables
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import stores_hasb
import vortex as vx
from measure import WrongAnswer, note, size_of

PARQUET = "Parquet zstd-19"
VORTEX = "Vortex compact"
# What a file costs that holds next to nothing is not the column's.
TINY = pa.table({"x": pa.array([0], pa.int64())})


def arrow(table):
    """A row a row; what is missing is null."""
    columns = {}
    for name, column in table.columns.items():
        missing = None if column.present is None else ~column.present
        columns[name] = pa.array(column.values, mask=missing)
    return pa.table(columns)


def save(table, folder):
    """The form that hasb-synth reads."""
    folder.mkdir()
    described = [{"name": n, "role": c.role, "type": c.type} for n, c in table.columns.items()]
    (folder / "columns.json").write_text(json.dumps(described))
    for name, column in table.columns.items():
        if column.type == "string":
            (folder / f"{name}.json").write_text(json.dumps(column.values))
        else:
            np.save(folder / f"{name}.npy", column.values)
        if column.present is not None:
            np.save(folder / f"{name}.present.npy", column.present.astype(np.int32))


def write_parquet(data, path):
    pq.write_table(data, path, compression="zstd", compression_level=19)


def write_vortex(data, path):
    vx.io.VortexWriteOptions.compact().write(data, str(path))


def check(title, read, right):
    """Every value, bit for bit: no value is NaN, and none is -0.0."""
    if not read.select(right.column_names).cast(right.schema).equals(right):
        raise WrongAnswer(f"{title}: reads back otherwise than written")


def read_hasb(path, schema):
    """A .hasb file by its CSV."""
    text = "".join(stores_hasb.exported(path, "csv")).encode()
    convert = pa.csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True)
    return pa.csv.read_csv(io.BytesIO(text), convert_options=convert)


def column_sizes(data, path):
    """Bytes of each column, by format."""
    write_parquet(data, path)
    groups = pq.ParquetFile(path).metadata
    parquet = dict.fromkeys(data.column_names, 0)
    for group in range(groups.num_row_groups):
        for place, name in enumerate(data.column_names):
            parquet[name] += groups.row_group(group).column(place).total_compressed_size

    def alone(part):
        write_vortex(part, path)
        return path.stat().st_size

    frame = alone(TINY)
    return {name: {PARQUET: parquet[name], VORTEX: alone(data.select([name])) - frame} for name in data.column_names}


def sizes_of(table, folder):
    """MB by format, and bytes by column; everything is read back first."""
    data = arrow(table)
    path = folder / "generic"
    sizes = {}
    write_parquet(data, path)
    check(f"{table.title}: {PARQUET}", pq.read_table(path), data)
    sizes[PARQUET] = size_of(path)
    write_vortex(data, path)
    check(f"{table.title}: {VORTEX}", vx.open(str(path)).to_arrow().read_all(), data)
    sizes[VORTEX] = size_of(path)
    columns = column_sizes(data, path)
    path.unlink()

    source = folder / "generic-columns"
    save(table, source)
    hasb = folder / "generic.hasb"
    written = stores_hasb.write_scalars(source, hasb)
    check(f"{table.title}: .hasb", read_hasb(hasb, data.schema), data)
    sizes[".hasb"] = size_of(hasb)
    described = stores_hasb.info(hasb)
    for column in described["columns"]:
        columns[column["name"]][".hasb"] = column["bytes"]
        columns[column["name"]]["encodings"] = column["encodings"]
    for file in source.iterdir():
        file.unlink()
    source.rmdir()
    hasb.unlink()
    return {
        "title": table.title,
        "about": table.about,
        "rows": table.rows,
        "sizes_mb": sizes,
        "write_s": written["seconds"],
        "overhead_mb": {name: count / 1e6 for name, count in described["overhead"].items()},
        "columns": columns,
    }


def compare(share, folder):
    """All tables, or a share of their rows."""
    results = []
    for table in generic_tables.tables(share):
        note(f"generic: {table.title}, {table.rows} rows")
        results.append(sizes_of(table, folder))
    return results
