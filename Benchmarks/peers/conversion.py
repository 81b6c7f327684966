"""Conversion of raw logs and of a sweep.json, beside the Python way: the original's collector and json.load.

Not through the launcher, which leaves one core: what two cores give is one of the questions.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import WrongAnswer, note, size_of

ROOT = Path(__file__).resolve().parents[2]
SYNTH = Path(__file__).parent / "synth/gen.py"
INDEPENDENT = ROOT / "Tests/independent"
CONVERT = Path(os.environ.get("HASBENCH_IMPORT", ROOT / ".build/release/hasbench-import"))
SCAN = Path(os.environ.get("HASB_SCAN", ROOT / ".build/release/hasb-scan"))

# Logs, runs of the sweep.json, rounds.
FULL = (2000, 16000, 5)
BOUNDED = (300, 1000, 2)

TITLE = "## Conversion"
ABOUT = (
    "Raw logs and a sweep.json (Benchmarks/peers/synth) turned into a .hasb file, and what Python takes to collect the same"
    " logs into a sweep.json, or to open one. The page cache is warm; GB/s are bytes of the source. Scanning and parsing goes"
    " from opening a log to its columns of numbers, reading from the page cache included."
)

# Opens a sweep.json, or collects logs into one, as people do; prints the seconds.
PYTHON = {
    "load": "import json, sys, time; t = time.time(); json.load(open(sys.argv[1])); print(time.time() - t)",
    "collect": f"""
import json, sys, time
sys.path.insert(0, {str(INDEPENDENT)!r})
import collector
t = time.time()
json.dump(collector.collect(sys.argv[1] + "/logs"), open(sys.argv[2], "w"), sort_keys=True)
print(time.time() - t)
""",
}


def run(command):
    """Wall and processor seconds of a command, its peak memory in MB, and what it printed."""
    start = time.monotonic()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        out, errors = process.communicate()
        wall = time.monotonic() - start
    if process.returncode != 0:
        raise WrongAnswer(f"{Path(command[0]).name}: exit code {process.returncode}: {errors[:500]}")
    return wall, out


def timed(command):
    """The same by /usr/bin/time's way of a child of its own, so that memory is that of the command."""
    script = (
        "import json, resource, subprocess, sys, time; t = time.monotonic();"
        "r = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE);"
        "w = time.monotonic() - t; u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([r.returncode, w, u.ru_utime + u.ru_stime, u.ru_maxrss * 1024 / 1e6, r.stdout.decode(), r.stderr.decode()[:500]]))"
    )
    _, out = run([sys.executable, "-c", script, *command])
    code, wall, cpu, peak, printed, errors = json.loads(out)
    if code != 0:
        raise WrongAnswer(f"{Path(command[0]).name}: exit code {code}: {errors}")
    return {"wall_s": wall, "cpu_s": cpu, "peak_mb": peak}, printed


def convert(source, path, jobs):
    path.unlink(missing_ok=True)
    measured, printed = timed([CONVERT, source, "-o", path, "--jobs", jobs, "--json"])
    return measured, json.loads(printed)


def medians(samples):
    return {name: statistics.median(sample[name] for sample in samples) for name in samples[0]}


def generate(folder, runs, *what):
    subprocess.run([sys.executable, SYNTH, str(runs), folder, *what], check=True, stdout=subprocess.DEVNULL)


def compare(logs, records, rounds, folder):
    """Logs of so many runs, and a sweep.json of so many; rounds over the ways, so that noise meets all alike."""
    note(f"conversion: generating {logs} logs, a sweep.json of {records} runs")
    logs_folder, sweep_folder = folder / "conversion-logs", folder / "conversion-sweep"
    generate(logs_folder, logs, "--logs", str(logs))
    generate(sweep_folder, records, "--json")
    sweep = sweep_folder / "sweep.json"
    log_mb = sum(path.stat().st_size for path in logs_folder.rglob("stdout.log")) / 1e6
    out = folder / "converted.hasb"
    samples, digests = {}, {}

    def add(title, sample):
        samples.setdefault(title, []).append(sample)

    for number in range(rounds):
        note(f"conversion {number + 1}/{rounds}")
        measured, printed = timed([SCAN, logs_folder, "5"])
        scanned = json.loads(printed)
        add("scan", {"wall_s": min(scanned["seconds"]), "cpu_s": min(scanned["seconds"]), "peak_mb": measured["peak_mb"]})
        for source, name in ((logs_folder, "logs"), (sweep, "sweep")):
            for jobs in (1, 2):
                measured, report = convert(source, out, jobs)
                add(f"{name}, {jobs} jobs", measured)
                digests.setdefault(name, set()).add((report["runs"], report["content_digest"]))
        if number == 0:
            # Each takes many times as long: one round tells enough.
            for title, arguments in (("collect", [logs_folder, folder / "collected.json"]), ("load", [sweep])):
                measured, _ = timed([sys.executable, "-c", PYTHON[title], *arguments])
                add(title, measured)
            measured, report = convert(folder / "collected.json", out, 2)
            collected = (report["runs"], report["bytes_out"])
    for name, found in digests.items():
        if len(found) != 1:
            raise WrongAnswer(f"conversion of {name}: {found}")
    if collected[0] != logs or {runs for runs, _ in digests["logs"]} != {logs}:
        raise WrongAnswer(f"conversion of logs: {collected[0]} runs collected, {digests['logs']} converted, of {logs}")
    return {
        "logs": logs,
        "log_mb": log_mb,
        "records": records,
        "sweep_mb": size_of(sweep),
        "ways": {title: medians(found) for title, found in samples.items()},
    }


TITLES = {
    "scan": "hasb-scan: scanning and parsing alone, 1 core",
    "logs, 1 jobs": "hasbench convert, 1 job",
    "logs, 2 jobs": "hasbench convert, 2 jobs",
    "collect": "Python: the collector to a sweep.json, 1 core",
    "sweep, 1 jobs": "hasbench convert, 1 job",
    "sweep, 2 jobs": "hasbench convert, 2 jobs",
    "load": "Python: json.load, which writes nothing",
}


def rate(result, title):
    """GB of logs a second."""
    return result["log_mb"] / 1e3 / result["ways"][title]["wall_s"]


def rows(result):
    """For the report: what from, how, seconds, GB/s, processor seconds, peak MB, relative."""
    for source, base, titles in (
        (f"{result['logs']} logs, {result['log_mb']:.0f} MB", "logs, 2 jobs", ("scan", "logs, 1 jobs", "logs, 2 jobs", "collect")),
        (f"sweep.json of {result['records']} runs, {result['sweep_mb']:.0f} MB", "sweep, 2 jobs", ("sweep, 1 jobs", "sweep, 2 jobs", "load")),
    ):
        megabytes = result["log_mb"] if "logs" in base else result["sweep_mb"]
        for title in titles:
            way = result["ways"][title]
            yield [
                source,
                TITLES[title],
                f"{way['wall_s']:.2f}",
                f"{megabytes / way['wall_s'] / 1e3:.3g}",
                f"{way['cpu_s']:.2f}",
                f"{way['peak_mb']:.0f}",
                f"{way['wall_s'] / result['ways'][base]['wall_s']:.2f}",
            ]


def main():
    """Measures this section alone, and puts it into a report in place of its own: conversion.py REPORT.md."""
    import table

    report = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="hasb-conversion-") as folder:
        section = f"{TITLE}\n\n{table.converted(compare(*FULL, Path(folder)))}\n\n"
    before, *old = report.read_text().split(f"{TITLE}\n")
    if old:
        after = old[0].split("\n## ", 1)[1]
    else:
        before, after = before.split("\n## Scale\n")
        before, after = f"{before}\n", f"Scale\n{after}"
    report.write_text(f"{before}{section}## {after}")
    print(section, end="")


if __name__ == "__main__":
    main()
