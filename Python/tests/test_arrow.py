"""Whoever takes the Arrow PyCapsule protocol takes a benchmark."""

import duckdb
import numpy as np
import pandas
import polars
import pyarrow

import hasbench


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


def uneven_runs():
    """Runs of three segments of which each lacks something, or has the same in all its runs."""
    for number in range(300):
        segment, is_odd = number // 128, number % 2 == 1
        steps = number % 5
        curve = {"epoch": list(range(1, steps + 1)), "error": [number + step / 8 for step in range(steps)]}
        curve["count"] = [None if is_odd and step == 1 else number + step for step in range(steps)]
        curve["is_best"] = [step % 2 == 0 for step in range(steps)]
        yield {
            "config": {"number": number, "name": "a" if segment == 0 else f"name {number % 7}", "same": 0.5},
            "state": "complete",
            "settings": {"momentum": 0.9, "text": "x" * segment, "is_set": is_odd if segment == 1 else True},
            "scalars": {
                **({"size": number} if segment != 1 else {}),
                **({"note": None if is_odd else f"é {number}"} if segment > 0 else {}),
                "share": 0.25 if segment == 0 else number / 3,
            },
            "series": {"test": curve} if segment != 1 and number % 3 else {},
        }


def test_what_is_missing(tmp_path):
    runs = list(uneven_runs())
    path = tmp_path / "uneven.hasb"
    hasbench.write(path, runs)
    with hasbench.open(path) as bench:
        names = ["number", "name", "momentum", "text", "is_set", "size", "note", "share"]
        expected = {name: [] for name in names}
        for run in runs:
            known = {**run["config"], **run["settings"], **run["scalars"]}
            for name in names:
                expected[name].append(known.get(name))
        for name in ("epoch", "error", "count", "is_best"):
            expected[f"test.{name}"] = [run["series"].get("test", {}).get(name) for run in runs]
        expected["hash"] = [bytes.fromhex(run.hash) for run in bench]
        kept = [row for row, run in enumerate(runs) if run["config"]["name"] in ("a", "name 3")]
        for name, cells in expected.items():
            # A column alone, and among all.
            for columns in ([name], list(expected)):
                table = pyarrow.table(bench.stream(columns=columns))
                table.validate(full=True)
                assert table[name].to_pylist() == cells, name
        for value in ("a", "name 3"):
            table = pyarrow.table(bench.stream(columns=list(expected), where={"name": value}))
            table.validate(full=True)
            rows = [row for row in kept if runs[row]["config"]["name"] == value]
            for name, cells in expected.items():
                assert table[name].to_pylist() == [cells[row] for row in rows], name
        assert pyarrow.table(bench.stream(where={"number": -1})).num_rows == 0
        for name in ("error", "count", "is_best"):
            values, ends = bench.values(f"test.{name}")
            flat = [value for cells in expected[f"test.{name}"] for value in cells or []]
            assert np.array_equal(values, [np.nan if value is None else value for value in flat], equal_nan=True), name
            assert ends.tolist() == np.cumsum([len(cells or []) for cells in expected[f"test.{name}"]]).tolist()


def test_columns_with_the_same_blocks(bench):
    table = pyarrow.table(bench)
    axes = [table[f"{group}.epoch"].to_pylist() for group in ("train_epoch", "test_epoch", "test_ema_epoch")]
    assert axes[0] == axes[1] == axes[2]
    # They may share memory, which nobody must be able to change.
    frame = table.to_pandas()
    assert not frame["train_epoch.epoch"][0].flags.writeable
    assert not frame["train_epoch.loss"][0].flags.writeable
