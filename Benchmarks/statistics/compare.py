"""Compares what hasbench says of a table with numpy, scipy, matplotlib and pymoo.

    compare.py [--bounded] [--results FILE] [--bin FOLDER] TABLE.hasb...

Runs `hasbench stats` and `hasbench pareto` on the tables and on random ones with ties, NaN, infinities, one value and none, and
computes the same from what `hasbench export` gives. What no verb prints (weights, correlations, ranks, hypervolumes, bootstrap
intervals) is in the fixtures of BenchStatisticsTests: they are made anew, and must be those in the repository.

Prints Markdown; with --results, puts it in the place of the section Statistics of FILE. Exit code 1 if any number differs by more
than 1e-12 of itself.
"""

import argparse
import csv
import io
import json
import math
import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
from matplotlib.cbook import boxplot_stats
from pymoo.util.dominator import Dominator
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from scipy import stats

from tables import write_random
from tally import Tally, number

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Tests/BenchStatisticsTests/Fixtures"
# All but linear, the default.
METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
    "weibull", "median_unbiased", "normal_unbiased",
]
RULES = ["mean", "median", "each"]
PARTS = ["frontier-random", "frontier-all", "summary"]
# Of an infinity next to a number numpy's interpolation is NaN, with a warning; so is ours.
warnings.simplefilter("ignore")
np.seterr(all="ignore")


class Table:
    """A file, and its runs as they are exported."""

    def __init__(self, file, binary):
        self.file, self.binary = str(file), binary
        self.runs = []
        for line in self.hasbench("export", self.file).splitlines():
            run = json.loads(line)
            # Curves are large, and nobody asks for them.
            self.runs.append({name: run.get(name) for name in ("hash", "config", "task", "state", "metrics")})
        # A key of nearly as many values as runs says nothing of samples.
        self.keys = [key for key in self.runs[0]["config"] if len({run["config"].get(key) for run in self.runs}) <= 60]
        self.metrics = sorted({name for run in self.runs for name in run["metrics"]})

    def hasbench(self, *arguments):
        command = [self.binary / "hasbench", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def objects(self, rule, key=None):
        """By value of the key lists of runs: those of one configuration and task, or each run."""
        groups = {}
        for place, run in enumerate(self.runs):
            found = groups.setdefault(run["config"].get(key) if key else None, {})
            found.setdefault(place if rule == "each" else (run["hash"], run["task"]), []).append(run)
        return {value: list(found.values()) for value, found in groups.items()}


def joined(runs, metric, rule):
    """The value that stands for repeats: None if none has one, NaN only if all have."""
    values = [number(run["metrics"].get(metric)) for run in runs]
    values = [value for value in values if value is not None]
    numbers = [value for value in values if not math.isnan(value)]
    if not numbers:
        return math.nan if values else None
    if len(numbers) == 1:
        return numbers[0]
    if rule == "median":
        return float(np.median(numbers))
    # What is left of values far from 0 is in the last digit, so that the mean of repeats must be rounded once.
    return math.fsum(numbers) / len(numbers) if np.isfinite(numbers).all() else float(np.mean(numbers))


def compare_samples(tally, table, rule, key, method):
    """Each line of `stats` with what numpy, scipy and matplotlib make of its runs."""
    arguments = ["stats", table.file, "--repeats", rule, "--quantile-method", method] + (["--by", key] if key else [])
    lines = [json.loads(line) for line in table.hasbench(*arguments, "--distribution").splitlines()]
    rows = list(csv.DictReader(io.StringIO(table.hasbench(*arguments, "--csv"), newline="")))
    groups = table.objects(rule, key)
    tally.compare("lines", "Python", f"{table.file} by {key}", [len(lines), len(rows)], [len(groups) * len(table.metrics)] * 2)
    for line, row in zip(lines, rows):
        value = line["by"][key] if key else None
        runs = groups[value]
        sample = [joined(repeats, line["metric"], rule) for repeats in runs]
        where = f"{table.file}, {line['metric']} by {key}={value}, {rule}"
        compare_counts(tally, where, line, sample, runs)
        numbers = np.array([x for x in sample if x is not None and not math.isnan(x)])
        compare_summary(tally, where, line, numbers, method)
        compare_box(tally, where, line, numbers)
        for name in ("count", "absent", "nan", "infinite", "diverged", "mean", "sd", "min", "q1", "median", "q3", "max"):
            tally.compare("CSV beside JSON", "hasbench", f"{where}, {name}", row[name] or None, line[name])


def compare_counts(tally, where, line, sample, objects):
    present = [value for value in sample if value is not None]
    for name, count in [
        ("count", sum(not math.isnan(value) for value in present)),
        ("nan", sum(math.isnan(value) for value in present)),
        ("infinite", sum(math.isinf(value) for value in present)),
        ("absent", len(sample) - len(present)),
        ("runs", sum(map(len, objects))),
        ("diverged", sum(run.get("state") == "diverged" for runs in objects for run in runs)),
    ]:
        tally.compare("counts", "Python", f"{where}, {name}", line[name], count)


def compare_summary(tally, where, line, numbers, method):
    some, several = len(numbers) > 0, len(numbers) > 1
    # In double precision numpy's deviation squares the error of the mean, and values of 1e200 overflow.
    precise = numbers.astype(np.longdouble)
    tally.compare("mean", "numpy", where, line["mean"], np.mean(numbers) if some else None)
    if some and np.isfinite(numbers).all():
        tally.compare("mean", "math.fsum", where, line["mean"], math.fsum(numbers) / len(numbers))
    tally.compare("standard deviation", "numpy, 80 bits", where, line["sd"], np.std(precise, ddof=1) if several else None)
    if several and len(numbers) <= 300 and np.isfinite(numbers).all():
        exact = statistics.stdev(numbers.tolist())
        tally.compare("standard deviation", "statistics.stdev, exact", where, line["sd"], exact)
    for name, theirs in [("min", np.min), ("max", np.max)]:
        tally.compare("minimum, maximum", "numpy", where, line[name], theirs(numbers) if some else None)
    for name, share in [("q1", 0.25), ("median", 0.5), ("q3", 0.75)]:
        theirs = np.quantile(numbers, share, method=method) if some else None
        tally.compare(f"quantiles, {method}", "numpy", f"{where}, {name}", line[name], theirs)
    values, shares = [], []
    if some and np.isfinite(numbers).all():
        function = stats.ecdf(numbers).cdf
        values, shares = function.quantiles.tolist(), function.probabilities.tolist()
        library = "scipy"
    else:
        # scipy's takes no infinities.
        found, counts = np.unique(numbers, return_counts=True)
        values, shares = found.tolist(), (np.cumsum(counts) / max(len(numbers), 1)).tolist()
        library = "numpy"
    tally.compare("distribution function", library, where, [step[0] for step in line["distribution"]], values)
    tally.compare("distribution function", library, where, [step[1] for step in line["distribution"]], shares)


def compare_box(tally, where, line, numbers):
    if not len(numbers):
        tally.compare("box plot", "matplotlib", where, float("box" in line), 0.0)
        return
    theirs, ours = boxplot_stats(numbers)[0], line["box"]
    for name, their in [
        ("q1", "q1"), ("median", "med"), ("q3", "q3"), ("whisker_low", "whislo"), ("whisker_high", "whishi"),
    ]:
        tally.compare("box plot", "matplotlib", f"{where}, {name}", ours[name], theirs[their])
    tally.compare("box plot", "matplotlib", f"{where}, fliers", ours["fliers"], np.sort(theirs["fliers"]).tolist())


def compare_frontier(tally, table, rule, objectives):
    """Who is on the frontier, and with which numbers."""
    arguments = ["pareto", table.file, "--json", "--repeats", rule]
    for name, direction in objectives:
        arguments += ["--objective", f"{name}:{direction}"]
    frontier = json.loads(table.hasbench(*arguments))["frontier"]
    objects = table.objects(rule)[None]
    points = [[joined(runs, name, rule) for name, _ in objectives] for runs in objects]
    points = np.array([[math.nan if value is None else value for value in point] for point in points])
    complete = np.flatnonzero(~np.isnan(points).any(axis=1))
    costs = points[complete] * [1 if direction == "min" else -1 for _, direction in objectives]
    found = NonDominatedSorting(dominator=Dominator()).do(costs, only_non_dominated_front=True)
    where = f"{table.file}, {objectives}, {rule}"
    tally.compare("frontier: points left out", "Python", where, frontier["left_out"], len(points) - len(complete))

    def named(point):
        return point[0], tuple(map(number, point[1]))

    theirs = sorted(named((objects[index][0]["hash"], points[index].tolist())) for index in complete[found])
    ours = sorted(named((run["hash"], [run["metrics"][name] for name, _ in objectives])) for run in frontier["runs"])
    function = f"frontier of {len(objectives)} objectives"
    tally.compare(function, "pymoo", where, [float(a[0] == b[0]) for a, b in zip(ours, theirs)], [1.0] * len(theirs))
    tally.compare(
        function, "pymoo", where, [x for point in ours for x in point[1]], [x for point in theirs for x in point[1]])


def numbers_of(value):
    """All numbers in a JSON value, in order; texts and null are told by what they are."""
    if isinstance(value, dict):
        return [item for key in sorted(value) for item in numbers_of(value[key])]
    if isinstance(value, list):
        return [item for element in value for item in numbers_of(element)]
    if value in ("NaN", "Infinity", "-Infinity") or isinstance(value, (int, float)):
        return [number(value)]
    return [] if value is not None else [None]


def compare_fixtures(tally, folder):
    """The fixtures of the Swift tests, made anew."""
    subprocess.run([sys.executable, FIXTURES / "generate.py", folder], check=True)
    libraries = {
        "bootstraps": "numpy", "boxplots": "matplotlib", "correlations": "scipy", "distributions": "scipy",
        "frontiers": "pymoo", "quantiles": "numpy", "ranks": "pymoo", "summaries": "numpy", "volumes": "pymoo",
        "weighted": "numpy",
    }
    for name, library in libraries.items():
        ours, theirs = (json.loads((place / f"{name}.json").read_text()) for place in (FIXTURES, folder))
        tally.compare(f"test fixtures: {name}", library, name, numbers_of(ours), numbers_of(theirs))


def speed(binary):
    """What a million points or values take."""
    parts = json.loads(subprocess.run([binary / "hasb-parts", "--json", *PARTS], check=True, capture_output=True).stdout)
    lines = ["| a million | ms |", "| --- | ---: |"]
    # Nanoseconds each are milliseconds a million.
    return "\n".join(lines + [f"| {part['note']} | {part['ns']:.3g} |" for part in parts])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--bounded", action="store_true", help="one random table; keys for the mean of repeats only")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--bin", type=Path, default=ROOT / ".build/release")
    options = parser.parse_args()
    tally = Tally()
    random_tables = 1 if options.bounded else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = list(options.tables)
        for seed in range(random_tables):
            (folder / str(seed)).mkdir()
            files.append(write_random(folder / str(seed), options.bin, seed))
        for file in files:
            table = Table(file, options.bin)
            for rule in RULES:
                for key in [None] if options.bounded and rule != "mean" else [None, *table.keys]:
                    compare_samples(tally, table, rule, key, "linear")
                low, high, *rest = (["test_error", "train_energy", "params", "epoch_time"]
                                    if "test_error" in table.metrics else ["a", "b", "c"])
                for objectives in [
                    [(low, "min"), (high, "min")], [(low, "min"), (high, "max")],
                    [(low, "min"), (high, "max"), (rest[0], "min")],
                    [(name, "max") for name in (low, high, *rest)],
                ]:
                    compare_frontier(tally, table, rule, objectives)
            # Of the repository's tables two methods do in the bounded form; the random one has all that is awkward.
            for method in METHODS[:2] if options.bounded and file in options.tables else METHODS:
                compare_samples(tally, table, "mean", table.keys[0], method)
        compare_fixtures(tally, folder)
    count = sum(found[0] for found in tally.rows.values())
    text = "\n".join([
        "## Statistics", "",
        f"{count:,} numbers of `hasbench stats` and `hasbench pareto` beside those of other libraries, on "
        + ", ".join(Path(table).name for table in options.tables)
        + f" and {random_tables} random {'table' if random_tables == 1 else 'tables'} with repeats, ties, NaN, infinities, one value and none; "
        f"{len(tally.wrong)} differ by more than 1e-12. The fixtures of the Swift tests are made anew, and compared with those there are.",
        "", tally.table(), "", speed(options.bin),
    ]) + "\n"
    print(text)
    if options.results:
        old = options.results.read_text()
        before, _, rest = old.partition("## Statistics\n")
        after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
        options.results.write_text(before.rstrip() + "\n\n" + text + ("\n" + after if after else ""))
    for line in tally.wrong[:20]:
        print(line, file=sys.stderr)
    sys.exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
