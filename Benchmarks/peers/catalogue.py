"""The stores, in the order of the table."""

import importlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    key: str
    title: str
    module: str
    kind: str
    file: str

    def store(self, path):
        """Imports the store's own library only: a cold lookup is measured with its imports."""
        return getattr(importlib.import_module(self.module), self.kind)(path)


ENTRIES = [
    Entry("json", "sweep.json", "stores_objects", "SweepJSON", "sweep.json"),
    Entry("pickle", "pickle", "stores_objects", "Pickle", "sweep.pickle"),
    Entry("sqlite", "SQLite", "stores_sqlite", "SQLite", "sweep.sqlite"),
    Entry("arrow", "Arrow IPC, uncompressed", "stores_arrow", "ArrowIPC", "sweep.arrow"),
    Entry("lance", "Lance", "stores_lance", "Lance", "sweep.lance"),
    Entry("hdf5", "HDF5, ragged", "stores_hdf5", "HDF5", "sweep.h5"),
    Entry("feather", "Feather, nested (what the original loads)", "stores_objects", "NestedFeather", "sweep.feather"),
    Entry("arrow-zstd", "Arrow IPC zstd, 250-row batches", "stores_arrow", "ArrowZstd", "sweep-zstd.arrow"),
    Entry("duckdb", "DuckDB", "stores_duckdb", "DuckDB", "sweep.duckdb"),
    Entry("vortex", "Vortex", "stores_vortex", "Vortex", "sweep.vortex"),
    Entry("parquet-3", "Parquet zstd-3", "stores_parquet", "Parquet3", "sweep-3.parquet"),
    Entry(
        "parquet-19",
        "Parquet zstd-19, decimals as int32, 250-row groups",
        "stores_parquet",
        "Parquet19",
        "sweep-19.parquet",
    ),
    Entry("parquet-split", "the same, bytes split", "stores_parquet", "ParquetSplit", "sweep-split.parquet"),
    Entry("vortex-compact", "Vortex compact (pcodec)", "stores_vortex", "VortexCompact", "sweep-compact.vortex"),
    Entry(
        "vortex-compact-int",
        "Vortex compact, decimals as int32",
        "stores_vortex",
        "VortexCompactIntegers",
        "sweep-compact-int.vortex",
    ),
    Entry("hasb", "**.hasb**", "stores_hasb", "Hasb", "sweep.hasb"),
]
BY_KEY = {entry.key: entry for entry in ENTRIES}
