#!/usr/bin/env python3
"""Train RegNet + hyperparameter configurations for real on the UCI handwritten digits.

Two spaces: `toy`, the 500 configurations of NAS-Toy, every one; and `joint`, a random sample of the large joint space
(10 parameters, the shape of EA-HAS-Bench's own at the scale of 8x8 images): the sampled point set.

Needs torch, scikit-learn and numpy. Each run writes SWEEP/logs/NNNNNN/{stdout.log,stderr.log,history.jsonl} and
SWEEP/cfgs/NNNNNN.json in the form of the pycls/EA-HAS-Bench logs (Specs/pycls-log.md), and can be stopped and started again.

  train.py SWEEP [--space toy|joint] [--count 1000] [--sample-seed 1] [--workers 2] [--only 0-9]

Data: scikit-learn's copy of the UCI optical digits, 1797 images of 8x8, split 797 train / 300 validation / 700 test (seed 0).
Time: CPU seconds of the single-threaded process, since wall time on a shared machine measures the neighbours.
Energy: an estimate, not a measurement: seconds * power, where power is linear in the achieved compute utilisation
(Fan, Weber and Barroso 2007) between an idle and a busy core, plus the memory's share (0.3725 W/GiB, Lannelongue et al. 2021).
"""
import argparse, copy, itertools, json, math, multiprocessing, os, sys, time, traceback

SPACE = {  # 5 * 5 * 5 * 2 * 2 = 500, exhaustive
    "REGNET.DEPTH": [4, 6, 8, 10, 12],
    "REGNET.W0": [8, 16, 24, 32, 40],
    "OPTIM.BASE_LR": [0.001, 0.01, 0.05, 0.1, 1.0],
    "OPTIM.OPTIMIZER": ["sgd", "adam"],
    "OPTIM.MAX_EPOCH": [50, 100],
}
BASE = {
    "MODEL": {"TYPE": "regnet", "NUM_CLASSES": 10, "LOSS_FUN": "cross_entropy", "ACTIVATION_FUN": "relu"},
    "REGNET": {"STEM_TYPE": "res_stem_cifar", "STEM_W": 8, "BLOCK_TYPE": "res_bottleneck_block", "STRIDE": 2, "SE_ON": False,
               "WA": 8.0, "WM": 2.5, "GROUP_W": 8, "BOT_MUL": 1.0},
    "OPTIM": {"MIN_LR": 1e-06, "LR_POLICY": "cos", "MOMENTUM": 0.9, "NESTEROV": True, "WARMUP_EPOCHS": 5, "WARMUP_FACTOR": 0.1,
              "WEIGHT_DECAY": 0.0005, "BETA1": 0.9, "BETA2": 0.999, "EMA_DECAY": 0.9},
    "TRAIN": {"DATASET": "digits", "SPLIT": "train", "BATCH_SIZE": 128, "IM_SIZE": 8, "LABEL_SMOOTHING": 0.1, "CUTOUT_LENGTH": 0},
    "VAL": {"DATASET": "digits", "SPLIT": "val", "BATCH_SIZE": 300, "IM_SIZE": 8},
    "TEST": {"DATASET": "digits", "SPLIT": "test", "BATCH_SIZE": 700, "IM_SIZE": 8},
    "NUM_GPUS": 0, "RNG_SEED": 1, "LOG_PERIOD": 3,
}
IDLE_W, BUSY_W, MEM_W = 1.50, 3.75, 0.3725 * 12  # a core of a 360 W, 96-core processor, idle at 40 %; 12 GiB


def with_values(values):
    cfg = copy.deepcopy(BASE)
    for key, value in values.items():
        section, name = key.split(".")
        cfg[section][name] = value
    return cfg


def toy_configs():
    """The 500 configurations, in a fixed shuffled order, so that any prefix is a fair sample."""
    import random
    grid = list(itertools.product(*SPACE.values()))
    random.Random(0).shuffle(grid)
    for values in grid:
        yield with_values(dict(zip(SPACE, values)))


def joint_configs(count, seed):
    """A random sample of the joint space without repetition; networks of at most 60,000 weights-times-pixels are kept."""
    import random
    r, seen = random.Random(seed), set()

    def log_uniform(low, high, step):
        v = math.exp(r.uniform(math.log(low), math.log(high)))
        return low + round((v - low) / step) * step

    while len(seen) < count:
        v = {
            "REGNET.DEPTH": r.randint(4, 12),
            "REGNET.W0": int(log_uniform(8, 48, 8)),
            "REGNET.WA": round(log_uniform(4.0, 16.0, 0.1), 1),
            "REGNET.WM": round(log_uniform(1.5, 3.0, 0.001), 3),
            "REGNET.GROUP_W": r.choice([1, 2, 4, 8, 16]),
            "OPTIM.BASE_LR": r.choice([0.001, 0.003, 0.005, 0.01, 0.03, 0.05, 0.1, 0.3, 0.5, 1.0]),
            "OPTIM.OPTIMIZER": r.choice(["sgd", "adam", "adamw"]),
            "OPTIM.LR_POLICY": r.choice(["cos", "exp", "lin"]),
            "OPTIM.MAX_EPOCH": r.choice([25, 50, 100]),
            "TRAIN.CUTOUT_LENGTH": r.choice([0, 2]),
        }
        cfg = with_values(v)
        widths = stages(cfg)
        if len(widths) > 3 or sum(w * w * d for w, d in widths) > 60000 or tuple(v.values()) in seen:
            continue
        seen.add(tuple(v.values()))
        yield cfg


def stages(cfg):
    """Stage widths and depths from the RegNet parameters."""
    r, blocks = cfg["REGNET"], []
    for j in range(r["DEPTH"]):
        k = round(math.log((r["W0"] + r["WA"] * j) / r["W0"]) / math.log(r["WM"]))
        blocks.append(int(round(r["W0"] * r["WM"] ** k / 8) * 8))
    return [(w, len(list(g))) for w, g in itertools.groupby(blocks)]


def build(cfg):
    """The network and its complexity {flops, params, acts}: multiply-adds, weights, convolution outputs of one image."""
    import torch
    from torch import nn
    cx = {"flops": 0, "params": 0, "acts": 0}

    def conv(i, o, k, stride, size, groups=1):
        out = -(-size // stride)
        cx["flops"] += k * k * i * o // groups * out * out
        cx["acts"] += o * out * out
        return [nn.Conv2d(i, o, k, stride, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o)], out

    class Block(nn.Module):
        def __init__(self, i, o, stride, size, group_w):
            super().__init__()
            g = min(group_w, o)
            a, s1 = conv(i, o, 1, 1, size)
            b, s2 = conv(o, o, 3, stride, s1, o // g)
            c, self.size = conv(o, o, 1, 1, s2)
            self.body = nn.Sequential(*a, nn.ReLU(), *b, nn.ReLU(), *c)
            self.skip = nn.Sequential(*conv(i, o, 1, stride, size)[0]) if i != o or stride > 1 else None

        def forward(self, x):
            return torch.relu((self.skip(x) if self.skip else x) + self.body(x))

    r = cfg["REGNET"]
    layers, size = conv(1, r["STEM_W"], 3, 1, cfg["TRAIN"]["IM_SIZE"])
    layers, width = layers + [nn.ReLU()], r["STEM_W"]
    for w, d in stages(cfg):
        for j in range(d):
            block = Block(width, w, r["STRIDE"] if j == 0 else 1, size, r["GROUP_W"])
            layers.append(block)
            width, size = w, block.size
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, cfg["MODEL"]["NUM_CLASSES"])]
    cx["flops"] += width * cfg["MODEL"]["NUM_CLASSES"]
    net = nn.Sequential(*layers)
    cx["params"] = sum(p.numel() for p in net.parameters())
    return net, cx


def learning_rate(cfg, epoch):
    o, t = cfg["OPTIM"], epoch / cfg["OPTIM"]["MAX_EPOCH"]
    low, policy = o["MIN_LR"], o["LR_POLICY"]
    lr = {"cos": (1 - low) * 0.5 * (1 + math.cos(math.pi * t)) + low, "exp": low ** t, "lin": (1 - low) * (1 - t) + low}[policy]
    if epoch < o["WARMUP_EPOCHS"]:
        a = epoch / o["WARMUP_EPOCHS"]
        lr *= o["WARMUP_FACTOR"] * (1 - a) + a
    return lr * o["BASE_LR"]


class Log:
    """Writes the records as the original trainer prints them: sorted keys, floats with 4 decimals."""

    def __init__(self, path):
        self.file = open(path, "w")

    def line(self, text):
        self.file.write(text + "\n")

    def stats(self, source, kind, record, exact=False):
        def show(v):
            if isinstance(v, float) and not exact:
                return "%.4f" % v if math.isfinite(v) else ("NaN" if v != v else ("Infinity" if v > 0 else "-Infinity"))
            return json.dumps(v, sort_keys=True)
        record = {**record, "_type": kind}
        body = ", ".join("%s: %s" % (json.dumps(k), show(record[k])) for k in sorted(record))
        self.line("[%s]: json_stats: {%s}" % (source, body))

    def energy(self, seconds, watts, util):
        g, r = "\x1b[32m", "\x1b[0m"
        wh = seconds * watts / 3600
        self.line("*" * 50)
        for name, value, unit in [("Time Elapse", seconds, "S"), ("Average Power", watts, "W"), ("Average Temeperature", 0.0, "C"),
                                  ("Energy Consumption", wh, "KWh"), ("GPU Utils", util, "percent"), ("Mem Utils", 0.0, "percent")]:
            self.line("%s: %s%.2f%s (in %s)" % (name, g, value, r, unit))
        self.line("excel compatible output:")
        self.line("%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f" % (util, 0.0, wh, watts, 0.0, seconds))
        self.line("*" * 50)
        return wh


def eta(seconds):
    s = int(seconds)
    return "%02d,%02d:%02d:%02d" % (s // 86400, s // 3600 % 24, s // 60 % 60, s % 60)


def run(job):
    index, cfg, sweep, peak, data = job
    out = os.path.join(sweep, "logs", "%06d" % index)
    if any(os.path.exists(os.path.join(out, "history.jsonl" + end)) for end in ("", ".zst")):
        return index, None
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "stderr.log"), "w") as err:
        try:
            return index, train(cfg, out, peak, data)
        except Exception:
            err.write(traceback.format_exc())
            return index, "failed"


def train(cfg, out, peak, data):
    import torch
    import torch.nn.functional as F
    torch.set_num_threads(1)
    torch.manual_seed(cfg["RNG_SEED"])
    clock, start = time.process_time, time.process_time()
    net, cx = build(cfg)
    ema = copy.deepcopy(net)
    log = Log(os.path.join(out, "stdout.log"))
    log.line("[trainer.py:  46]: PyTorch Version: torch=%s, device=cpu" % torch.__version__)
    log.stats("trainer.py:  51", "cfg", cfg, exact=True)
    log.stats("trainer.py:  66", "complexity", cx)
    o, classes, epochs = cfg["OPTIM"], cfg["MODEL"]["NUM_CLASSES"], cfg["OPTIM"]["MAX_EPOCH"]
    decay = [p for n, p in net.named_parameters() if p.ndim > 1]
    plain = [p for n, p in net.named_parameters() if p.ndim <= 1]
    groups = [{"params": decay, "weight_decay": o["WEIGHT_DECAY"]}, {"params": plain, "weight_decay": 0.0}]
    if o["OPTIMIZER"] == "sgd":
        opt = torch.optim.SGD(groups, lr=o["BASE_LR"], momentum=o["MOMENTUM"], nesterov=o["NESTEROV"])
    else:
        kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[o["OPTIMIZER"]]
        opt = kind(groups, lr=o["BASE_LR"], betas=(o["BETA1"], o["BETA2"]))
    hole = cfg["TRAIN"]["CUTOUT_LENGTH"]
    x, y = data["train"]
    batch, n = cfg["TRAIN"]["BATCH_SIZE"], len(y)
    iters = n // batch
    best, history = {}, []

    def top(k, scores, labels):
        hit = scores.topk(k, 1).indices.eq(labels[:, None]).any(1).float().mean().item()
        return 100.0 * (1.0 - hit)

    def traced(images, factor, work):
        t = clock()
        result = work()
        seconds = max(clock() - t, 1e-9)
        util = min(1.0, 2.0 * cx["flops"] * images * factor / (seconds * peak))
        return result, (seconds, IDLE_W + (BUSY_W - IDLE_W) * util + MEM_W, 100 * util)

    def train_epoch(epoch):
        lr = learning_rate(cfg, epoch)
        for g in opt.param_groups:
            g["lr"] = lr
        net.train()
        order, loss_sum, e1, e5, spent = torch.randperm(n), 0.0, 0.0, 0.0, 0.0
        for i in range(iters):
            t = clock()
            pick = order[i * batch:(i + 1) * batch]
            dy, dx = torch.randint(-1, 2, (2,)).tolist()
            xb, yb = torch.roll(x[pick], (dy, dx), (2, 3)), y[pick]
            if hole:
                top_row, left = torch.randint(0, 8 - hole + 1, (2,)).tolist()
                xb[:, :, top_row:top_row + hole, left:left + hole] = 0.0
            scores = net(xb)
            loss = F.cross_entropy(scores, yb, label_smoothing=cfg["TRAIN"]["LABEL_SMOOTHING"])
            opt.zero_grad()
            loss.backward()
            opt.step()
            with torch.no_grad():
                a = 1.0 if epoch < o["WARMUP_EPOCHS"] else 1.0 - o["EMA_DECAY"]
                for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
                    p.copy_(q) if not p.is_floating_point() else p.lerp_(q, a)
                scores = scores.detach()
                b1, b5, bl = top(1, scores, yb), top(5, scores, yb), loss.item()
            e1, e5, loss_sum, diff = e1 + b1, e5 + b5, loss_sum + bl, clock() - t
            spent += diff
            if (i + 1) % cfg["LOG_PERIOD"] == 0:
                left = spent / (i + 1) * (epochs * iters - epoch * iters - i - 1)
                log.stats("meters.py: 153", "train_iter", {
                    "epoch": "%d/%d" % (epoch + 1, epochs), "iter": "%d/%d" % (i + 1, iters), "eta": eta(left), "loss": bl, "lr": lr,
                    "mem": 0, "time_avg": spent / (i + 1), "time_diff": diff, "top1_err": b1, "top5_err": b5})
        avg = spent / iters
        log.stats("meters.py: 177", "train_epoch", {
            "epoch": "%d/%d" % (epoch + 1, epochs), "eta": eta(avg * iters * (epochs - epoch - 1)), "loss": loss_sum / iters, "lr": lr,
            "mem": 0, "time_avg": avg, "time_epoch": avg * iters, "top1_err": e1 / iters, "top5_err": e5 / iters})

    def test_epoch(model, split, kind, epoch):
        model.eval()
        xs, ys = data[split]
        t = clock()
        with torch.no_grad():
            scores = model(xs)
        spent = clock() - t
        scores = torch.nan_to_num(scores, nan=0.0)
        e1, e5 = top(1, scores, ys), top(5, scores, ys)
        m1, m5 = best.get(kind, (100.0, 100.0))
        best[kind] = m1, m5 = min(m1, e1), min(m5, e5)
        log.stats("meters.py: 260", kind, {
            "epoch": "%d/%d" % (epoch + 1, epochs), "mem": 0, "min_top1_err": m1, "min_top5_err": m5, "time_avg": spent,
            "time_epoch": spent, "top1_err": e1, "top5_err": e5})
        return e1

    log.line("[trainer.py: 204]: Start epoch: 1")
    for epoch in range(epochs):
        _, used = traced(iters * batch, 3, lambda: train_epoch(epoch))
        train_wh = log.energy(*used)
        test_epoch(net, "val", "val_epoch", epoch)
        test_err, used = traced(len(data["test"][1]), 1, lambda: test_epoch(net, "test", "test_epoch", epoch))
        test_wh = log.energy(*used)
        _, used = traced(len(data["test"][1]), 1, lambda: test_epoch(ema, "test", "test_ema_epoch", epoch))
        log.energy(*used)
        history.append({"train_consumption": train_wh, "test_consumption": test_wh, "test_error": test_err, "cur_epoch": epoch})
    log.file.close()
    with open(os.path.join(out, "history.jsonl.part"), "w") as f:
        f.writelines(json.dumps(h) + "\n" for h in history)
    os.rename(os.path.join(out, "history.jsonl.part"), os.path.join(out, "history.jsonl"))
    return clock() - start


def load_data():
    import numpy as np, torch
    from sklearn.datasets import load_digits
    d = load_digits()
    images = torch.tensor((d.images[:, None].astype("float32") / 16 - 0.3053) / 0.3763)
    labels = torch.tensor(d.target.astype("int64"))
    order = torch.tensor(np.random.RandomState(0).permutation(len(labels)))
    cut = {"train": order[:797], "val": order[797:1097], "test": order[1097:]}
    return {k: (images[i], labels[i]) for k, i in cut.items()}


def peak_flops():
    """One core's float32 matrix-product rate, the best of 20 products."""
    import torch
    torch.set_num_threads(1)
    a, best = torch.randn(768, 768), 0.0
    for _ in range(20):
        t = time.process_time()
        a @ a
        best = max(best, 2 * 768 ** 3 / (time.process_time() - t))
    return best


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("sweep")
    p.add_argument("--space", choices=["toy", "joint"], default="toy")
    p.add_argument("--count", type=int, default=1000, help="configurations to sample (joint)")
    p.add_argument("--sample-seed", type=int, default=1)
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--only", default="0-999999")
    a = p.parse_args()
    first, last = map(int, a.only.split("-"))
    os.makedirs(os.path.join(a.sweep, "cfgs"), exist_ok=True)
    note = os.path.join(a.sweep, "machine.json")
    if not os.path.exists(note):
        with open(note, "w") as f:
            json.dump({"peak_flops": peak_flops(), "idle_w": IDLE_W, "busy_w": BUSY_W, "memory_w": MEM_W}, f)
    peak = json.load(open(note))["peak_flops"]
    data, jobs = load_data(), []
    configs = toy_configs() if a.space == "toy" else joint_configs(a.count, a.sample_seed)
    for i, cfg in enumerate(configs):
        with open(os.path.join(a.sweep, "cfgs", "%06d.json" % i), "w") as f:
            json.dump(cfg, f, sort_keys=True, indent=1)
        if first <= i <= last:
            jobs.append((i, cfg, a.sweep, peak, data))
    done, start = 0, time.time()
    with multiprocessing.get_context("fork").Pool(a.workers) as pool:
        for i, seconds in pool.imap_unordered(run, jobs):
            done += 1
            if seconds is not None:
                print("%d/%d run %06d %s [%.0f s]" % (done, len(jobs), i, seconds, time.time() - start), flush=True)


if __name__ == "__main__":
    main()
