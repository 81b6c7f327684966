"""BANANAS."""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from .ensemble import Ensemble
from .problem import Problem
from .scores import Score
from .session import Session
from .space import Config, Space

INITIAL = 10
BATCH = 5
CANDIDATES = 100
PARENTS = 5


def bananas(problem: Problem, session: Session, score: Score) -> None:
    """Bayesian optimisation with an ensemble of neural predictors and independent Thompson sampling.

    After White, Neiswanger and Savani, "BANANAS: Bayesian optimization with neural architectures for neural architecture
    search" (AAAI 2021): ten random configurations; then, again and again, five networks are fitted to all scores so far,
    100 candidates are made by mutations of the best five configurations, each candidate draws one number from the normal
    distribution that the networks' predictions give it, and the five with the least are trained. None is trained twice
    while there are others among the mutations.

    What differs: batches of five for the paper's ten, as budgets here pay for some tens of trainings; `Space.encoded` for
    the path encoding, as configurations are no graphs; the networks are smaller, and learn ranks by squared error for the
    paper's relative error. The energy-aware form learns the score of `scores.accuracy_for_energy`, as EA-HAS-Bench has it.
    """
    rng = numpy.random.default_rng(session.seed)
    space = Space(problem.parameters)
    scores: dict[Config, float] = {}

    def train(config: Config) -> None:
        scores[config] = score(session.train(space.named(config)))

    for _ in range(INITIAL):
        train(space.random(rng))
    while True:
        ensemble = Ensemble(rng)
        trained = list(scores)
        ensemble.fit(space.encoded(trained), list(scores.values()))
        candidates = _candidates(space, scores, rng)
        predicted = ensemble.predict(space.encoded(candidates))
        sampled = rng.normal(predicted.mean(0), predicted.std(0))
        for place in numpy.argsort(sampled, kind="stable")[:BATCH]:
            train(candidates[place])


def _candidates(space: Space, scores: Mapping[Config, float], rng: numpy.random.Generator) -> list[Config]:
    """Mutations of the best configurations that weren't trained; where there are too few, random ones make up for them."""
    parents = sorted(scores, key=scores.__getitem__)[:PARENTS]
    found: dict[Config, None] = {}
    for number in range(CANDIDATES):
        found[space.mutated(parents[number % len(parents)], rng)] = None
    fresh = [config for config in found if config not in scores]
    while len(fresh) < BATCH:
        fresh.append(space.random(rng))
    return fresh
