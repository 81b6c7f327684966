"""A benchmark as the objective of an Optuna study, and as a problem in the form of OptunaHub."""

from .space import constants, key_config, parameters, refusals


def distributions(bench):
    """The search space as Optuna's distributions.

    Steps and ranges of numbers stay numbers (logarithmic ranges with steps excepted, which Optuna hasn't got: they lose
    the logarithm); everything else is categorical.
    """
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    found = {}
    for parameter in parameters(bench):
        values = parameter.values
        if parameter.lower is None:
            found[parameter.name] = CategoricalDistribution(values)
        elif values is None:
            found[parameter.name] = FloatDistribution(parameter.lower, parameter.upper, log=parameter.log)
        elif isinstance(values[0], int):
            step = values[1] - values[0] if len(values) > 1 else 1
            found[parameter.name] = IntDistribution(values[0], values[-1], log=parameter.log and step == 1, step=step)
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

    def __init__(self, bench, metrics="val_error", epochs=(), seed=None):
        self.bench = bench
        self.metrics = (metrics,) if isinstance(metrics, str) else tuple(metrics)
        self.epochs = tuple(epochs)
        self.seed = seed
        self.distributions = distributions(bench)
        self.constants = constants(bench)
        if self.epochs and len(self.metrics) > 1:
            raise ValueError("a trial of several metrics can't be pruned: leave epochs out")

    @property
    def directions(self):
        """What `optuna.create_study(directions=...)` takes."""
        return [_direction(self.bench, name) for name in self.metrics]

    def __call__(self, trial):
        from optuna import TrialPruned

        config = self.constants | {name: suggest(trial, name, one) for name, one in self.distributions.items()}
        try:
            for epoch in self.epochs:
                answer = self._answer(trial, config, epoch)
                trial.report(answer.metrics[self.metrics[0]], epoch)
                if trial.should_prune():
                    raise TrialPruned(f"after epoch {epoch}")
            answer = self._answer(trial, config, None)
        except refusals() as error:
            raise TrialPruned(str(error)) from error
        values = tuple(answer.metrics[name] for name in self.metrics)
        return values if len(values) > 1 else values[0]

    def _answer(self, trial, config, epoch):
        answer = self.bench.query(key_config(self.bench, config), epoch=epoch, seed=self.seed)[0]
        trial.set_user_attr("source", answer.source)
        for name, value in answer.metrics.items():
            trial.set_user_attr(name, value)
        return answer


def suggest(trial, name, distribution):
    """The value that a trial suggests for a parameter of `distributions`."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    if isinstance(distribution, CategoricalDistribution):
        return trial.suggest_categorical(name, distribution.choices)
    if isinstance(distribution, FloatDistribution):
        return trial.suggest_float(name, distribution.low, distribution.high, log=distribution.log)
    low, high = distribution.low, distribution.high
    return trial.suggest_int(name, low, high, step=distribution.step, log=distribution.log)


def _direction(bench, name):
    return "maximize" if bench.metrics[name].direction == "max" else "minimize"


def problem(bench, metrics="val_error", seed=None):
    """A benchmark as an `optunahub.benchmarks.BaseProblem`: search_space, directions, evaluate(params)."""
    import optuna
    from optunahub.benchmarks import BaseProblem

    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    fixed = constants(bench)

    class Problem(BaseProblem):
        """What a .hasb file answers, for studies by OptunaHub."""

        search_space = distributions(bench)
        directions = tuple(optuna.study.StudyDirection[_direction(bench, name).upper()] for name in names)

        def evaluate(self, params):
            """The metrics of a configuration: a number, or several for several metrics."""
            answer = bench.query(key_config(bench, fixed | params), seed=seed)[0]
            values = tuple(answer.metrics[name] for name in names)
            return values if len(values) > 1 else values[0]

    return Problem()
