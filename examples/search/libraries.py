"""A hundred trials of a benchmark file in Optuna, OptunaHub's form, SMAC and Syne Tune.

python libraries.py data/nas-toy.hasb
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import hasbench

TRIALS = 100


def optuna(bench: hasbench.Benchmark) -> tuple[int, float]:
    """Optuna's TPE with pruning by Hyperband: the pruner sees the validation error after some epochs."""
    import optuna

    from hasbench.adapters.optuna import Objective

    pruner = optuna.pruners.HyperbandPruner(min_resource=4, max_resource=100)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1), pruner=pruner)
    study.optimize(Objective(bench, epochs=(4, 12, 36)), n_trials=TRIALS)
    return len(study.trials), study.best_value


def optunahub(bench: hasbench.Benchmark) -> tuple[int, float]:
    """The file as a problem in OptunaHub's form."""
    import optuna

    from hasbench.adapters.optuna import problem

    benchmark = problem(bench)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1), directions=benchmark.directions)
    study.optimize(benchmark, n_trials=TRIALS)
    return len(study.trials), study.best_value


def smac(bench: hasbench.Benchmark) -> tuple[int, float]:
    """SMAC's random forest."""
    import smac

    from hasbench.adapters import configspace
    from hasbench.adapters.smac import target_function

    with tempfile.TemporaryDirectory() as folder:
        space = configspace.space(bench, seed=1)
        scenario = smac.Scenario(space, n_trials=TRIALS, deterministic=True, seed=1, output_directory=Path(folder))
        facade = smac.HyperparameterOptimizationFacade(scenario, target_function(bench), logging_level=False)
        facade.optimize()
        history = facade.runhistory
        return history.finished, min(history.get_cost(config) for config in history.get_configs())


def syne_tune(bench: hasbench.Benchmark) -> tuple[int, float]:
    """Syne Tune's ASHA with four workers in simulated time."""
    from syne_tune import StoppingCriterion, Tuner
    from syne_tune.backend.simulator_backend.simulator_callback import SimulatorCallback
    from syne_tune.blackbox_repository.simulated_tabular_backend import UserBlackboxBackend
    from syne_tune.optimizer.baselines import ASHA

    from hasbench.adapters.syne_tune import ELAPSED_TIME, blackbox

    box = blackbox(bench)
    scheduler = ASHA(
        box.configuration_space, metric="val_error", time_attr="epoch", max_t=100, grace_period=4, random_seed=1
    )
    tuner = Tuner(
        trial_backend=UserBlackboxBackend(box, elapsed_time_attr=ELAPSED_TIME, seed=0),
        scheduler=scheduler,
        stop_criterion=StoppingCriterion(max_num_trials_finished=TRIALS),
        n_workers=4,
        sleep_time=0,
        callbacks=[SimulatorCallback()],
        save_tuner=False,
    )
    tuner.run()
    status = tuner.tuning_status
    return status.num_trials_finished, status.overall_metric_statistics.min_metrics["val_error"]


def main() -> None:
    """Searches the file in each library."""
    bench = hasbench.open(sys.argv[1])
    for library in (optuna, optunahub, smac, syne_tune):
        trials, error = library(bench)
        print(f"{library.__name__}: val_error {error:.4f} % after {trials} trials")


if __name__ == "__main__":
    main()
