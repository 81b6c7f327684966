"""The algorithms that kept libraries have: two of Syne Tune, two of Optuna."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

from ..adapters.optuna import distributions, suggest
from ..adapters.syne_tune import config_space
from .problem import Problem
from .session import Session

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


def random_search(problem: Problem, session: Session) -> None:
    """Syne Tune's random search: every configuration is drawn anew, also one that was trained before."""
    from syne_tune.optimizer.schedulers.searchers.random_searcher import RandomSearcher

    space = config_space(problem.bench)
    _follow(RandomSearcher(space, random_seed=session.seed), session)


def regularized_evolution(problem: Problem, session: Session) -> None:
    """Syne Tune's regularized evolution (Real et al., AAAI 2019).

    A population of 20, samples of 5: budgets here pay for some tens of trainings, in which the library's own population of
    100 would be random search.
    """
    from syne_tune.optimizer.schedulers.searchers.regularized_evolution import RegularizedEvolution

    space = config_space(problem.bench)
    _follow(RegularizedEvolution(space, population_size=20, sample_size=5, random_seed=session.seed), session)


def _follow(searcher: Any, session: Session) -> None:
    numpy.random.seed(session.seed)  # Syne Tune's searchers draw from numpy's global generator, whatever their seed
    while True:
        config = searcher.suggest()
        measure = session.train(config)
        searcher.on_trial_complete(session.trials, config, measure.error)


def hyperband(problem: Problem, session: Session) -> None:
    """Optuna's Hyperband (Li et al., JMLR 2018) on random configurations.

    Optuna's form doesn't come back to a training that it has stopped: at each rung (`Problem.rungs`) a training goes on if
    it is in the best third of those that came that far in its bracket.
    """
    from optuna.samplers import RandomSampler

    _study(problem, session, RandomSampler(seed=session.seed))


def bohb(problem: Problem, session: Session) -> None:
    """Optuna's form of BOHB (Falkner, Klein and Hutter, ICML 2018): its Hyperband, on configurations drawn by its TPE."""
    from optuna.samplers import TPESampler

    _study(problem, session, TPESampler(seed=session.seed))


def _study(problem: Problem, session: Session, sampler: BaseSampler) -> None:
    import optuna
    from optuna.trial import TrialState

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    space = distributions(problem.bench)
    pruner = optuna.pruners.HyperbandPruner(problem.rungs[0], problem.max_epochs, reduction_factor=3)
    # The name decides which bracket a trial comes to.
    study = optuna.create_study(study_name=f"seed {session.seed}", sampler=sampler, pruner=pruner)
    while True:
        asked = study.ask()
        trial = session.trial({name: suggest(asked, name, one) for name, one in space.items()})
        for epoch in problem.rungs:
            measure = trial.train(epoch)
            if measure.seconds == 0:  # UNTRAINABLE
                study.tell(asked, state=TrialState.FAIL)
                break
            if trial.is_finished:
                study.tell(asked, measure.error)
                break
            asked.report(measure.error, epoch)
            if asked.should_prune():
                study.tell(asked, state=TrialState.PRUNED)
                break
        else:
            study.tell(asked, trial.train().error)
