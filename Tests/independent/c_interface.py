#!/usr/bin/env python3
"""Compiles a program in C with hasbench.h, lets it ask NAS-Toy, and compares what it prints with the command."""

import json
import math
import subprocess
import tempfile
from pathlib import Path

import tools
from tools import expect

LIBRARY = tools.ROOT / ".build/release"
FILE = tools.ROOT / "data/nas-toy.hasb"
CONFIG = {
    "REGNET.DEPTH": 8, "REGNET.W0": 24, "OPTIM.BASE_LR": "0.1", "OPTIM.OPTIMIZER": "sgd", "OPTIM.MAX_EPOCH": 100,
}  # fmt: skip


def check():
    with tempfile.TemporaryDirectory() as scratch:
        program, copy = Path(scratch) / "ask", Path(scratch) / "copy.hasb"
        source = Path(__file__).with_suffix(".c")
        warnings = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        linking = [f"-I{LIBRARY}", f"-L{LIBRARY}", "-lhasbench", "-lm", f"-Wl,-rpath,{LIBRARY}"]
        subprocess.run(["gcc", *warnings, source, "-o", program, *linking], check=True)
        # The header is C++ too.
        subprocess.run(["g++", "-fsyntax-only", "-x", "c++", LIBRARY / "hasbench.h"], check=True)
        done = subprocess.run([program, FILE, json.dumps(CONFIG), copy], capture_output=True, text=True)
        expect(done.returncode == 0, f"the program ends with {done.returncode}: {done.stderr}")
        lines = done.stdout.splitlines()

        runs = tools.export(FILE)
        asked = tools.run("lookup", FILE, "--config", json.dumps(CONFIG), "--json")[0]
        expect(lines[0] == "1", f"{lines[0]} runs of the configuration")
        run = tools.strict_json(lines[1])
        expect(run["metrics"] == json.loads(asked)["metrics"], "metrics differ")
        expect(run in runs, "the run isn't one of the export's")
        last = runs[-1]["series"]["test_ema_epoch"]
        steps, step, value = lines[2].split()
        expect(int(steps) == len(last["epoch"]) and float(step) == last["epoch"][-1], f"{lines[2]} steps")
        expect(float(value) == last["top1_err"][-1], f"the curve ends at {value}")
        expect(lines[3].split() == ["3", f"{last['top1_err'][2]:.17g}"], f"cut at 3: {lines[3]}")
        expect(lines[4].split() == ["1", f"{last['top1_err'][-1]:.17g}"], f"all values: {lines[4]}")

        energies = [run["metrics"]["train_energy"] for run in runs]
        count, columns, total = lines[5].split()
        expect((count, columns) == (str(len(runs)), "2"), f"{lines[5]} in the stream")
        expect(math.isclose(float(total), math.fsum(energies), rel_tol=1e-12), f"the energies' sum is {total}")
        count, columns, total = lines[6].split()
        sgd = [run["metrics"]["train_energy"] for run in runs[:256] if run["config"]["OPTIM.OPTIMIZER"] == "sgd"]
        expect((count, columns) == (str(len(sgd)), "1"), f"{lines[6]} with sgd in two segments")
        expect(math.isclose(float(total), math.fsum(sgd), rel_tol=1e-12), f"their sum is {total}")

        digest = json.loads(lines[7])["content_digest"]
        expect(digest == tools.info(FILE)["content_digest"], "written again the table is another")
        tools.run("verify", copy, "--deep")
        left = [path.name for path in Path(scratch).iterdir() if path.name not in ("ask", "copy.hasb")]
        expect(not left, f"{left} is left")
    return "a C program gets the command's answers, and writes the same table"


tools.main(check)
