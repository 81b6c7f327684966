"""A hundred trials of a benchmark file in Optuna, OptunaHub's form, SMAC and Syne Tune.

python libraries.py data/nas-toy.hasb
"""

import sys
import tempfile

import hasbench

TRIALS = 100


def optuna(bench):
    """Optuna's TPE with pruning by Hyperband: the pruner sees the validation error after some epochs."""
    import optuna

    from hasbench.adapters.optuna import Objective

    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=1), pruner=optuna.pruners.HyperbandPruner(min_resource=4, max_resource=100)
    )
    study.optimize(Objective(bench, epochs=(4, 12, 36)), n_trials=TRIALS)
    return study.best_value


def optunahub(bench):
    """The file as a problem in OptunaHub's form."""
    import optuna

    from hasbench.adapters.optuna import problem

    benchmark = problem(bench)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1), directions=benchmark.directions)
    study.optimize(benchmark, n_trials=TRIALS)
    return study.best_value


def smac(bench):
    """SMAC's random forest."""
    import smac

    from hasbench.adapters import configspace
    from hasbench.adapters.smac import target_function

    with tempfile.TemporaryDirectory() as folder:
        scenario = smac.Scenario(
            configspace.space(bench, seed=1), n_trials=TRIALS, deterministic=True, seed=1, output_directory=folder
        )
        facade = smac.HyperparameterOptimizationFacade(scenario, target_function(bench), logging_level=False)
        return facade.runhistory.get_cost(facade.optimize())


def syne_tune(bench):
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
    return tuner.tuning_status.overall_metric_statistics.min_metrics["val_error"]


def main():
    bench = hasbench.open(sys.argv[1])
    for library in (optuna, optunahub, smac, syne_tune):
        print(f"{library.__name__}: val_error {library(bench):.4f} % after {TRIALS} trials")


if __name__ == "__main__":
    main()
