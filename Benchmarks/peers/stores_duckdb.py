"""DuckDB: a table with list columns and a unique index on the hash."""

import json

import duckdb
from store import Store

CURVE = "test_ema_epoch.top1_err"


class DuckDB(Store):
    def write(self, source):
        import arrow_table

        database = duckdb.connect(self.path, config={"threads": 1})
        database.register("sweep", arrow_table.table(source))
        database.execute("CREATE TABLE runs AS SELECT * FROM sweep")
        database.execute("CREATE UNIQUE INDEX hashes ON runs (cfg_hash)")
        database.execute("CREATE TABLE base (cfg VARCHAR)")
        database.execute("INSERT INTO base VALUES (?)", [json.dumps(source.base)])
        database.close()

    def open(self):
        self.database = duckdb.connect(self.path, read_only=True, config={"threads": 1})

    def one(self, query, value):
        return self.database.execute(query, [value]).fetchone()[0]

    def hashes(self):
        return [key for (key,) in self.database.execute("SELECT cfg_hash FROM runs ORDER BY rowid").fetchall()]

    def find(self, key):
        return self.one("SELECT rowid FROM runs WHERE cfg_hash = ?", key)

    def index(self):
        """The file has one."""

    def scalar_of(self, key):
        return self.one("SELECT test_error FROM runs WHERE cfg_hash = ?", key)

    def scalar(self, row):
        return self.one("SELECT test_error FROM runs WHERE rowid = ?", row)

    def curve(self, row):
        return self.one(f'SELECT "{CURVE}" FROM runs WHERE rowid = ?', row)

    def scan(self):
        query = (
            f'SELECT list_extract("{CURVE}", -1), list_sum("train_epoch.time_epoch"), list_sum("cons.train_cons")'
            " FROM runs ORDER BY rowid"
        )
        return list(self.database.execute(query).fetchnumpy().values())

    def contents(self):
        import arrow_table

        whole = self.database.sql("SELECT * FROM runs ORDER BY rowid").to_arrow_table()
        base = json.loads(self.database.execute("SELECT cfg FROM base").fetchone()[0])
        return arrow_table.contents(whole, base)
