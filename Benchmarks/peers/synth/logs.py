"""Raw logs of synthetic runs, in the form of pycls's: stdout.log with tagged JSON records, and stderr.log."""

import json
import os

import gen
import numpy as np

# What a trainer prints of its environment: no record, and nothing of it may reach a bench file.
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "0",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "NCCL_VERSION": "2.8.4",
    "PATH": "/opt/conda/bin:/usr/local/cuda/bin:/usr/bin:/bin",
    "PWD": "/workspace/RegNet+HPO",
    "PYTHONPATH": "/workspace/RegNet+HPO",
    "SHLVL": "2",
}
TRAIN_FIELDS = ("loss", "lr", "mem", "time_avg", "time_epoch", "top1_err", "top5_err")
TEST_FIELDS = ("mem", "min_top1_err", "min_top5_err", "time_avg", "time_epoch", "top1_err", "top5_err")


def decimal(v):
    return "%.4f" % (v / 1e4)


def record(prefix, kind, fields):
    """One tagged line; the values are written already."""
    body = ", ".join(f'"{name}": {value}' for name, value in [("_type", f'"{kind}"'), *fields])
    return "[%s]: json_stats: {%s}" % (prefix, body)


def columns(c, group, names, e):
    """The named fields of a group at epoch e."""
    return [(m, c[f"{group}.{m}"][e] if m == "mem" else decimal(c[f"{group}.{m}"][e])) for m in names]


def train_iteration(r, c, e, E, it):
    """An iteration's record: the epoch's values with noise of their own."""
    z = r.normal(0, 0.9, 4)
    t1 = min(max(c["train_epoch.top1_err"][e] / 1e4 + z[0], 0), 100)
    t5 = min(max(c["train_epoch.top5_err"][e] / 1e4 + z[1], 0), 100)
    ta = c["train_epoch.time_avg"][e] / 1e4
    fields = [
        ("epoch", f'"{e + 1}/{E}"'),
        ("eta", '"%s"' % gen.time_string(ta * (E * 97 - e * 97 - it))),
        ("iter", f'"{it}/97"'),
        ("loss", "%.4f" % (c["train_epoch.loss"][e] / 1e4 + z[2] * 0.03)),
        ("lr", decimal(c["train_epoch.lr"][e])),
        ("mem", c["train_epoch.mem"][e]),
        ("time_avg", "%.4f" % ta),
        ("time_diff", "%.4f" % (ta * (1 + 0.05 * abs(z[3])))),
        ("top1_err", "%.4f" % (round(t1 * 10.24) / 10.24)),
        ("top5_err", "%.4f" % (round(t5 * 10.24) / 10.24)),
    ]
    return record("meters.py: 153", "train_iter", fields)


def run_log(r, S, C, off, i):
    d = gen.run_obj(S, C, off, i)
    a, E = int(off[i]), int(off[i + 1] - off[i])
    c = {k: C[k][a : a + E].tolist() for k in gen.COLS}
    env = "".join(f"{k}: {v}\n" for k, v in sorted(ENVIRONMENT.items()))
    lines = [
        "[trainer.py:  48]: PyTorch Version: torch=1.8.1, cuda=11.1, cudnn=8005",
        "[trainer.py:  50]: os.environ:\n" + env,
        "[trainer.py:  53]: json_stats: " + json.dumps({**d["cfg"], "_type": "cfg"}, sort_keys=True),
        "[trainer.py:  68]: json_stats: " + json.dumps({**d["complexity"], "_type": "complexity"}, sort_keys=True),
        "[benchmark.py: 116]: Computing model and loader timings...",
    ]
    tb = c["train_epoch.time_avg"][0] / 1e4
    shares = (("test_fw", 0.4), ("train_bw", 0.5), ("train_fw_bw", 0.9), ("train_fw", 0.4), ("train_loader", 0.2))
    for kind, n in (("iter_times", 1), ("epoch_times", 97)):
        times = [(name + "_time", "%.4f" % (tb * share * n)) for name, share in shares]
        lines.append(record("benchmark.py: 134", kind, times))
    lines.append("[trainer.py: 210]: Start epoch: 1")
    checkpoint = "/mnt/sweeps/tinyimagenet/mb_v0.1/logs/%06d/checkpoints/model_epoch_%04d.pyth"
    for e in range(E):
        lines += [train_iteration(r, c, e, E, it) for it in (25, 50, 75)]
        epoch = ("epoch", f'"{e + 1}/{E}"')
        eta = ("eta", '"%s"' % gen.time_string(c["train_epoch.eta"][e]))
        train = [epoch, eta, *columns(c, "train_epoch", TRAIN_FIELDS, e)]
        lines.append(record("meters.py: 177", "train_epoch", train))
        for group in ("test_epoch", "test_ema_epoch"):
            lines.append(record("meters.py: 260", group, [epoch, *columns(c, group, TEST_FIELDS, e)]))
        lines.append("[trainer.py: 232]: Wrote checkpoint to: " + checkpoint % (i, e + 1))
    return "\n".join(lines) + "\n"


def write_logs(S, C, off, K, root):
    r = np.random.default_rng(7)
    for i in range(K):
        folder = f"{root}/{i:06d}"
        os.makedirs(folder, exist_ok=True)
        with open(folder + "/stdout.log", "w") as f:
            f.write(run_log(r, S, C, off, i))
        with open(folder + "/stderr.log", "w") as f:
            f.write(str(S["err"][i]))
