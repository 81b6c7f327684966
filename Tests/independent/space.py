"""Search spaces: ConfigSpace reads ours and we read its; membership, distributions, and a sweep that comes back."""
import json
import random
import sys
import tempfile
from pathlib import Path

import scipy.stats
import yaml
from ConfigSpace import (
    AndConjunction, CategoricalHyperparameter, Configuration, ConfigurationSpace, Constant, EqualsCondition,
    ForbiddenAndConjunction, ForbiddenEqualsClause, ForbiddenGreaterThanRelation, ForbiddenInClause,
    ForbiddenLessThanClause, GreaterThanCondition, InCondition, LessThanCondition, NotEqualsCondition, OrConjunction,
    OrdinalHyperparameter, UniformFloatHyperparameter, UniformIntegerHyperparameter)

import tools

STEPS = {"S.W": 8, "S.A": 0.1}


def theirs():
    """A space with every kind of parameter, condition and clause, made by ConfigSpace."""
    depth = UniformIntegerHyperparameter("S.D", 4, 12)
    width = UniformIntegerHyperparameter("S.W", 8, 48, log=True, default_value=16, meta={"step": 8})
    slope = UniformFloatHyperparameter("S.A", 4.0, 16.0, log=True, meta={"step": 0.1, "group": "architecture"})
    rate = UniformFloatHyperparameter("S.R", 1e-5, 1.0, log=True)
    optimizer = CategoricalHyperparameter("S.O", ["sgd", "adam", "adamw"], weights=[1, 2, 1])
    order = OrdinalHyperparameter("S.Q", [1, 10, 5])
    momentum = UniformFloatHyperparameter("S.M", 0.0, 0.99)
    beta = UniformFloatHyperparameter("S.B", 0.5, 1.0)
    noise = CategoricalHyperparameter("S.N", [True, False])
    late = UniformIntegerHyperparameter("S.L", 0, 3)
    space = ConfigurationSpace(name="theirs")
    space.add(depth, width, slope, rate, optimizer, order, momentum, beta, noise, late, Constant("S.K", 3))
    space.add(
        AndConjunction(EqualsCondition(momentum, optimizer, "sgd"), GreaterThanCondition(momentum, order, 1)),
        InCondition(beta, optimizer, ["adam", "adamw"]),
        OrConjunction(LessThanCondition(noise, depth, 6), NotEqualsCondition(noise, order, 10)),
        EqualsCondition(late, noise, True))
    space.add(
        ForbiddenAndConjunction(ForbiddenEqualsClause(depth, 4), ForbiddenInClause(optimizer, ["sgd", "adam"])),
        ForbiddenGreaterThanRelation(depth, width),
        ForbiddenLessThanClause(rate, 2e-5))
    return space


def on_grid(configuration):
    return all(
        name not in configuration or not isinstance(configuration[name], (int, float))
        or abs(round((configuration[name] - 4) / 0.1) * 0.1 + 4 - configuration[name]) < 1e-9 if name == "S.A"
        else name not in configuration or configuration[name] % step == 0
        for name, step in STEPS.items())


def is_inside(space, configuration):
    try:
        Configuration(space, values={**configuration, "S.K": configuration.get("S.K", 3)})
    except Exception:  # Each kind of illegal configuration has an exception of its own.
        return False
    return on_grid(configuration)


def candidates(space, count):
    """Configurations of the space on our grid, of which about half get a value that may be wrong."""
    r = random.Random(6)
    space.seed(6)
    result, seen = [], set()
    while len(result) < count:
        values = {name: getattr(value, "item", lambda v=value: v)() for name, value in
                  dict(space.sample_configuration()).items()}
        values["S.W"] = r.choice([8, 16, 24, 32, 40, 48])
        values["S.A"] = round(r.uniform(4, 16), 1)
        if r.random() < 0.5:
            name, value = r.choice([
                ("S.D", r.choice([3, 4, 12, 13])), ("S.W", r.choice([0, 8, 12, 48, 56])),
                ("S.A", r.choice([3.9, 4.0, 16.0, 16.1, 4.25])), ("S.R", r.choice([1e-6, 1.5e-5, 1.0, 1.5])),
                ("S.O", r.choice(["sgd", "adam", "rmsprop"])), ("S.Q", r.choice([1, 2, 5, 10])),
                ("S.M", r.choice([0.5, 2.0])), ("S.B", r.choice([0.75, 0.25])), ("S.N", r.choice([True, False])),
                ("S.L", r.choice([0, 3, 4])), ("S.K", r.choice([3, 4]))])
            values[name] = value
        if r.random() < 0.1:
            values.pop(r.choice(list(values)))
        text = json.dumps(values, sort_keys=True)
        if text not in seen:
            seen.add(text)
            result.append(values)
    return result


def membership(folder, space):
    path = folder / "theirs.json"
    space.to_json(path)
    configurations = candidates(space, 10_000)
    sweep = folder / "sweep.json"
    nested = [{"cfg": {"S": {name[2:]: value for name, value in c.items()}}} for c in configurations]
    sweep.write_text(json.dumps(nested))
    report = folder / "report.json"
    keys = [word for name in space for word in ("--key", name)]
    tools.run("convert", sweep, "-o", folder / "members.hasb", "--space", path, "--report", report, *keys)
    problems = json.loads(report.read_text())
    assert problems["problems_left_out"] == 0
    outside = set()
    for problem in problems["problems"]:
        if any(finding["kind"] == "damage" for finding in problem["findings"]):
            outside.add(int(problem["run"]))
    differ = [i for i, c in enumerate(configurations) if is_inside(space, c) == (i in outside)]
    assert not differ, (len(differ), configurations[differ[0]], differ[0] in outside)
    assert 2000 < len(outside) < 8000, len(outside)
    print(f"space: {len(configurations)} configurations, {len(outside)} of them outside, as ConfigSpace has it")
    return path


def ours_read_by_them(folder, path, space):
    """What we write is, to ConfigSpace, the space that it wrote."""
    info = json.loads(tools.run("info", folder / "members.hasb", "--json")[0])
    copy = folder / "ours.json"
    copy.write_text(json.dumps(info["search_space"]))
    assert ConfigurationSpace.from_json(copy) == space
    for name in ("nas-toy", "digits-joint"):
        ours = ConfigurationSpace.from_json(tools.ROOT / "data" / name / "space.json")
        table = [json.loads(line) for line in tools.run("export", tools.ROOT / "data" / f"{name}.hasb")[0].splitlines()]
        for run in table:
            leaves = {**run["config"], **run["settings"]}
            Configuration(ours, values={key: leaves[key] for key in ours})
        print(f"space: all {len(table)} runs of {name} are in its space, as ConfigSpace has it")


def draws(path):
    lines = tools.run("sample", "--space", path, "-n", "5000", "--seed", "11", "-o", "-")[0].splitlines()
    space = ConfigurationSpace.from_json(path)
    drawn = [json.loads(line) for line in lines]
    assert len(set(lines)) == len(drawn) == 5000
    for one in drawn:
        assert is_inside(space, {**one["config"], **one["settings"]}), one
    assert lines == tools.run("sample", "--space", path, "-n", "5000", "--seed", "11", "-o", "-")[0].splitlines()


def distribution(folder):
    """Without conditions and clauses, against the distribution functions; seeded, so it passes always or never."""
    space = ConfigurationSpace(name="plain")
    space.add(
        UniformFloatHyperparameter("S.R", 1e-5, 1.0, log=True), UniformFloatHyperparameter("S.U", -1.0, 3.0),
        UniformIntegerHyperparameter("S.I", 1, 6), CategoricalHyperparameter("S.C", ["a", "b", "c"], weights=[1, 2, 5]))
    path = folder / "plain.json"
    space.to_json(path)
    lines = tools.run("sample", "--space", path, "-n", "10000", "--seed", "5", "-o", "-")[0].splitlines()
    drawn = [json.loads(line)["config"] for line in lines]
    for name, expected in [("S.R", scipy.stats.loguniform(1e-5, 1.0)), ("S.U", scipy.stats.uniform(-1, 4))]:
        result = scipy.stats.kstest([one[name] for one in drawn], expected.cdf)
        assert result.pvalue > 0.01, (name, result)
        print(f"space: {name} is drawn as it should be, Kolmogorov-Smirnov p = {result.pvalue:.2f}")
    for name, shares in [("S.I", {v: 1 / 6 for v in range(1, 7)}), ("S.C", {"a": 1 / 8, "b": 2 / 8, "c": 5 / 8})]:
        counts = [sum(one[name] == value for one in drawn) for value in shares]
        result = scipy.stats.chisquare(counts, [10_000 * share for share in shares.values()])
        assert result.pvalue > 0.01, (name, result)
    # The generator, written anew: SplitMix64, one number a parameter in the order of the space.
    order = [hp["name"] for hp in json.loads(path.read_text())["hyperparameters"]]
    state, mask = 5, (1 << 64) - 1
    for one in drawn[:100]:
        for name in order:
            state = (state + 0x9E3779B97F4A7C15) & mask
            bits = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & mask
            bits = ((bits ^ bits >> 27) * 0x94D049BB133111EB) & mask
            unit = ((bits ^ bits >> 31) >> 11) * 2.0 ** -53
            if name == "S.I":
                assert one[name] == 1 + int(unit * 6)
            if name == "S.U":
                assert one[name] == -1.0 + unit * 4.0


def sweep_comes_back(folder):
    """What sample writes, the importer reads: the same configurations, from cfgs/ alone."""
    source = tools.ROOT / "data/digits-joint.hasb"
    words = [source, "-n", "60", "--seed", "2", "--limit", "params<=60000", "--limit", "stages<=3"]
    sweep = folder / "sweep"
    tools.run("sample", *words, "-o", sweep)
    drawn = [json.loads(line) for line in tools.run("sample", *words, "-o", "-")[0].splitlines()]
    summary = yaml.safe_load((sweep / "cfgs_summary.yaml").read_text())
    for number, one in enumerate(drawn):
        name = f"{number:06}.yaml"
        leaves = flat(yaml.safe_load((sweep / "cfgs" / name).read_text()))
        assert leaves == {**one["config"], **one["settings"]}, name
        assert summary[name] == " ".join(f"{key} {value}" for key, value in one["config"].items())
        assert one["complexity"]["params"] <= 60000 and one["complexity"]["stages"] <= 3
        log = sweep / "logs" / name[:6] / "stdout.log"
        log.parent.mkdir(parents=True)
        log.write_text('[meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "1/1", "top1_err": 9.5}\n')
    table = folder / "sweep.hasb"
    tools.run("convert", sweep, "-o", table)
    runs = [json.loads(line) for line in tools.run("export", table)[0].splitlines()]
    for one, run in zip(drawn, runs, strict=True):
        assert {**run["config"], **run["settings"]} == {**one["config"], **one["settings"]}
    info = json.loads(tools.run("info", table, "--json")[0])
    assert info["search_space"] == json.loads((sweep / "space.json").read_text())
    print(f"space: {len(runs)} configurations drawn, and read back from cfgs/")


def flat(tree, prefix=""):
    leaves = {}
    for name, value in tree.items():
        leaves.update(flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value})
    return leaves


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        space = theirs()
        path = membership(folder, space)
        ours_read_by_them(folder, path, space)
        draws(path)
        distribution(folder)
        sweep_comes_back(folder)
    print("space: all as it should be")


if __name__ == "__main__":
    sys.exit(main())
