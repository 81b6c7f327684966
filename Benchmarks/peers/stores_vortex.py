"""Vortex: by default, and compact (pcodec).

A Vortex schema has no metadata, so the base configuration is a constant column.
"""

import json

import arrow_table
import pyarrow as pa
import vortex as vx
from store import Store

CURVE = "test_ema_epoch.top1_err"
SCANNED = (CURVE, "train_epoch.time_epoch", "cons.train_cons")
BASE = "base_cfg"


class Vortex(Store):
    writer = vx.io.VortexWriteOptions.default()

    def write(self, source):
        table = arrow_table.table(source, self.decimals_as_int32)
        base = pa.array([json.dumps(source.base)]).dictionary_encode()
        repeated = pa.DictionaryArray.from_arrays(pa.array([0] * source.runs, pa.int32()), base.dictionary)
        self.writer.write(table.append_column(BASE, repeated), self.path)

    def open(self):
        self.file = vx.open(self.path)
        # A prepared scan answers a lookup many times faster than a new one.
        self.prepared = {name: self.file.to_repeated_scan([name]) for name in ("test_error", CURVE)}

    def read(self, *names):
        return self.file.to_arrow(list(names) or None).read_all()

    def hashes(self):
        return self.read("cfg_hash").column(0).to_pylist()

    def value(self, name, row):
        return self.prepared[name].scalar_at(row).as_py()[name]

    def scalar(self, row):
        return self.value("test_error", row)

    def curve(self, row):
        values = self.value(CURVE, row)
        return [value / 1e4 for value in values] if self.decimals_as_int32 else values

    def scan(self):
        table = self.read(*SCANNED)
        return arrow_table.metrics(*(table.column(name) for name in SCANNED))

    def contents(self):
        whole = self.read()
        base = json.loads(whole.column(BASE)[0].as_py())
        return arrow_table.contents(whole.drop_columns([BASE]), base)


class VortexCompact(Vortex):
    writer = vx.io.VortexWriteOptions.compact()


class VortexCompactIntegers(VortexCompact):
    decimals_as_int32 = True
