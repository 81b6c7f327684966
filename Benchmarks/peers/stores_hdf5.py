"""HDF5, ragged: a series is one array of all runs' values, beside the runs' offsets."""

import json

import h5py
import numpy as np
from store import Store

CURVE = "test_ema_epoch.top1_err"
CHUNK = 16384


class HDF5(Store):
    def write(self, source):
        # Level 1 without the shuffle filter: with it, doubles of four decimals take 1.8 times as much.
        filters = {"compression": "gzip", "compression_opts": 1}
        with h5py.File(self.path, "w") as file:
            file.attrs["base_cfg"] = json.dumps(source.base)
            file["offsets"] = source.offsets
            for name, values in source.scalars().items():
                array = np.array(values)
                if array.dtype.kind == "U":
                    array = np.char.encode(array)
                file.create_dataset(f"runs/{name}", data=array, chunks=(min(CHUNK, len(array)),), **filters)
            for name in source.columns:
                values = source.values(name)
                file.create_dataset(f"series/{name}", data=values, chunks=(min(CHUNK, len(values)),), **filters)

    def open(self):
        # The default chunk cache, 1 MB a data set, would decompress at nearly every lookup.
        self.file = h5py.File(self.path, "r", rdcc_nbytes=64 << 20, rdcc_nslots=10007)
        self.offsets = self.file["offsets"][:]
        self.errors = self.file["runs/test_error"]
        self.curves = self.file[f"series/{CURVE}"]

    def hashes(self):
        return self.file["runs/cfg_hash"][:].astype(str).tolist()

    def find(self, key):
        return int(np.flatnonzero(self.file["runs/cfg_hash"][:] == key.encode())[0])

    def scalar(self, row):
        return float(self.errors[row])

    def curve(self, row):
        return self.curves[self.offsets[row] : self.offsets[row + 1]]

    def scan(self):
        times = self.file["series/train_epoch.time_epoch"][:]
        energies = self.file["series/cons.train_cons"][:]
        starts = self.offsets[:-1]
        return self.curves[:][self.offsets[1:] - 1], np.add.reduceat(times, starts), np.add.reduceat(energies, starts)

    def contents(self):
        scalars = {}
        for name, data in self.file["runs"].items():
            values = data[:]
            scalars[name] = (values.astype(str) if values.dtype.kind == "S" else values).tolist()
        columns = {name: data[:] for name, data in self.file["series"].items()}
        return scalars, columns, self.offsets, json.loads(self.file.attrs["base_cfg"])
