#!/usr/bin/env python3
"""A deterministic synthetic sweep, modelled on the raw results of EA-HAS-Bench's TinyImageNet runs.

usage: gen.py N OUT [--json] [--logs K] [--noquant]

Writes OUT/canon (one .npy a column: int32, decimals times 10^4; off.npy, where each run's epochs begin; scal.npz, one
value a run), with --json OUT/sweep.json as the original collector writes it, with --logs the first K runs' raw logs.
The order of the calls on the random generator is part of the format: another order gives another sweep.
"""

import json
import os
import sys
import time

import numpy as np
from configuration import BASE, KEYS, WHERE, cfg_hash

TRAIN = ["epoch_ind", "epoch_max", "eta", "loss", "lr", "mem", "time_avg", "time_epoch", "top1_err", "top5_err"]
TEST = ["epoch_ind", "epoch_max", "mem", "min_top1_err", "min_top5_err", "time_avg", "time_epoch", "top1_err"]
TEST += ["top5_err"]
CONS = ["train_cons", "test_cons"]
INTCOL = {"epoch_ind", "epoch_max", "eta", "mem"}
GROUPS = [("train_epoch", TRAIN), ("test_epoch", TEST), ("test_ema_epoch", TEST), ("cons", CONS)]
COLS = [g + "." + m for g, ms in GROUPS for m in ms]

LRS = np.array([0.001, 0.003, 0.005, 0.01, 0.03, 0.05, 0.1, 0.3, 0.5, 1.0])
OPTS = ["sgd", "adam", "adamw"]
POLS = ["cos", "exp", "lin"]
EPS = np.array([50, 100, 200])
TR_IT, TR_N, TE_IT, TE_N = 97, 97 * 1024, 10, 10000  # iterations and images of an epoch: training, test
MIN_LR = 1e-6
WARNING = (
    "/opt/conda/lib/python3.8/site-packages/torch/optim/lr_scheduler.py:129: "
    "UserWarning: lr_scheduler.step() before optimizer.step()\n"
)


def isint(c):
    return c.split(".")[1] in INTCOL


def fixed(v):
    """As the logs print them: four decimals, kept as an integer."""
    return np.rint(v * 1e4).astype(np.int32)


def generate(N, quant=True, seed=20230501):
    """N runs: scalars by name, columns by name (all runs' epochs in one array), and each run's first epoch."""
    r = np.random.default_rng(seed)
    S = {}
    S["DEPTH"] = r.integers(6, 16, N)
    S["W0"] = 48 + 8 * r.integers(0, 11, N)
    S["WA"] = np.round(r.uniform(8, 32, N), 1)
    S["WM"] = np.round(r.uniform(1.5, 3.0, N), 3)
    S["GROUP_W"] = np.array([1, 2, 4, 8, 16, 24, 32])[r.integers(0, 7, N)]
    S["BASE_LR"] = LRS[r.integers(0, 10, N)]
    oi = r.integers(0, 3, N)
    pi = r.integers(0, 3, N)
    S["OPTIMIZER"] = np.array(OPTS)[oi]
    S["LR_POLICY"] = np.array(POLS)[pi]
    S["MAX_EPOCH"] = EPS[r.integers(0, 3, N)]
    S["CUTOUT_LENGTH"] = 16 * r.integers(0, 2, N)
    w = S["W0"] + S["WA"] * S["DEPTH"] * 0.5
    par = (S["DEPTH"] * w * w * (2.2 + S["GROUP_W"] / 16) * r.uniform(0.8, 1.2, N)).astype(np.int64)
    S["params"] = par
    S["flops"] = (par * r.uniform(150, 420, N)).astype(np.int64)
    S["acts"] = (S["DEPTH"] * w * r.uniform(250, 500, N)).astype(np.int64)
    L = S["MAX_EPOCH"].astype(np.int64)
    off = np.zeros(N + 1, np.int64)
    off[1:] = np.cumsum(L)
    T = int(off[-1])
    run = np.repeat(np.arange(N), L)
    t = np.arange(T) - off[run]
    E = L[run]

    def R(a):
        return a[run]

    # The learning rate: pycls's policies with five epochs of warm-up.
    pol = R(pi)
    cosine = (1 - MIN_LR) * 0.5 * (1 + np.cos(np.pi * t / E)) + MIN_LR
    f = np.where(pol == 0, cosine, np.where(pol == 1, MIN_LR ** (t / E), (1 - MIN_LR) * (1 - t / E) + MIN_LR))
    lr = f * R(S["BASE_LR"])
    a = t / 5.0
    lr = np.where(t < 5, lr * (0.1 * (1 - a) + a), lr)

    # How good a configuration is: its final error, how fast it gets there, whether it diverges.
    best = np.where(oi == 0, -0.3, -2.4)
    pen = 9 * (np.log10(S["BASE_LR"]) - best) ** 2
    div = (oi > 0) & (S["BASE_LR"] >= 0.5) & (r.random(N) < 0.6)
    short = np.array([4, 1.5, 0])[np.searchsorted(EPS, S["MAX_EPOCH"])]
    einf = np.clip(36 + pen * 1.3 - 4 * np.log10(S["params"] / 3e5) + short + r.normal(0, 1.2, N), 30, 97)
    einf = np.where(div, 99.5, einf)
    tau = L * r.uniform(0.06, 0.16, N)
    lramp = r.uniform(3, 12, N) * (~div)
    C = {}

    def curve(einf_, amp, noise):
        rise = 1 - np.exp(-(t + 1) / R(tau))
        e = R(einf_) + (99.5 - R(einf_)) * np.exp(-(t + 1) / R(tau)) + R(amp) * f * rise
        return np.clip(np.minimum(e, 99.5) + r.normal(0, noise, T), 0.5, 99.9)

    def q(e, n):
        """An error in percent is a count out of n images."""
        return fixed(np.rint(e / 100 * n) * 100 / n) if quant else fixed(e)

    def t5(e):
        return np.clip(e - 24 * np.sin(np.pi * np.clip(e, 0, 99.9) / 100) ** 0.9 + r.normal(0, 0.2, T), 0.1, 99)

    def running_minimum(v):
        return np.concatenate([np.minimum.accumulate(v[off[i] : off[i + 1]]) for i in range(N)])

    base_it = S["flops"] / 3e8 * 0.05 + S["acts"] / 1e6 * 0.05 + r.uniform(0.03, 0.06, N)
    memb = (S["acts"] * 0.0021 + S["params"] * 2.2e-5 + r.uniform(300, 600, N)).astype(np.int32)
    ei = (t + 1).astype(np.int32)
    em = E.astype(np.int32)
    mem = (R(memb) + np.where(t > 0, R(r.integers(0, 3, N)), 0)).astype(np.int32)

    # Training. The trainer never resets its timer, so its times are running means.
    cut = S["CUTOUT_LENGTH"] / 16
    tre = curve(np.maximum(einf - 22 + 6 * cut, 1) * (~div) + 99.5 * div, lramp * 1.2, 0.3)
    cs = np.cumsum(r.normal(0, 0.02, T) + 0.15 * (t == 0))
    cs0 = np.concatenate([[0], cs])[off[:-1]]
    ta = R(base_it) * (1 + (cs - R(cs0)) / (t + 1))
    te = ta * TR_IT
    C["train_epoch.epoch_ind"] = ei
    C["train_epoch.epoch_max"] = em
    C["train_epoch.eta"] = (ta * (E * TR_IT - (t + 1) * TR_IT)).astype(np.int32)
    C["train_epoch.loss"] = fixed(0.92 + 4.38 * tre / 100 + r.normal(0, 0.01, T))
    C["train_epoch.lr"] = fixed(lr)
    C["train_epoch.mem"] = mem
    C["train_epoch.time_avg"] = fixed(ta)
    C["train_epoch.time_epoch"] = fixed(te)
    C["train_epoch.top1_err"] = q(tre, TR_N)
    C["train_epoch.top5_err"] = q(t5(tre), TR_N)

    tb = base_it * r.uniform(0.5, 0.8, N) * 0.98
    for g, amp in (("test_epoch", lramp), ("test_ema_epoch", lramp * 0.2)):
        e = curve(einf, amp, 0.3)
        e5 = t5(e)
        C[g + ".epoch_ind"] = ei
        C[g + ".epoch_max"] = em
        C[g + ".mem"] = mem
        C[g + ".top1_err"] = q(e, TE_N)
        C[g + ".top5_err"] = q(e5, TE_N)
        C[g + ".min_top1_err"] = running_minimum(C[g + ".top1_err"])
        C[g + ".min_top5_err"] = running_minimum(C[g + ".top5_err"])
        ta2 = R(tb) * (1 + np.abs(r.normal(0, 0.03, T)))
        C[g + ".time_avg"] = fixed(ta2)
        C[g + ".time_epoch"] = fixed(ta2 * TE_IT)

    # Seconds times mean power in W over 3600: W.h, which the tracer prints as "KWh".
    pw = r.uniform(110, 290, N)
    C["cons.train_cons"] = fixed(te * R(pw) * (1 + r.normal(0, 0.015, T)) / 3600 * (1 + 0.05 * (t == 0)))
    C["cons.test_cons"] = fixed(C["test_epoch.time_epoch"] / 1e4 * R(pw) * 0.6 * (1 + r.normal(0, 0.03, T)) / 3600)

    S["cfg_hash"] = np.array([cfg_hash({k: S[k][i].item() for k in KEYS}) for i in range(N)])
    assert len(set(S["cfg_hash"])) == N
    S["log_file"] = np.array(["/mnt/sweeps/tinyimagenet/mb_v0.1/logs/%06d/stdout.log" % i for i in range(N)])
    S["err"] = np.where(r.random(N) < 0.03, WARNING, "").astype(object)
    return S, C, off


def time_string(s):
    d, rem = divmod(int(s), 86400)
    h, rem = divmod(rem, 3600)
    m, s = divmod(rem, 60)
    return "{0:02},{1:02}:{2:02}:{3:02}".format(d, h, m, s)


def run_obj(S, C, off, i):
    """Run i as the object that the original collector writes into sweep.json."""
    cfg = {k: (dict(v) if isinstance(v, dict) else v) for k, v in BASE.items()}
    for k in KEYS:
        cfg[WHERE[k]][k] = S[k][i].item()
    a, b = off[i], off[i + 1]
    d = {"cfg": cfg, "complexity": {k: int(S[k][i]) for k in ("acts", "flops", "params")}}
    for g, ms in GROUPS:
        o = {}
        for m in ms:
            v = C[g + "." + m][a:b]
            if m == "eta":
                o[m] = [time_string(x) for x in v.tolist()]
            else:
                o[m] = v.tolist() if m in INTCOL else (v / 1e4).tolist()
        if g != "cons":
            o["epoch"] = ["%d/%d" % z for z in zip(o["epoch_ind"], o["epoch_max"])]
        d[g] = o
    d["log_file"] = str(S["log_file"][i])
    d["err_file"] = d["log_file"].replace("stdout.log", "stderr.log")
    d["err"] = str(S["err"][i])
    return d


def save(S, C, off, out):
    os.makedirs(out, exist_ok=True)
    for c in COLS:
        np.save(f"{out}/{c}.npy", C[c])
    np.save(out + "/off.npy", off)
    np.savez(out + "/scal.npz", **{k: (v.astype(str) if v.dtype == object else v) for k, v in S.items()})


def load(out):
    with np.load(out + "/scal.npz") as scalars:
        S = dict(scalars)
    return S, {c: np.load(f"{out}/{c}.npy") for c in COLS}, np.load(out + "/off.npy")


def write_json(S, C, off, path):
    with open(path, "w") as f:
        f.write("[")
        for i in range(len(off) - 1):
            f.write((", " if i else "") + json.dumps(run_obj(S, C, off, i), sort_keys=True))
        f.write("]")


def main():
    N, out = int(sys.argv[1]), sys.argv[2]
    t0 = time.time()
    S, C, off = generate(N, quant="--noquant" not in sys.argv)
    save(S, C, off, out + "/canon")
    print("generated", N, "runs", off[-1], "epochs", round(time.time() - t0, 1), "s")
    if "--json" in sys.argv:
        t0 = time.time()
        write_json(S, C, off, out + "/sweep.json")
        print("sweep.json", os.path.getsize(out + "/sweep.json"), round(time.time() - t0, 1), "s")
    if "--logs" in sys.argv:
        import logs

        K = int(sys.argv[sys.argv.index("--logs") + 1])
        t0 = time.time()
        logs.write_logs(S, C, off, K, out + "/logs")
        print("logs", K, round(time.time() - t0, 1), "s")


if __name__ == "__main__":
    main()
