"""What .hasb must reach, what it aims at, and what a run of the comparison measured of it.

limits.md has a paragraph for each: what limits it now. It is kept by hand; the report takes it over.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import conversion
import native

LIMITS = Path(__file__).parent / "limits.md"
FULL = 16000
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Figure:
    value: float
    must: float
    aim: float
    more_is_better: bool = False

    def reaches(self, limit):
        # As it is printed: nobody misses a goal by a digit that is not shown.
        value = float(f"{self.value:.3g}")
        return value >= limit if self.more_is_better else value <= limit


@dataclass(frozen=True)
class Goal:
    title: str
    must: str
    aim: str
    # From the results the text and the figures that count; None where it was not measured.
    measured: Callable
    # Whether it is a goal for a sweep of 16,000 runs alone.
    only_full: bool = False


def hasb(results):
    return results["stores"].get("hasb")


def size(results):
    own, vortex = hasb(results), results["stores"]["vortex-compact"]
    if own:
        share = own["size_mb"] / vortex["size_mb"]
        return f"{own['size_mb']:.2f} MB ({share:.3g} of Vortex compact)", [Figure(own["size_mb"], 27.5, 25.5)]


def toy(results):
    if results["nas_toy"]:
        sizes = results["nas_toy"]["sizes_mb"]
        share = sizes["**.hasb**"] / sizes["Vortex compact"]
        return f"{share:.3g}", [Figure(share, 0.72, 0.62)]


def generic(results):
    if results["generic"]:
        tables = results["generic"]
        shares = [table["sizes_mb"][".hasb"] / better(table) for table in tables]
        total = sum(table["sizes_mb"][".hasb"] for table in tables) / sum(map(better, tables))
        return f"{max(shares):.3g} for the worst table, {total:.3g} in all", [Figure(max(shares), 1.0, 0.9)]


def better(table):
    return min(size for name, size in table["sizes_mb"].items() if name != ".hasb")


def write(results):
    own, vortex = hasb(results), results["stores"]["vortex-compact"]
    if own:
        share = own["write_s"] / vortex["write_s"]
        return f"{share:.3g} ({own['write_s']:.2f} s)", [Figure(share, 1.2, 1.0)]


def process(results, title, asked):
    return next((row for row in results["native"] if (row["title"], row["asked"]) == (title, asked)), None)


def cold(results):
    own = process(results, "hasbench lookup", native.SCALAR)
    sqlite = process(results, "SQLite, C", native.SCALAR)
    if own and sqlite:
        share = own["wall_ms_median"] / sqlite["wall_ms_median"]
        text = f"{share:.3g} ({own['wall_ms_median']:.3g} ms); {own['peak_mb']:.3g} MB"
        return text, [Figure(share, 2.5, 1.3), Figure(own["peak_mb"], 15, 10)]


def warm(*names_and_limits):
    """A goal of warm reads, in microseconds: (name, must, aim) for each figure."""

    def measured(results):
        own = hasb(results)
        if own:
            figures = [Figure(own[name], must, aim) for name, must, aim in names_and_limits]
            return " / ".join(f"{figure.value:.3g}" for figure in figures) + " us", figures

    return measured


def scans(results):
    rows = [process(results, "hasbench stats", native.SUMMARIES), process(results, "hasbench pareto", native.FRONTIER)]
    if all(rows):
        walls = [row["wall_ms_median"] for row in rows]
        return " / ".join(f"{wall:.3g}" for wall in walls) + " ms", [Figure(wall, 10, 5) for wall in walls]


def summaries(results):
    row = process(results, "hasbench stats", native.MORE_SUMMARIES)
    if row:
        return f"{row['wall_ms_median']:.3g} ms", [Figure(row["wall_ms_median"], 10, 5)]


def decode(results):
    if results["alone"]:
        rate = results["alone"]["decode"]["million_per_s"]
        return f"{rate:.0f} M values/s", [Figure(rate, 150, 400, more_is_better=True)]


def scale(results):
    if results["scale"]:
        small, large = results["scale"]
        names = {"open_us": "open", "cold_ms": "open and look up", "scalar_hash_p50_us": "warm lookup"}
        shares = {title: large[name] / small[name] for name, title in names.items()}
        text = ", ".join(f"{title} {share:.3g}" for title, share in shares.items())
        # A warm lookup opens nothing; it is told beside.
        return text, [Figure(shares[title], 1.3, 1.1) for title in ("open", "open and look up")]


def threads(results):
    if results["alone"]:
        found = results["alone"]["threads"]
        text = f"{found['ratio']:.3g} (with a table each {found['apart_ratio']:.3g})"
        if found["ratio"] < 1.8 and found["apart_ratio"] < 1.8:
            return text + "; the machine had no second core to give", None
        return text, [Figure(found["ratio"], 1.8, 1.95, more_is_better=True)]


def scanning(results):
    if results["conversion"]:
        rate = conversion.rate(results["conversion"], "scan")
        return f"{rate:.3g} GB/s", [Figure(rate, 2.5, 4.2, more_is_better=True)]


def logs(results):
    if results["conversion"]:
        rate = conversion.rate(results["conversion"], "logs, 1 jobs")
        return f"{rate:.3g} GB/s", [Figure(rate, 0.8, 1.5, more_is_better=True)]


def jobs(results):
    if results["conversion"]:
        ways = results["conversion"]["ways"]
        share = ways["logs, 1 jobs"]["wall_s"] / ways["logs, 2 jobs"]["wall_s"]
        return f"{share:.3g}", [Figure(share, 1.8, 1.95, more_is_better=True)]


def sweep(results):
    if results["conversion"]:
        way = results["conversion"]["ways"]["sweep, 2 jobs"]
        text = f"{way['wall_s']:.2f} s, {way['peak_mb']:.0f} MB"
        return text, [Figure(way["wall_s"], 2, 1), Figure(way["peak_mb"], 300, 100)]


def smallest(results):
    if results["alone"]:
        found = results["alone"]["smallest"]
        return f"{found['size_mb']:.2f} MB, written in {found['write_s']:.1f} s", None


GOALS = [
    Goal("Size of the sweep", "27.5 MB (0.66 of Vortex compact)", "25.5 MB", size, only_full=True),
    Goal("NAS-Toy against Vortex compact", "0.72", "0.62", toy),
    Goal("Generic tables against the better of Vortex compact and Parquet zstd-19", "1", "0.9", generic),
    Goal("Write from memory, one core, in Vortex compact's time", "1.2", "1.0", write, only_full=True),
    Goal("Cold process, one metric of one configuration", "2.5 x SQLite; 15 MB", "1.3 x; 10 MB", cold),
    Goal(
        "Warm scalar by hash, p50 / p99",
        "0.5 / 1.5 us",
        "0.2 / 0.5 us",
        warm(("scalar_p50_us", 0.5, 0.2), ("scalar_p99_us", 1.5, 0.5)),
    ),
    Goal("Warm scalar by configuration, p50", "3 us", "1.5 us", warm(("config_p50_us", 3, 1.5))),
    Goal("Curve, block cached, p50", "1 us", "0.3 us", warm(("curve_p50_us", 1, 0.3))),
    Goal(
        "Curve, first touch of its block, p99", "150 us", "60 us", warm(("curve_first_p99_us", 150, 60)), only_full=True
    ),
    Goal("Process of three box plots / of a frontier", "10 ms", "5 ms", scans, only_full=True),
    Goal("Process of five metrics, summarised", "10 ms", "5 ms", summaries, only_full=True),
    Goal("Series decoded to Double, one core", "150 M values/s", "400 M values/s", decode),
    Goal("A million runs against 16,000: open, open and look up", "1.3", "1.1", scale),
    Goal("Lookups by 2 threads against 1", "1.8", "1.95", threads),
    Goal("Logs scanned and parsed, one core", "2.5 GB/s", "4.2 GB/s", scanning, only_full=True),
    Goal("Logs converted, one core", "0.8 GB/s", "1.5 GB/s", logs, only_full=True),
    Goal("Logs converted by 2 jobs against 1", "1.8", "1.95", jobs, only_full=True),
    Goal("sweep.json of 509 MB converted by 2 jobs", "2 s; 300 MB", "1 s; 100 MB", sweep, only_full=True),
    Goal("Smallest file, at level 22", "–", "–", smallest, only_full=True),
]


def verdict(goal, found, runs):
    """What a measured goal reached, in words."""
    if found is None:
        return NOT_MEASURED
    if goal.only_full and runs != FULL:
        return f"holds at {FULL:,} runs only"
    figures = found[1]
    if figures is None:
        return "–"
    if all(figure.reaches(figure.aim) for figure in figures):
        return "aim reached"
    return "reached" if all(figure.reaches(figure.must) for figure in figures) else "**missed**"


def rows(results):
    """For the report: measure, measured, must reach, aim, verdict."""
    for goal in GOALS:
        found = goal.measured(results)
        text = found[0] if found else "–"
        yield [goal.title, text, goal.must, goal.aim, verdict(goal, found, results["runs"])]


def limits():
    """The paragraphs by goal. Every goal has one, and every paragraph a goal."""
    parts = LIMITS.read_text().split("\n## ")[1:]
    paragraphs = dict(part.split("\n", 1) for part in parts)
    unlike = {goal.title for goal in GOALS} ^ set(paragraphs)
    if unlike:
        raise ValueError(f"{LIMITS.name} and the goals differ: {', '.join(sorted(unlike))}")
    return {goal.title: paragraphs[goal.title].strip() for goal in GOALS}
