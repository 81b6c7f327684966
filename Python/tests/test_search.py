"""Searches under a budget: what they are charged, that they end, and that they are the same each time."""

import json
import math
from xml.etree import ElementTree

import numpy
import pytest

import hasbench
from hasbench.search import Budget, BudgetSpent, Problem, Session, experiment, figures, summary
from hasbench.search.__main__ import main
from hasbench.search.algorithms import ALGORITHMS, search
from hasbench.search.ensemble import Ensemble
from hasbench.search.scores import accuracy_for_energy
from hasbench.search.space import Space

CONFIG = {"OPTIM.BASE_LR": 0.1, "OPTIM.MAX_EPOCH": 100, "OPTIM.OPTIMIZER": "sgd", "REGNET.DEPTH": 8, "REGNET.W0": 24}
BUDGET = Budget(energy=0.0003)


class Spy(Problem):
    """A problem that notes which configurations are trained to their end."""

    def __init__(self, bench):
        super().__init__(bench)
        self.asked = []

    def measure(self, config, epoch=None, repeat=0):
        if epoch is None:
            self.asked.append(tuple(config.items()))
        return super().measure(config, epoch, repeat)


@pytest.fixture(scope="module")
def toy(nas_toy):
    return Problem(nas_toy)


def test_a_whole_training_costs_what_the_table_says(nas_toy, toy):
    session = Session(toy, Budget(seconds=100))
    measure = session.train(CONFIG)
    metrics = nas_toy.lookup(CONFIG)[0].metrics
    assert measure == (metrics["val_error"], metrics["test_error"], metrics["train_time"], metrics["train_energy"])
    assert (session.seconds, session.energy) == (metrics["train_time"], metrics["train_energy"])


def test_a_training_that_goes_on_is_charged_for_its_further_epochs_alone(nas_toy, toy):
    session = Session(toy, Budget(seconds=100))
    trial = session.trial(CONFIG)
    trial.train(4)
    early = session.seconds
    assert math.isclose(early, math.fsum(nas_toy.lookup(CONFIG)[0].curve("train_epoch.time_epoch", up_to=4).values))
    assert not trial.is_finished
    trial.train(12)
    assert early < session.seconds < toy.measure(CONFIG).seconds
    trial.train()
    assert trial.is_finished
    assert math.isclose(session.seconds, toy.measure(CONFIG).seconds)
    assert math.isclose(session.energy, toy.measure(CONFIG).energy)


def test_what_the_budget_cannot_pay_is_neither_charged_nor_found(toy):
    session = Session(toy, Budget(seconds=toy.measure(CONFIG).seconds * 1.5))
    session.train(CONFIG)
    spent, found = session.seconds, list(session.incumbents)
    with pytest.raises(BudgetSpent):
        session.train(CONFIG)
    assert (session.seconds, session.incumbents) == (spent, found)


def test_what_diverged_is_paid_for_and_never_the_best(tmp_path):
    run = {"config": {"MAX_EPOCH": 2}, "metrics": {"val_error": math.nan, "test_error": math.nan}}
    run["metrics"] |= {"train_time": 3.0, "train_energy": 0.5}
    metrics, units = dict.fromkeys(run["metrics"], "min"), {"train_time": "s", "train_energy": "kW.h"}
    hasbench.write(tmp_path / "own.hasb", [run, {**run, "config": {"MAX_EPOCH": 1}}], metrics=metrics, units=units)
    session = Session(Problem(hasbench.open(tmp_path / "own.hasb")), Budget(energy=1.0))
    assert session.train({"MAX_EPOCH": 2}).error == math.inf
    assert (session.energy, session.incumbents) == (0.5, [])


def test_budgets_and_problems_that_make_no_sense_are_refused(nas_toy):
    with pytest.raises(ValueError, match="energy, seconds"):
        Budget()
    with pytest.raises(ValueError, match="more than 0"):
        Budget(energy=0.0)
    with pytest.raises(ValueError, match=r"W\.h"):
        Problem(nas_toy, energy="epoch_energy")
    with pytest.raises(ValueError, match="no metric accuracy"):
        Problem(nas_toy, objective="accuracy")


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("budget", [BUDGET, Budget(seconds=150)], ids=["energy", "time"])
def test_each_algorithm_spends_its_budget_and_no_more(nas_toy, toy, name, budget):
    session = Session(toy, budget, seed=3)
    search(name, session)
    dearest = max(run.metrics["train_energy"] for run in nas_toy), max(run.metrics["train_time"] for run in nas_toy)
    assert session.energy <= budget.energy
    assert session.seconds <= budget.seconds
    assert session.energy > budget.energy - dearest[0] or session.seconds > budget.seconds - dearest[1]
    errors = [error for _, _, error, _ in session.incumbents]
    assert errors == sorted(errors, reverse=True)
    assert len(set(errors)) == len(errors)
    assert errors[-1] < 3
    for spent in (0, 1):
        costs = [row[spent] for row in session.incumbents]
        assert costs == sorted(costs)


@pytest.mark.parametrize("name", ["local search", "BANANAS"])
def test_what_was_trained_is_not_trained_again(nas_toy, name):
    spy = Spy(nas_toy)
    search(name, Session(spy, BUDGET, seed=1))
    assert len(spy.asked) == len(set(spy.asked)) > 10


def test_local_search_ends_when_the_space_is_trained_whole(toy):
    session = Session(toy, Budget(energy=1.0))
    search("local search", session)
    assert session.trials == 500
    assert session.incumbents[-1][2] == min(toy.bench["val_error"])


def test_hyperband_trains_more_configurations_than_random_search(toy):
    sessions = {name: Session(toy, BUDGET, seed=1) for name in ("random search", "Hyperband", "BOHB")}
    for name, session in sessions.items():
        search(name, session)
    assert sessions["Hyperband"].trials > 2 * sessions["random search"].trials
    assert sessions["BOHB"].trials > 2 * sessions["random search"].trials


def test_half_the_energy_is_worth_5_percent_of_the_accuracy(toy):
    whole = toy.measure(CONFIG)
    half = whole._replace(energy=whole.energy / 2)
    assert math.isclose(accuracy_for_energy(half) / accuracy_for_energy(whole), 2**0.07)
    assert accuracy_for_energy(half) < accuracy_for_energy(whole)


@pytest.mark.parametrize("name", ["local search", "BANANAS"])
def test_energy_aware_forms_train_cheaper_configurations(toy, name):
    def energy(name, seed):
        session = Session(toy, BUDGET, seed)
        search(name, session)
        return session.energy / session.trials

    seeds = range(4)
    assert sum(energy(f"energy-aware {name}", seed) for seed in seeds) < sum(energy(name, seed) for seed in seeds)


def test_neighbours_differ_in_one_parameter(toy):
    space = Space(toy.parameters)
    start = tuple(CONFIG[parameter.name] for parameter in toy.parameters)
    around = space.neighbours(start)
    assert len(set(around)) == len(around) == 2 + 2 + 2 + 1 + 1
    for other in around:
        assert sum(one != two for one, two in zip(start, other, strict=True)) == 1
    assert len(space.neighbours(tuple(parameter.values[0] for parameter in toy.parameters))) == 5


def test_encodings_tell_all_configurations_apart(toy, nas_toy):
    space = Space(toy.parameters)
    rows = space.encoded([tuple(run.config[one.name] for one in toy.parameters) for run in nas_toy])
    assert len({tuple(row) for row in rows}) == 500
    assert rows.min() == 0
    assert rows.max() == 1


def test_an_ensemble_learns_ranks():
    rng = numpy.random.default_rng(1)
    rows = rng.random((120, 6))
    targets = numpy.exp(5 * rows @ [1, -1, 0.5, 0, 0, 2])
    ensemble = Ensemble(numpy.random.default_rng(2))
    ensemble.fit(rows[:80], targets[:80])
    predicted = ensemble.predict(rows[80:])
    assert predicted.shape == (5, 40)
    order = numpy.argsort(numpy.argsort(targets[80:]))
    assert numpy.corrcoef(numpy.argsort(numpy.argsort(predicted.mean(0))), order)[0, 1] > 0.9
    assert predicted.std(0).min() > 0


def test_results_are_the_same_whatever_the_number_of_processes(nas_toy, tmp_path):
    one, two = (experiment.run(nas_toy.path, BUDGET, 3, jobs=jobs) for jobs in (1, 2))
    assert json.dumps(one) == json.dumps(two)
    assert [(result["algorithm"], result["seed"]) for result in one] == [(name, n) for name in ALGORITHMS for n in range(3)]
    experiment.write(one, tmp_path / "results.jsonl")
    assert experiment.read(tmp_path / "results.jsonl") == json.loads(json.dumps(one))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_each_algorithm_searches_the_surrogate_space(digits_joint, name):
    problem = Problem(digits_joint)
    session = Session(problem, Budget(energy=0.0003), seed=2)
    search(name, session)
    assert session.trials > 15
    assert session.incumbents[-1][2] < 20


def test_untrainable_configurations_cost_nothing(digits_joint):
    problem = Problem(digits_joint)
    space = Space(problem.parameters)
    rng = numpy.random.default_rng(1)
    session = Session(problem, Budget(energy=1.0))
    measures = [session.train(space.named(space.random(rng))) for _ in range(200)]
    lost = [measure for measure in measures if math.isinf(measure.error)]
    assert 0 < len(lost) < 40
    assert all(measure.energy == measure.seconds == 0 for measure in lost)


def test_curves_are_means_of_what_was_the_best_at_each_cost():
    results = [
        {"seconds": 100.0, "energy": 1.0, "incumbents": [[0.1, 10.0, 5.0, 6.0], [0.5, 50.0, 1.0, 2.0]]},
        {"seconds": 90.0, "energy": 0.9, "incumbents": [[0.2, 20.0, 3.0, 4.0]]},
    ]
    rows = summary.curve(results, summary.SECONDS)
    assert math.isclose(rows[0][0], 20)
    assert math.isclose(rows[-1][0], 90)
    assert rows[0][1] == 5
    assert rows[-1][1] == 3
    half = 1.96 * math.sqrt(2) / math.sqrt(2)
    assert math.isclose(rows[0][2], 5 - half)
    assert math.isclose(rows[0][3], 5 + half)
    assert summary.interval([2.0]) == (2.0, 0.0)


def test_the_command_writes_results_and_figures(nas_toy, tmp_path, capsys):
    main([nas_toy.path, "--budget-energy", "0.0002", "--seeds", "4", "-o", str(tmp_path / "out")])
    results = experiment.read(tmp_path / "out/results.jsonl")
    assert len(results) == 4 * len(ALGORITHMS)
    for name in ("energy", "time"):
        texts = set(ElementTree.parse(tmp_path / f"out/error-by-{name}.svg").getroot().itertext())
        assert set(ALGORITHMS) <= {text.strip() for text in texts}
    printed = capsys.readouterr().out.splitlines()
    assert [line[:26].strip() for line in printed[1:]] == list(ALGORITHMS)


def test_the_command_says_what_is_wrong(nas_toy, tmp_path):
    with pytest.raises(SystemExit, match="energy, seconds"):
        main([nas_toy.path, "-o", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"nothing\.hasb"):
        main(["nothing.hasb", "--budget-time", "9", "-o", str(tmp_path)])
    with pytest.raises(SystemExit, match="doesn't pay for one training"):
        main([nas_toy.path, "--budget-time", "1", "--algorithm", "local search", "-o", str(tmp_path)])


def test_figures_dash_what_is_energy_aware():
    assert set(figures.STYLES) == set(ALGORITHMS)
    assert {name for name, (_, is_dashed) in figures.STYLES.items() if is_dashed} == {
        name for name in ALGORITHMS if name.startswith("energy-aware")
    }
