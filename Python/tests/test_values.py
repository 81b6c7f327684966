"""Every number that is read equals the command's, bit for bit."""

import struct

import numpy as np
import pyarrow
import pytest


def bits(values):
    return [struct.pack("<d", value) for value in values]


def series_of(run):
    for group, fields in run["series"].items():
        axis = next(iter(fields))
        for field, values in fields.items():
            if field != axis:
                yield f"{group}.{field}", fields[axis], values


def test_every_scalar_of_every_run(bench, exported):
    count = 0
    assert len(bench) == len(exported)
    for run, known in zip(bench, exported, strict=True):
        assert (run.hash, run.seed, run.task, run.state) == (
            known["hash"],
            known["seed"],
            known.get("task"),
            known["state"],
        )
        assert run.config == known["config"]
        assert run.metrics == known["metrics"]
        for member in ("config", "metrics", "scalars", "settings"):
            for name, value in known[member].items():
                assert type(run[name]) is type(value), name
                assert run[name] == value, name
                if isinstance(value, float):
                    assert bits([run[name]]) == bits([value]), name
                count += 1
    assert count > 500 * 50


def test_every_curve_of_every_run(bench, exported):
    count = 0
    for run, known in zip(bench, exported, strict=True):
        for name, steps, values in series_of(known):
            curve = run.curve(name)
            assert curve.source == "table"
            assert bits(curve.steps) == bits(steps), name
            assert bits(curve.values) == bits(values), name
            count += len(values)
    assert count > 1_000_000


def test_columns_over_all_runs(bench, exported):
    for name, column in bench.columns.items():
        member = {"key": "config", "metric": "metrics", "scalar": "scalars", "setting": "settings"}.get(column.role)
        if member is None or column.type == "json":
            continue
        array = bench[name]
        known = [run[member].get(name) for run in exported]
        if column.type in ("float64", "int64"):
            assert array.dtype == np.float64
            assert bits(array) == bits(np.nan if value is None else value for value in known), name
        else:
            assert array.tolist() == known, name
    assert bench["seed"].tolist() == [run["seed"] for run in exported]
    assert bench["state"].tolist() == [run["state"] for run in exported]


def test_a_series_over_all_runs(bench, exported):
    for name in ("test_ema_epoch.top1_err", "train_epoch.mem", "energy.train.energy"):
        group, _, field = name.rpartition(".")
        values, ends = bench.values(name)
        known = [run["series"][group][field] for run in exported]
        assert ends.tolist() == np.cumsum([len(one) for one in known]).tolist()
        assert bits(values) == bits(np.concatenate(known))


def test_arrow_holds_the_same(bench, exported):
    rows = pyarrow.table(bench).to_pylist()
    assert len(rows) == len(exported)
    for row, known in zip(rows, exported, strict=True):
        assert row["hash"].hex() == known["hash"]
        for member in ("config", "metrics", "scalars", "settings"):
            for name, value in known[member].items():
                assert row[name] == value
        for name, steps, values in series_of(known):
            assert bits(row[name]) == bits(values)
            assert row[f"{name.rpartition('.')[0]}.epoch"] == steps


def test_a_run_as_a_dict_is_the_exported_one(bench, exported):
    assert [run.to_dict() for run in bench] == exported


def test_arrays_are_of_their_own(bench):
    first, second = bench["test_error"], bench["test_error"]
    first[0] = -1
    assert second[0] != -1
    assert bench["test_error"][0] == second[0]


@pytest.mark.parametrize("epoch", [1, 12, 50])
def test_metrics_and_curves_up_to_an_epoch(bench, config, epoch):
    run = bench.lookup(config)[0]
    curve = run.curve("test_ema_epoch.top1_err")
    cut = run.curve("test_ema_epoch.top1_err", up_to=epoch)
    assert cut.steps.tolist() == curve.steps[:epoch].tolist()
    assert cut.values.tolist() == curve.values[:epoch].tolist()
    assert run.metric("test_error", epoch) == curve.values[epoch - 1]
    assert bench.query(config, epoch=epoch)[0].metrics["test_error"] == curve.values[epoch - 1]
