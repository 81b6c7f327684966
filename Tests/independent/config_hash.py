#!/usr/bin/env python3
"""Checks config hashes against hashlib's, and lookups by them, by KEY=VALUE and by --config against each other."""

import json
import random
import struct
from pathlib import Path

import canonical
import raw_logs
import tools
from tools import expect

SAMPLE = 60
USAGE, NO_INPUT = 64, 66


def check_canonical():
    """The rule as it is written here must be right first: RFC 8785's own examples."""
    for bits, text in canonical.RFC_EXAMPLES.items():
        (value,) = struct.unpack(">d", bytes.fromhex(bits))
        expect(canonical.number(value) == text, f"{bits}: {canonical.number(value)} instead of {text}")
    return len(canonical.RFC_EXAMPLES)


def pairs(config):
    """KEY=VALUE arguments."""
    return [f"{key}={value}" for key, value in config.items()]


def check_hashes(path, keys):
    """Every run's hash, from the configuration in its log."""
    runs = [raw_logs.read_run(folder) for folder in raw_logs.run_folders(tools.NAS_TOY / "logs")]
    expected = sorted(canonical.config_hash({key: run.leaves[key] for key in keys}) for run in runs)
    exported = tools.export(path)
    expect(len(exported) == len(expected), f"{len(exported)} runs in the file, {len(expected)} in the logs")
    for run in exported:
        by_rule = canonical.config_hash(run["config"])
        expect(run["hash"] == by_rule, f"{run['config']}: hash {run['hash']}, by the rule {by_rule}")
    expect(sorted(run["hash"] for run in exported) == expected, "the hashes of the logs and of the file differ")
    return exported


def check_lookups(path, runs):
    """The same answer, whichever way a configuration is named and its values are spelt."""
    count = 0
    for run in random.Random(1).sample(runs, SAMPLE):
        config = run["config"]
        wanted = ["--json", "--curve", "test_ema_epoch.top1_err"]
        answers = {
            "--hash": tools.run("lookup", path, "--hash", run["hash"], *wanted)[0],
            "--hash in capitals": tools.run("lookup", path, "--hash", run["hash"].upper(), *wanted)[0],
            "KEY=VALUE": tools.run("lookup", path, *pairs(config), *wanted)[0],
            "KEY=VALUE reversed": tools.run("lookup", path, *reversed(pairs(config)), *wanted)[0],
            "--config": tools.run("lookup", path, "--config", json.dumps(config), *wanted)[0],
            "--config of strings": tools.run(
                "lookup", path, "--config", json.dumps({k: str(v) for k, v in config.items()}), *wanted
            )[0],
            "--config -": tools.run("lookup", path, "--config", "-", *wanted, text=json.dumps(config))[0],
            "other spellings": tools.run("lookup", path, *pairs(respelt(config)), *wanted)[0],
        }
        answer = tools.strict_json(answers["--hash"])
        for member in ("hash", "source", "config", "seed", "state", "metrics"):
            expect(tools.same(answer[member], run[member]), f"{run['hash']}: lookup and export differ in {member}")
        curve = {name: run["series"]["test_ema_epoch"][name] for name in ("epoch", "top1_err")}
        expect(tools.same(answer["series"], {"test_ema_epoch": curve}), f"{run['hash']}: another curve than in the export")
        for way, text in answers.items():
            expect(text == answers["--hash"], f"{run['hash']}: {way} gives another answer than --hash:\n{text}")
            count += 1
    return count


def respelt(config):
    """The same numbers, written otherwise."""

    def other(value):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        return f"{value:.17e}" if isinstance(value, float) else f"{value}.0"

    return {key: other(value) for key, value in config.items()}


def unknown(config, runs):
    """A configuration of valid values that is not in the table."""
    known = {run["hash"] for run in runs}
    for depth in range(1, 100):
        other = {**config, "REGNET.DEPTH": depth}
        if canonical.config_hash(other) not in known:
            return other
    raise tools.Difference("no unknown configuration was found")


def check_refusals(path, keys, runs):
    """Exit codes and messages for what isn't there and for what is no configuration."""
    config = runs[0]["config"]
    other = unknown(config, runs)
    count = 0

    def refused(code, words, *arguments):
        nonlocal count
        out, error = tools.run("lookup", path, *arguments, code=code)
        expect(out == "", f"{arguments}: standard output isn't empty: {out[:200]}")
        for word in words:
            expect(word in error, f"{arguments}: the message doesn't say {word!r}: {error}")
        count += 1

    absent = ["not in the table"]
    refused(1, absent, *pairs(other))
    refused(1, absent, "--config", json.dumps(other))
    refused(1, absent, "--hash", canonical.config_hash(other))
    refused(1, absent, "--json", "--hash", canonical.config_hash(other))
    refused(1, absent, "--seed=-12345", "--hash", runs[0]["hash"])

    for key in keys:
        misspelt = key[:-1]
        rest = {k: v for k, v in config.items() if k != key}
        refused(USAGE, [misspelt, *keys], *pairs({**rest, misspelt: config[key]}))
        refused(USAGE, [key, *keys], *pairs(rest))
        refused(USAGE, [key, *keys], "--config", json.dumps(rest))
        if not isinstance(config[key], str):
            type_name = "int64" if isinstance(config[key], int) else "float64"
            known = {str(run["config"][key]) for run in runs}
            for wrong in ("many", "", "0x10", "nan", "1,5"):
                refused(USAGE, [key, type_name, *known], *pairs({**rest, key: wrong}))
            refused(USAGE, [key, type_name], "--config", json.dumps({**rest, key: True}))
    refused(USAGE, ["REGNET.DEPTH", "int64"], *pairs({**config, "REGNET.DEPTH": "8.5"}))
    refused(USAGE, ["REGNET.DEPTH", "twice"], *pairs(config), "REGNET.DEPTH=8")
    refused(USAGE, ["KEY=VALUE"], "REGNET.DEPTH")
    refused(USAGE, ["--hash", "32"], "--hash", runs[0]["hash"][:-1])
    refused(USAGE, ["--hash", "32"], "--hash", "g" * 32)
    refused(USAGE, ["--config"], "--config", "[1]")
    refused(USAGE, ["--config"], "--config", "{")
    refused(USAGE, ["KEY=VALUE", "--hash", "--config"])
    refused(USAGE, ["KEY=VALUE", "--hash", "--config"], "--hash", runs[0]["hash"], *pairs(config))
    refused(USAGE, ["no_such_metric", "test_error"], "--hash", runs[0]["hash"], "--metric", "no_such_metric")
    refused(USAGE, ["no_such.series", "test_ema_epoch.top1_err"], "--hash", runs[0]["hash"], "--curve", "no_such.series")
    _, error = tools.run("lookup", path.with_name("none.hasb"), "--hash", runs[0]["hash"], code=NO_INPUT)
    expect("none.hasb" in error, f"the message doesn't name the file: {error}")
    return count + 1


def check():
    examples = check_canonical()
    with tools.temporary_folder() as folder:
        path = Path(folder) / "nas-toy.hasb"
        tools.run("convert", tools.NAS_TOY, "-o", path)
        keys = tools.info(path)["keys"]
        runs = check_hashes(path, keys)
        lookups = check_lookups(path, runs)
        refusals = check_refusals(path, keys, runs)
    return (
        f"{len(runs)} hashes as hashlib has them, {lookups} lookups in 8 ways with one answer, "
        f"{refusals} refusals with their exit codes and messages ({examples} examples of RFC 8785 passed)"
    )


tools.main(check)
