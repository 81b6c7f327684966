"""Lookups, queries, what a file says of itself, and what goes wrong."""

import pickle
from types import MappingProxyType

import numpy as np
import pytest

import hasbench
from conftest import NAS_TOY, PREDICTING

SEEN = "b5df7aa753f57ff0cd6695d904dcc00f"
UNSEEN = {
    "OPTIM.BASE_LR": 0.01,
    "OPTIM.LR_POLICY": "exp",
    "OPTIM.MAX_EPOCH": 50,
    "OPTIM.OPTIMIZER": "adamw",
    "REGNET.DEPTH": 7,
    "REGNET.GROUP_W": 1,
    "REGNET.W0": 8,
    "REGNET.WA": 11.6,
    "REGNET.WM": 2.801,
    "TRAIN.CUTOUT_LENGTH": 2,
}


def test_a_configuration_and_its_hash_are_the_same(bench, config):
    assert bench.hash(config) == SEEN
    by_config, by_hash = bench.lookup(config), bench.lookup(SEEN.upper())
    assert [run.hash for run in by_config] == [run.hash for run in by_hash] == [SEEN]
    assert by_config[0]["test_error"] == 1.8571
    respelt = {key: str(value) for key, value in config.items()}
    numpys = dict(config) | {"REGNET.DEPTH": np.int64(8), "OPTIM.BASE_LR": np.float64(0.1)}
    for _ in range(2):
        assert bench.hash(respelt) == bench.hash(numpys) == bench.hash(MappingProxyType(config)) == SEEN
        with pytest.raises(hasbench.UsageError):
            bench.hash(config | {"REGNET.DEPTH": True})
    assert bench.hash(config | {"OPTIM.BASE_LR": 1}) == bench.hash(config | {"OPTIM.BASE_LR": 1.0}) != SEEN


def test_what_is_not_in_the_table(bench, config):
    absent = config | {"REGNET.DEPTH": 7}
    assert bench.lookup(absent) == []
    assert bench.lookup("0" * 32) == []
    with pytest.raises(hasbench.UnknownConfiguration, match="no surrogate"):
        bench.query(absent)
    with pytest.raises(hasbench.UnknownConfiguration, match="of this seed"):
        bench.query(config, seed=99)
    with pytest.raises(LookupError, match="a hash can't be predicted from"):
        bench.query("0" * 32)


def test_a_file_says_what_it_is(bench):
    assert bench.keys == ["OPTIM.BASE_LR", "OPTIM.MAX_EPOCH", "OPTIM.OPTIMIZER", "REGNET.DEPTH", "REGNET.W0"]
    energy = bench.metrics["train_energy"]
    assert (energy.unit, energy.direction, energy.reduction) == ("kW.h", "min", "sum")
    assert energy.definition == "sum of history.train_consumption or energy.train.energy / 1000.0"
    assert bench.columns["test_ema_epoch.top1_err"].role == "series"
    assert bench.provenance["name"] == "NAS-Toy"
    assert bench.space["name"] == "NAS-Toy"
    assert bench.content_digest.startswith("c8dcc2c4")
    assert bench.path == str(NAS_TOY)


def test_a_prediction_says_so():
    with hasbench.open(PREDICTING) as bench:
        (answer,) = bench.query(UNSEEN)
        assert (answer.source, answer.seed, answer.hash) == ("surrogate", None, bench.hash(UNSEEN))
        assert answer.spread["test_error"] > 0
        low, high = answer.intervals["test_error"][80]
        assert low < answer.metrics["test_error"] < high
        assert "params" not in answer.spread
        curve = bench.curve(UNSEEN, "test_ema_epoch.top1_err", up_to=3)
        assert (curve.source, curve.steps.tolist(), len(curve.spread)) == ("surrogate", [1, 2, 3], 3)
        drawn = [bench.query(UNSEEN, noise=seed)[0].metrics["test_error"] for seed in (1, 1, 2)]
        assert drawn[0] == drawn[1] != drawn[2]


def test_what_no_network_can_be_built_of_is_told_from_a_mistake():
    infeasible = UNSEEN | {"REGNET.DEPTH": 8, "REGNET.GROUP_W": 16, "REGNET.W0": 48, "REGNET.WA": 14.2, "REGNET.WM": 1.968}
    with hasbench.open(PREDICTING) as bench:
        for ask in (lambda: bench.query(infeasible), lambda: bench.curve(infeasible, "test_ema_epoch.top1_err")):
            with pytest.raises(hasbench.InfeasibleConfiguration, match="no RegNet can be built") as caught:
                ask()
            assert caught.value.code == "infeasible"
            assert not isinstance(caught.value, hasbench.UsageError)
        with pytest.raises(hasbench.UsageError, match="outside of the search space"):
            bench.query(UNSEEN | {"REGNET.GROUP_W": 3})


def test_the_table_comes_first(config):
    with hasbench.open(PREDICTING) as bench:
        run = next(iter(bench))
        answers = bench.query(run.config)
        assert [answer.source for answer in answers] == ["table"] * len(bench.lookup(run.config))
        assert answers[0].metrics == bench.lookup(run.config)[0].metrics
        assert bench.query(run.hash)[0].hash == run.hash
        assert bench.curve(run.hash, "test_ema_epoch.top1_err").source == "table"


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda bench: bench["nope"], hasbench.UnknownNameError, "there is no column nope"),
        (lambda bench: bench["test_epoch.mem"], hasbench.UsageError, "is a series"),
        (lambda bench: bench.values("nope"), KeyError, "there is no series nope"),
        (lambda bench: bench.lookup(SEEN)[0]["nope"], KeyError, "there is no column nope"),
        (lambda bench: bench.lookup(SEEN)[0].curve("nope"), KeyError, "there is no series nope"),
        (lambda bench: bench.lookup(SEEN)[0].metric("nope", 3), KeyError, "there is no metric nope"),
        (lambda bench: bench.lookup("b5df"), ValueError, "32 hex digits"),
        (lambda bench: bench.lookup({"REGNET.DEPHT": 8}), hasbench.UsageError, "is no key of this table"),
        (lambda bench: bench.lookup({"REGNET.DEPTH": 8}), hasbench.UsageError, "lacks OPTIM.BASE_LR"),
        (lambda bench: bench.hash({"REGNET.DEPTH": "x"}), hasbench.UsageError, "REGNET.DEPTH"),
        (lambda bench: bench.hash({"REGNET.DEPTH": float("nan")}), hasbench.UsageError, "NaN"),
        (lambda bench: bench.hash({"REGNET.DEPTH": object()}), hasbench.UsageError, "no place in JSON"),
        (lambda bench: bench.stream(columns=["nope"]), hasbench.UsageError, "nope"),
        (lambda bench: bench.stream(segments=(3, 99)), hasbench.UsageError, "segments"),
        (lambda bench: hasbench.open(NAS_TOY, cache_bytes=-1), hasbench.UsageError, "cache_bytes"),
        (lambda bench: hasbench.open("/nowhere/at.hasb"), FileNotFoundError, "No such file"),
        (lambda bench: hasbench.Run(), TypeError, "comes from a Benchmark"),
        (lambda bench: "test_error" in bench, TypeError, "not iterable|not a container"),
        (lambda bench: bench.lookup(None), hasbench.UsageError, "JSON object|configuration"),
    ],
)
def test_what_is_wrong_is_told(bench, call, kind, words):
    with pytest.raises(kind, match=words):
        call(bench)


def test_things_say_what_they_are(bench, config):
    run = bench.lookup(config)[0]
    assert repr(bench) == f"Benchmark({str(NAS_TOY)!r})"
    assert repr(run) == f"Run({SEEN}, seed 1, complete)"
    assert repr(run.curve("test_epoch.mem", up_to=3)) == "Curve(3 steps, table)"
    assert repr(bench.stream(columns=["seed"])) == f"Stream({str(NAS_TOY)!r}, " + '{"columns":["seed"]})'
    assert repr(bench.query(config)[0]).startswith(f"Answer({SEEN}, table, ")
    assert set(hasbench.__all__) < set(dir(hasbench))
    assert all(getattr(hasbench, name) for name in hasbench.__all__)


def test_errors_carry_code_and_place(tmp_path):
    with pytest.raises(hasbench.NoInputError) as caught:
        hasbench.open("/nowhere/at.hasb")
    assert (caught.value.code, caught.value.place) == ("no_input", "/nowhere/at.hasb")
    for config in ({"REGNET.DEPHT": 8}, {"REGNET.DEPTH": 8}, UNSEEN | {"REGNET.GROUP_W": 3}):
        with hasbench.open(PREDICTING) as bench, pytest.raises(hasbench.UsageError) as mistaken:
            bench.query(config)
        assert mistaken.value.place == str(PREDICTING)
        assert str(mistaken.value).startswith(f"{PREDICTING}: ")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.place) == (str(caught.value), caught.value.place)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99999])
def test_damage_is_seen(tmp_path, share):
    damaged = bytearray(NAS_TOY.read_bytes())
    damaged[int(share * len(damaged))] ^= 0x10
    path = tmp_path / "damaged.hasb"
    path.write_bytes(damaged)
    with pytest.raises(hasbench.HasbenchError) as caught:
        [run.to_dict() for run in hasbench.open(path)]
    assert caught.value.code in ("damaged", "unsupported")
    assert str(path) in caught.value.place


def test_a_closed_file_is_refused(config):
    bench = hasbench.open(NAS_TOY)
    run = bench.lookup(config)[0]
    stream = bench.stream(columns=["test_error"]).__arrow_c_stream__()
    bench.close()
    bench.close()
    for call in (lambda: bench.lookup(SEEN), lambda: run["test_error"], lambda: len(bench), lambda: bench["acts"]):
        with pytest.raises(hasbench.UsageError, match="the file is closed"):
            call()
    del stream


def test_another_process_opens_its_own(bench):
    again = pickle.loads(pickle.dumps(bench))
    assert again is not bench
    assert again.content_digest == bench.content_digest
