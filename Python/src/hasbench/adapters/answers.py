"""What the adapters make of a benchmark's answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import InfeasibleConfiguration, UnknownConfiguration, UnknownNameError

if TYPE_CHECKING:
    from ..answer import Answer
    from ..benchmark import Benchmark

# What `Benchmark.query` raises for a configuration of the search space that has no answer: it is in no table and the file
# predicts nothing, or no network can be built of it. A search goes on after either; any other error is a mistake.
REFUSALS = (UnknownConfiguration, InfeasibleConfiguration)


def metric_names(bench: Benchmark, metrics: str | Sequence[str]) -> tuple[str, ...]:
    """One name or several, all of them metrics of the file; raises `UnknownNameError` for one that isn't."""
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    for name in names:
        if name not in bench.metrics:
            raise UnknownNameError(f"there is no metric {name}; there are {', '.join(bench.metrics)}", bench.path)
    return names


def measured(answer: Answer, name: str) -> float:
    """A metric of an answer; raises `UnknownConfiguration` where it has none, as the run of a training that failed."""
    value = answer.metrics.get(name)
    if value is None:
        raise UnknownConfiguration(f"its run, which is {answer.state}, has no {name}", f"configuration {answer.hash}")
    return value
