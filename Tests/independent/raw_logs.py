"""Reads a run's raw logs as Specs/pycls-log.md says, with Python's json and nothing of this project."""

import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

PREFIX = re.compile(r"\[[^\]]*\.py: *[0-9]+\]: ")
ENERGY_FIELDS = ("gpu_util", "mem_util", "energy", "power", "temperature", "time")
ENERGY_GROUPS = {"train_epoch": "energy.train", "test_epoch": "energy.test", "test_ema_epoch": "energy.test_ema"}
EPOCH_TYPES = ("train_epoch", "val_epoch", "test_epoch", "test_ema_epoch")
SEED_KEY = "RNG_SEED"


@dataclass
class RawRun:
    """What the logs of one run say, by the names that its columns have."""

    name: str
    leaves: dict = field(default_factory=dict)
    scalars: dict = field(default_factory=dict)
    series: dict = field(default_factory=dict)
    starts: int = 0

    @property
    def seed(self):
        return self.leaves.get(SEED_KEY)

    def column(self, name):
        group, _, last = name.rpartition(".")
        return self.series.get(group, {}).get(last)


def read_text(path):
    """A file's text, or that of its .zst; None if there is neither."""
    if path.exists():
        return path.read_bytes().decode()
    packed = path.with_name(path.name + ".zst")
    if packed.exists():
        with packed.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            return stream.read().decode()
    return None


def run_folders(logs):
    """The folders NNNNNN/ of a logs folder, in order."""
    return sorted(folder for folder in Path(logs).iterdir() if folder.is_dir() and folder.name.isdigit())


def flattened(tree, prefix=""):
    """A nested configuration by dotted path; lists are leaves."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def seconds(eta):
    """"dd,hh:mm:ss" in seconds."""
    days, clock = eta.split(",")
    hours, minutes, rest = clock.split(":")
    return ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(rest)


class Rows:
    """The rows of one group by epoch; a later row of an epoch wins."""

    def __init__(self):
        self.rows = {}
        self.maxima = {}

    def add(self, epoch, values, maximum=None):
        self.rows[epoch] = values
        self.maxima[epoch] = maximum

    def series(self):
        """The axis, and each field over it; a field that an epoch lacks is None there."""
        epochs = sorted(self.rows)
        names = {name: None for epoch in epochs for name in self.rows[epoch]}
        return {"epoch": epochs, **{name: [self.rows[e].get(name) for e in epochs] for name in names}}

    def maximum(self):
        """E of "e/E": one number, or a list where it changes; None for a group without it."""
        found = [self.maxima[epoch] for epoch in sorted(self.maxima)]
        if None in found:
            return None
        return found[0] if len(set(found)) == 1 else found


def read_run(folder):
    """Reads stdout.log and history.jsonl of a run."""
    run = RawRun(folder.name)
    groups = {}
    last = None  # The epoch record that an energy block would belong to: (type, epoch).
    in_dump = awaits_row = False
    for line in (read_text(folder / "stdout.log") or "").splitlines():
        prefix = PREFIX.match(line)
        if prefix:
            text = line[prefix.end() :]
            in_dump = text.startswith("os.environ:")
            awaits_row = False
            if text.startswith("json_stats: "):
                last = take_record(run, groups, json.loads(text[len("json_stats: ") :]))
            elif text.startswith("PyTorch Version"):
                run.starts += 1
                last = None
        elif in_dump:
            continue
        elif line.startswith("excel compatible output:"):
            awaits_row = True
        elif awaits_row:
            awaits_row = False
            assert last, f"{folder}: an energy block after no epoch record"
            values = [float(value) for value in line.split("\t")]
            assert len(values) == len(ENERGY_FIELDS), f"{folder}: an energy block of {len(values)} numbers"
            groups.setdefault(ENERGY_GROUPS[last[0]], Rows()).add(last[1], dict(zip(ENERGY_FIELDS, values)))
            last = None
    take_history(groups, read_text(folder / "history.jsonl"))
    for name, rows in groups.items():
        run.series[name] = rows.series()
        maximum = rows.maximum()
        if isinstance(maximum, list):
            run.series[name]["epoch_max"] = maximum
        elif maximum is not None:
            run.scalars[f"{name}.epoch_max"] = maximum
    return run


def take_record(run, groups, record):
    """Adds a record; gives (type, epoch) if it is one that an energy block may follow."""
    kind = record.pop("_type")
    if kind == "cfg":
        run.leaves = dict(flattened(record))
    elif kind.endswith("_iter"):
        pass
    elif "epoch" in record:
        epoch, maximum = map(int, record.pop("epoch").split("/"))
        if "eta" in record:
            record["eta"] = seconds(record["eta"])
        groups.setdefault(kind, Rows()).add(epoch, record, maximum)
        return (kind, epoch) if kind in ENERGY_GROUPS else None
    else:
        run.scalars.update((f"{kind}.{name}", value) for name, value in record.items())
    return None


def take_history(groups, text):
    """Adds the tracer's rows, which count epochs from 0."""
    for line in (text or "").splitlines():
        row = json.loads(line) if line.strip() else {}
        if "cur_epoch" not in row or "train_consumption" not in row:
            continue
        epoch = row.pop("cur_epoch") + 1
        values = {name: value for name, value in row.items() if not name.startswith("_")}
        groups.setdefault("history", Rows()).add(epoch, values)


def metrics(run):
    """The metrics of a run: correctly rounded sums, then one division."""
    found = {}

    def first(*names):
        return next((values for values in map(run.column, names) if values), None)

    def after_first(values):
        kept = values[1:] or values
        return math.fsum(kept) / len(kept)

    for metric, group in (("test_error", "test_ema_epoch"), ("val_error", "val_epoch")):
        if errors := run.column(f"{group}.top1_err"):
            found[metric] = errors[-1]
    if times := run.column("train_epoch.time_epoch"):
        found["train_time"] = math.fsum(times)
        found["epoch_time"] = after_first(times)
    if train := first("history.train_consumption", "cons.train_cons", "energy.train.energy"):
        found["train_energy"] = math.fsum(train) / 1000
        found["epoch_energy"] = after_first(train)
    if test := first("history.test_consumption", "cons.test_cons", "energy.test.energy"):
        found["inference_energy"] = math.fsum(test) / len(test)
    for name in ("params", "flops", "acts"):
        if f"complexity.{name}" in run.scalars:
            found[name] = run.scalars[f"complexity.{name}"]
    return found


def state(run):
    """The first that holds of failed, incomplete, diverged, resumed, complete."""
    present = [kind for kind in EPOCH_TYPES if kind in run.series]
    if not present:
        return "failed"
    for kind in present:
        planned = run.scalars.get(f"{kind}.epoch_max") or run.series[kind]["epoch_max"][-1]
        if run.series[kind]["epoch"] != list(range(1, planned + 1)):
            return "incomplete"
    for fields in run.series.values():
        for name, values in fields.items():
            losses = name in ("loss", "test_error") or name.endswith("_err")
            if losses and any(value is not None and not math.isfinite(value) for value in values):
                return "diverged"
    return "resumed" if run.starts > 1 else "complete"


def expected_keys(runs):
    """The leaves that vary between runs, in order, less the seed."""
    values = {}
    for run in runs:
        for path, value in run.leaves.items():
            values.setdefault(path, set()).add(json.dumps(value))
    every = {path for path in values if all(path in run.leaves for run in runs)}
    varying = [path for path, seen in values.items() if len(seen) > 1 or path not in every]
    return sorted(path for path in varying if path != SEED_KEY)
