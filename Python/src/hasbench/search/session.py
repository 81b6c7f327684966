"""One search: its budget, what it has spent, and the best it has found."""

import math
from dataclasses import dataclass


class BudgetSpent(Exception):
    """The next training costs more than is left: the search is over."""


@dataclass(frozen=True)
class Budget:
    """What a search may spend on training; what is not given is not limited."""

    energy: float = math.inf  # kW.h
    seconds: float = math.inf

    def __post_init__(self):
        if math.isinf(self.energy) and math.isinf(self.seconds):
            raise ValueError("a budget has energy, seconds, or both")
        if not (self.energy > 0 and self.seconds > 0):
            raise ValueError("a budget is more than 0")


class Session:
    """Trains configurations for a search, and charges it.

    A search chooses by the error alone; `incumbents` has, at each improvement, what had been spent until then, the error,
    and what is only reported. The search ends at the first training that the budget can't pay for to its next stop: a
    network that was not trained to there is of no use. It ends after `trial_limit` configurations, too, should none of
    them cost anything.
    """

    trial_limit = 100_000

    def __init__(self, problem, budget, seed=0):
        self.problem = problem
        self.budget = budget
        self.seed = seed
        self.trials = 0
        self.energy = 0.0
        self.seconds = 0.0
        self.incumbents = []

    def trial(self, config):
        """A training of this configuration (names to values), not yet begun."""
        if self.trials >= self.trial_limit:
            raise BudgetSpent
        self.trials += 1
        return Trial(self, config)

    def train(self, config):
        """What a whole training gives."""
        return self.trial(config).train()

    def charge(self, seconds, energy):
        """Takes what a training cost off the budget."""
        if self.energy + energy > self.budget.energy or self.seconds + seconds > self.budget.seconds:
            raise BudgetSpent
        self.energy += energy
        self.seconds += seconds

    def found(self, measure):
        """Keeps a training if none before was as good."""
        if (not self.incumbents or measure.error < self.incumbents[-1][2]) and math.isfinite(measure.error):
            self.incumbents.append((self.energy, self.seconds, measure.error, measure.reported))


class Trial:
    """A training that can be continued: each further epoch is charged once."""

    def __init__(self, session, config):
        self.session = session
        self.config = config
        self.seconds = self.energy = 0.0

    def train(self, epoch=None):
        """Trains on to an epoch, or to the end, and says what is known then."""
        measure = self.session.problem.measure(self.config, epoch, repeat=self.session.seed)
        self.session.charge(measure.seconds - self.seconds, measure.energy - self.energy)
        self.seconds, self.energy = measure.seconds, measure.energy
        self.session.found(measure)
        return measure

    @property
    def is_finished(self):
        """Whether there are no further epochs."""
        return self.seconds >= self.session.problem.measure(self.config, repeat=self.session.seed).seconds
