#!/usr/bin/env python3
"""Runs the scripts of examples/slurm as Slurm would, without Slurm: each part by its number, then the merge."""

import os
import subprocess
from pathlib import Path

import tools
from tools import expect

PARTS = 3
EXAMPLES = tools.ROOT / "examples/slurm"
USAGE = 64


def script(name, *arguments, code=0, **variables):
    """Runs a script with hasbench on the path; gives its output."""
    path = f"{Path(tools.HASBENCH).parent}:{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
    environment = {**inherited, "PATH": path, **{name: str(value) for name, value in variables.items()}}
    command = [EXAMPLES / name, *map(str, arguments)]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    expect(done.returncode == code, f"{name}: exit code {done.returncode} instead of {code}: {done.stderr[:1000]}")
    return done.stdout + done.stderr


def task(part, parts, least=1, count=None):
    """What Slurm tells a task of the array `least`-`parts`."""
    return {
        "SLURM_ARRAY_TASK_ID": part,
        "SLURM_ARRAY_TASK_MIN": least,
        "SLURM_ARRAY_TASK_MAX": parts,
        "SLURM_ARRAY_TASK_COUNT": parts - least + 1 if count is None else count,
        "SLURM_CPUS_PER_TASK": 1,
    }


# An sbatch that runs what it is given at once, a job array one task after the other; other options are dropped.
SBATCH = """#!/usr/bin/env bash
set -euo pipefail
count=
while [[ ${1-} == --* ]]; do
    [[ $1 == --array=1-* ]] && count=${1#--array=1-}
    shift
done
if [[ $count ]]; then
    for ((task = 1; task <= count; task++)); do
        SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=$count SLURM_ARRAY_TASK_COUNT=$count "$@" >&2
    done
else
    "$@" >&2
fi
echo 1
"""


def check():
    with tools.temporary_folder() as name:
        folder = Path(name)
        parts = folder / "parts"
        parts.mkdir()
        whole = folder / "whole.hasb"
        tools.run("convert", tools.NAS_TOY, "-o", whole)
        for part in (2, 3, 1, 2):  # One part twice, as after the loss of a node.
            script("convert.sbatch", tools.NAS_TOY, parts, **task(part, PARTS))
        script("merge.sbatch", parts, PARTS, folder / "merged.hasb")
        expect("hold the same" in tools.run("diff", whole, folder / "merged.hasb")[0], "the parts aren't the whole")

        gaps = script("convert.sbatch", tools.NAS_TOY, parts, code=USAGE, **task(3, PARTS, count=2))
        shifted = script("convert.sbatch", tools.NAS_TOY, parts, code=USAGE, **task(1, PARTS, least=0))
        expect("without gaps" in gaps and "without gaps" in shifted, f"an array with gaps: {gaps}{shifted}")
        for usage in ("convert.sbatch", "merge.sbatch", "submit.sh"):
            expect("usage: " in script(usage, code=USAGE), f"{usage} without arguments says no usage")
        (parts / f"2-of-{PARTS}.hasb").unlink()
        missing = script("merge.sbatch", parts, PARTS, folder / "other.hasb", code=66)
        expect(f"2-of-{PARTS}.hasb" in missing, f"a missing part isn't named: {missing}")
        expect(not (folder / "other.hasb").exists(), "a merge without all parts left a file")

        programs = folder / "programs"
        programs.mkdir()
        (programs / "sbatch").write_text(SBATCH)
        (programs / "sbatch").chmod(0o755)
        for program in ("hasbench", "hasbench-import"):
            (programs / program).symlink_to(Path(tools.HASBENCH).with_name(program))
        where = {"PATH": f"{programs}:{os.environ['PATH']}"}
        script("submit.sh", tools.NAS_TOY, folder / "a b.hasb", PARTS, "--mem=1G", **where)
        expect("hold the same" in tools.run("diff", whole, folder / "a b.hasb")[0], "what was submitted isn't the whole")
    return f"{PARTS} parts by the scripts for Slurm are the whole, one part done twice; gaps and missing parts are refused"


tools.main(check)
