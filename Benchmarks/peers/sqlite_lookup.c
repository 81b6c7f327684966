/*
 * sqlite_lookup DATABASE HASH [curve]
 *
 * The fastest native answer of the other stores: one configuration's final error, by an indexed hash, and with `curve`
 * its learning curve too. The tables are those of stores_sqlite.py. Exits 1 where there is no such configuration.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char SCALAR[] = "SELECT test_error FROM runs WHERE cfg_hash = ?";
static const char CURVE[] =
    "SELECT runs.test_error, curves.data FROM runs, series, curves WHERE runs.cfg_hash = ?"
    " AND series.name = 'test_ema_epoch.top1_err' AND curves.id = runs.id * 64 + series.id";

int main(int argc, char **argv) {
    if (argc != 3 && !(argc == 4 && strcmp(argv[3], "curve") == 0)) {
        fprintf(stderr, "usage: sqlite_lookup DATABASE HASH [curve]\n");
        return 64;
    }
    sqlite3 *database;
    sqlite3_stmt *statement;
    if (sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, argc == 4 ? CURVE : SCALAR, -1, &statement, NULL) != SQLITE_OK) {
        fprintf(stderr, "sqlite_lookup: %s\n", sqlite3_errmsg(database));
        return 65;
    }
    sqlite3_bind_text(statement, 1, argv[2], -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        fprintf(stderr, "sqlite_lookup: no configuration %s\n", argv[2]);
        return 1;
    }
    printf("{\"test_error\": %.17g", sqlite3_column_double(statement, 0));
    if (argc == 4) {
        const char *bytes = sqlite3_column_blob(statement, 1);
        int count = sqlite3_column_bytes(statement, 1) / (int)sizeof(double);
        printf(", \"top1_err\": [");
        for (int i = 0; i < count; i++) {
            double value;
            memcpy(&value, bytes + i * sizeof value, sizeof value);
            printf(i == 0 ? "%.17g" : ", %.17g", value);
        }
        printf("]");
    }
    printf("}\n");
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return 0;
}
