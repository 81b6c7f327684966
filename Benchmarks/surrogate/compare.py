"""Compares the surrogate with other models on the same splits, five times five folds.

    compare.py [--bounded] [--results FILE] [--bin FOLDER] TABLE.hasb...

Prints Markdown; with --results, puts it in the place of the section Surrogate of FILE. --bounded takes one repetition of
the first table and PyTorch on one fold.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy import stats

from models import MODELS
from runs import COLUMN, NODES, SCALARS, Runs

HERE = Path(__file__).resolve().parent
OURS, BEZIER, TREES, TORCH = "hasbench", "hasbench, Bezier networks", "hasbench, XGBoost trees", "PyTorch, the same networks"
# Debian's, which has python3-torch.
TORCH_PYTHON = "/usr/bin/python3"


def agreement(measured, predicted):
    """R2 and Kendall's tau."""
    rest = ((measured - predicted) ** 2).sum() / ((measured - measured.mean()) ** 2).sum()
    return 1 - rest, stats.kendalltau(measured, predicted)[0]


class Scores:
    """Each model's R2 and tau of each quantity, fold by fold."""

    def __init__(self):
        self.of = {}

    def add(self, model, quantity, fold, measured, predicted):
        self.of.setdefault(quantity, {}).setdefault(model, {})[fold] = agreement(measured, predicted)

    def add_curves(self, model, runs, fold, test, curves, scalars):
        self.add(model, "final test error", fold, runs.final[test], np.array([curve[-1] for curve in curves]))
        self.add(model, "whole curve", fold, np.concatenate([runs.curves[t] for t in test]), np.concatenate(curves))
        for name, values in scalars.items():
            self.add(model, name, fold, np.log(runs.scalars[name][test]), np.log(values))


def ours(binary, table, runs, repetition, folder):
    """What hasbench-fit predicts of each run that was held out, and the seconds of a fold."""
    folds = folder / "folds"
    folds.write_text(
        "".join(f"{runs.hashes[t]} {k}\n" for k, (_, test) in enumerate(runs.folds(repetition)) for t in test)
    )
    began = time.monotonic()
    out = folder / "predictions"
    subprocess.run(
        [binary / "hasbench-fit", table, "--folds", folds, "--predictions", out], check=True, stdout=subprocess.DEVNULL
    )
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    return {line["hash"]: line for line in lines}, (time.monotonic() - began) / 5


def torch_curves(runs, train, test, folder):
    """The mean curves of PyTorch's networks; None without PyTorch."""
    x = runs.features - runs.features[train].mean(0)
    x = x / np.maximum(runs.features[train].std(0), 1e-9)
    places = np.linspace(0, 1, 24)
    targets = np.stack([np.interp(places * (len(c) - 1), np.arange(len(c)), c) for c in runs.curves]) / 100
    start = bezier_start(targets[train], places)
    np.savez(
        folder / "in.npz", architecture=x[:, runs.is_architecture], training=x[:, ~runs.is_architecture], targets=targets,
        start=start, train=train, test=test,
    )
    done = subprocess.run([TORCH_PYTHON, HERE / "network.py", folder / "in.npz", folder / "out.npy"])
    if done.returncode != 0:
        return None
    curves = 100 * np.load(folder / "out.npy")
    grid = np.linspace(0, 1, 201)
    return [np.interp(np.linspace(0, 1, len(runs.curves[t])), grid, curve) for t, curve in zip(test, curves)]


def bezier_start(curves, places):
    """The mean of the least-squares Bezier curves of degree 4, as the last layer's outputs."""
    points = []
    for curve in curves:
        xy = np.column_stack([places, curve])
        way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(xy, axis=0), axis=1))])
        t = (way / max(way[-1], 1e-12))[:, None]
        b = np.array([1, 4, 6, 4, 1]) * t ** np.arange(5) * (1 - t) ** np.arange(4, -1, -1)
        inner = np.linalg.pinv(b[:, 1:4]) @ (xy - np.outer(b[:, 0], xy[0]) - np.outer(b[:, 4], xy[-1]))
        points.append(np.vstack([xy[0], inner, xy[-1]]))
    x, y = np.mean(points, axis=0).T
    steps = np.maximum(np.diff(x), 0.01)
    ends = np.clip(y[[0, 4]], 0.001, 0.999)
    return np.concatenate([np.log(ends / (1 - ends)), np.log(steps[:3] / steps[3]), y[1:4]])


def compare(binary, table, repetitions, torch_folds):
    """The scores of all models on a table, the share of final errors in the 80 % interval, and notes."""
    runs, scores, inside = Runs(binary / "hasbench", table), Scores(), []
    seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for repetition in range(repetitions):
            predicted, seconds[OURS] = ours(binary, table, runs, repetition, folder)
            for k, (train, test) in enumerate(runs.folds(repetition)):
                fold = (repetition, k)
                lines = [predicted[runs.hashes[t]] for t in test]
                curves = [line["curves"][COLUMN] for line in lines]
                scalars = {name: np.array([line["metrics"][name]["mean"] for line in lines]) for name in SCALARS}
                scores.add_curves(OURS, runs, fold, test, [np.array(c["mean"]) for c in curves], scalars)
                scores.add_curves(BEZIER, runs, fold, test, [np.array(c["bezier"]) for c in curves], {})
                for scalar in SCALARS:
                    trees = np.array([line["metrics"][scalar]["trees"] for line in lines])
                    scores.add(TREES, scalar, fold, np.log(runs.scalars[scalar][test]), np.log(trees))
                inside += [c["lower_80"][-1] <= runs.final[t] <= c["upper_80"][-1] for c, t in zip(curves, test)]
                for model, fit in MODELS.items():
                    began = time.monotonic()
                    nodes, scalars = fit(runs, train, test)
                    seconds[model] = time.monotonic() - began
                    curves = [runs.along(row, t) for row, t in zip(nodes, test)]
                    scores.add_curves(model, runs, fold, test, curves, scalars)
                if repetition * 5 + k < torch_folds:
                    began = time.monotonic()
                    curves = torch_curves(runs, train, test, folder)
                    seconds[TORCH] = time.monotonic() - began
                    if curves is None:
                        torch_folds = 0
                    else:
                        scores.add_curves(TORCH, runs, fold, test, curves, {})
                print(f"{Path(table).name}: fold {k + 1} of repetition {repetition + 1}", file=sys.stderr, flush=True)
    return runs, scores, np.mean(inside), seconds


def difference(a, b, measure):
    """The mean difference of two models over the folds that both have, and half of its 95 % interval, as text.

    Folds share training runs, so the variance is that of Nadeau and Bengio (2003): (1/n + 1/4) times the folds'.
    """
    folds = sorted(set(a) & set(b))
    values = np.array([a[fold][measure] - b[fold][measure] for fold in folds])
    if len(values) < 2:
        return f"{values.mean():+.3f} (one fold)"
    half = stats.t.ppf(0.975, len(values) - 1) * np.sqrt(values.var(ddof=1) * (1 / len(values) + 1 / 4))
    return f"{values.mean():+.3f} ± {half:.3f}"


def table_of(scores, runs):
    """The Markdown table: means over folds, and the difference from ours."""
    rows = ["| quantity | model | R2 | tau | R2, less ours | tau, less ours |", "| --- | --- | --- | --- | --- | --- |"]
    for quantity, models in scores.of.items():
        for model, folds in models.items():
            base = models[BEZIER] if model == TORCH else models[OURS]
            means = [f"{np.mean([fold[measure] for fold in folds.values()]):.3f}" for measure in (0, 1)]
            gaps = ["", ""]
            if folds is not base:
                gaps = [difference(folds, base, measure) for measure in (0, 1)]
            name = f"**{model}**" if model == OURS else model
            rows.append(f"| {quantity} | {name} | {means[0]} | {means[1]} | {gaps[0]} | {gaps[1]} |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--bounded", action="store_true")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--bin", type=Path, default=HERE.parent.parent / ".build/release")
    options = parser.parse_args()
    repetitions, torch_folds = (1, 1) if options.bounded else (5, 5)
    out = [
        "## Surrogate",
        "",
        f"{repetitions} x 5 folds, the same for all models, which get the same features. Time and energy: of their logarithms. "
        "± is the 95 % interval of the paired difference (Nadeau and Bengio 2003, corrected for shared training runs). "
        "PyTorch's difference is from hasbench's Bezier networks, on the first folds. Curves: all epochs of all runs of a fold.",
    ]
    for table in options.tables[:1] if options.bounded else options.tables:
        runs, scores, inside, seconds = compare(options.bin, table, repetitions, torch_folds)
        took = ", ".join(f"{model} {value:.1f} s" for model, value in seconds.items())
        out += [
            "",
            f"### {Path(table).name}: {len(runs.hashes)} runs",
            "",
            table_of(scores, runs),
            "",
            f"The 80 % interval of the final error holds {100 * inside:.1f} % of those held out. One fold took: {took}.",
        ]
    text = "\n".join(out) + "\n"
    print(text)
    if options.results:
        old = options.results.read_text()
        before, _, rest = old.partition("## Surrogate\n")
        after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
        options.results.write_text(before.rstrip() + "\n\n" + text + ("\n" + after if after else ""))


if __name__ == "__main__":
    main()
