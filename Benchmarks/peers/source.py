"""The synthetic sweep that every store holds, and the right answers to what is asked of the stores."""

import json
import math
import random
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "synth"))

import configuration  # noqa: E402
import gen  # noqa: E402
import numpy as np  # noqa: E402

CURVE = "test_ema_epoch.top1_err"
SCANNED = (CURVE, "train_epoch.time_epoch", "cons.train_cons")


def generate(runs, folder):
    """Writes the sweep's arrays, and beside them as plain JSON what other languages can't easily read of them."""
    scalars, columns, offsets = gen.generate(runs)
    gen.save(scalars, columns, offsets, str(folder))
    names = [*configuration.KEYS, "params", "flops", "acts", "log_file", "err"]
    (folder / "scal.json").write_text(json.dumps({name: scalars[name].tolist() for name in names}))
    shutil.copy(configuration.BASE_FILE, folder / "base_cfg.json")


class Source:
    """The sweep in memory."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.raw = gen.load(str(folder))
        self._scalars, self._columns, self.offsets = self.raw
        self.runs = len(self.offsets) - 1
        self.columns = gen.COLS
        self.base = configuration.BASE
        self.hashes = self._scalars["cfg_hash"].tolist()

    def is_integer(self, column):
        return gen.isint(column)

    def fixed(self, column):
        """A column as the generator has it: integers, decimals times 10^4."""
        return self._columns[column]

    def values(self, column):
        """A column as it is meant: int32 or float64. The quotient is the correctly rounded decimal."""
        return self.fixed(column) if gen.isint(column) else self.fixed(column) / 1e4

    def scalars(self):
        """One value a run: keys, complexity, hash, file name, stderr, and the one derived value that is looked up."""
        return {**{name: v.tolist() for name, v in self._scalars.items()}, "test_error": self.test_errors().tolist()}

    def config(self, run):
        """A run's keys by their path in the configuration."""
        return {f"{configuration.WHERE[k]}.{k}": self._scalars[k][run].item() for k in configuration.KEYS}

    def run_object(self, run):
        return gen.run_obj(*self.raw, run)

    def test_errors(self):
        return self.values(CURVE)[self.offsets[1:] - 1]

    def curve(self, run):
        return self.values(CURVE)[self.offsets[run] : self.offsets[run + 1]].tolist()

    def scan(self):
        """The sums over all runs of: final error, training time, training energy."""
        return [math.fsum(self.test_errors()), *(math.fsum(self.values(c)) for c in SCANNED[1:])]

    def checks(self, rows):
        """The sums of what the warm lookups of these runs return."""
        errors = self.test_errors()
        top1 = self.values(CURVE)
        curves = np.concatenate([top1[self.offsets[row] : self.offsets[row + 1]] for row in rows])
        return [math.fsum(errors[row] for row in rows), math.fsum(curves)]


def pick(seed, runs, count):
    """The runs that a round looks up: the same for every store."""
    generator = random.Random(seed)
    return [generator.randrange(runs) for _ in range(count)]
