#!/usr/bin/env python3
"""Checks predictions against a reader of the surrogate that was written from Specs/surrogate.md alone, in double precision."""

import math
import sys

import numpy as np

import tools
from tools import expect

sys.path.insert(0, str(tools.ROOT / "Specs"))
from reader import BenchFile, Cursor  # noqa: E402

TABLE = tools.ROOT / "data/digits-joint.hasb"
SHARES = ["50", "80", "95"]
SAMPLE = 40


class Surrogate:
    """The fields of the attachment."""

    def __init__(self, data):
        c = self.cursor = Cursor(data)
        expect(c.take(8) == b"HASBSURR" and (c.u(2), c.u(2)) == (1, 0), "magic or version")
        self.digest, self.space = c.take(32), c.counted()
        self.keys = [(c.name().decode(), c.u(1))[0] for _ in range(c.leb())]
        self.features = [self.feature() for _ in range(c.leb())]
        self.first, self.last = (int.from_bytes(c.take(8), "little", signed=True) for _ in range(2))
        self.axis_key = c.leb()
        count, width = c.leb(), len(self.features)
        self.points = self.floats(width, count)
        self.kernels = []
        for _ in range(c.leb()):
            lengths, outputs = self.floats(width), c.leb()
            self.kernels.append((lengths, self.floats(outputs), self.floats(outputs, count)))
        self.curves = [self.curve() for _ in range(c.leb())]
        self.scalars = [self.scalar() for _ in range(c.leb())]
        c.end()

    def floats(self, *shape, kind="<f4"):
        count = math.prod(shape) * int(kind[2])
        return np.frombuffer(self.cursor.take(count), kind).reshape(shape).astype(float)

    def feature(self):
        c = self.cursor
        source = c.u(1)
        key = c.leb() if source < 3 else None
        what = c.counted().decode() if source >= 2 else None
        return source, key, what, c.u(1), *self.floats(2, kind="<f8")

    def scale(self):
        kind = self.cursor.u(1)
        return (kind, *(self.floats(2) if kind == 2 else (0, 0)))

    def components(self, nodes):
        first, count = self.cursor.leb(), self.cursor.leb()
        return first, self.floats(nodes), self.floats(count, nodes)

    def curve(self):
        c = self.cursor
        curve = {"column": c.name().decode(), "metrics": [c.name().decode() for _ in range(c.leb())], "scale": self.scale()}
        count = c.leb()
        curve["nodes"] = self.floats(count)
        curve["course"], curve["spread"] = self.components(count), self.components(count)
        curve["continuity"], curve["calibrations"] = self.floats(count), self.floats(count, 3)
        curve["degree"], members = c.u(1), c.u(1)
        curve["factors"], widths = self.floats(3), [c.leb() for _ in range(c.leb())]
        architecture = sum(feature[3] for feature in self.features)
        inputs = [architecture, len(self.features) - architecture, widths[0] + widths[1], *widths[2:-1]]
        curve["members"] = [
            [self.floats(1 + i, o, kind="<f2") for i, o in zip(inputs, widths)] for _ in range(members)
        ]
        return curve

    def scalar(self):
        c = self.cursor
        scalar = {"metric": c.name().decode(), "scale": self.scale(), "grows": c.u(1), "prefers_trees": c.u(1)}
        scalar["kernel"], scalar["output"], scalar["spread"] = c.leb(), c.leb(), c.leb()
        scalar["factors"], scalar["tree_factors"] = self.floats(3), self.floats(3)
        scalar["base"], count = self.floats(1)[0], c.leb()
        scalar["nodes"] = list(zip(np.frombuffer(c.take(2 * count), "<u2").tolist(), self.floats(count).astype("<f4")))
        return scalar

    def encode(self, config, complexity):
        values = []
        for source, key, what, _, mean, deviation in self.features:
            value = complexity[what] if source == 3 else config[self.keys[key]]
            x = float(value == what) if source == 2 else math.log(value) if source in (1, 3) else float(value)
            values.append(np.float32((x - mean) / deviation))
        return np.array(values)

    def outputs(self, kernel, x):
        lengths, means, weights = self.kernels[kernel]
        r = np.sqrt(5 * (((self.points - x[:, None].astype(float)) * lengths[:, None]) ** 2).sum(0))
        return means + weights @ ((1 + r + r * r / 3) * np.exp(-r))


def restore(scale, z):
    kind, bound, offset = scale
    if kind == 2:
        return bound * np.clip((1 + 2 * offset) / (1 + np.exp(-z)) - offset, 0, 1)
    return np.exp(z) if kind == 1 else z


def moments(scale, z, deviation):
    """Mean and spread by Gauss and Hermite's rule of three points."""
    points = np.array([restore(scale, z + k * 3**0.5 * deviation) for k in (-1, 0, 1)])
    weights = np.array([1 / 6, 2 / 3, 1 / 6])
    mean = np.tensordot(weights, points, 1)
    return mean, np.sqrt(np.tensordot(weights, (points - mean) ** 2, 1))


def bezier(surrogate, curve, x, places):
    """Each member's curve."""
    is_architecture = np.array([feature[3] for feature in surrogate.features], bool)
    n, result = curve["degree"], []
    b = [lambda t, k=k: math.comb(n, k) * t**k * (1 - t) ** (n - k) for k in range(n + 1)]
    for layers in curve["members"]:
        run = lambda w, v: w[0] + v @ w[1:]
        v = np.concatenate([run(layers[0], x[is_architecture]), run(layers[1], x[~is_architecture])])
        for layer in layers[2:]:
            v = run(layer, np.maximum(v, 0))
        steps = np.exp(np.append(v[2 : n + 1], 0))
        xs = np.append(0, np.cumsum(steps) / steps.sum())
        ends = 1 / (1 + np.exp(-v[:2]))
        ys = [ends[0], *v[n + 1 :], ends[1]]
        low, high = np.zeros(len(places)), np.ones(len(places))
        for _ in range(50):
            middle = (low + high) / 2
            before = sum(b[k](middle) * xs[k] for k in range(n + 1)) < places
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        result.append(curve["scale"][1] * np.clip(sum(b[k](low) * ys[k] for k in range(n + 1)), 0, 1))
    return np.array(result)


def walk(scalar, x):
    """The sum of the trees, in single precision."""
    total, place, nodes = np.float32(scalar["base"]), 0, scalar["nodes"]

    def skip(place):
        """Where the subtree that begins here ends."""
        open_ = 1
        while open_:
            open_ += 1 if nodes[place][0] else -1
            place += 1
        return place

    while place < len(nodes):
        end = skip(place)
        while nodes[place][0]:
            feature, threshold = nodes[place]
            place = place + 1 if x[feature - 1] < threshold else skip(place + 1)
        total = np.float32(total + nodes[place][1])
        place = end
    return total


def close(found, expected, what, relative=2e-3, absolute=2e-3):
    found, expected = np.array(found, float), np.array(expected, float)
    expect(found.shape == expected.shape, f"{what}: {found.shape} numbers instead of {expected.shape}")
    worst = np.max(np.abs(found - expected) - relative * np.abs(expected), initial=0)
    expect(worst <= absolute, f"{what}: off by {worst}")
    return found.size


def check(surrogate, answer):
    """One answer, number by number."""
    config = answer["config"]
    x = surrogate.encode(config, answer["metrics"])
    last = config[surrogate.keys[surrogate.axis_key - 1]] if surrogate.axis_key else surrogate.last
    places = np.arange(last - surrogate.first + 1) / (last - surrogate.first)
    z, count = surrogate.outputs(0, x), 0
    for curve in surrogate.curves:
        group, field = curve["column"].rsplit(".", 1)
        first, mean, basis = curve["course"]
        course = mean + z[first : first + len(basis)] @ basis
        first, mean, basis = curve["spread"]
        width = np.exp(mean + z[first : first + len(basis)] @ basis)
        means, spreads = moments(curve["scale"], course, width * curve["calibrations"][:, 1] / 1.2815516)
        along = lambda values: np.interp(places, curve["nodes"], values)
        count += close(answer["series"][group][field], along(means), curve["column"])
        count += close(answer["series_spread"][group][field], along(spreads), f"spread of {curve['column']}")
        for metric in curve["metrics"]:
            for share, factor in zip(SHARES, curve["calibrations"][-1]):
                ends = [restore(curve["scale"], course[-1] + sign * factor * width[-1]) for sign in (-1, 1)]
                count += close(answer["intervals"][metric][share], ends, f"{metric}, {share} %")
        members = bezier(surrogate, curve, x.astype(float), places)
        count += close(answer["members"][curve["column"]], members, f"networks of {curve['column']}", absolute=0.05)
    for scalar in surrogate.scalars:
        z, name, share = surrogate.outputs(scalar["kernel"], x), scalar["metric"], 1
        trees = walk(scalar, x)
        if scalar["prefers_trees"]:
            centre, width, factors = float(trees), 1, scalar["tree_factors"]
        else:
            centre, width, factors = z[scalar["output"]], math.exp(z[scalar["spread"]]), scalar["factors"]
        mean, spread = moments(scalar["scale"], centre, width * factors[1] / 1.2815516)
        tiny = {"relative": 2e-3, "absolute": 0}
        count += close(answer["metrics"][name], mean, name, **tiny)
        count += close(answer["spread"][name], spread, f"spread of {name}", **tiny)
        count += close(answer["trees"][name], restore(scalar["scale"], float(trees)), f"trees of {name}", 1e-6, 0)
        for part, factor in zip(SHARES, factors):
            ends = [restore(scalar["scale"], centre + sign * factor * width) for sign in (-1, 1)]
            count += close(answer["intervals"][name][part], ends, f"{name}, {part} %", **tiny)
    return count


def main():
    file = BenchFile(TABLE.read_bytes())
    surrogate = Surrogate(file.attachments["surrogate"])
    expect(surrogate.digest == file.digest, "the surrogate is of another table")
    expect(surrogate.space == file.attachments["search-space"], "the surrogate is of another search space")
    columns = [word for curve in surrogate.curves for word in ("--curve", curve["column"])]
    lines = tools.run("sample", TABLE, "-n", SAMPLE, "--seed", 9, "-o", "-")[0].splitlines()
    count = 0
    for line in lines:
        config = tools.strict_json(line)["config"]
        pairs = [f"{key}={value}" for key, value in config.items()]
        answer = tools.strict_json(tools.run("query", TABLE, *pairs, *columns, "--members", "--json")[0])
        if answer["source"] == "surrogate":
            count += check(surrogate, answer)
    expect(count > 0, "no configuration was predicted")
    print(f"surrogate.py: {len(lines)} configurations, {count} numbers as the specification has them")


if __name__ == "__main__":
    main()
