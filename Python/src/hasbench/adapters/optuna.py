"""A benchmark as the objective of an Optuna study, and as a problem in the form of OptunaHub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .answers import REFUSALS, measured, metric_names
from .space import Range, constants, key_config, parameters

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution
    from optunahub.benchmarks import BaseProblem

    from ..answer import Answer
    from ..benchmark import Benchmark


def distributions(bench: Benchmark) -> dict[str, BaseDistribution]:
    """The search space as Optuna's distributions.

    Steps and ranges of numbers stay numbers (logarithmic ranges with steps excepted, which Optuna hasn't got: they lose
    the logarithm); everything else is categorical.
    """
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    found: dict[str, BaseDistribution] = {}
    for parameter in parameters(bench):
        values = parameter.values
        if isinstance(values, Range):
            found[parameter.name] = FloatDistribution(values.lower, values.upper, log=values.log)
        elif parameter.steps_of is not None and isinstance(values[0], int):
            step = values[1] - values[0] if len(values) > 1 else 1
            log = parameter.steps_of.log and step == 1
            found[parameter.name] = IntDistribution(values[0], values[-1], log=log, step=step)
        else:
            # Categorical values are exact; a float with a step comes back as lower + n * step, not as its decimal.
            found[parameter.name] = CategoricalDistribution(values)
    return found


class Objective:
    """The objective of a study: `study.optimize(Objective(bench), n_trials=100)`.

    metrics     one name, or several for a study of several directions (`directions`)
    epochs      steps to report on the way, so that a pruner can end the trial; one metric only
    seed        only the runs of this seed

    A trial is the first answer of `Benchmark.query`. What it cost stands in the trial's user attributes, under the names
    of the metrics, with `source`: "table" or "surrogate". A pruned trial has the metrics of the step where it ended. A
    configuration that is neither in the table nor predicted, or of which no network can be built, is a trial that was
    pruned before its first step.
    """

    def __init__(
        self,
        bench: Benchmark,
        metrics: str | Sequence[str] = "val_error",
        epochs: Sequence[int] = (),
        seed: int | None = None,
    ) -> None:
        self.bench = bench
        self.metrics = metric_names(bench, metrics)
        self.epochs = tuple(epochs)
        self.seed = seed
        self.distributions = distributions(bench)
        self.constants = constants(bench)
        if self.epochs and len(self.metrics) > 1:
            raise UsageError("a trial of several metrics can't be pruned: leave epochs out")

    @property
    def directions(self) -> list[str]:
        """What `optuna.create_study(directions=...)` takes."""
        return [_direction(self.bench, name) for name in self.metrics]

    def __call__(self, trial: optuna.Trial) -> float | tuple[float, ...]:
        from optuna import TrialPruned

        config = self.constants | {name: suggest(trial, name, one) for name, one in self.distributions.items()}
        try:
            for epoch in self.epochs:
                answer = self._answer(trial, config, epoch)
                trial.report(measured(answer, self.metrics[0]), epoch)
                if trial.should_prune():
                    raise TrialPruned(f"after epoch {epoch}")
            return _values(self._answer(trial, config, None), self.metrics)
        except REFUSALS as error:
            raise TrialPruned(str(error)) from error

    def _answer(self, trial: optuna.Trial, config: Mapping[str, Any], epoch: int | None) -> Answer:
        answer = self.bench.query(key_config(self.bench, config), epoch=epoch, seed=self.seed)[0]
        trial.set_user_attr("source", answer.source)
        for name, value in answer.metrics.items():
            trial.set_user_attr(name, value)
        return answer


def suggest(trial: optuna.Trial, name: str, distribution: BaseDistribution) -> Any:
    """The value that a trial suggests for a parameter of `distributions`."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(distribution, CategoricalDistribution):
        return trial.suggest_categorical(name, distribution.choices)
    if isinstance(distribution, FloatDistribution):
        return trial.suggest_float(name, distribution.low, distribution.high, log=distribution.log)
    if isinstance(distribution, IntDistribution):
        low, high = distribution.low, distribution.high
        return trial.suggest_int(name, low, high, step=distribution.step, log=distribution.log)
    raise UsageError(f"a {type(distribution).__name__} is none that `distributions` gives", name)


def _direction(bench: Benchmark, name: str) -> str:
    return "maximize" if bench.metrics[name].direction == "max" else "minimize"


def _values(answer: Answer, names: Sequence[str]) -> float | tuple[float, ...]:
    """The metrics of an answer, as a study takes them."""
    values = tuple(measured(answer, name) for name in names)
    return values if len(values) > 1 else values[0]


def problem(bench: Benchmark, metrics: str | Sequence[str] = "val_error", seed: int | None = None) -> BaseProblem:
    """A benchmark as an `optunahub.benchmarks.BaseProblem`: search_space, directions, evaluate(params).

    `evaluate` raises what `Benchmark.query` does; in a study, a configuration that is neither in the table nor predicted,
    or of which no network can be built, is a pruned trial.
    """
    import optuna
    from optunahub.benchmarks import BaseProblem

    names = metric_names(bench, metrics)
    fixed = constants(bench)

    class Problem(BaseProblem):
        """What a .hasb file answers, for studies by OptunaHub."""

        search_space = distributions(bench)
        directions = [optuna.study.StudyDirection[_direction(bench, name).upper()] for name in names]  # noqa: RUF012

        def __call__(self, trial: optuna.Trial) -> float | Sequence[float]:
            """The metrics of what a trial suggests."""
            try:
                return super().__call__(trial)
            except REFUSALS as error:
                raise optuna.TrialPruned(str(error)) from error

        def evaluate(self, params: dict[str, Any]) -> float | Sequence[float]:
            """The metrics of a configuration: a number, or several for several metrics."""
            return _values(bench.query(key_config(bench, fixed | params), seed=seed)[0], names)

    return Problem()
