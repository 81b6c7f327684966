"""What the checks share: the programs, temporary folders, and how a difference is shown."""

import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HASBENCH = os.environ.get("HASBENCH_BIN", str(ROOT / ".build/release/hasbench"))
NAS_TOY = ROOT / "data/nas-toy"
GENERATOR = ROOT / "Benchmarks/peers/synth/gen.py"


class Difference(Exception):
    """The first thing that isn't as it must be."""


def expect(condition, message):
    if not condition:
        raise Difference(message)


def run(*arguments, code=0, text=None):
    """Runs hasbench; gives standard output and standard error if the exit code is as expected."""
    command = [HASBENCH, *map(str, arguments)]
    done = subprocess.run(command, input=text, stdin=None if text else subprocess.DEVNULL, capture_output=True, text=True)
    expect(
        done.returncode == code,
        f"{' '.join(command)}: exit code {done.returncode} instead of {code}\n{done.stdout[:500]}{done.stderr[:2000]}",
    )
    return done.stdout, done.stderr


def strict_json(text):
    """One JSON document without bare NaN and infinities, and without a name that stands twice in an object."""

    def members(pairs):
        found = dict(pairs)
        expect(len(found) == len(pairs), f"a name stands twice in {text[:200]}")
        return found

    def refuse(name):
        raise Difference(f"a bare {name} in {text[:200]}")

    return json.loads(text, object_pairs_hook=members, parse_constant=refuse)


def export(path):
    """The runs of a file as `export --format jsonl` prints them."""
    return [strict_json(line) for line in run("export", path, "--format", "jsonl")[0].splitlines()]


def info(path):
    return strict_json(run("info", path, "--json")[0])


def same(a, b):
    """Whether two values are of one type and have the same bits."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return struct.pack("<d", a) == struct.pack("<d", b)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    return a == b


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="hasbench-check-")


def main(check, needs_hasbench=True):
    """Runs a check; prints its summary, or the first difference."""
    if needs_hasbench and not os.access(HASBENCH, os.X_OK):
        sys.exit(f"{Path(sys.argv[0]).name}: {HASBENCH} is not built; make build")
    try:
        print(f"{Path(sys.argv[0]).name}: {check()}", flush=True)
    except Difference as difference:
        sys.exit(f"{Path(sys.argv[0]).name}: FAILED: {difference}")
