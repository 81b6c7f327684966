"""Searches of a benchmark under a simulated budget.

    python -m hasbench.search data/nas-toy.hasb --budget-energy 0.001 --seeds 200 -o folder

Eight algorithms (`algorithms.ALGORITHMS`) look for the least `val_error`. What a training would have cost is charged in
seconds and in kW.h until the budget is spent; `test_error` is only reported. Optuna and Syne Tune are used where they have
an algorithm; what no kept library has is here.

    problem      a benchmark to search: trainings, what they find and what they cost
    session      one search: its budget, what it spent, the best it has found
    space        configurations as tuples: drawing, neighbours, numbers for a predictor
    algorithms   the eight by name
    libraries    random search and regularized evolution (Syne Tune), Hyperband and BOHB (Optuna)
    local        local search
    bananas      BANANAS, with the predictors in `ensemble`
    scores       what a search makes small: the error alone, or accuracy for energy
    experiment   many seeds on all cores
    figures      error against energy and against time, by gnuplot
"""

from .experiment import run
from .problem import Problem
from .session import Budget, BudgetSpent, Session

__all__ = ["Budget", "BudgetSpent", "Problem", "Session", "run"]
