"""Writes the fixtures of BenchStatisticsTests: what numpy, scipy, matplotlib and pymoo answer on seeded data.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scipy matplotlib pymoo
    /tmp/venv/bin/python generate.py

The files are written next to this script, or into a folder that is given. Numbers that are not finite are the strings NaN, Infinity, -Infinity.
"""

import json
import math
import pathlib
import statistics
import sys
import warnings

import numpy as np
from matplotlib.cbook import boxplot_stats
from pymoo.indicators.hv import HV
from pymoo.util.dominator import Dominator
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from scipy import stats

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
INF, NAN = math.inf, math.nan
METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
    "weibull", "linear", "median_unbiased", "normal_unbiased",
]
# All floats: given the integers 0 and 1, numpy takes another path that does not interpolate.
PROBABILITIES = [0.0, 0.001, 0.05, 0.1, 0.2, 0.25, 0.3, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.9, 0.95, 0.999, 1.0]

warnings.simplefilter("ignore")
np.seterr(all="ignore")


def plain(value):
    """The value as JSON has it: no numpy types, no numbers that are not finite."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, cases):
    lines = ",\n".join(json.dumps(plain(case), allow_nan=False) for case in cases)
    (FOLDER / name).write_text(f"[\n{lines}\n]\n")


def samples():
    rng = np.random.default_rng(20240607)
    latency = np.round(rng.lognormal(1.5, 0.6, 300), 4)
    accuracy = np.round(100 * rng.beta(18, 2, 250), 2)
    yield "none", []
    yield "one", [3.25]
    yield "two", [2.0, -1.0]
    yield "three", [0.1, 0.2, 0.3]
    yield "all equal", [0.7] * 9
    yield "all NaN", [NAN, NAN]
    yield "one and NaN", [NAN, 5.0, NAN]
    yield "even", list(range(1, 11))
    yield "odd", list(range(11, 0, -1))
    yield "ties", rng.integers(0, 6, 60).astype(float)
    yield "normal", rng.normal(size=101)
    yield "cauchy", rng.standard_cauchy(200)
    yield "offset", 1e9 + rng.normal(size=80)
    yield "tiny", rng.normal(size=20) * 1e-310
    yield "huge", np.array([1.5e308, 1.25e308, 1.0e308, 1.75e308, 1.7e308])
    yield "wide", rng.normal(size=150) * 10.0 ** rng.integers(-300, 300, 150)
    yield "cancel", [1e100, 1.0, -1e100, 1e-17, 3.0]
    yield "latency", latency
    yield "accuracy", accuracy
    yield "latency with gaps", np.where(rng.random(300) < 0.1, NAN, latency)
    yield "infinite maximum", [1.0, 2.0, 3.0, 4.0, INF]
    yield "infinite ends", [-INF, *rng.normal(size=20), INF]
    yield "infinities", [1.0, INF, 2.0, INF, INF, NAN, 7.0, -2.5]
    yield "all infinite", [INF, INF, INF]
    for size in (2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 37, 100):
        yield f"uniform {size}", rng.random(size)


def numbers_of(values):
    values = np.asarray(values, dtype=float)
    return values[~np.isnan(values)]


def quantiles():
    for name, values in samples():
        numbers = np.sort(numbers_of(values))
        if len(numbers):
            answers = {method: [np.quantile(numbers, q, method=method) for q in PROBABILITIES] for method in METHODS}
        else:
            answers = {}
        yield {"name": name, "values": values, "probabilities": PROBABILITIES, "quantiles": answers}


def exact_mean(numbers):
    if np.isinf(numbers).any():
        return np.mean(numbers)
    try:
        return math.fsum(numbers) / len(numbers)
    except OverflowError:
        return float(statistics.mean(map(float, numbers)))


def exact_sum(numbers):
    if np.isinf(numbers).any():
        return np.sum(numbers)
    try:
        return math.fsum(numbers)
    except OverflowError:
        return INF


def deviation(numbers):
    if len(numbers) < 2:
        return None
    if np.isinf(numbers).any():
        return NAN
    return statistics.stdev(map(float, numbers))


def summaries():
    for name, values in samples():
        numbers = numbers_of(values)
        some = len(numbers) > 0
        yield {
            "name": name,
            "values": values,
            "count": len(numbers),
            "missing": len(values) - len(numbers),
            "infinities": int(np.isinf(numbers).sum()),
            "sum": exact_sum(numbers),
            "mean": exact_mean(numbers) if some else None,
            "standardDeviation": deviation(numbers),
            "minimum": np.min(numbers) if some else None,
            "lowerQuartile": np.quantile(numbers, 0.25) if some else None,
            "median": np.quantile(numbers, 0.5) if some else None,
            "upperQuartile": np.quantile(numbers, 0.75) if some else None,
            "maximum": np.max(numbers) if some else None,
        }


def boxes():
    for name, values in samples():
        numbers = numbers_of(values)
        if not len(numbers):
            continue
        for reach in (1.5, 0.5, 3.0):
            box = boxplot_stats(numbers, whis=reach)[0]
            keys = ["q1", "med", "q3", "iqr", "whislo", "whishi", "cilo", "cihi"]
            yield {"name": name, "values": values, "reach": reach, **{key: box[key] for key in keys},
                   "fliers": np.sort(box["fliers"])}


def distributions():
    for name, values in samples():
        numbers = numbers_of(values)
        if not len(numbers):
            continue
        support, counts = np.unique(numbers, return_counts=True)
        if np.isfinite(numbers).all():
            ecdf = stats.ecdf(numbers).cdf
            shares = ecdf.probabilities
            assert np.array_equal(ecdf.quantiles, support)
        else:
            shares = np.cumsum(counts) / len(numbers)
        points = [-INF, *support[:40], *(support[:40] + 0.05), 0.0, INF]
        ordered = np.sort(numbers)
        yield {
            "name": name, "values": values, "support": support, "counts": np.cumsum(counts), "shares": shares,
            "points": points,
            "below": [np.searchsorted(ordered, x, side="left") / len(ordered) for x in points],
            "atMost": [np.searchsorted(ordered, x, side="right") / len(ordered) for x in points],
        }


def fronts():
    rng = np.random.default_rng(7)
    latency = np.round(rng.lognormal(1.5, 0.6, 400), 2)
    accuracy = np.round(70 + 8 * np.log1p(latency) + rng.normal(0, 2, 400), 1)
    energy = np.round(latency * rng.uniform(0.8, 1.6, 400), 1)
    gaps = np.where(rng.random(400) < 0.08, NAN, energy)
    lattice = rng.integers(0, 5, (120, 4)).astype(float)
    ends = rng.choice([-INF, -1.0, 0.0, 1.0, INF, NAN], (60, 3))
    sphere = np.abs(rng.normal(size=(80, 3)))
    sphere /= np.linalg.norm(sphere, axis=1, keepdims=True)
    cases = [
        ("none", np.empty((0, 2)), "-+"),
        ("one", [[1.0, 2.0]], "-+"),
        ("all NaN", [[NAN, 1.0], [2.0, NAN]], "--"),
        ("all equal", [[1.0, 2.0]] * 5, "-+"),
        ("accuracy latency", np.column_stack([accuracy, latency]), "+-"),
        ("latency accuracy", np.column_stack([latency, accuracy]), "-+"),
        ("latency energy", np.column_stack([latency, gaps]), "--"),
        ("three", np.column_stack([accuracy, latency, gaps]), "+--"),
        ("lattice 1", lattice[:, :1], "+"),
        ("lattice 2", lattice[:, :2], "++"),
        ("lattice 3", lattice[:, :3], "-+-"),
        ("lattice 4", lattice, "--+-"),
        ("ends 2", ends[:, :2], "-+"),
        ("ends 3", ends, "+-+"),
        ("sphere", sphere, "---"),
        ("normal 5", rng.normal(size=(150, 5)), "+-+-+"),
    ]
    for name, points, signs in cases:
        points = np.asarray(points, dtype=float)
        complete = np.flatnonzero(~np.isnan(points).any(axis=1))
        costs = points * [1 if sign == "-" else -1 for sign in signs]
        front = complete[:0]
        if len(complete):
            sort = NonDominatedSorting(dominator=Dominator())
            front = complete[sort.do(costs[complete], only_non_dominated_front=True)]
        front = sorted(front.tolist(), key=lambda index: (*costs[index], index))
        yield {
            "name": name,
            "columns": points.T,
            "directions": ["minimize" if sign == "-" else "maximize" for sign in signs],
            "indices": front,
            "missing": len(points) - len(complete),
        }


def pairs():
    rng = np.random.default_rng(11)
    time = np.round(rng.lognormal(1.5, 0.6, 300), 2)
    energy = time * rng.uniform(0.9, 1.1, 300)
    yield "none", [], []
    yield "one", [1.0], [2.0]
    yield "two", [1.0, 2.0], [5.0, 3.0]
    yield "constant", [1.0, 1.0, 1.0], [1.0, 2.0, 3.0]
    yield "time and energy", time, energy
    yield "opposite", time, -time
    yield "ties", rng.integers(0, 5, 200).astype(float), rng.integers(0, 4, 200).astype(float)
    yield "normal", rng.normal(size=100), rng.normal(size=100)
    yield "offset", 1e8 + rng.normal(size=50), rng.normal(size=50)
    yield "huge", rng.normal(size=50) * 1e300, rng.normal(size=50) * 1e-300
    yield "gaps", np.where(rng.random(300) < 0.1, NAN, time), np.where(rng.random(300) < 0.1, NAN, energy)
    yield "infinite", np.array([1.0, INF, 3.0, -INF, 2.0]), np.array([2.0, 5.0, 1.0, 0.0, 7.0])


def correlations():
    for name, first, second in pairs():
        first, second = np.asarray(first, float), np.asarray(second, float)
        whole = ~(np.isnan(first) | np.isnan(second))
        x, y = first[whole], second[whole]
        known = len(x) > 1 and len(set(x)) > 1 and len(set(y)) > 1
        yield {
            "name": name, "first": first, "second": second, "missing": int((~whole).sum()),
            "pearson": (stats.pearsonr(x, y).statistic if np.isfinite(x).all() else NAN) if known else None,
            "spearman": stats.spearmanr(x, y).statistic if known else None,
            "kendall": stats.kendalltau(x, y).statistic if known else None,
            "ranks": stats.rankdata(x),
        }


def ranks():
    rng = np.random.default_rng(13)
    lattice = rng.integers(0, 5, (90, 4)).astype(float)
    gaps = np.where(rng.random((80, 2)) < 0.1, NAN, rng.integers(0, 9, (80, 2)))
    cases = [
        ("one", [[1.0, 2.0]]), ("chain", [[i, i] for i in range(6)]), ("lattice 1", lattice[:, :1]),
        ("lattice 2", lattice[:, :2]), ("lattice 3", lattice[:, :3]), ("lattice 4", lattice), ("gaps", gaps),
        ("normal 2", rng.normal(size=(150, 2))), ("normal 3", rng.normal(size=(150, 3))),
    ]
    for name, points in cases:
        points = np.asarray(points, dtype=float)
        complete = np.flatnonzero(~np.isnan(points).any(axis=1))
        found = [None] * len(points)
        fronts = NonDominatedSorting(dominator=Dominator()).do(points[complete])
        for rank, front in enumerate(fronts):
            for point in complete[front]:
                found[int(point)] = rank
        yield {"name": name, "columns": points.T, "ranks": found, "frontiers": len(fronts)}


def volumes():
    rng = np.random.default_rng(17)
    for dimension in (1, 2, 3):
        for name, points in [
            ("none", np.empty((0, dimension))), ("one", np.full((1, dimension), 0.25)),
            ("beyond", np.full((2, dimension), 1.5)), ("uniform", rng.random((60, dimension)) * 1.2),
            ("lattice", rng.integers(0, 6, (80, dimension)) / 5), ("normal", rng.normal(size=(40, dimension))),
        ]:
            volume = HV(ref_point=np.ones(dimension))(points) if len(points) else 0.0
            yield {"name": f"{name} {dimension}", "columns": points.T, "dimension": dimension, "volume": volume}


def weighted():
    rng = np.random.default_rng(19)
    for name, values, weights in [
        ("one", [3.0], [0.5]), ("whole", rng.normal(size=40), rng.integers(0, 5, 40).astype(float)),
        ("ties", rng.integers(0, 6, 70).astype(float), rng.random(70)), ("real", rng.normal(size=90), rng.random(90)),
    ]:
        values, weights = np.asarray(values), np.asarray(weights)
        yield {
            "name": name, "values": values, "weights": weights, "mean": float(np.average(values, weights=weights)),
            "probabilities": PROBABILITIES[1:],
            "quantiles": [
                float(np.quantile(values, q, weights=weights, method="inverted_cdf")) for q in PROBABILITIES[1:]
            ],
        }


def splitmix(state):
    mask = (1 << 64) - 1
    while True:
        state = state + 0x9E3779B97F4A7C15 & mask
        mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & mask
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & mask
        yield mixed ^ mixed >> 31


def bootstraps():
    """The percentile interval by numpy, over the draws of SplitMix64."""
    rng = np.random.default_rng(23)
    for name, values, confidence, count, seed in [
        ("one", [4.5], 0.9, 10, 1), ("normal", rng.normal(size=30), 0.95, 200, 7),
        ("gaps", np.where(rng.random(40) < 0.2, NAN, rng.lognormal(size=40)), 0.8, 300, 2**64 - 1),
    ]:
        numbers = numbers_of(values)
        draws = splitmix(seed)
        means = [exact_mean([numbers[next(draws) * len(numbers) >> 64] for _ in numbers]) for _ in range(count)]
        tail = (1 - confidence) / 2
        yield {
            "name": name, "values": values, "confidence": confidence, "resamples": count, "seed": str(seed),
            "estimate": exact_mean(numbers), "lower": np.quantile(means, tail), "upper": np.quantile(means, 1 - tail),
        }


if __name__ == "__main__":
    write("correlations.json", correlations())
    write("ranks.json", ranks())
    write("volumes.json", volumes())
    write("weighted.json", weighted())
    write("bootstraps.json", bootstraps())
    write("quantiles.json", quantiles())
    write("summaries.json", summaries())
    write("boxplots.json", boxes())
    write("distributions.json", distributions())
    write("frontiers.json", fronts())
