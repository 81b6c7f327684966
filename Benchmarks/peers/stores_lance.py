"""Lance: a data set in a folder. Its names may hold no dots."""

import json

import arrow_table
import lance
from store import Store

CURVE = "test_ema_epoch/top1_err"
SCANNED = (CURVE, "train_epoch/time_epoch", "cons/train_cons")


class Lance(Store):
    def write(self, source):
        table = arrow_table.table(source)
        named = table.rename_columns([name.replace(".", "/") for name in table.column_names])
        lance.write_dataset(named.replace_schema_metadata(table.schema.metadata), self.path)

    def open(self):
        self.data = lance.dataset(self.path)

    def hashes(self):
        return self.data.to_table(columns=["cfg_hash"]).column(0).to_pylist()

    def find(self, key):
        return self.data.to_table(columns=["cfg_hash"]).column(0).index(key).as_py()

    def value(self, name, row):
        return self.data.take([row], columns=[name]).column(0)[0]

    def scalar(self, row):
        return self.value("test_error", row).as_py()

    def curve(self, row):
        return self.value(CURVE, row).values.to_numpy()

    def scan(self):
        table = self.data.to_table(columns=list(SCANNED))
        return arrow_table.metrics(*(table.column(name) for name in SCANNED))

    def contents(self):
        whole = self.data.to_table()
        named = whole.rename_columns([name.replace("/", ".") for name in whole.column_names])
        return arrow_table.contents(named, json.loads(self.data.schema.metadata[arrow_table.BASE]))
