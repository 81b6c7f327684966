"""Does a file of a million runs answer as one of 16,000 does? Opening and lookups in both, and their ratios."""

import json
import statistics
from itertools import islice

import stores_hasb
from measure import note, size_of

BASELINE = 16000
COUNT = 50


def some_hash(path, row):
    """A hash in the file: that of a row of its export."""
    lines = stores_hasb.exported(path, "csv")
    place = next(lines).rstrip("\n").split(",").index("hash")
    found = next(islice(lines, row, None)).split(",")[place]
    lines.close()
    return found


def measures(reads, lookup):
    """The warm and cold measures of one round, flat."""
    flat = {"open_us": reads["open_us"], "cold_ms": lookup["wall_ms_median"], "cold_mb": lookup["peak_mb"]}
    for name in ("scalar_hash_us", "scalar_config_us", "curve_us", "curve_first_us"):
        flat.update({f"{name.removesuffix('_us')}_{p}_us": value for p, value in reads.get(name, {}).items()})
    return flat


def compare(runs, folder, launcher, rounds):
    """Measures by file, rounds interleaved, medians."""
    files, samples = {}, {}
    for count in (BASELINE, runs):
        note(f"scale: writing {count} runs")
        path = folder / f"scale-{count}.hasb"
        written = stores_hasb.write_synthetic(count, path)
        files[count] = {"runs": count, "size_mb": size_of(path), "write_s": written["seconds"]}
        samples[count] = (path, some_hash(path, count // 100), [])
    for number in range(rounds):
        note(f"scale {number + 1}/{rounds}")
        for path, key, found in samples.values():
            lookup, _ = launcher.run(stores_hasb.lookup_command(path, key, curve=False), COUNT)
            _, printed = launcher.run([stores_hasb.READS, path])
            found.append(measures(json.loads(printed), lookup))
    for count, (path, _, found) in samples.items():
        files[count].update({name: statistics.median(round_[name] for round_ in found) for name in found[0]})
        path.unlink()
    return [files[BASELINE], files[runs]]
