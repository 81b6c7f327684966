#!/usr/bin/env python3
"""Plants tokens in dumps of the environment, in all the ugly ways, and looks for them in whatever a conversion gives.

Each token is in one place of one log. None may be in the file (as it is, or as any export prints what it holds), in the
report, or on standard output and error; neither may any be missing from its log, or this would check nothing.
"""

import gzip
import itertools
import json
import random
from pathlib import Path

import tools
import zstandard
from tools import expect

PREFIX = "[trainer.py:  50]: "
STATS = PREFIX + "json_stats: "
HEADER = PREFIX + "os.environ:"
START = PREFIX + "PyTorch Version: torch=1.8.1"
LONG = 17 << 20  # Longer than the longest line that is read.


class Tokens:
    """Makes tokens, and knows them all."""

    def __init__(self):
        self.random = random.Random(20261125)
        self.all = []

    def new(self):
        self.all.append(f"tok{len(self.all):03d}x{self.random.getrandbits(64):016x}")
        return self.all[-1]


def configuration(depth):
    return {"MODEL": {"DEPTH": depth}, "OPTIM": {"BASE_LR": 0.1}, "RNG_SEED": 1, "_type": "cfg"}


def record(**fields):
    return STATS + json.dumps(fields)


def epochs(first, last, of):
    for epoch in range(first, last + 1):
        yield record(_type="train_epoch", epoch=f"{epoch}/{of}", loss=1.5, top1_err=50.0)
        yield record(_type="test_ema_epoch", epoch=f"{epoch}/{of}", top1_err=60.0 - epoch)


def dumps(token):
    """Lines of a dump, by what they imitate; `token` makes a new one for each place."""
    yield "plain", [f"API_KEY: {token()}"]
    yield "several lines", [f"CERT: {token()}", "", token(), "", "", f"  {token()}"]
    yield "a prefix", [f"A: {token()}", f"[meters.py: 1]: {token()}", f"[x.py: 2]: json_stats {token()}"]
    yield "a record", [f'A: {STATS}{{"_type": "x", "a": "{token()}"}}', record(_type="x", a=token())]
    yield "an epoch", [record(_type="train_epoch", epoch="1/2", loss=token()), record(_type=token(), epoch="1/2", loss=1)]
    yield "a field's name", [record(_type="test_epoch", epoch="1/2", **{token(): 1}), record(_type="complexity", **{token(): 2})]
    yield "scalars", [record(_type="complexity", acts=1, note=token()), record(_type=token(), acts=1)]
    yield "a configuration", [record(_type="cfg", MODEL={"DEPTH": 9, "A": token()}, OPTIM={"B": token()})]
    yield "a configuration's part", [record(_type="cfg", SECRETS={"A": token()}), record(_type="cfg", **{token(): {"A": 1}})]
    yield "a torn record", [f'{STATS}{{"_type": "train_epoch", "epoch": "1/2", "loss": "{token()}']
    yield "two records in a line", [f'{STATS}{{"_type": "trai{STATS}{{"_type": "x", "a": "{token()}"}}']
    yield "a start", [f"{PREFIX}PyTorch Version: {token()}", f"A: {token()}", record(_type="x", a=token())]
    yield "a dump", [HEADER, f"A: {token()}", f"B: os.environ:{token()}", HEADER, record(_type="x", a=token())]
    yield "an energy block", ["excel compatible output:", f"1\t2\t{token()}\t4\t5\t6", "1\t2\t3\t4\t5\t6", token()]
    yield "codes", [f"\x1b[32m{record(_type='x', a=token())}", f"\0\0{record(_type='x', a=token())}\r", f"A: {token()}\r"]
    yield "bytes that are no UTF-8", [f"A: \udcff{token()}\udc80", record(_type="x", a="%").replace("%", "\udcfe" + token())]
    yield "a long line", ["A: " + "x" * LONG + token(), record(_type="x", a="x" * LONG + token())]
    yield "escapes", [record(_type="x", a=token()).replace("tok", "\\u0074ok"), record(_type="cfg", MODEL={"A": token()})]


def logs(token):
    """Logs by name: a start, a dump, the run; then the dump where it is worse."""
    head = [record(_type="complexity", acts=1, flops=2, params=3)]
    for depth, (name, lines) in enumerate(dumps(token)):
        yield name, [START, HEADER, *lines, STATS + json.dumps(configuration(depth)), *head, *epochs(1, 2, 2)]
    for depth, (name, lines) in enumerate(dumps(token), 100):
        again = [START, HEADER, *lines, STATS + json.dumps(configuration(depth)), *epochs(2, 2, 2)]
        first = [START, HEADER, f"A: {token()}", STATS + json.dumps(configuration(depth)), *head, *epochs(1, 1, 2)]
        yield f"{name}, resumed", first + again
    for depth, (name, lines) in enumerate(dumps(token), 200):
        torn = STATS + '{"_type": "train_epoch", "epoch": "2/2", "los'
        run = [START, STATS + json.dumps(configuration(depth)), *head, *epochs(1, 1, 2)]
        yield f"{name}, behind a torn line", [*run, torn + HEADER, *lines, STATS + json.dumps(configuration(depth)), *epochs(2, 2, 2)]
    for name, lines in dumps(token):
        yield f"{name}, torn", [START, HEADER, *lines]
    for depth, (name, lines) in enumerate(dumps(token), 300):
        run = [START, STATS + json.dumps(configuration(depth)), *head, *epochs(1, 2, 2)]
        yield f"{name}, at the end", [*run, START, HEADER, *lines]
    for depth, (name, lines) in enumerate(dumps(token), 400):
        if name in ("a configuration", "escapes"):
            continue  # What imitates a configuration in full stands for one that is lost (Specs/pycls-log.md).
        yield f"{name}, without a cfg", [START, HEADER, *lines, *head, *epochs(1, 2, 2)]


PACKED = itertools.cycle(
    [("", lambda b: b), (".gz", lambda b: gzip.compress(b, 1)), (".zst", zstandard.ZstdCompressor(level=1).compress)]
)


def plant(folder):
    """Writes the logs; gives the tokens."""
    tokens = Tokens()
    for number, (name, lines) in enumerate(logs(tokens.new)):
        ending, pack = next(PACKED)
        run = folder / f"logs/{number:06d}"
        run.mkdir(parents=True)
        end = "" if name.endswith("torn") or name.endswith("end") else "\n"
        text = ("\n".join(lines) + end).encode("utf-8", "surrogateescape")
        (run / f"stdout.log{ending}").write_bytes(pack(text))
        (run / "stderr.log").write_text("a warning\n")
        if name.endswith("torn"):
            (run / "config.yaml").write_text(f"MODEL: {{DEPTH: {1000 + number}}}\nOPTIM: {{BASE_LR: 0.1}}\n")
    expect(len(set(tokens.all)) == len(tokens.all) > 150, f"{len(tokens.all)} tokens")
    return tokens.all, number + 1


def check():
    with tools.temporary_folder() as name:
        folder = Path(name)
        tokens, count = plant(folder)
        path, report = folder / "out.hasb", folder / "report.json"
        results = {}
        for what, options in (("", []), (" with --keep-stderr", ["--keep-stderr", "--force"])):
            results["the terminal" + what] = "".join(
                tools.run("convert", folder, "-o", path, "--report", report, "--key", "MODEL.DEPTH", *options)
            )
            results["the file" + what] = path.read_bytes().decode("latin-1")
            results["the report" + what] = report.read_text()
            for form in ("jsonl", "csv", "sweep-json"):
                results[f"the export as {form}{what}"] = "".join(tools.run("export", path, "--format", form))
            results["info" + what] = "".join(tools.run("info", path, "--json"))
        strict = tools.run("convert", folder, "-o", path, "--report", report, "--strict", "--force", code=65)
        results["--strict"] = "".join(strict) + report.read_text()
        for where, text in results.items():
            for token in tokens:
                # A part of a token is one, too.
                expect(token[3:] not in text, f"{token} is in {where}")
        stored = tools.strict_json(results["info"])["runs"]
        expect(stored > count / 2, f"{stored} of {count} runs were stored")
    return f"{len(tokens)} tokens in {count} logs, none in the file, exports, reports or on the terminal; {stored} runs stored"


tools.main(check)
