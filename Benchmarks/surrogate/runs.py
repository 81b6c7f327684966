"""A table's runs as numbers, read from what `hasbench export` prints; and how they are split."""

import json
import subprocess

import numpy as np
from sklearn.model_selection import KFold

COLUMN = "test_ema_epoch.top1_err"
SCALARS = ["train_time", "train_energy", "inference_energy"]
# Shares of the way along a curve at which those models see it that need curves of one length.
NODES = np.linspace(0, 1, 48) ** 1.3


class Runs:
    """Configurations as features that every model gets, curves, and scalars."""

    def __init__(self, hasbench, file):
        text = subprocess.run([hasbench, "export", file], capture_output=True, text=True, check=True).stdout
        runs = [json.loads(line) for line in text.splitlines()]
        group, field = COLUMN.split(".")
        self.hashes = [run["hash"] for run in runs]
        self.curves = [np.array(run["series"][group][field], float) for run in runs]
        self.final = np.array([curve[-1] for curve in self.curves])
        self.scalars = {name: np.array([run["metrics"][name] for run in runs]) for name in SCALARS}
        self.features, self.is_architecture = features(runs)

    def folds(self, seed):
        """Five parts of the runs, each with the others."""
        return list(KFold(5, shuffle=True, random_state=seed).split(self.hashes))

    def nodes(self):
        """All curves at the same shares of their way."""
        return np.stack([np.interp(NODES * (len(c) - 1), np.arange(len(c)), c) for c in self.curves])

    def along(self, nodes, run):
        """A curve of a run from what it is at the nodes."""
        length = len(self.curves[run])
        return np.interp(np.arange(length) / (length - 1), NODES, nodes)


def features(runs):
    """The keys, positive numbers as logarithms, names one-hot, and the logarithms of the complexities."""
    columns, is_architecture = [], []
    for key in runs[0]["config"]:
        values = [run["config"][key] for run in runs]
        if isinstance(values[0], str):
            parts = [[value == level for value in values] for level in sorted(set(values))]
        else:
            parts = [np.log(values) if min(values) > 0 else values]
        columns += parts
        is_architecture += [key.startswith("REGNET.")] * len(parts)
    for name in ["acts", "flops", "params"]:
        columns.append(np.log([run["metrics"][name] for run in runs]))
        is_architecture.append(True)
    return np.array(columns, float).T, np.array(is_architecture)
