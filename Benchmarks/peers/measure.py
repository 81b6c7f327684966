"""Starts processes on one core and measures them; the rounds over the stores."""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import stores_hasb
from source import pick

HERE = Path(__file__).parent
LOOKUPS = 1000
# Stores that load everything first: seconds a lookup, so that one a round has to do.
SLOW = {"json", "pickle", "feather"}


class WrongAnswer(Exception):
    """A store that does not give back what was written into it."""


def note(text):
    print(text, file=sys.stderr, flush=True)


def compile_tools(folder):
    """The launcher, the empty process and the lookup on libsqlite3 (None where it can't be built)."""
    compiler = shutil.which("cc")
    if compiler is None:
        sys.exit("peers: a C compiler is needed (Debian: gcc)")
    tools = {}
    for name, libraries in (("launcher", []), ("empty", []), ("sqlite_lookup", ["-lsqlite3"])):
        tools[name] = folder / name
        command = [compiler, "-O2", "-Wall", "-Wextra", "-o", tools[name], HERE / f"{name}.c", *libraries]
        built = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if built.returncode != 0 and name == "sqlite_lookup" and "sqlite3" in built.stderr:
            tools[name] = None
        elif built.returncode != 0:
            sys.exit(built.stderr)
    return tools


class Launcher:
    """Runs a command on the last core that this process may use."""

    def __init__(self, program, folder):
        self.program = str(program)
        self.output = folder / "output"
        self.core = str(max(os.sched_getaffinity(0)))

    def run(self, command, count=1):
        """Wall time and peak memory of count runs, and what the last one printed."""
        launched = [self.program, self.core, str(count), str(self.output), *map(str, command)]
        measured = json.loads(subprocess.run(launched, check=True, stdout=subprocess.PIPE).stdout)
        measured["peak_mb"] = measured["peak_kb"] * 1024 / 1e6
        return measured, self.output.read_text()

    def operate(self, entry, path, operation, *arguments, count=1):
        """An operation of operation.py."""
        command = [sys.executable, HERE / "operation.py", entry.key, path, operation, *arguments]
        measured, printed = self.run(command, count)
        return measured, json.loads(printed)


def size_of(path):
    """In MB; a folder's is that of its files."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def same(answer, right):
    """Sums of the same numbers in another order, or by a faster summation, differ in the last digits."""
    return len(answer) == len(right) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(answer, right))


class Comparison:
    """Every store, written, verified and measured. Rounds go over the stores, so that noise meets all of them alike."""

    def __init__(self, entries, source, folder, launcher):
        self.entries = entries
        self.source = source
        self.folder = folder
        self.launcher = launcher
        self.samples = {entry.key: {} for entry in entries}

    def path(self, entry):
        return self.folder / entry.file

    def key_of(self, entry, row):
        """The hash by which a store finds a run."""
        if entry.key == "hasb":
            return stores_hasb.config_hash(self.source.config(row))
        return self.source.hashes[row]

    def add(self, entry, **measures):
        for name, value in measures.items():
            self.samples[entry.key].setdefault(name, []).append(value)

    def write(self, rounds):
        for number in range(rounds):
            for entry in self.entries:
                note(f"write {number + 1}/{rounds}: {entry.title}")
                remove(self.path(entry))
                _, answer = self.launcher.operate(entry, self.path(entry), "write", self.source.folder)
                self.add(entry, write_s=answer["seconds"], size_mb=size_of(self.path(entry)))

    def verify(self):
        """Every value of every store against the source, before anything is measured."""
        for entry in self.entries:
            note(f"verify: {entry.title}")
            _, answer = self.launcher.operate(entry, self.path(entry), "verify", self.source.folder)
            if answer["differences"]:
                raise WrongAnswer(f"{entry.title}: reads back otherwise than written: {answer['differences']}")

    def read(self, rounds, budget):
        """The reading rounds, as many as the budget of seconds allows but at least one. Returns how many were done."""
        start = time.monotonic()
        for number in range(rounds):
            spent = time.monotonic() - start
            if number > 0 and spent + spent / number > budget:
                return number
            rows = pick(number, self.source.runs, LOOKUPS)
            right = self.source.checks(rows)
            for entry in self.entries:
                note(f"read {number + 1}/{rounds}: {entry.title}")
                self.lookup(entry, rows[0])
                self.scan(entry)
                self.warm(entry, rows, right)
        return rounds

    def lookup(self, entry, row):
        key = self.key_of(entry, row)
        count = 1 if entry.key in SLOW else 3
        measured, answer = self.launcher.operate(entry, self.path(entry), "lookup", key, count=count)
        curve = self.source.curve(row)
        if answer["curve"] != curve or answer["scalar"] != curve[-1]:
            raise WrongAnswer(f"{entry.title}: a lookup's answer")
        self.add(entry, cold_ms=measured["wall_ms_median"], cold_mb=measured["peak_mb"])

    def scan(self, entry):
        measured, answer = self.launcher.operate(entry, self.path(entry), "scan")
        if not same(answer["sums"], self.source.scan()):
            raise WrongAnswer(f"{entry.title}: a scan's answer")
        self.add(entry, scan_ms=answer["ms"], scan_wall_ms=measured["wall_ms_median"])

    def warm(self, entry, rows, right):
        questions = self.folder / "questions.json"
        questions.write_text(json.dumps({"rows": rows, "keys": [self.key_of(entry, row) for row in rows]}))
        _, answer = self.launcher.operate(entry, self.path(entry), "warm", questions)
        if "checks" in answer and not same(answer["checks"], right):
            raise WrongAnswer(f"{entry.title}: a warm lookup's answer")
        for kind in ("scalar", "curve"):
            self.add(entry, **{f"{kind}_{p}_us": answer[f"{kind}_us"][p] for p in ("p50", "p99")})
        self.add(entry, **answer.get("further", {}))

    def medians(self):
        return {
            key: {name: statistics.median(values) for name, values in samples.items()}
            for key, samples in self.samples.items()
        }
