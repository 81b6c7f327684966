#!/usr/bin/env python3
"""Makes each call of the system that concerns a file go wrong, one after the other, in all verbs that write a file.

Whatever fails (no space, input/output error, no permission, an interrupted call, a short read or write, a file cut while
it is read, a signal): the old file or the new one is there, a message says what is wrong, and nothing lies beside it; what
a kill leaves beside it the next run takes away. Also a disk that is full, where one may be mounted.

  faults.py [--most N] [--verb VERB]    at most so many calls of each kind (4), 0 for all; one verb only
"""

import argparse
import errno
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import tools
from tools import expect

MOST = 4
OLD = b"an older file"
# What may go wrong with a call. An interrupted or short one is none of the user's business.
FAULTS = {
    "open": [errno.EACCES, errno.EMFILE, errno.EINTR],
    "read": [errno.EIO, errno.EINTR, "short"],
    "pread": [errno.EIO, errno.EINTR, "short", "end"],
    "write": [errno.ENOSPC, errno.EIO, errno.EINTR, "short"],
    "fsync": [errno.EIO, errno.EINTR],
    "close": [errno.EIO],
    "rename": [errno.EIO, errno.EACCES],
    "link": [errno.EIO, errno.EEXIST],
    "linkat": [errno.EIO, errno.ENOSPC],
}
HARMLESS = {errno.EINTR, "short"}
SIGNALS = [f"signal {int(number)}" for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)]
# These verbs save what can be read, and go on where reading fails: another file is right then.
GOES_ON = {"recover": ("read", "pread"), "convert": ("open", "read", "pread")}
EXIT_CODES = {65, 66, 73, 74}


def dynamic(program):
    """The program as it was before it was linked statically: nothing can be loaded before a static one."""
    linked = Path(f"{program}.linked")
    return str(linked if linked.exists() else program)


class Victim:
    """A command that writes a file in a folder of its own."""

    def __init__(self, name, folder, command, inputs):
        self.name = name
        # Real, as the paths of open files are.
        self.folder = Path(os.path.realpath(folder)) / name
        self.folder.mkdir()
        for path in inputs:
            (shutil.copytree if path.is_dir() else shutil.copy)(path, self.folder / path.name)
        self.inputs = {path.name for path in inputs}
        self.target = self.folder / "target.hasb"
        self.command = [part.format(folder=self.folder, target=self.target) for part in command]
        self.restore()
        done = self.run({})
        expect(done.returncode == 0, f"{name}: {done.stderr[:1000]}")
        self.new = self.target.read_bytes()

    def restore(self):
        self.target.write_bytes(OLD)

    def run(self, environment):
        # One thread for algebra: more of them only wait for each other over a table so small.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment}
        return subprocess.run(
            self.command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def litter(self):
        return sorted({entry.name for entry in self.folder.iterdir()} - self.inputs - {self.target.name})

    def check(self, done, place, kind):
        found = self.target.read_bytes() if self.target.exists() else None
        expect(found in (OLD, self.new), f"{place}: {None if found is None else len(found)} bytes, neither old nor new")
        if isinstance(kind, str) and kind.startswith("signal "):
            expect(done.returncode in (-int(kind[7:]), 0), f"{place}: exit code {done.returncode}: {done.stderr[:500]}")
            if done.returncode == -signal.SIGKILL and self.litter():
                self.restore()
                again = self.run({})
                expect(again.returncode == 0 and self.target.read_bytes() == self.new, f"{place}, again: {again.stderr[:500]}")
        elif done.returncode != 0:
            expect(kind not in HARMLESS, f"{place}: exit code {done.returncode}: {done.stderr[:500]}")
            expect(done.returncode in EXIT_CODES, f"{place}: exit code {done.returncode}: {done.stderr[:500]}")
            expect(done.stderr.startswith("hasbench"), f"{place}: the message is {done.stderr[:500]!r}")
            expect(found == OLD, f"{place}: it failed, but the new file is there")
        else:
            expect(found == self.new, f"{place}: it is done, but the old file is there")
        expect(not self.litter(), f"{place}: {self.litter()} was left")


def fitted_quickly(folder):
    """As few runs as a surrogate can be fitted to, each with a curve of three steps."""
    recipe, runs, table = folder / "recipe.json", folder / "runs.jsonl", folder / "small.hasb"
    recipe.write_text(json.dumps({
        "recipe": 1,
        "configuration": {"width": "width", "rate": "rate"},
        "series": {"test": {"axis": {"name": "epoch", "path": "epoch"}, "fields": {"error": "error"}}},
        "metrics": {"error": {"reduction": "last", "of": ["test.error"], "direction": "min"}},
    }))
    lines = (
        {"width": run % 5, "rate": run / 20, "epoch": [1, 2, 3], "error": [1 / (step + run) for step in (1, 2, 3)]}
        for run in range(20)
    )
    runs.write_text("".join(json.dumps(line) + "\n" for line in lines))
    tools.run("convert", runs, "--recipe", recipe, "-o", table)
    return table


def victims(folder):
    """Verbs that write a file, of a few runs."""
    toy, other = folder / "toy.hasb", folder / "other.hasb"
    for part, path in ((1, toy), (2, other)):
        tools.run("convert", tools.NAS_TOY, "-o", path, "--shard", f"{part}/100")
    sweep = folder / "sweep"
    for log in sorted((tools.NAS_TOY / "logs").iterdir())[:3]:
        shutil.copytree(log, sweep / "logs" / log.name)
    small = fitted_quickly(folder)
    hasbench = dynamic(tools.HASBENCH)
    importer, fitter = (str(Path(tools.HASBENCH).with_name(name)) for name in ("hasbench-import", "hasbench-fit"))
    end = ["-o", "{target}", "--force"]
    return [
        Victim("merge", folder, [hasbench, "merge", "{folder}/toy.hasb", "{folder}/other.hasb", *end], [toy, other]),
        Victim("recover", folder, [hasbench, "recover", "{folder}/toy.hasb", *end], [toy]),
        Victim("export", folder, [hasbench, "export", "{folder}/toy.hasb", *end], [toy]),
        Victim("convert", folder, [importer, "{folder}/sweep", *end, "--jobs", "1"], [sweep]),
        Victim("fit", folder, [fitter, "{folder}/small.hasb", "--test", "0", *end], [small]),
    ]


def check_calls(victim, library, most, log):
    """Every call of every kind; gives how many faults there were."""
    faults = 0
    for named in (False, True):
        for call, kinds in FAULTS.items():
            for kind in [*kinds, *SIGNALS]:
                if call in GOES_ON.get(victim.name, ()) and kind not in HARMLESS and kind not in SIGNALS:
                    continue
                number = 1
                while not most or number <= most:
                    victim.restore()
                    log.unlink(missing_ok=True)
                    environment = {
                        "LD_PRELOAD": str(library),
                        "FAULT_FOLDER": str(victim.folder),
                        "FAULT_CALL": call,
                        "FAULT_NUMBER": str(number),
                        "FAULT_KIND": str(kind),
                        "FAULT_LOG": str(log),
                    }
                    if named:
                        environment["FAULT_NAMED"] = "1"
                    done = victim.run(environment)
                    what = errno.errorcode.get(kind, kind) if isinstance(kind, int) else kind
                    place = f"{victim.name}: {call} {number}, {what}{', named' if named else ''}"
                    victim.check(done, place, kind)
                    if not log.exists():
                        break
                    faults += 1
                    number += 1
    return faults


def check_full(folder):
    """A file system of 64 KB that gets full."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        return "no disk may be mounted here, so that a full one wasn't tried"
    try:
        target = disk / "target.hasb"
        target.write_bytes(OLD)
        _, error = tools.run("convert", tools.NAS_TOY, "-o", target, "--force", code=74)
        expect("No space left" in error, f"full disk: {error}")
        expect(target.read_bytes() == OLD and len(list(disk.iterdir())) == 1, "full disk: the old file is gone, or litter")
    finally:
        subprocess.run(["umount", disk], check=True)
    return "a full disk left the old file"


def check_output(folder):
    """Standard output that can't be written to, and inputs that aren't files."""
    with open("/dev/full", "wb") as full:
        for verb in (["info", folder / "toy.hasb"], ["export", folder / "toy.hasb"], ["verify", folder / "toy.hasb"]):
            done = subprocess.run([tools.HASBENCH, *map(str, verb)], stdout=full, stderr=subprocess.PIPE, text=True)
            expect(done.returncode == 74 and done.stderr, f"{verb[0]} into /dev/full: {done.returncode} {done.stderr}")
    for path in (folder, Path("/dev/null"), folder / "nothing"):
        tools.run("info", path, code=66)


def check(most, verb):
    compiler = shutil.which("cc") or shutil.which("clang")
    expect(compiler, "there is no C compiler")
    with tools.temporary_folder() as name:
        folder = Path(name)
        library = folder / "faults.so"
        source = Path(__file__).with_name("faults.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", source, "-o", library, "-ldl"], check=True)
        counts = {}
        for victim in victims(folder):
            if verb not in (None, victim.name):
                continue
            counts[victim.name] = check_calls(victim, library, most, folder / "log")
            expect(counts[victim.name] > 0, f"{victim.name}: no call was met")
        full = check_full(folder)
        check_output(folder)
    each = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"{sum(counts.values())} faults ({each}): the old file or the new one, a message, nothing left over; {full}"


parser = argparse.ArgumentParser()
parser.add_argument("--most", type=int, default=MOST)
parser.add_argument("--verb")
arguments = parser.parse_args()
tools.main(lambda: check(arguments.most, arguments.verb))
