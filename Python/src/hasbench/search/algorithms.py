"""The algorithms by name, in the order of tables and figures."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from .bananas import bananas
from .libraries import bohb, hyperband, random_search, regularized_evolution
from .local import local_search
from .problem import Problem
from .scores import accuracy_for_energy, error
from .session import BudgetSpent, Session

# Trains configurations until the session raises `BudgetSpent`.
Algorithm: TypeAlias = Callable[[Problem, Session], None]

ALGORITHMS: dict[str, Algorithm] = {
    "random search": random_search,
    "regularized evolution": regularized_evolution,
    "local search": partial(local_search, score=error),
    "energy-aware local search": partial(local_search, score=accuracy_for_energy),
    "BANANAS": partial(bananas, score=error),
    "energy-aware BANANAS": partial(bananas, score=accuracy_for_energy),
    "Hyperband": hyperband,
    "BOHB": bohb,
}


def search(name: str, session: Session) -> None:
    """Runs an algorithm until the budget of the session is spent."""
    with contextlib.suppress(BudgetSpent):
        ALGORITHMS[name](session.problem, session)
