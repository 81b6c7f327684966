"""Files that are written from Python."""

import numpy as np
import pandas
import polars
import pyarrow
import pytest

import hasbench
from conftest import command

RUNS = [
    {
        "config": {"depth": depth, "lr": 0.1, "optimizer": "sgd"},
        "seed": seed,
        "state": "complete",
        "settings": {"momentum": 0.9, "nesterov": True, "steps": [1, 2]},
        "scalars": {"params": 1000 * depth},
        "metrics": {"accuracy": 0.5 + depth / 100},
        "series": {"test": {"epoch": np.arange(1, 4), "error": [0.5, float("nan"), 0.25 / (seed + 1)]}},
    }
    for depth in (1, 2)
    for seed in (0, 1)
]
METRICS = {
    "accuracy": "max",
    "error": {"reduction": "last", "sources": ["test.error"], "unit": "%"},
}


def test_the_same_runs_are_the_same_table(bench, tmp_path):
    units = {column.name: column.unit for column in bench._all_columns if column.unit}
    ways = {
        "a benchmark": (bench, {}),
        "its runs": (list(bench), {}),
        "dicts": ([run.to_dict() for run in bench], {"metrics": bench.metrics, "units": units}),
        "a stream": (bench.stream(), {"metrics": bench.metrics}),
        "a table": (pyarrow.table(bench), {"metrics": bench.metrics}),
    }
    for way, (data, options) in ways.items():
        path = tmp_path / f"{way}.hasb"
        summary = hasbench.write(path, data, **options)
        assert summary["content_digest"] == bench.content_digest, way
        assert summary["bytes"] == path.stat().st_size
        assert command("verify", path, "--deep").startswith(f"{path}: whole; 500 runs")


def test_runs_as_dicts(tmp_path):
    path = tmp_path / "own.hasb"
    summary = hasbench.write(path, iter(RUNS), metrics=METRICS, units={"params": "1"}, provenance={"name": "own"})
    assert summary["runs"] == 4
    with hasbench.open(path) as bench:
        assert bench.keys == ["depth", "lr", "optimizer"]
        assert bench.provenance == {"name": "own"}
        assert bench.metrics["error"].unit == "%"
        assert bench.metrics["accuracy"].direction == "max"
        assert bench.columns["params"].unit == "1"
        runs = bench.lookup({"depth": 2, "lr": 0.1, "optimizer": "sgd"})
        assert [(run.seed, run["error"], run["accuracy"]) for run in runs] == [(0, 0.25, 0.52), (1, 0.125, 0.52)]
        assert (runs[0]["steps"], runs[0]["nesterov"], runs[0]["params"]) == ([1, 2], True, 2000)
        assert np.array_equal(runs[1].curve("test.error").values, [0.5, np.nan, 0.125], equal_nan=True)
        told = runs[0].to_dict()
        assert np.isnan(told["series"]["test"]["error"][1])
        again = tmp_path / "again.hasb"
        written = hasbench.write(again, [run.to_dict() for run in bench], metrics=bench.metrics, units={"params": "1"})
        assert written["content_digest"] == bench.content_digest
        # The scalar and the metric of one name are one column of a table.
        assert pyarrow.table(bench).schema.names.count("accuracy") == 1
        assert polars.DataFrame(bench)["accuracy"].to_list() == bench["accuracy"].tolist()


@pytest.mark.parametrize("library", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_frames(tmp_path, library):
    long = "an optimizer with a name of more than twelve letters"
    frame = library(
        {
            "depth": [1, 1, 2],
            "optimizer": ["sgd", "sgd", long],
            "seed": [0, 1, 0],
            "accuracy": [0.5, 0.25, None],
            "test.epoch": [[1, 2], [1, 2], [1]],
            "test.error": [[0.5, 0.25], [0.5, 0.125], [0.5]],
        }
    )
    path = tmp_path / "frame.hasb"
    hasbench.write(path, frame, keys=["depth", "optimizer"], metrics=METRICS)
    with hasbench.open(path) as bench:
        assert bench["error"].tolist() == [0.25, 0.125, 0.5]
        assert bench["optimizer"].tolist() == ["sgd", "sgd", long]
        assert bench.lookup({"depth": 2, "optimizer": long})[0]["accuracy"] is None
        assert [run.seed for run in bench.lookup({"depth": 1, "optimizer": "sgd"})] == [0, 1]
        assert bench.lookup({"depth": 1, "optimizer": "sgd"})[1].curve("test.error").values.tolist() == [0.5, 0.125]


def test_dictionaries(tmp_path):
    names = ["sgd", "adam", None, "sgd"]
    plain = {
        "optimizer": pyarrow.array(names),
        "depth": pyarrow.array([8, 2, 8, 2]),
        "test.epoch": pyarrow.array([[1, 2], [1], [], [1]]),
        "test.state": pyarrow.array([["good", None], ["bad"], [], ["good"]]),
        "accuracy": pyarrow.array([0.5, 0.25, 0.5, None]),
    }
    indices, items = pyarrow.array([1, 0, 2, 1], pyarrow.int8()), pyarrow.array([0, None, 1, 0], pyarrow.uint16())
    # A null may be one of the values.
    encoded = plain | {
        "optimizer": pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(["adam", "sgd", None])),
        "depth": plain["depth"].dictionary_encode(),
        "test.state": pyarrow.ListArray.from_arrays(
            [0, 2, 3, 3, 4], pyarrow.DictionaryArray.from_arrays(items, pyarrow.array(["good", "bad"]))
        ),
        "accuracy": plain["accuracy"].dictionary_encode(),
    }
    digests = []
    for number, table in enumerate([pyarrow.table(plain), pyarrow.table(encoded)]):
        path = tmp_path / f"{number}.hasb"
        summary = hasbench.write(path, table, keys=["optimizer", "depth"], metrics={"accuracy": "max"})
        digests.append(summary["content_digest"])
    assert digests[0] == digests[1]
    frame = pandas.DataFrame({"optimizer": pandas.Categorical(["sgd", "adam", "sgd"]), "accuracy": [0.5, 0.25, 1]})
    other = polars.DataFrame(frame.to_dict("list")).cast({"optimizer": polars.Categorical})
    for number, data in enumerate((frame, other)):
        path = tmp_path / f"categories {number}.hasb"
        hasbench.write(path, data, keys=["optimizer"], metrics={"accuracy": "max"})
        assert hasbench.open(path)["optimizer"].tolist() == ["sgd", "adam", "sgd"]


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        ([{"config": {"a": 1}, "metrics": {"x": 1}}], {}, "which way is better"),
        ([{"config": {"a": 1}}, {"config": {"a": "x"}}], {}, "it holds int64 and string"),
        ([{"config": {"a": 1}, "other": 1}], {}, "other"),
        ([{"config": {"a": 1}}], {"units": {"nope": "s"}}, "no column nope"),
        ([{"config": {"a": 1}}], {"metrics": {"x": "up"}}, "min or max"),
        ([{"config": {"a": 1}}], {"level": 99}, "level"),
        ([{"config": {"a": 1}}, 3], {}, "a run is a dict"),
        (5, {}, "this is of type int"),
        (pyarrow.table({"a": [1]}), {}, "keys"),
        (pyarrow.table({"a": [1]}), {"keys": ["b"]}, "no column b"),
        (pyarrow.table({"a": pyarrow.array([3], pyarrow.date32())}), {"keys": ["a"]}, "cast it"),
        (
            pyarrow.table({"a": pyarrow.array([3], pyarrow.date32()).dictionary_encode()}),
            {"keys": ["a"]},
            "format tdD is none",
        ),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path, data, options, words):
    path = tmp_path / "none.hasb"
    with pytest.raises(hasbench.UsageError, match=words):
        hasbench.write(path, data, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path, bench):
    path = tmp_path / "there.hasb"
    path.write_text("mine")
    with pytest.raises(hasbench.CannotWriteError, match="replace=True"):
        hasbench.write(path, RUNS, metrics=METRICS)
    assert path.read_text() == "mine"
    hasbench.write(path, RUNS, metrics=METRICS, replace=True)
    assert len(hasbench.open(path)) == 4
    with pytest.raises(hasbench.UsageError, match="stay as they are"):
        hasbench.write(path, bench, keys=["REGNET.DEPTH"], replace=True)
