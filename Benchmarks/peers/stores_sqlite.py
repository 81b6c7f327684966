"""SQLite: an indexed hash, and one row a curve.

A table of curves of its own, rather than thirty blobs in a run's row, lets a curve be found without a walk along the
row's overflow pages. sqlite_lookup.c reads the same tables.
"""

import array
import json
import sqlite3

from store import Store

# curves.id = runs.id * STRIDE + series.id
STRIDE = 64
CURVE = "test_ema_epoch.top1_err"


class SQLite(Store):
    def write(self, source):
        scalars = source.scalars()
        names = list(scalars)
        arrays = [source.values(column) for column in source.columns]
        starts = source.offsets.tolist()

        def curves():
            for row in range(source.runs):
                for series, values in enumerate(arrays):
                    yield row * STRIDE + series, values[starts[row] : starts[row + 1]].data

        database = sqlite3.connect(self.path)
        database.execute("PRAGMA page_size = 8192")
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE base (cfg TEXT)")
        database.execute("INSERT INTO base VALUES (?)", [json.dumps(source.base)])
        database.execute("CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT UNIQUE, type TEXT)")
        types = ["i" if source.is_integer(column) else "d" for column in source.columns]
        database.executemany("INSERT INTO series VALUES (?, ?, ?)", zip(range(64), source.columns, types))
        database.execute(f"CREATE TABLE runs (id INTEGER PRIMARY KEY, {', '.join(names)}, UNIQUE (cfg_hash))")
        marks = ", ".join("?" * (1 + len(names)))
        database.executemany(f"INSERT INTO runs VALUES ({marks})", zip(range(source.runs), *scalars.values()))
        database.execute("CREATE TABLE curves (id INTEGER PRIMARY KEY, data BLOB)")
        database.executemany("INSERT INTO curves VALUES (?, ?)", curves())
        database.commit()
        database.close()

    def open(self):
        self.database = sqlite3.connect(self.path)
        self.series = {name: (i, kind) for i, name, kind in self.database.execute("SELECT * FROM series")}
        self.curve_series = self.series[CURVE][0]

    def one(self, query, value):
        return self.database.execute(query, (value,)).fetchone()[0]

    def hashes(self):
        return [key for (key,) in self.database.execute("SELECT cfg_hash FROM runs ORDER BY id")]

    def find(self, key):
        return self.one("SELECT id FROM runs WHERE cfg_hash = ?", key)

    def index(self):
        """The file has one."""

    def scalar_of(self, key):
        return self.one("SELECT test_error FROM runs WHERE cfg_hash = ?", key)

    def scalar(self, row):
        return self.one("SELECT test_error FROM runs WHERE id = ?", row)

    def curve(self, row):
        return array.array("d", self.one("SELECT data FROM curves WHERE id = ?", row * STRIDE + self.curve_series))

    def column(self, name):
        """All runs' values of one series, a run at a time."""
        series, kind = self.series[name]
        query = f"SELECT data FROM runs, curves WHERE curves.id = runs.id * {STRIDE} + ? ORDER BY runs.id"
        for (data,) in self.database.execute(query, (series,)):
            yield array.array(kind, data)

    def scan(self):
        return (
            [values[-1] for values in self.column(CURVE)],
            [sum(values) for values in self.column("train_epoch.time_epoch")],
            [sum(values) for values in self.column("cons.train_cons")],
        )

    def contents(self):
        import numpy as np

        cursor = self.database.execute("SELECT * FROM runs ORDER BY id")
        names = [name for name, *_ in cursor.description]
        scalars = dict(zip(names, zip(*cursor)))
        columns = {name: np.concatenate(list(self.column(name))) for name in self.series}
        offsets = np.cumsum([0, *(len(values) for values in self.column(CURVE))])
        return scalars, columns, offsets, json.loads(self.database.execute("SELECT cfg FROM base").fetchone()[0])
