"""The search space of a benchmark in the library ConfigSpace."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .space import search_space, stepped

if TYPE_CHECKING:
    from ConfigSpace import ConfigurationSpace

    from ..benchmark import Benchmark


def space(bench: Benchmark, seed: int | None = None) -> ConfigurationSpace:
    """The search space as a `ConfigSpace.ConfigurationSpace`, with its conditions and forbidden clauses.

    ConfigSpace has no steps: a range with steps becomes an ordinal of its values. What is drawn of it is uniform over the
    values, also where the range itself is logarithmic.
    """
    from ConfigSpace import ConfigurationSpace

    text = copy.deepcopy(search_space(bench))  # from_serialized_dict takes its argument apart
    text["hyperparameters"] = [_without_steps(item) for item in text["hyperparameters"]]
    built = ConfigurationSpace.from_serialized_dict(text)
    if seed is not None:
        built.seed(seed)
    return built


def _without_steps(item: dict[str, Any]) -> dict[str, Any]:
    values = stepped(item) if (item.get("meta") or {}).get("step") is not None else None
    if values is None:
        return item
    return {
        "type": "ordinal",
        "name": item["name"],
        "sequence": list(values),
        "default_value": item.get("default_value", values[0]),
        "meta": item["meta"],
    }
