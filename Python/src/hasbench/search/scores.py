"""What the searches that are written here make small."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .problem import Measure

Score: TypeAlias = Callable[[Measure], float]

# EA-HAS-Bench (Dou et al., ICLR 2023) takes it over from MnasNet (Tan et al., CVPR 2019): half the energy is worth 5 % of
# the accuracy.
ENERGY_EXPONENT = -0.07


def error(measure: Measure) -> float:
    """The validation error: the algorithm as it was published."""
    return measure.error


def accuracy_for_energy(measure: Measure) -> float:
    """The negative of ACC (TEC / T0)^-0.07: accuracy in percent, times the training's energy to a small negative power.

    This is how EA-HAS-Bench makes local search and BANANAS energy-aware. T0, the energy that is aimed at, is a factor that
    all configurations share: it changes no comparison, and is 1 kW.h here.
    """
    if measure.energy <= 0:  # UNTRAINABLE
        return float("inf")
    return float(-(100 - measure.error) * measure.energy**ENERGY_EXPONENT)
