"""Trains the Bezier networks of one split in PyTorch, as `hasbench fit` does; a check of that, not a part of it.

    network.py IN.npz OUT.npy

IN holds `architecture` and `training` features, standardised, of all runs, `targets` (each curve at 24 places, as shares),
`start` (the last layer's first constants), `train` and `test`, places of runs. OUT gets the mean curve of five networks at
201 places, a row for each of the test runs. Needs Debian's python3-torch.
"""

import sys

import numpy as np
import torch

DEGREE, WIDTH, MEMBERS, BATCH, PASSES, PATIENCE, RATE = 4, 48, 5, 64, 400, 40, 2e-3


class Network(torch.nn.Module):
    """Two encoders, three hidden layers, and an output of control points."""

    def __init__(self, architecture, training, start):
        super().__init__()
        self.encoders = torch.nn.ModuleList([torch.nn.Linear(architecture, WIDTH), torch.nn.Linear(training, WIDTH)])
        self.hidden = torch.nn.ModuleList([torch.nn.Linear(i, WIDTH) for i in (2 * WIDTH, WIDTH, WIDTH)])
        self.last = torch.nn.Linear(WIDTH, 2 * DEGREE)
        for layer in [*self.encoders, *self.hidden, self.last]:
            bound = (6 / layer.in_features) ** 0.5 * (0.1 if layer is self.last else 1)
            torch.nn.init.uniform_(layer.weight, -bound, bound)
            torch.nn.init.zeros_(layer.bias)
        self.last.bias.data[:] = torch.as_tensor(start)

    def forward(self, architecture, training):
        encoded = [torch.relu(e(x)) for e, x in zip(self.encoders, (architecture, training))]
        values = torch.cat(encoded, 1)
        for layer in self.hidden:
            values = torch.relu(layer(values))
        return self.last(values)


def powers(control):
    """Coefficients of t^k of the curve with these control points, a column a point."""
    result, differences, binomial = [], control, 1.0
    for k in range(DEGREE + 1):
        result.append(differences[:, :1] * binomial)
        differences = differences[:, 1:] - differences[:, :-1]
        binomial = binomial * (DEGREE - k) / (k + 1)
    return result


def horner(coefficients, t):
    """The polynomial at t and its derivative."""
    value, slope = coefficients[-1].expand_as(t), torch.zeros_like(t)
    for coefficient in coefficients[-2::-1]:
        slope = slope * t + value
        value = value * t + coefficient
    return value, slope


def heights(outputs, places):
    """The curves at places from 0 to 1; slopes go through the root by one Newton step that changes nothing else."""
    steps = torch.cat([outputs[:, 2 : DEGREE + 1].exp(), torch.ones_like(outputs[:, :1])], 1)
    x = torch.cat([torch.zeros_like(outputs[:, :1]), torch.cumsum(steps, 1) / steps.sum(1, keepdim=True)], 1)
    ends = torch.sigmoid(outputs[:, :2])
    y = torch.cat([ends[:, :1], outputs[:, DEGREE + 1 :], ends[:, 1:]], 1)
    xs, ys = powers(x), powers(y)
    with torch.no_grad():
        low = torch.zeros(len(outputs), len(places))
        high = torch.ones_like(low)
        for _ in range(22):
            middle = (low + high) / 2
            before = horner(xs, middle)[0] < places
            low, high = torch.where(before, middle, low), torch.where(before, high, middle)
        root = (low + high) / 2
        slope = horner(xs, root)[1].clamp(min=1e-3)
    t = root - (horner(xs, root)[0] - places) / slope
    return horner(ys, t)[0]


def train(data, seed):
    """One network, the best on the validation part."""
    torch.manual_seed(seed)
    order = np.random.default_rng(0).permutation(data["train"])
    judged, fitted = order[: len(order) // 10], order[len(order) // 10 :]
    tensors = {name: torch.as_tensor(data[name], dtype=torch.float32) for name in ("architecture", "training", "targets")}
    places = torch.linspace(0, 1, tensors["targets"].shape[1])
    weights = torch.full_like(places, 1 / 27)
    weights[-1] = 4 / 27
    network = Network(tensors["architecture"].shape[1], tensors["training"].shape[1], data["start"])
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)

    def loss(rows):
        outputs = network(tensors["architecture"][rows], tensors["training"][rows])
        return ((heights(outputs, places) - tensors["targets"][rows]) ** 2 * weights).sum(1).mean()

    best, best_loss, since = None, float("inf"), 0
    for _ in range(PASSES):
        rows = torch.as_tensor(fitted)[torch.randperm(len(fitted))]
        for batch in rows.split(BATCH):
            optimizer.zero_grad()
            loss(batch).backward()
            optimizer.step()
        with torch.no_grad():
            value = loss(torch.as_tensor(judged)).item()
        since += 1
        if value < best_loss:
            best, best_loss, since = {k: v.clone() for k, v in network.state_dict().items()}, value, 0
        if since >= PATIENCE:
            break
    network.load_state_dict(best)
    with torch.no_grad():
        test = torch.as_tensor(data["test"])
        outputs = network(tensors["architecture"][test], tensors["training"][test])
        return heights(outputs, torch.linspace(0, 1, 201)).clamp(0, 1).numpy()


if __name__ == "__main__":
    torch.set_num_threads(1)
    data = dict(np.load(sys.argv[1]))
    np.save(sys.argv[2], np.mean([train(data, seed) for seed in range(MEMBERS)], axis=0))
