"""Parquet: as a person writes it, and as small as its encodings make it with row groups for lookups."""

import json

import arrow_table
import pyarrow.parquet as pq
from store import Store

CURVE = "test_ema_epoch.top1_err"
SCANNED = (CURVE, "train_epoch.time_epoch", "cons.train_cons")


class Parquet3(Store):
    """Defaults but for the codec: zstd, level 3."""

    def options(self, source):
        return {"compression": "zstd", "compression_level": 3}

    def write(self, source):
        table = arrow_table.table(source, self.decimals_as_int32)
        pq.write_table(table, self.path, **self.options(source))

    def open(self):
        self.file = pq.ParquetFile(self.path, memory_map=True)
        # All row groups but the last have as many rows.
        self.group = self.file.metadata.row_group(0).num_rows

    def read(self, *names):
        return self.file.read(list(names), use_threads=False)

    def value(self, name, row):
        table = self.file.read_row_group(row // self.group, [name], use_threads=False)
        return table.column(0)[row % self.group]

    def hashes(self):
        return self.read("cfg_hash").column(0).to_pylist()

    def find(self, key):
        return self.read("cfg_hash").column(0).index(key).as_py()

    def scalar(self, row):
        return self.value("test_error", row).as_py()

    def curve(self, row):
        return arrow_table.decimals(self.value(CURVE, row).values.to_numpy())

    def scan(self):
        table = self.read(*SCANNED)
        return arrow_table.metrics(*(table.column(name) for name in SCANNED))

    def contents(self):
        base = json.loads(self.file.schema_arrow.metadata[arrow_table.BASE])
        return arrow_table.contents(self.file.read(use_threads=False), base)


class Parquet19(Parquet3):
    """Decimals as int32, 250 runs a row group, an encoding made for integers before zstd at level 19."""

    decimals_as_int32 = True
    encoding = "DELTA_BINARY_PACKED"

    def options(self, source):
        return {
            "compression": "zstd",
            "compression_level": 19,
            "row_group_size": 250,
            "use_dictionary": list(source.scalars()),
            "column_encoding": {f"{name}.list.element": self.encoding for name in source.columns},
        }


class ParquetSplit(Parquet19):
    """The smallest that was found: the bytes of the integers apart."""

    encoding = "BYTE_STREAM_SPLIT"
