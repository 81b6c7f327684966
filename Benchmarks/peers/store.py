"""What every store can be asked. Imports nothing large: a cold lookup pays for its imports."""

import math
import time


def spread(samples):
    """The median and the 99th percentile of nanoseconds, in microseconds."""
    ordered = sorted(samples)
    return {"p50": ordered[len(ordered) // 2] / 1e3, "p99": ordered[len(ordered) * 99 // 100] / 1e3}


class Store:
    """A file (or folder) that holds the sweep.

    A subclass gives `write`, `open`, `hashes`, `scalar`, `curve`, `scan` and `contents`. Rows are numbers of runs in
    the source's order. A store without an index of its own searches its hashes in a cold lookup, and gets a dictionary
    of them before the warm ones, whose making is not counted: nobody would look up a thousand runs without.
    """

    # Whether decimals are stored times 10^4 as int32.
    decimals_as_int32 = False

    def __init__(self, path):
        self.path = str(path)

    def prepare(self, source):
        """Makes what a writer of this store has in memory, where that is not the source's arrays."""

    def write(self, source):
        """From memory to a closed file. Returns seconds where it has to measure them itself."""
        raise NotImplementedError

    def open(self):
        raise NotImplementedError

    def hashes(self):
        raise NotImplementedError

    def scalar(self, row):
        """The final error of a run."""
        raise NotImplementedError

    def curve(self, row):
        """The learning curve of a run, as a list or an array."""
        raise NotImplementedError

    def scan(self):
        """Of all runs from their series: the final errors, the training times, the training energies."""
        raise NotImplementedError

    def contents(self):
        """All that is in the file: scalars by name as lists, columns by name as one array each, offsets, base."""
        raise NotImplementedError

    def find(self, key):
        return self.hashes().index(key)

    def index(self):
        self._rows = {key: row for row, key in enumerate(self.hashes())}

    def scalar_of(self, key):
        return self.scalar(self._rows[key])

    # The operations, each in a process of its own.

    def timed_write(self, source):
        self.prepare(source)
        start = time.perf_counter()
        seconds = self.write(source)
        return {"seconds": time.perf_counter() - start if seconds is None else seconds}

    def timed_lookup(self, key):
        """The process as a whole is timed by who starts it."""
        self.open()
        row = self.find(key)
        return {"scalar": self.scalar(row), "curve": list(map(float, self.curve(row)))}

    def timed_scan(self):
        start = time.perf_counter()
        self.open()
        metrics = self.scan()
        milliseconds = (time.perf_counter() - start) * 1e3
        return {"ms": milliseconds, "sums": [math.fsum(values) for values in metrics]}

    def timed_warm(self, rows, keys):
        self.open()
        self.index()
        scalars, curve_sums, scalar_times, curve_times = [], [], [], []
        clock = time.perf_counter_ns
        for key in keys:
            start = clock()
            value = self.scalar_of(key)
            scalar_times.append(clock() - start)
            scalars.append(value)
        for row in rows:
            start = clock()
            values = self.curve(row)
            curve_times.append(clock() - start)
            # Summed at once, not kept: a curve may be a view that holds all that was decoded around it.
            curve_sums.append(math.fsum(values))
        checks = [math.fsum(scalars), math.fsum(curve_sums)]
        return {"scalar_us": spread(scalar_times), "curve_us": spread(curve_times), "checks": checks}

    def differences(self, source):
        """What reads back unlike the source: a list of words, empty if the store is right and complete."""
        self.open()
        scalars, columns, offsets, base = self.contents()
        expected = source.scalars()
        found = [name for name in expected if list(scalars.get(name, [])) != expected[name]]
        for name in source.columns:
            right = source.fixed(name) if self.decimals_as_int32 else source.values(name)
            values = columns.get(name)
            if values is None or values.dtype != right.dtype or values.tobytes() != right.tobytes():
                found.append(name)
        if list(offsets) != source.offsets.tolist():
            found.append("offsets")
        if base != source.base:
            found.append("base configuration")
        return found
