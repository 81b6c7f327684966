"""A benchmark as the target function of SMAC."""

import math

from .space import key_config


def target_function(bench, objectives="val_error", cost=None):
    """What SMAC's facades take as their target function; the space of the scenario is `configspace.space(bench)`.

    objectives   a metric, or several for a scenario of several objectives; SMAC minimises, so metrics to maximise are
                 given as their negative
    cost         what is told to SMAC as what a trial cost, a metric such as "train_energy"; it is reported as
                 `additional_info`

    The function takes SMAC's seed, and answers with the run number `seed` modulo the repeats that there are; and its
    budget, where a multi-fidelity facade gives one: the epoch to ask for. A configuration that is neither in the table nor
    predicted is a crashed trial: its error goes through to SMAC, which records it.
    """
    names = (objectives,) if isinstance(objectives, str) else tuple(objectives)
    signs = {name: -1.0 if bench.metrics[name].direction == "max" else 1.0 for name in names}

    def target(config, seed=0, budget=None):
        epoch = None if budget is None else max(1, math.floor(budget))
        answers = bench.query(key_config(bench, dict(config)), epoch=epoch)
        answer = answers[seed % len(answers)]
        values = {name: sign * answer.metrics[name] for name, sign in signs.items()}
        told = {"source": answer.source} | ({cost: answer.metrics[cost]} if cost else {})
        return (values if len(values) > 1 else values[names[0]]), told

    return target
