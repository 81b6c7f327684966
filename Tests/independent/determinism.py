#!/usr/bin/env python3
"""Checks that a conversion depends on the logs alone, and that a killed one leaves the old file or none.

The same bytes whatever the number of jobs; the same content in parts and merged; and after kill -9 at random moments no
half file and nothing left over; after Ctrl-C not even where files can't be written without a name.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import tools
from tools import expect

KILLS = 24
PARTS = 3


def convert(path, *options, source=tools.NAS_TOY):
    tools.run("convert", source, "-o", path, *options)
    return path


def digest(path):
    """The content digest, which `verify --deep` must find again from the values themselves."""
    claimed = tools.info(path)["content_digest"]
    deep = tools.strict_json(tools.run("verify", path, "--deep", "--json")[0])
    expect(deep["content_digest"] == claimed, f"{path.name}: digest {claimed}, by its values {deep['content_digest']}")
    return claimed


def check_jobs(folder):
    one = convert(folder / "one.hasb", "--jobs", "1")
    for jobs in (2, 3):
        many = convert(folder / "many.hasb", "--jobs", str(jobs), "--force")
        expect(one.read_bytes() == many.read_bytes(), f"--jobs 1 and --jobs {jobs} give different bytes")
    return one


def check_parts(folder, whole):
    parts = [convert(folder / f"part{i}.hasb", "--shard", f"{i}/{PARTS}") for i in range(1, PARTS + 1)]
    runs = [tools.info(part)["runs"] for part in parts]
    expect(sum(runs) == tools.info(whole)["runs"] and min(runs) > 0, f"the parts have {runs} runs")
    expected = digest(whole)
    for name, order in (("merged", parts), ("reversed", parts[::-1])):
        merged = folder / f"{name}.hasb"
        tools.run("merge", *order, "-o", merged)
        expect(digest(merged) == expected, f"{name}: the content digest is not that of the whole")
    expect(exports_sorted(folder / "merged.hasb") == exports_sorted(whole), "merged, the runs are not those of the whole")
    coarse = convert(folder / "level.hasb", "--level", "1")
    expect(digest(coarse) == expected, "--level 1 changes the content digest")
    kept = tools.ROOT / "data/nas-toy.hasb"
    expect(digest(kept) == expected, "data/nas-toy.hasb does not hold what its logs hold")
    joint = convert(folder / "joint.hasb", source=tools.ROOT / "data/digits-joint")
    kept = tools.ROOT / "data/digits-joint.hasb"
    expect(digest(joint) == digest(kept), "data/digits-joint.hasb does not hold what its logs hold")
    space = tools.info(whole)["search_space"]
    expect(tools.info(folder / "merged.hasb")["search_space"] == space, "merged, the search space is lost")
    return runs


def exports_sorted(path):
    return sorted(tools.run("export", path)[0].splitlines())


def leaves_nothing(folder):
    """Whether files can be written here without a name, so that a killed process leaves none."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600))
        return True
    except OSError:
        return False


def check_kills(folder, whole):
    """Kills a conversion at random moments of its life, with and without a file to replace."""
    folder.mkdir()
    target = folder / "target.hasb"
    new = whole.read_bytes()
    old = b"an older file"
    clean = leaves_nothing(folder)
    started = time.monotonic()
    convert(target)
    duration = time.monotonic() - started
    moments = random.Random(time.time_ns())
    none = kept = finished = 0
    for attempt in range(KILLS):
        replaces = attempt % 2 == 1
        target.unlink(missing_ok=True)
        if replaces:
            target.write_bytes(old)
        # Every third late, where the file is written and named.
        moment = duration * moments.uniform(0.85 if attempt % 3 == 0 else 0, 1.05)
        command = [tools.HASBENCH, "convert", tools.NAS_TOY, "-o", target, *(["--force"] if replaces else [])]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                process.kill()
        place = f"killed after {moment:.3f} s of {duration:.3f} s"
        found = target.read_bytes() if target.exists() else None
        if found == new:
            finished += 1
        elif replaces:
            expect(found == old, f"{place}: the old file is gone")
            kept += 1
        else:
            expect(found is None, f"{place}: a file of {len(found or b'')} bytes that is not whole")
            none += 1
        for litter in folder.iterdir():
            if litter == target:
                continue
            # Between its second name and the renaming, a whole file can stand beside the old one.
            expect(litter.read_bytes() == new or not clean, f"{place}: {litter.name} was left")
            litter.unlink()
    expect(none + kept > 0, "every conversion was done before it was killed")
    return f"{KILLS} kills ({kept} left the old file, {none} none, {finished} came too late)" + (
        "" if clean else ", hidden files allowed: this file system has no O_TMPFILE"
    )


# A file system that knows no files without names, in a library that is loaded before the others.
NAMED_ONLY = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#define WRAP(name)                                                              \
    int name(const char *path, int flags, ...) {                                \
        va_list list;                                                           \
        va_start(list, flags);                                                  \
        int mode = va_arg(list, int);                                           \
        va_end(list);                                                           \
        if ((flags & O_TMPFILE) == O_TMPFILE) { errno = EOPNOTSUPP; return -1; } \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);          \
        return real(path, flags, mode);                                         \
    }
WRAP(open)
WRAP(open64)
"""


def check_interruptions(folder):
    """Interrupts conversions that write under a hidden name; gives what came of them."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        return "no C compiler, so that Ctrl-C wasn't tried"
    folder.mkdir()
    library = folder.parent / "named_only.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-x", "c", "-", "-o", library, "-ldl"], input=NAMED_ONLY, text=True, check=True)
    program = str(Path(tools.HASBENCH).with_name("hasbench-import"))
    seen = interrupted = 0
    for number, kind in [(n, k) for n in range(4) for k in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]:
        command = [program, tools.NAS_TOY, "-o", folder / "target.hasb", "--jobs", "1"]
        environment = {**os.environ, "LD_PRELOAD": str(library)}
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
            # The hidden file is there for a moment at the end.
            deadline = time.monotonic() + 60
            while not list(folder.iterdir()) and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.0005)
            seen += any(entry.name.startswith(".") for entry in folder.iterdir())
            process.send_signal(kind)
            process.wait()
        left = [entry.name for entry in folder.iterdir()]
        if process.returncode == -kind:
            interrupted += 1
            expect(left in ([], ["target.hasb"]), f"{kind.name} left {left}")
        else:
            expect(process.returncode == 0 and left == ["target.hasb"], f"{kind.name}: exit {process.returncode}, {left}")
        (folder / "target.hasb").unlink(missing_ok=True)
    expect(seen > 0 and interrupted > 0, f"hidden files were seen {seen} times, {interrupted} conversions interrupted")
    return f"{interrupted} interruptions left no hidden file"


def check():
    with tools.temporary_folder() as name:
        folder = Path(name)
        whole = check_jobs(folder)
        runs = check_parts(folder, whole)
        kills = check_kills(folder / "kills", whole) + "; " + check_interruptions(folder / "interrupted")
    return f"1, 2 and 3 jobs gave the same bytes; parts of {runs} runs, merged, the same content; {kills}"


tools.main(check)
