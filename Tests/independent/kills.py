#!/usr/bin/env python3
"""Kills convert, merge and fit at random moments of their lives: the old file or the new one is there, never another.

Whatever a killed run leaves beside it is gone after the next one. Each run that is killed writes with --force over an
older file, since that is the harder case: a new file then stands under a second name for a moment.

  kills.py [--count N]    so many kills in all (42)
"""

import argparse
import random
import subprocess
import time
from pathlib import Path

import tools
from tools import expect

COUNT = 42
# Of the kills, this share falls into the last part of a life, where the file is written, synced and named.
LATE = 0.5
LATE_FROM = 0.8


class Victim:
    """A command that writes a file, and what it does with its output if nobody kills it."""

    def __init__(self, name, folder, arguments, old):
        self.folder = folder / name
        self.folder.mkdir()
        self.name, self.old = name, old
        self.target = self.folder / "target.hasb"
        self.command = [tools.HASBENCH, *map(str, arguments), *(() if name == "fit" else ("--force",)), "-o", self.target]
        if name == "fit":
            self.command.append("--force")
        started = time.monotonic()
        self.restore()
        done = subprocess.run(self.command, capture_output=True, text=True)
        expect(done.returncode == 0, f"{name}: {done.stderr[:1000]}")
        self.duration = time.monotonic() - started
        self.new = self.target.read_bytes()
        self.tally = {"old": 0, "new": 0, "littered": 0}

    def restore(self):
        self.target.write_bytes(self.old)

    def others(self):
        return sorted(entry.name for entry in self.folder.iterdir() if entry != self.target)

    def kill(self, moments):
        """One run that is killed, if it lives that long; then one that isn't."""
        late = moments.random() < LATE
        moment = self.duration * moments.uniform(LATE_FROM if late else 0, 1.05)
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                process.kill()
        place = f"{self.name}, killed after {moment:.3f} s of {self.duration:.3f} s"
        expect(self.target.exists(), f"{place}: no file is there")
        found = self.target.read_bytes()
        expect(found in (self.old, self.new), f"{place}: a file of {len(found)} bytes, neither old nor new")
        self.tally["old" if found == self.old else "new"] += 1
        self.tally["littered"] += bool(self.others())

    def finish(self):
        """The next run: whole, and nothing beside it."""
        self.restore()
        done = subprocess.run(self.command, capture_output=True, text=True)
        expect(done.returncode == 0, f"{self.name}, after kills: {done.stderr[:1000]}")
        expect(self.target.read_bytes() == self.new, f"{self.name}, after kills: another file")
        expect(not self.others(), f"{self.name}: after the next run there is {self.others()}")


def victims(folder):
    """Conversions, merges and fits of a small table."""
    old = b"an older file"
    parts = []
    for part in (1, 2):
        parts.append(folder / f"part{part}.hasb")
        tools.run("convert", tools.NAS_TOY, "-o", parts[-1], "--shard", f"{part}/40")
    small = folder / "small.hasb"
    tools.run("convert", tools.NAS_TOY, "-o", small, "--shard", "1/25")
    return [
        Victim("convert", folder, ["convert", tools.NAS_TOY, "--shard", "1/8", "--jobs", "1"], old),
        Victim("merge", folder, ["merge", *parts], old),
        Victim("fit", folder, ["fit", small, "--test", "0"], old),
    ]


def check(count):
    seed = time.time_ns()
    moments = random.Random(seed)
    with tools.temporary_folder() as name:
        all_victims = victims(Path(name))
        try:
            for number in range(count):
                victim = all_victims[number % len(all_victims)]
                victim.restore()
                victim.kill(moments)
                if victim.others() or number >= count - len(all_victims):
                    victim.finish()
        except tools.Difference as difference:
            raise tools.Difference(f"seed {seed}: {difference}") from None
        summary = "; ".join(
            f"{victim.name}: {victim.tally['old']} kept the old file, {victim.tally['new']} had the new one, "
            f"{victim.tally['littered']} left a draft"
            for victim in all_victims
        )
    return f"{count} kills, 0 files damaged, 0 left over after the next run ({summary})"


parser = argparse.ArgumentParser()
parser.add_argument("--count", type=int, default=COUNT)
arguments = parser.parse_args()
tools.main(lambda: check(arguments.count))
