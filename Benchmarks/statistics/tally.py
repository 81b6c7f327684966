"""What was compared: by function and library, how many numbers, and by how much they differ at most."""

import math

import numpy as np

TOLERANCE = 1e-12


def number(value):
    """A number as hasbench's JSON has it: one that is not finite is a string; None stays."""
    return float(value) if isinstance(value, (int, float, str)) else value


def differences(ours, theirs):
    """The relative differences; 0 of equal numbers, of two NaN and of two that are undefined."""
    undefined = [np.array([value is None for value in values], dtype=bool) for values in (ours, theirs)]
    ours, theirs = (np.array([math.nan if x is None else number(x) for x in values]) for values in (ours, theirs))
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    unlike = np.abs(ours - theirs) / np.maximum(np.abs(ours), np.abs(theirs))
    unlike[~np.isfinite(unlike)] = math.inf
    unlike[same] = 0
    unlike[undefined[0] != undefined[1]] = math.inf
    return unlike


class Tally:
    def __init__(self):
        self.rows = {}
        self.wrong = []

    def compare(self, function, library, where, ours, theirs):
        """Takes two numbers, or two lists of as many."""
        if not isinstance(ours, list):
            ours, theirs = [ours], [theirs]
        count, largest = self.rows.get((function, library), (0, 0.0))
        if len(ours) != len(theirs):
            self.wrong.append(f"{function}, {where}: {len(ours)} instead of {len(theirs)} of {library}")
        shared = min(len(ours), len(theirs))
        unlike = differences(ours[:shared], theirs[:shared])
        largest = max(largest, float(unlike.max(initial=0.0)))
        for place in np.flatnonzero(unlike > TOLERANCE):
            self.wrong.append(f"{function}, {where}: {ours[place]} instead of {theirs[place]} of {library}")
        self.rows[function, library] = (count + len(ours), largest)

    def table(self):
        lines = ["| function | library | numbers compared | largest relative difference |", "| --- | --- | ---: | ---: |"]
        for (function, library), (count, largest) in self.rows.items():
            told = "0, all equal" if largest == 0 else f"{largest:.1e}"
            lines.append(f"| {function} | {library} | {count:,} | {told} |")
        return "\n".join(lines)
