"""Local search."""

from __future__ import annotations

import numpy

from .problem import Problem
from .scores import Score
from .session import Session
from .space import Config, Space

INITIAL = 10
# After so many steps without anything new the space has been trained whole.
MOST_IDLE = 1000


def local_search(problem: Problem, session: Session, score: Score) -> None:
    """Goes from the best of some configurations to the best of its neighbours, for as long as that is better.

    After White, Nolen and Savani, "Exploring the loss landscape in neural architecture search" (UAI 2021), in the form that
    EA-HAS-Bench runs: ten random configurations to begin with; then all neighbours of the best one (`Space.neighbours`), in
    random order, and on from the best of them; at a local minimum, anew from one random configuration. What was trained
    before is not trained again: its score is remembered.
    """
    rng = numpy.random.default_rng(session.seed)
    space = Space(problem.parameters)
    scores: dict[Config, float] = {}

    def scored(config: Config) -> float:
        if config not in scores:
            scores[config] = score(session.train(space.named(config)))
        return scores[config]

    here = min((space.random(rng) for _ in range(INITIAL)), key=scored)
    idle = 0
    while idle < MOST_IDLE:
        known = len(scores)
        around = space.neighbours(here)
        rng.shuffle(order := list(range(len(around))))
        best = min((around[place] for place in order), key=scored)
        if scored(best) < scored(here):
            here = best
        else:
            here = space.random(rng)
            scored(here)
        idle = idle + 1 if len(scores) == known else 0
