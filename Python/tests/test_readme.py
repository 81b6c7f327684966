"""The examples of both READMEs work as they stand; that for Spark is run in test_spark."""

import re

import pytest

from conftest import PROJECT


def examples(path):
    """The blocks of Python in a README."""
    return re.findall(r"```python\n(.*?)```", (PROJECT / path).read_text(), re.S)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that has the data where the READMEs have it."""
    (tmp_path / "data").symlink_to(PROJECT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_package(folder, capsys):
    ten_lines, tables, writing, spark = examples("Python/README.md")
    assert len([line for line in ten_lines.splitlines() if line]) == 10
    names = {}
    exec(ten_lines, names)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("1.8571 ")
    assert printed[1].endswith("kW.h in all")
    assert printed[2] == "table"
    assert (folder / "copy.hasb").exists()

    exec(tables, names)
    assert (names["table"].num_rows, names["short"].shape, len(names["sgd"])) == (500, (500, 2), 250)
    assert names["mean"][0][0] == pytest.approx(names["bench"]["test_error"].mean())

    exec(writing, names)
    with names["hasbench"].open("own.hasb") as own:
        (first, second) = own.lookup({"depth": 8, "lr": 0.1})
        assert (first["error"], second["error"], second["accuracy"]) == (9.0, 7.5, 92.5)
        assert {name: (metric.direction, metric.unit) for name, metric in own.metrics.items()} == {
            "accuracy": ("max", "%"),
            "energy": ("min", "kW.h"),
            "error": ("min", "%"),
        }

    assert "hasb.register" in spark


def test_the_project(folder):
    (short,) = examples("README.md")
    names = {}
    exec(short, names)
    assert names["run"]["test_error"] == 1.8571
