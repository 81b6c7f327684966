"""A benchmark as the target function of SMAC."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .answers import measured, metric_names
from .space import key_config

if TYPE_CHECKING:
    from ..benchmark import Benchmark


def target_function(
    bench: Benchmark, objectives: str | Sequence[str] = "val_error", cost: str | None = None
) -> Callable[..., tuple[float | dict[str, float], dict[str, Any]]]:
    """What SMAC's facades take as their target function; the space of the scenario is `configspace.space(bench)`.

    objectives   a metric, or several for a scenario of several objectives; SMAC minimises, so metrics to maximise are
                 given as their negative
    cost         what is told to SMAC as what a trial cost, a metric such as "train_energy"; it is reported as
                 `additional_info`

    The function takes SMAC's seed, and answers with the run number `seed` modulo the repeats that there are; and its
    budget, where a multi-fidelity facade gives one: the epoch to ask for. A configuration that is neither in the table nor
    predicted, or of which no network can be built, is a crashed trial: its error goes through to SMAC, which records it.
    """
    names = metric_names(bench, objectives)
    signs = {name: -1.0 if bench.metrics[name].direction == "max" else 1.0 for name in names}

    def target(
        config: Mapping[str, Any], seed: int = 0, budget: float | None = None
    ) -> tuple[float | dict[str, float], dict[str, Any]]:
        epoch = None if budget is None else max(1, math.floor(budget))
        answers = bench.query(key_config(bench, dict(config)), epoch=epoch)
        answer = answers[seed % len(answers)]
        values = {name: sign * measured(answer, name) for name, sign in signs.items()}
        told = {"source": answer.source} | ({cost: answer.metrics[cost]} if cost else {})
        return (values if len(values) > 1 else values[names[0]]), told

    return target
