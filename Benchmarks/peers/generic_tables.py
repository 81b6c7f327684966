"""Tables such as tabular benchmarks publish: keys and scores, a value a row, no learning curves. Made from a seed.

The order of the calls on the random generator is part of each table: another order gives another table.
"""

import itertools
from dataclasses import dataclass, field

import numpy as np

SEED = 20240229


@dataclass
class Column:
    """A column: `role` is key, seed or scalar; `values` an array of int64 or float64, or a list of strings."""

    role: str
    values: object
    # Which rows have a value; None where all have.
    present: object = None

    @property
    def type(self):
        if isinstance(self.values, list):
            return "string"
        return {"f": "float64", "i": "int64"}[self.values.dtype.kind]


@dataclass
class Table:
    title: str
    about: str
    columns: dict = field(default_factory=dict)

    def add(self, name, role, values, present=None):
        if not isinstance(values, list):
            values = np.ascontiguousarray(values, np.float64 if values.dtype.kind == "f" else np.int64)
        self.columns[name] = Column(role, values, present)

    @property
    def rows(self):
        return len(next(iter(self.columns.values())).values)


def grid(**axes):
    """The grid's rows in the order of its nested loops: an array of places for each axis."""
    places = np.array(list(itertools.product(*(range(len(values)) for values in axes.values()))))
    return {name: np.array(values)[places[:, i]] for i, (name, values) in enumerate(axes.items())}


def widened(values):
    """float32, as it looks in a float64 column."""
    return values.astype(np.float32).astype(np.float64)


def hpo(share):
    """A grid of five keys; scores of full precision; times as differences of clocks."""
    r = np.random.default_rng([SEED, 1])
    table = Table("grid search", "a grid of 5 keys, one of which mixes the integer 1 with 1e-08; float64 scores")
    keys = grid(
        alpha=[1e-08, 1e-06, 1e-04, 0.01, 0.1, 1, 10, 100, 464.15888336127773, 1024.0],
        learning_rate=np.logspace(-3, 0, 10).tolist(),
        max_depth=[1, 2, 3, 5, 8, 13, 20, 29, 40, 50],
        subsample=np.linspace(0.1, 1, 10).tolist(),
        n_estimators=[2 + 133 * k for k in range(max(1, round(15 * share)))],
    )
    n = len(keys["alpha"])
    for name, values in keys.items():
        table.add(name, "key", values)
    skill = np.log1p(keys["max_depth"]) / 8 + keys["learning_rate"] / 4 - np.log10(keys["alpha"]) / 50
    loss = np.exp(-skill) * r.uniform(0.6, 0.7, n)
    table.add("train_loss", "scalar", loss * r.uniform(0.2, 0.9, n))
    table.add("valid_loss", "scalar", loss)
    table.add("test_loss", "scalar", loss * r.normal(1, 0.02, n))
    # The mean over three classes of how many were right.
    sizes = np.array([127, 301, 88])
    right = r.binomial(sizes, np.clip(1 - loss, 0.01, 0.99)[:, None], (n, 3))
    table.add("balanced_accuracy", "scalar", (right / sizes).mean(axis=1))
    # Differences of a clock that counts seconds since 1970 in a double: multiples of 2^-22.
    start = r.uniform(1.6e9, 1.6e9 + 3e7, n)
    took = (0.01 + 1e-4 * keys["n_estimators"] * keys["max_depth"]) * r.lognormal(0, 0.2, n)
    table.add("fit_time", "scalar", (start + took) - start)
    table.add("score_time", "scalar", (start + took / 50) - start)
    return table


def networks(share):
    """Four repeats of every configuration; metrics of single precision, widened; a few diverged by far."""
    r = np.random.default_rng([SEED, 2])
    table = Table("networks", "62,208 configurations of 9 keys, 4 repeats; all metrics float32 widened, heavy-tailed")
    keys = grid(
        activation_1=["relu", "tanh"],
        activation_2=["relu", "tanh"],
        batch_size=[8, 16, 32, 64],
        dropout_1=[0.0, 0.3, 0.6],
        dropout_2=[0.0, 0.3, 0.6],
        init_lr=[5e-4, 1e-3, 5e-3, 1e-2, 5e-2, 1e-1],
        lr_schedule=["const", "cosine"],
        n_units_1=[16, 32, 64, 128, 256, 512],
        n_units_2=[16, 32, 64, 128, 256, 512],
    )
    count = max(1, round(len(keys["init_lr"]) * share))
    keys = {name: np.repeat(values[:count], 4) for name, values in keys.items()}
    n = 4 * count
    for name, values in keys.items():
        table.add(name, "key", values.tolist() if values.dtype.kind == "U" else values)
    table.add("seed", "seed", np.tile(np.arange(4), count))
    middle = np.repeat(r.lognormal(np.log(0.4), 0.8, count), 4)
    diverged = r.uniform(size=n) < 0.02
    loss = np.where(diverged, np.exp(r.uniform(0, np.log(8.7e7), n)), middle * r.lognormal(0, 0.1, n))
    table.add("train_loss", "scalar", widened(loss * r.lognormal(-0.2, 0.1, n)))
    table.add("valid_loss", "scalar", widened(loss))
    table.add("valid_mse", "scalar", widened(loss * r.lognormal(0, 0.01, n)))
    table.add("test_error", "scalar", widened(loss * r.lognormal(0.1, 0.1, n)))
    table.add("runtime", "scalar", widened(3000 / keys["batch_size"] * r.lognormal(0, 0.2, n)))
    wide_1, wide_2 = keys["n_units_1"], keys["n_units_2"]
    table.add("n_params", "scalar", 21 * wide_1 + (wide_1 + 1) * wide_2 + wide_2 + 1)
    return table


def cells(share):
    """A string for a key, two or three repeats; counts, integers, and a string that no two rows share."""
    r = np.random.default_rng([SEED, 3])
    table = Table("cells", "15,625 architectures as strings, 2 or 3 repeats; percentages, integers, distinct strings")
    operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
    places = np.array(list(itertools.product(range(5), repeat=6)))[: max(1, round(15625 * share))]
    form = "|{}~0|+|{}~0|{}~1|+|{}~0|{}~1|{}~2|"
    names = [form.format(*(operations[k] for k in row)) for row in places]
    row = np.repeat(np.arange(len(names)), r.integers(2, 4, len(names)))
    n = len(row)
    seeds = np.concatenate([np.array([777, 888, 999])[:k] for k in np.bincount(row)])
    table.add("arch", "key", [names[k] for k in row])
    table.add("seed", "seed", seeds)
    convolutions = (places == 3).sum(axis=1)[row]
    right = r.binomial(10000, np.clip(0.55 + 0.06 * convolutions + 0.04 * np.tanh(r.normal(size=n)), 0, 0.94))
    table.add("test_accuracy", "scalar", right / 10000 * 100)
    table.add("train_accuracy", "scalar", r.binomial(25000, np.clip(right / 9800, 0, 1)) / 25000 * 100)
    table.add("test_loss", "scalar", 1.2 - right / 10000 + r.normal(0, 0.01, n))
    small = (places == 2).sum(axis=1)[row]
    table.add("params", "scalar", 73306 + 233728 * convolutions // 3 + 25856 * small)
    table.add("flops", "scalar", 7783050 + 37748736 * convolutions // 2 + 4194304 * small)
    table.add("latency", "scalar", (0.008 + 0.004 * convolutions) * r.lognormal(0, 0.1, n))
    table.add("wall_ns", "scalar", r.integers(10**12, 10**13, n))
    digits = r.integers(0, 16, (n, 12))
    job = ["".join(f"{d:x}" for d in line) for line in digits]
    table.add("log", "scalar", [f"logs/arch-{k:06d}-seed-{s:04d}-{j}.pth" for k, s, j in zip(row, seeds, job)])
    return table


def anchors(share):
    """Learners on data sets at 1 to 36 sizes of the training set, a row each; 1.4 % of the scores are missing."""
    r = np.random.default_rng([SEED, 4])
    table = Table("anchors", "20 learners x 246 data sets at 1-36 training set sizes; quotients, 1.4 % of them missing")
    learners = [f"sklearn.learner_{k:02d}" for k in range(20)]
    tests = r.integers(100, 5000, 246)
    identifiers = np.sort(r.choice(45000, 246, replace=False))
    pairs = [(d, k) for d in range(max(1, round(246 * share))) for k in range(20)]
    sizes = r.integers(1, 37, 246)
    lines = np.array([(d, k, a) for d, k in pairs for a in range(sizes[d])])
    data, learner, anchor = lines.T
    n = len(lines)
    table.add("openml_id", "key", identifiers[data])
    table.add("learner", "key", [learners[k] for k in learner])
    table.add("anchor", "key", np.rint(16 * 2 ** (anchor / 2)).astype(np.int64))
    # A difficulty for each data set and learner, which more rows of training overcome slowly.
    rate = 0.05 + 0.4 * r.uniform(size=(246, 20))[data, learner] / (1 + anchor / 6)
    missing = r.uniform(size=n) < 0.014
    for name, shift in (("score_train", 0.5), ("score_valid", 1.0), ("score_test", 1.0)):
        right = r.binomial(tests[data], 1 - np.clip(rate * shift, 0, 1))
        table.add(name, "scalar", right / tests[data], ~missing)
    table.add("fit_time", "scalar", np.round(1e-3 * 2 ** (anchor / 2) * r.lognormal(0, 0.3, n), 6))
    return table


def tables(share=1.0):
    """The tables one after another; a share of their rows."""
    for make in (hpo, networks, cells, anchors):
        yield make(share)
