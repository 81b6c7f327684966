#!/usr/bin/env python3
"""Opens `hasbench report` in a browser, and compares the numbers behind its figures with numpy's and scipy's."""

import csv
import math
import tempfile
from pathlib import Path

import numpy
import scipy.stats
import tools
from browser import Page
from tools import expect

FILES = [tools.ROOT / "data/digits-joint.hasb", tools.ROOT / "data/nas-toy.hasb"]
EACH = ["costs", "frontiers", "curves", "correlations", "boxes-by-key", "coverage"]
FIGURES = ["boxes", "distribution", "states", *(f"{name}-1" for name in EACH), "held-out-1", *(f"{name}-2" for name in EACH)]
COUNTED = 0


def close(a, b, what):
    global COUNTED
    COUNTED += 1
    a, b = float(a), float(b)
    expect(a == b or math.isclose(a, b, rel_tol=1e-12), f"{what}: {a!r} instead of {b!r}")


def rows(folder, name):
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def metric(runs, name):
    return numpy.array([run["metrics"].get(name, math.nan) for run in runs], float)


def check_box(row, values, what):
    close(row["count"], len(values), what)
    close(row["mean"], math.fsum(values) / len(values), f"{what}, mean")
    for name, share in (("q1", 25), ("median", 50), ("q3", 75)):
        close(row[name], numpy.percentile(values, share), f"{what}, {name}")
    low, high = (numpy.percentile(values, share) for share in (25, 75))
    inside = values[(values >= low - 1.5 * (high - low)) & (values <= high + 1.5 * (high - low))]
    close(row["whisker low"], min(low, inside.min()), f"{what}, whisker")
    close(row["whisker high"], max(high, inside.max()), f"{what}, whisker")
    close(row["beyond"], len(values) - len(inside), f"{what}, beyond")


def check_boxes(folder, tables):
    found = rows(folder, "boxes")
    expect(len(found) == 3 * len(tables), f"{len(found)} boxes")
    for row in found:
        check_box(row, metric(tables[row["file"]], row["metric"].split()[0]), f"box of {row['metric']}")
    for number, runs in enumerate(tables.values(), 1):
        error = metric(runs, "test_error")
        for row in rows(folder, f"boxes-by-key-{number}"):
            if row["value"].count("–"):
                continue
            mine = [str(run["config"][row["key"]]) == row["value"] for run in runs]
            check_box(row, error[mine], f"box of {row['key']} {row['value']}")


def check_distribution(folder, tables):
    for name, runs in tables.items():
        found = [row for row in rows(folder, "distribution") if row["file"] == name]
        expected = scipy.stats.ecdf(metric(runs, "test_error")).cdf
        expect(len(found) == len(expected.quantiles), f"{len(found)} steps")
        for row, value, share in zip(found, expected.quantiles, expected.probabilities):
            close(row["test_error (%)"], value, "step")
            close(row["share"], share, "share")


def check_correlations(folder, tables):
    for number, runs in enumerate(tables.values(), 1):
        with open(folder / f"correlations-{number}.csv", newline="", encoding="utf-8") as file:
            for first, second, tau, _ in list(csv.reader(file))[1:]:
                expected = scipy.stats.kendalltau(metric(runs, first), metric(runs, second)).statistic
                close(tau, expected, f"tau of {first} and {second}")


def frontier(error, cost):
    worse = (error[:, None] >= error) & (cost[:, None] >= cost) & ((error[:, None] > error) | (cost[:, None] > cost))
    return set(numpy.flatnonzero(~worse.any(axis=1)))


def check_frontiers(folder, tables):
    for number, runs in enumerate(tables.values(), 1):
        found = rows(folder, f"frontiers-{number}")
        place = {run["hash"]: at for at, run in enumerate(runs)}
        for cost in ("train_time", "train_energy"):
            mine = {place[row["hash"]] for row in found if cost in row["frontier"].split(" and ")}
            expected = frontier(metric(runs, "test_error"), metric(runs, cost))
            expect(mine == expected, f"the frontier of {cost} has {len(mine)} members instead of {len(expected)}")


def check_curves(folder, tables):
    for number, runs in enumerate(tables.values(), 1):
        curves = [run["series"]["test_ema_epoch"] for run in runs]
        for row in rows(folder, f"curves-{number}"):
            length, epoch = int(row["epochs"]), int(float(row["epoch"]))
            values = [c["top1_err"][epoch - 1] for c in curves if c["epoch"][-1] == length]
            close(row["runs"], len(values), "runs of a length")
            for name, share in (("10 % (%)", 10), ("25 % (%)", 25), ("median (%)", 50), ("75 % (%)", 75), ("90 % (%)", 90)):
                close(row[name], numpy.percentile(values, share), f"epoch {epoch} of {length}, {name}")


def check_held_out(folder, runs):
    place = {run["hash"]: run for run in runs}
    found = rows(folder, "held-out-1")
    for row in found:
        name = row["metric"].split()[0]
        close(row["measured"], place[row["hash"]]["metrics"][name], f"measured {name}")
    errors = [(float(row["measured"]), float(row["predicted"])) for row in found if row["metric"].startswith("test_error")]
    expect(len(errors) == 266, f"{len(errors)} held-out configurations")
    tau = scipy.stats.kendalltau(*zip(*errors)).statistic
    expect(tau > 0.75, f"tau of held-out errors is {tau}")


def check_page(path, width, dark):
    page = Page(path, width, dark)
    expect(not page.errors, f"the console says {page.errors[:3]}")
    own = Path(path).resolve().as_uri()
    foreign = [url for url in page.requests if url != own and not url.startswith("data:")]
    expect(not foreign, f"the page asks for {foreign[:3]}")
    expect(page.width <= width, f"the page is {page.width} wide on a screen of {width}")
    red, green, blue = (int(part) for part in page.background[4:-1].split(","))
    expect((red + green + blue < 200) == dark, f"the background is {page.background}")
    expect([figure["id"] for figure in page.figures] == FIGURES, f"figures are {[f['id'] for f in page.figures]}")
    for figure in page.figures:
        name = figure["id"]
        expect(figure["width"] > 300 and figure["height"] > 150, f"{name} is {figure['width']} x {figure['height']}")
        expect(figure["marks"] > 20 and figure["texts"] > 4, f"{name} has {figure['marks']} marks")
        expect(not figure["overlaps"], f"{name}: words lie over each other: {figure['overlaps'][:3]}")
        expect(not figure["outside"], f"{name}: words are cut off: {figure['outside'][:3]}")
        expect(len(figure["label"]) > 40 and len(figure["caption"]) > 20, f"{name} has no description")
        expect(figure["rows"] > 0, f"{name} has no numbers behind it")


def check():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "report"
        tools.run("report", *FILES, "-o", folder, "--figures", "png", "--figures", "pdf")
        for form, start in (("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")):
            for name in FIGURES:
                expect((folder / f"{name}.{form}").read_bytes().startswith(start), f"{name}.{form} is none")
        for width, dark in ((1000, False), (390, True)):
            check_page(folder / "index.html", width, dark)
        tables = {path.stem: tools.export(path) for path in FILES}
        check_boxes(folder, tables)
        check_distribution(folder, tables)
        check_correlations(folder, tables)
        check_frontiers(folder, tables)
        check_curves(folder, tables)
        check_held_out(folder, tables["digits-joint"])
    return (
        f"{len(FIGURES)} figures drawn, light and dark, wide and narrow, nothing asked for; {COUNTED} numbers agree"
    )


tools.main(check)
