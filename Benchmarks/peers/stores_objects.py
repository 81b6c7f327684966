"""Stores of whole objects, one a run: all of them are loaded before the first answer."""

import json
import pickle
import sys
from pathlib import Path

from store import Store

sys.path.insert(0, str(Path(__file__).parent / "synth"))

import configuration  # noqa: E402


def hash_of(run):
    return configuration.cfg_hash({k: run["cfg"][configuration.WHERE[k]][k] for k in configuration.KEYS})


class ObjectStore(Store):
    """Runs in the form of the original collector, in a list."""

    def prepare(self, source):
        self.runs = [source.run_object(row) for row in range(source.runs)]

    def hashes(self):
        return [hash_of(run) for run in self.runs]

    def find(self, key):
        return next(row for row, run in enumerate(self.runs) if hash_of(run) == key)

    def scalar(self, row):
        return self.runs[row]["test_ema_epoch"]["top1_err"][-1]

    def curve(self, row):
        return self.runs[row]["test_ema_epoch"]["top1_err"]

    def scan(self):
        return (
            [run["test_ema_epoch"]["top1_err"][-1] for run in self.runs],
            [sum(run["train_epoch"]["time_epoch"]) for run in self.runs],
            [sum(run["cons"]["train_cons"]) for run in self.runs],
        )

    def differences(self, source):
        self.open()
        if len(self.runs) != source.runs:
            return ["number of runs"]
        return [f"run {i}" for i in range(source.runs) if self.plain(i) != source.run_object(i)]

    def plain(self, row):
        """A run as the collector's plain lists and dictionaries."""
        return self.runs[row]


class SweepJSON(ObjectStore):
    def write(self, source):
        with open(self.path, "w") as file:
            for row, run in enumerate(self.runs):
                file.write((", " if row else "[") + json.dumps(run, sort_keys=True))
            file.write("]")

    def open(self):
        with open(self.path) as file:
            self.runs = json.load(file)


class Pickle(ObjectStore):
    """A dictionary of the runs by their hash."""

    def write(self, source):
        with open(self.path, "wb") as file:
            pickle.dump(dict(zip(source.hashes, self.runs)), file, protocol=pickle.HIGHEST_PROTOCOL)

    def open(self):
        with open(self.path, "rb") as file:
            self.by_hash = pickle.load(file)
        self.runs = list(self.by_hash.values())

    def hashes(self):
        return list(self.by_hash)

    def find(self, key):
        return self.hashes().index(key)


class NestedFeather(ObjectStore):
    """A data frame of the objects, nested as they are: what the original loads."""

    def write(self, source):
        import pandas

        pandas.DataFrame(self.runs).to_feather(self.path, compression="zstd")

    def open(self):
        import pandas

        frame = pandas.read_feather(self.path)
        self.runs = [dict(zip(frame.columns, row)) for row in frame.itertuples(index=False)]

    def plain(self, row):
        def plain(value):
            if isinstance(value, dict):
                return {key: plain(child) for key, child in value.items()}
            return value.tolist() if hasattr(value, "tolist") else value

        return plain(self.runs[row])
