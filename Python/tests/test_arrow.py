"""Whoever takes the Arrow PyCapsule protocol takes a benchmark."""

import duckdb
import numpy as np
import pandas
import polars
import pyarrow


def test_pyarrow(bench):
    table = pyarrow.table(bench)
    assert table.num_rows == 500
    assert table.schema.field("train_energy").metadata == {b"role": b"metric", b"unit": b"kW.h"}
    assert np.array_equal(table["test_error"].to_numpy(), bench["test_error"])
    table.validate(full=True)


def test_polars(bench):
    frame = polars.DataFrame(bench)
    assert frame["OPTIM.OPTIMIZER"].to_list() == bench["OPTIM.OPTIMIZER"].tolist()
    assert np.array_equal(frame["train_energy"].to_numpy(), bench["train_energy"])
    curve = frame["test_ema_epoch.top1_err"].to_list()[7]
    assert curve == list(bench)[7].curve("test_ema_epoch.top1_err").values.tolist()


def test_pandas(bench):
    frame = pandas.DataFrame.from_arrow(bench)
    assert np.array_equal(frame["train_energy"].to_numpy(), bench["train_energy"])
    assert frame["OPTIM.OPTIMIZER"].tolist() == bench["OPTIM.OPTIMIZER"].tolist()


def test_duckdb(bench):
    stream = bench.stream(columns=["OPTIM.OPTIMIZER", "test_error"])
    assert stream is not None
    rows = duckdb.sql('select "OPTIM.OPTIMIZER", count(*), min(test_error) from stream group by 1 order by 1').fetchall()
    optimizers, errors = bench["OPTIM.OPTIMIZER"], bench["test_error"]
    assert rows == [(name, 250, errors[optimizers == name].min()) for name in ("adam", "sgd")]


def test_a_part(bench):
    part = bench.stream(columns=["test_error", "hash"], where={"OPTIM.OPTIMIZER": "sgd", "OPTIM.MAX_EPOCH": 50})
    table = pyarrow.table(part)
    assert table.schema.names == ["test_error", "hash"]
    assert table.num_rows == 125
    # Each consumer gets a stream of its own.
    assert pyarrow.table(part).equals(table)
    assert pyarrow.table(bench.stream(columns=["seed"], segments=(1, 2))).num_rows == 128


def test_a_stream_outlives_its_file(bench):
    reader = pyarrow.RecordBatchReader.from_stream(bench)
    bench.close()
    assert sum(batch.num_rows for batch in reader) == 500
