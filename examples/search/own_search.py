"""A search of one's own under a simulated budget, beside two that the package has.

python own_search.py data/nas-toy.hasb
"""

import contextlib
import sys

import numpy

import hasbench
from hasbench.search import Budget, BudgetSpent, Problem, Session
from hasbench.search.algorithms import search
from hasbench.search.space import Space

SEEDS = 20


def halve_then_mutate(problem: Problem, session: Session) -> None:
    """Trains random configurations for a few epochs, goes on with the best third, then mutates the best."""
    rng = numpy.random.default_rng(session.seed)
    space = Space(problem.parameters)
    first = [space.random(rng) for _ in range(12)]
    trials = [session.trial(space.named(config)) for config in first]
    early = [trial.train(problem.rungs[-1]).error for trial in trials]  # charged for these epochs
    best = sorted(range(12), key=early.__getitem__)[:4]
    errors = {first[place]: trials[place].train().error for place in best}  # charged for the further epochs alone
    while True:
        child = space.mutated(min(errors, key=errors.__getitem__), rng)
        errors[child] = session.train(space.named(child)).error


def main() -> None:
    """Runs the three with some seeds each, and prints means."""
    problem = Problem(hasbench.open(sys.argv[1]))
    budget = Budget(energy=0.0003)  # kW.h
    for name in ("halve, then mutate", "random search", "local search"):
        found = []
        for seed in range(SEEDS):
            session = Session(problem, budget, seed)
            if name == "halve, then mutate":
                with contextlib.suppress(BudgetSpent):
                    halve_then_mutate(problem, session)
            else:
                search(name, session)
            _, _, error, reported = session.incumbents[-1]
            found.append((session.trials, error, reported))
        trials, error, reported = numpy.mean(found, axis=0)
        print(f"{name:<20} {trials:5.1f} trials, val_error {error:.3f} %, test_error {reported:.3f} %")


if __name__ == "__main__":
    main()
