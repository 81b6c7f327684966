"""The .hasb file, through the project's own programs: the one module that knows their command lines.

HASBENCH_BIN, HASB_SYNTH and HASB_READS name the programs where they are elsewhere than where the project builds them.
A lookup is asked by a Python process that starts `hasbench`, as a Python user would: Python against Python. The native
comparison starts `hasbench` alone.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path

from store import Store

ROOT = Path(__file__).resolve().parents[2]
HASBENCH = os.environ.get("HASBENCH_BIN", str(ROOT / ".build/release/hasbench"))
SYNTH = os.environ.get("HASB_SYNTH", str(ROOT / "Benchmarks/.build/release/hasb-synth"))
READS = os.environ.get("HASB_READS", str(ROOT / "Benchmarks/.build/release/hasb-reads"))
PROGRAMS = {"hasbench": HASBENCH, "hasb-synth": SYNTH, "hasb-reads": READS}
CURVE = "test_ema_epoch.top1_err"


def missing():
    """The programs that are not built."""
    return [name for name, path in PROGRAMS.items() if not os.access(path, os.X_OK)]


def run(*command):
    """A program's standard output, read as JSON."""
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def config_hash(config):
    """The first 16 bytes of SHA-256 over the configuration's RFC 8785 canonical JSON.

    The sweep's keys are ASCII, and its numbers lie where Python's shortest form is that of the RFC, but for x.0.
    """
    plain = {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in config.items()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def lookup_command(path, key, curve):
    """The command line of a lookup: the error alone, or with the curve."""
    command = [HASBENCH, "lookup", str(path), "--hash", key, "--metric", "test_error", "--json"]
    return command + ["--curve", CURVE] if curve else command


def stats_command(path, *more):
    """The command line of the summaries of three metrics, and more."""
    metrics = ("test_error", "train_time", "train_energy", *more)
    return [HASBENCH, "stats", str(path), *(word for name in metrics for word in ("--metric", name)), "--json"]


def pareto_command(path):
    """The command line of a frontier of two metrics."""
    return [HASBENCH, "pareto", str(path), "--objective", "test_error", "--objective", "train_energy", "--json"]


def write_command(canon, path, *options):
    """The command line that writes the sweep."""
    return [SYNTH, *options, str(canon), str(path)]


def write_synthetic(runs, path):
    """Streams that many synthetic runs into a file. Returns what the program measured."""
    return run(SYNTH, "--runs", str(runs), str(path))


def write_scalars(folder, path):
    """Writes a table without curves from its columns. Returns what the program measured."""
    return run(SYNTH, "--scalars", str(folder), str(path))


def info(path):
    """What a file says of itself: bytes by column, and what is no column's."""
    return run(HASBENCH, "info", str(path), "--json")


def reads(path):
    """The warm measures of a file, from within one process."""
    return run(READS, str(path))


def exported(path, form):
    """The lines of an export. Stops the program where no more of them are wanted."""
    command = [HASBENCH, "export", str(path), "--format", form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        yield from program.stdout
    # Only of a program that was read to its end: one that was left early ends on a closed pipe.
    if program.returncode != 0:
        raise RuntimeError(f"hasbench export ended with {program.returncode}")


class Hasb(Store):
    def write(self, source):
        return run(*write_command(source.folder, self.path))["seconds"]

    def timed_lookup(self, key):
        answer = run(*lookup_command(self.path, key, curve=True))
        group, name = CURVE.split(".")
        return {"scalar": answer["metrics"]["test_error"], "curve": answer["series"][group][name]}

    def timed_scan(self):
        return run(READS, "--scan", str(self.path))

    def timed_warm(self, rows, keys):
        measured = reads(self.path)
        further = {"open_us": measured["open_us"], "config_p50_us": measured["scalar_config_us"]["p50"]}
        further.update({f"curve_first_{p}_us": measured["curve_first_us"][p] for p in ("p50", "p99")})
        return {"scalar_us": measured["scalar_hash_us"], "curve_us": measured["curve_us"], "further": further}

    def differences(self, source):
        rows = {config_hash(source.config(row)): row for row in range(source.runs)}
        expected = source.scalars()
        values = {name: source.values(name) for name in source.columns}
        base = leaves(source.base)
        found, seen = set(), set()
        for line in exported(self.path, "jsonl"):
            run_read = json.loads(line)
            row = rows.get(run_read["hash"])
            seen.add(row)
            if row is None or run_read["config"] != source.config(row):
                found.add("configuration")
                continue
            if {**base, **run_read["config"]} != {**run_read.get("settings", {}), **run_read["config"]}:
                found.add("settings")
            found.update(unlike_scalars(run_read, {name: expected[name][row] for name in expected}))
            first, end = source.offsets[row], source.offsets[row + 1]
            curves = {name: values[name][first:end].tolist() for name in source.columns}
            found.update(name for name in curves if series_of(run_read, name, end - first) != curves[name])
        if seen != set(rows.values()):
            found.add("runs")
        return sorted(found)


def leaves(tree, prefix=""):
    """A nested configuration by key path; lists are leaves."""
    flat = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat.update(leaves(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def unlike_scalars(run_read, expected):
    """The names of a run's scalars that read back unlike the source. No stderr is as good as an empty one."""
    scalars = run_read["scalars"]
    for name in ("params", "flops", "acts"):
        if scalars.get(f"complexity.{name}") != expected[name]:
            yield name
    if run_read["metrics"].get("test_error") != expected["test_error"]:
        yield "test_error"
    if scalars.get("log_file") != expected["log_file"]:
        yield "log_file"
    if scalars.get("err", "") != expected["err"]:
        yield "err"


def series_of(run_read, name, epochs):
    """A column of the source in a run of the file, where epoch numbers are an axis and their maximum a scalar."""
    group, field = name.split(".")
    series = run_read["series"].get(group, {})
    if field == "epoch_ind":
        return series.get("epoch")
    if field == "epoch_max" and field not in series:
        return [run_read["scalars"].get(name)] * int(epochs)
    return series.get(field)
