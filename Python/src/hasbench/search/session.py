"""One search: its budget, what it has spent, and the best it has found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from .problem import Measure, Problem


class BudgetSpent(Exception):
    """The next training costs more than is left: the search is over."""


@dataclass(frozen=True)
class Budget:
    """What a search may spend on training; what is not given is not limited."""

    energy: float = math.inf  # kW.h
    seconds: float = math.inf

    def __post_init__(self) -> None:
        if math.isinf(self.energy) and math.isinf(self.seconds):
            raise UsageError("a budget has energy, seconds, or both")
        if not (self.energy > 0 and self.seconds > 0):
            raise UsageError("a budget is more than 0")


class Session:
    """Trains configurations for a search, and charges it.

    A search chooses by the error alone; `incumbents` has, at each improvement, what had been spent until then, the error,
    and what is only reported. The search ends at the first training that the budget can't pay for to its next stop: a
    network that was not trained to there is of no use. It ends after `trial_limit` configurations, too, should none of
    them cost anything.
    """

    trial_limit = 100_000

    def __init__(self, problem: Problem, budget: Budget, seed: int = 0) -> None:
        self.problem = problem
        self.budget = budget
        self.seed = seed
        self.trials = 0
        self.energy = 0.0
        self.seconds = 0.0
        self.incumbents: list[tuple[float, float, float, float]] = []

    def trial(self, config: dict[str, Any]) -> Trial:
        """A training of this configuration (names to values), not yet begun."""
        if self.trials >= self.trial_limit:
            raise BudgetSpent
        self.trials += 1
        return Trial(self, config)

    def train(self, config: dict[str, Any]) -> Measure:
        """What a whole training gives."""
        return self.trial(config).train()

    def charge(self, seconds: float, energy: float) -> None:
        """Takes what a training cost off the budget."""
        if self.energy + energy > self.budget.energy or self.seconds + seconds > self.budget.seconds:
            raise BudgetSpent
        self.energy += energy
        self.seconds += seconds

    def found(self, measure: Measure) -> None:
        """Keeps a training if none before was as good."""
        if (not self.incumbents or measure.error < self.incumbents[-1][2]) and math.isfinite(measure.error):
            self.incumbents.append((self.energy, self.seconds, measure.error, measure.reported))


class Trial:
    """A training that can be continued: each further epoch is charged once."""

    def __init__(self, session: Session, config: dict[str, Any]) -> None:
        self.session = session
        self.config = config
        self.seconds = self.energy = 0.0

    def train(self, epoch: int | None = None) -> Measure:
        """Trains on to an epoch, or to the end, and says what is known then."""
        measure = self.session.problem.measure(self.config, epoch, repeat=self.session.seed)
        self.session.charge(measure.seconds - self.seconds, measure.energy - self.energy)
        self.seconds, self.energy = measure.seconds, measure.energy
        self.session.found(measure)
        return measure

    @property
    def is_finished(self) -> bool:
        """Whether there are no further epochs."""
        return self.seconds >= self.session.problem.measure(self.config, repeat=self.session.seed).seconds
