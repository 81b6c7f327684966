"""Each adapter with its real library: spaces that agree with the file, and a search of 100 trials at least."""

import importlib.util
import math

import pyarrow
import pytest

import hasbench
from conftest import PROJECT

TRIALS = 100
KEYS = {"OPTIM.BASE_LR", "OPTIM.MAX_EPOCH", "OPTIM.OPTIMIZER", "REGNET.DEPTH", "REGNET.W0"}


def best_of(bench, metric):
    return min(run.metrics[metric] for run in bench)


@pytest.fixture(scope="module")
def examples():
    """A search in each library, as the examples have them."""
    spec = importlib.util.spec_from_file_location("libraries", PROJECT / "examples/search/libraries.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("library", ["optuna", "optunahub", "smac", "syne_tune"])
def test_the_examples_search(examples, nas_toy, library, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNETUNE_FOLDER", str(tmp_path))
    trials, error = getattr(examples, library)(nas_toy)
    assert trials >= examples.TRIALS == TRIALS
    assert best_of(nas_toy, "val_error") <= error < 5


class Derived:
    """A benchmark without a search space."""

    def __init__(self, bench, runs):
        self.space, self.keys, self.path, self.runs = None, bench.keys, bench.path, runs

    def __iter__(self):
        return iter(self.runs)


def test_space_of_the_file_has_all_values_of_the_table(nas_toy):
    from hasbench.adapters.space import parameters

    found = {parameter.name: set(parameter.values) for parameter in parameters(nas_toy)}
    assert found == {key: {run.config[key] for run in nas_toy} for key in KEYS}


def test_space_is_derived_from_a_complete_table_only(nas_toy):
    from hasbench.adapters.space import parameters

    runs = list(nas_toy)
    derived = {one.name: set(one.values) for one in parameters(Derived(nas_toy, runs))}
    assert derived == {one.name: set(one.values) for one in parameters(nas_toy)}
    with pytest.raises(ValueError, match="every combination"):
        parameters(Derived(nas_toy, runs[:-1]))


def test_steps_are_exact_decimals(digits_joint):
    from hasbench.adapters.space import parameters

    found = {parameter.name: parameter.values for parameter in parameters(digits_joint)}
    assert found["REGNET.W0"] == (8, 16, 24, 32, 40, 48)
    assert found["REGNET.WA"][:4] == (4.0, 4.1, 4.2, 4.3)
    assert len(found["REGNET.WA"]) == 121
    assert found["REGNET.WM"][-1] == 3.0
    assert 2.801 in found["REGNET.WM"]
    assert len(found["REGNET.WM"]) == 1501


def test_spaces_with_conditions_are_refused_where_a_library_has_none(nas_toy):
    from hasbench.adapters.space import parameters

    derived = Derived(nas_toy, [])
    derived.space = nas_toy.space | {"conditions": [{"type": "EQ"}]}
    with pytest.raises(ValueError, match="conditions"):
        parameters(derived)


def test_configspace_draws_what_the_table_holds(nas_toy):
    from hasbench.adapters import configspace
    from hasbench.adapters.space import key_config

    drawn = configspace.space(nas_toy, seed=1).sample_configuration(TRIALS)
    hashes = {nas_toy.lookup(key_config(nas_toy, dict(config)))[0].hash for config in drawn}
    assert len(hashes) > 50


def test_configspace_keeps_conditions_on_ranges_with_steps(nas_toy):
    from hasbench.adapters import configspace

    condition = {"type": "GT", "child": "REGNET.W0", "parent": "REGNET.DEPTH", "value": 8}
    derived = Derived(nas_toy, [])
    derived.space = nas_toy.space | {"conditions": [condition]}
    for config in configspace.space(derived, seed=1).sample_configuration(TRIALS):
        assert ("REGNET.W0" in config) == (config["REGNET.DEPTH"] > 8)


def test_optuna_searches(nas_toy):
    import optuna

    from hasbench.adapters.optuna import Objective

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(Objective(nas_toy), n_trials=TRIALS)
    assert len(study.trials) == TRIALS
    assert best_of(nas_toy, "val_error") <= study.best_value < 2.5
    best = study.best_trial
    (run,) = nas_toy.lookup(best.params)
    assert best.value == run.metrics["val_error"]
    assert best.user_attrs["train_energy"] == run.metrics["train_energy"]
    assert best.user_attrs["source"] == "table"


def test_optuna_prunes_and_charges_what_was_trained(nas_toy):
    import optuna

    from hasbench.adapters.optuna import Objective

    pruner = optuna.pruners.HyperbandPruner(min_resource=4, max_resource=100)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1), pruner=pruner)
    study.optimize(Objective(nas_toy, epochs=(4, 12, 36)), n_trials=TRIALS)
    pruned = [trial for trial in study.trials if trial.state is optuna.trial.TrialState.PRUNED]
    assert TRIALS / 4 < len(pruned) < TRIALS
    for trial in pruned:
        step = max(trial.intermediate_values)
        (answer,) = nas_toy.query(trial.params, epoch=step)
        assert trial.user_attrs["train_time"] == answer.metrics["train_time"]
        assert answer.metrics["train_time"] < nas_toy.lookup(trial.params)[0].metrics["train_time"]


def test_optuna_has_several_objectives(nas_toy):
    import optuna

    from hasbench.adapters.optuna import Objective

    objective = Objective(nas_toy, metrics=("val_error", "train_energy"))
    study = optuna.create_study(sampler=optuna.samplers.NSGAIISampler(seed=1), directions=objective.directions)
    study.optimize(objective, n_trials=TRIALS)
    assert 1 < len(study.best_trials) < TRIALS
    with pytest.raises(ValueError, match="pruned"):
        Objective(nas_toy, metrics=("val_error", "train_energy"), epochs=(4,))


def test_optuna_asks_the_surrogate_and_prunes_what_cannot_be_built(digits_joint):
    import optuna

    from hasbench.adapters.optuna import Objective

    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(Objective(digits_joint), n_trials=TRIALS)
    complete = [trial for trial in study.trials if trial.state is optuna.trial.TrialState.COMPLETE]
    assert TRIALS / 2 < len(complete) < TRIALS
    assert {trial.user_attrs["source"] for trial in complete} == {"surrogate"}


def test_optunahub_problem_searches(nas_toy, digits_joint):
    import optuna

    from hasbench.adapters.optuna import problem

    benchmark = problem(nas_toy)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=2), directions=benchmark.directions)
    study.optimize(benchmark, n_trials=TRIALS)
    assert set(benchmark.search_space) == KEYS
    assert study.best_value == nas_toy.lookup(study.best_params)[0].metrics["val_error"]
    # What no network can be built of is pruned; asked by itself it is an error.
    benchmark = problem(digits_joint, metrics=("val_error", "train_energy"))
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1), directions=benchmark.directions)
    study.optimize(benchmark, n_trials=TRIALS)
    pruned = [trial for trial in study.trials if trial.state is optuna.trial.TrialState.PRUNED]
    assert 0 < len(pruned) < TRIALS / 2
    with pytest.raises(hasbench.InfeasibleConfiguration):
        benchmark.evaluate(pruned[0].params)


def test_names_that_are_no_metrics_are_told_before_a_search(nas_toy):
    from hasbench.adapters.optuna import Objective, problem
    from hasbench.adapters.smac import target_function

    for adapter in (Objective, problem, target_function):
        with pytest.raises(hasbench.UnknownNameError, match=r"no metric val_eror; there are .*val_error"):
            adapter(nas_toy, "val_eror")


def test_a_run_without_the_metric_is_refused_like_what_is_unknown(tmp_path):
    from hasbench.adapters.smac import target_function

    frame = {"depth": [1, 2], "error": [0.5, None]}
    hasbench.write(tmp_path / "own.hasb", pyarrow.table(frame), keys=["depth"], metrics={"error": "min"})
    with hasbench.open(tmp_path / "own.hasb") as bench:
        target = target_function(bench, "error")
        assert target({"depth": 1})[0] == 0.5
        with pytest.raises(hasbench.UnknownConfiguration, match="has no error"):
            target({"depth": 2})


def test_smac_searches(nas_toy, tmp_path):
    import smac

    from hasbench.adapters import configspace
    from hasbench.adapters.smac import target_function

    scenario = smac.Scenario(
        configspace.space(nas_toy, seed=1), n_trials=TRIALS, deterministic=True, seed=1, output_directory=tmp_path
    )
    target = target_function(nas_toy, cost="train_energy")
    facade = smac.RandomFacade(scenario, target, overwrite=True, logging_level=False)
    facade.optimize()
    assert facade.runhistory.finished == TRIALS
    costs = [value.cost for value in facade.runhistory.values()]
    assert best_of(nas_toy, "val_error") <= min(costs) < 2.5
    told = [value.additional_info["train_energy"] for value in facade.runhistory.values()]
    assert min(told) > 0


def test_smac_asks_for_epochs(nas_toy, tmp_path):
    import smac

    from hasbench.adapters import configspace
    from hasbench.adapters.smac import target_function

    space = configspace.space(nas_toy, seed=1)
    scenario = smac.Scenario(
        space, n_trials=TRIALS, min_budget=4, max_budget=100, seed=1, output_directory=tmp_path, deterministic=True
    )
    facade = smac.MultiFidelityFacade(
        scenario,
        target_function(nas_toy),
        intensifier=smac.intensifier.hyperband.Hyperband(scenario),
        model=smac.RandomFacade.get_model(scenario),
        acquisition_function=smac.RandomFacade.get_acquisition_function(scenario),
        acquisition_maximizer=smac.RandomFacade.get_acquisition_maximizer(scenario),
        overwrite=True,
        logging_level=False,
    )
    facade.optimize()
    assert facade.runhistory.finished == TRIALS
    assert len({key.budget for key in facade.runhistory}) > 2


def test_syne_tune_blackbox_is_the_table(nas_toy):
    from hasbench.adapters.syne_tune import blackbox

    box = blackbox(nas_toy)
    assert box.objectives_names == ["val_error", "test_error", "elapsed_time", "energy"]
    assert (len(box.hyperparameters), box.num_seeds, box.num_fidelities) == (500, 1, 100)
    for run in list(nas_toy)[:20]:
        epochs = run.config["OPTIM.MAX_EPOCH"]
        (last, early) = (box.objective_function(run.config, {"epoch": epoch}, seed=0) for epoch in (100, 3))
        assert last["val_error"] == run.metrics["val_error"]
        assert math.isclose(last["elapsed_time"], run.metrics["train_time"])
        assert math.isclose(last["energy"], run.metrics["train_energy"] * 1000)
        assert early["val_error"] == run.curve("val_epoch.top1_err", up_to=3).values[-1]
        assert early["elapsed_time"] < last["elapsed_time"]
        assert box.objective_function(run.config, {"epoch": epochs}, seed=0) == last


def test_syne_tune_has_tasks_and_repeats(tmp_path):
    from syne_tune.blackbox_repository.blackbox_tabular import deserialize

    from hasbench.adapters.syne_tune import blackbox, export

    rows = [
        (task, depth, width, seed) for task in ("a", "b") for depth in (1, 2) for width in (8, 16) for seed in (0, 1, 2)
    ]
    rows.pop()
    frame = {
        "task": [task for task, _, _, _ in rows],
        "depth": [depth for _, depth, _, _ in rows],
        "width": [width for _, _, width, _ in rows],
        "seed": [seed for _, _, _, seed in rows],
        "test.epoch": [[1, 2, 3][: 1 + depth] for _, depth, _, _ in rows],
        "test.error": [[50.0, 20.0 + seed, 10.0 + seed][: 1 + depth] for _, depth, _, seed in rows],
        "test.seconds": [[1.0, 2.0, 4.0][: 1 + depth] for _, depth, _, _ in rows],
    }
    hasbench.write(tmp_path / "own.hasb", pyarrow.table(frame), keys=["depth", "width"])
    with hasbench.open(tmp_path / "own.hasb") as bench:
        series = {"errors": {"error": "test.error"}, "costs": {"elapsed_time": "test.seconds"}}
        box = blackbox(bench, task="b", **series)
        assert (len(box.hyperparameters), box.num_seeds, box.num_fidelities) == (4, 3, 3)
        last = {"depth": 2, "width": 16}
        # It has no third repeat: the first comes round again.
        assert [box.objective_function(last, {"epoch": 3}, seed=seed)["error"] for seed in range(3)] == [10, 11, 10]
        early = box.objective_function({"depth": 1, "width": 8}, {"epoch": 3}, seed=2)
        assert early == {"error": 22, "elapsed_time": 3}
        with pytest.raises(hasbench.UnknownConfiguration, match="no runs of task c"):
            blackbox(bench, task="c", **series)
        with pytest.raises(hasbench.UsageError, match="no series for test_error, val_error"):
            export(bench, tmp_path / "folder")
        export(bench, tmp_path / "folder", **series)
    assert set(deserialize(str(tmp_path / "folder"))) == {"a", "b"}


def test_syne_tune_reads_the_exported_folder(nas_toy, tmp_path):
    import numpy
    from syne_tune.blackbox_repository.blackbox_tabular import deserialize

    from hasbench.adapters.syne_tune import blackbox, export

    export(nas_toy, tmp_path / "nas-toy")
    (name, read), *others = deserialize(str(tmp_path / "nas-toy")).items()
    assert (name, others) == ("NAS-Toy", [])
    box = blackbox(nas_toy)
    assert read.hyperparameters.equals(box.hyperparameters)
    assert numpy.array_equal(read.objectives_evaluations, box.objectives_evaluations.astype(numpy.float32))


def test_naslib_query(nas_toy):
    from hasbench.adapters.naslib import Configuration

    run = next(iter(nas_toy))
    one = Configuration(nas_toy, run.config)
    assert one.query("VAL_ACCURACY") == 100 - run.metrics["val_error"]
    assert one.query("TEST_ACCURACY", epoch=12) == 100 - run.curve("test_ema_epoch.top1_err", up_to=12).values[-1]
    curve = one.query("train_loss", full_lc=True, epoch=7)
    assert curve == run.curve("train_epoch.loss", up_to=7).values.tolist()
    assert len(curve) == 7
    assert one.query("TRAIN_TIME", epoch=5) < one.query("TRAIN_TIME") == run.metrics["train_time"]
    assert one.query("PARAMS") == run.metrics["params"]
    with pytest.raises(ValueError, match="no learning curve"):
        one.query("PARAMS", full_lc=True)


def test_naslib_searches(nas_toy):
    """Local search by single queries, as NASLib's optimizers ask their graphs."""
    import random

    from hasbench.adapters.naslib import Configuration
    from hasbench.adapters.space import parameters

    draw = random.Random(1)
    values = {parameter.name: parameter.values for parameter in parameters(nas_toy)}
    best, best_accuracy, queries = None, 0.0, 0
    while queries < TRIALS:
        config = {name: draw.choice(choices) for name, choices in values.items()}
        if best and draw.random() < 0.7:
            config = best | {(name := draw.choice(list(values))): config[name]}
        accuracy = Configuration(nas_toy, config).query("VAL_ACCURACY", dataset=None, epoch=-1)
        queries += 1
        if accuracy > best_accuracy:
            best, best_accuracy = config, accuracy
    assert best_accuracy >= 98
