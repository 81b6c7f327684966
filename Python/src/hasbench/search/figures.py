"""Figures of searches, drawn by gnuplot in the style of the report's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import summary

# Okabe and Ito, Color Universal Design, 2008. What is energy-aware is dashed, in the colour of what it was made from.
STYLES = {
    "random search": ("#9a9fa6", False),
    "regularized evolution": ("#E69F00", False),
    "local search": ("#009E73", False),
    "energy-aware local search": ("#009E73", True),
    "BANANAS": ("#0072B2", False),
    "energy-aware BANANAS": ("#0072B2", True),
    "Hyperband": ("#CC79A7", False),
    "BOHB": ("#D55E00", False),
}
TIMES_LEAST = 5
INK, RULE, PAPER = "#010203", "#c8c9ca", "#fefefe"
COSTS = {
    "energy": (summary.ENERGY, "energy spent on training, modelled (W.h)", 1000),
    "time": (summary.SECONDS, "time spent on training (s)", 1),
}


def draw(results: Iterable[dict[str, Any]], folder: str | os.PathLike[str]) -> list[Path]:
    """Draws test error against energy and against time, and gives the paths: `error-by-energy.svg`, `error-by-time.svg`."""
    if shutil.which("gnuplot") is None:
        raise FileNotFoundError("gnuplot, which draws the figures, is missing: install the Debian package gnuplot-nox")
    paths = []
    for name, cost in COSTS.items():
        path = Path(folder) / f"error-by-{name}.svg"
        text = script(summary.by_algorithm(results), *cost, path.name)
        # In the folder, so that its name needs no quoting.
        subprocess.run(["gnuplot"], input=text, text=True, check=True, cwd=folder)
        paths.append(path)
    return paths


def _drawn(curves: dict[str, list[summary.Point]]) -> tuple[dict[str, list[summary.Point]], float]:
    """What is drawn of the curves: what is at most some times the least; the rest would press it flat."""
    curves = {name: rows for name, rows in curves.items() if rows}
    top = TIMES_LEAST * min(mean for rows in curves.values() for _, mean, _, _ in rows)
    return {name: [row for row in rows if row[1] <= top] for name, rows in curves.items()}, top


def script(found: Mapping[str, Sequence[dict[str, Any]]], cost: int, label: str, factor: float, output: str) -> str:
    """The figure as a script for gnuplot, with all numbers in it."""
    curves, top = _drawn({name: summary.curve(results, cost) for name, results in found.items()})
    spent = [row[0] for rows in curves.values() for row in rows]
    lines = [
        f"set terminal svg size 860,520 dynamic font 'sans-serif,13' background '{PAPER}'",
        f"set output '{output}'",
        f"set border 3 lc rgb '{INK}'",
        f"set tics nomirror out scale 0.5 textcolor rgb '{INK}'",
        f"set xlabel '{label}' noenhanced textcolor rgb '{INK}'",
        f"set ylabel 'test error of the best so far (%)' noenhanced textcolor rgb '{INK}'",
        "set logscale xy",
        "set format xy '%.3g'",
        "set xtics add (" + ", ".join(f"{n}e{power}" for power in range(-6, 9) for n in (2, 5)) + ")",
        "set ytics (0.2, 0.3, 0.5, 0.7, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 15, 20, 30, 50, 100)",
        f"set grid ytics lc rgb '{RULE}' lw 1 dt solid",
        f"set xrange [{min(spent) * factor}:{max(spent) * factor}]",
        f"set yrange [:{top}]",
        f"set key top right noenhanced textcolor rgb '{INK}' samplen 3 noopaque",
    ]
    bands, means = [], []
    for place, (name, rows) in enumerate(curves.items()):
        colour, is_dashed = STYLES[name]
        lines.append(f"$d{place} << end")
        lines += [" ".join(repr(number) for number in (at * factor, *rest)) for at, *rest in rows]
        lines.append("end")
        bands.append(
            f"$d{place} using 1:3:4 with filledcurves fs transparent solid 0.15 noborder fc rgb '{colour}' notitle"
        )
        dashes = " dt '-'" if is_dashed else ""
        means.append(f"$d{place} using 1:2 with lines lw 2{dashes} lc rgb '{colour}' title '{name}'")
    lines.append("plot " + ", \\\n     ".join(bands + means))
    return "\n".join(lines) + "\n"
