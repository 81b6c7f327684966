"""Arrow's file format, read through a memory map: uncompressed in one batch, and zstd in batches of 250 runs."""

import json

import arrow_table
import pyarrow as pa
import pyarrow.ipc as ipc
from store import Store

CURVE = "test_ema_epoch.top1_err"
SCANNED = (CURVE, "train_epoch.time_epoch", "cons.train_cons")


class ArrowIPC(Store):
    """Uncompressed: every column is a view of the map."""

    batch = None
    options = ipc.IpcWriteOptions()

    def write(self, source):
        table = arrow_table.table(source)
        with ipc.new_file(self.path, table.schema, options=self.options) as writer:
            writer.write_table(table, max_chunksize=self.batch)

    def open(self):
        self.map = pa.memory_map(self.path)
        self.table = ipc.open_file(self.map).read_all()

    def hashes(self):
        return self.table.column("cfg_hash").to_pylist()

    def find(self, key):
        return self.table.column("cfg_hash").index(key).as_py()

    def scalar(self, row):
        return self.table.column("test_error").chunk(0)[row].as_py()

    def curve(self, row):
        return self.table.column(CURVE).chunk(0)[row].values.to_numpy()

    def scan(self):
        return arrow_table.metrics(*(self.table.column(name) for name in SCANNED))

    def contents(self):
        return arrow_table.contents(self.table, json.loads(self.table.schema.metadata[arrow_table.BASE]))


class ArrowZstd(ArrowIPC):
    """A lookup decompresses the one column that it asks for, of one batch."""

    batch = 250
    options = ipc.IpcWriteOptions(compression=pa.Codec("zstd"))

    def open(self):
        self.map = pa.memory_map(self.path)
        self.schema = ipc.open_file(self.map).schema
        self.readers = {}

    def reader(self, *names):
        """A reader of these columns only."""
        if names not in self.readers:
            fields = sorted(self.schema.get_field_index(name) for name in names)
            options = ipc.IpcReadOptions(included_fields=fields, use_threads=False)
            self.readers[names] = ipc.open_file(self.map, options=options)
        return self.readers[names]

    def value(self, name, row):
        return self.reader(name).get_batch(row // self.batch).column(0)[row % self.batch]

    def hashes(self):
        return self.reader("cfg_hash").read_all().column(0).to_pylist()

    def find(self, key):
        return self.reader("cfg_hash").read_all().column(0).index(key).as_py()

    def scalar(self, row):
        return self.value("test_error", row).as_py()

    def curve(self, row):
        return self.value(CURVE, row).values.to_numpy()

    def scan(self):
        table = self.reader(*SCANNED).read_all()
        return arrow_table.metrics(*(table.column(name) for name in SCANNED))

    def contents(self):
        whole = ipc.open_file(self.map).read_all()
        return arrow_table.contents(whole, json.loads(self.schema.metadata[arrow_table.BASE]))
