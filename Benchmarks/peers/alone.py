"""What only .hasb is asked: decoding of all series, lookups by two threads, the smallest file."""

import json
import statistics

import stores_hasb
from measure import WrongAnswer, note, size_of

# The segment that gave the smallest file of 16,000 runs at level 22, of 128 times a power of two.
SMALLEST = ("--level", "22", "--segment", "4096")


def decoding(path, source, launcher, rounds):
    """Million values a second: of all series together, and of each. Values are checked by the sum of their bits."""
    found = []
    for _ in range(rounds):
        _, printed = launcher.run([stores_hasb.READS, "--decode", path])
        found.append(json.loads(printed))
        for name, bits in found[-1]["sums"].items():
            if bits != int(source.values(name).view("uint64").sum()):
                raise WrongAnswer(f"{path.name}: {name} is decoded to other values")
    columns = {name: statistics.median(one["columns"][name] for one in found) for name in found[0]["columns"]}
    total = statistics.median(one["million_per_s"] for one in found)
    return {"values": found[0]["values"], "million_per_s": total, "columns": columns}


def threads(path, rounds):
    """Not through the launcher, which leaves one core. The round in which the other core was idlest counts."""
    found = [stores_hasb.run(stores_hasb.READS, "--threads", str(path)) for _ in range(rounds)]
    return max(found, key=lambda one: one["apart_ratio"])


def smallest(comparison, launcher, rounds):
    """The highest level, and the segment that suits it."""
    path = comparison.folder / "smallest.hasb"
    measured, printed = launcher.run(stores_hasb.write_command(comparison.source.folder, path, *SMALLEST))
    _, reads = launcher.run([stores_hasb.READS, path])
    reads = json.loads(reads)
    result = {
        "options": " ".join(SMALLEST),
        "size_mb": size_of(path),
        "write_s": json.loads(printed)["seconds"],
        "write_peak_mb": measured["peak_mb"],
        "scalar_p50_us": reads["scalar_hash_us"]["p50"],
        "curve_p50_us": reads["curve_us"]["p50"],
        "curve_first_p99_us": reads["curve_first_us"]["p99"],
        "decode_million_per_s": decoding(path, comparison.source, launcher, rounds)["million_per_s"],
    }
    path.unlink()
    return result


def measure(comparison, launcher, rounds):
    """All of it, on the file that the comparison wrote."""
    path = comparison.folder / "sweep.hasb"
    note("decoding")
    decoded = decoding(path, comparison.source, launcher, rounds)
    note("threads")
    looked_up = threads(path, rounds)
    note("the smallest file")
    return {"decode": decoded, "threads": looked_up, "smallest": smallest(comparison, launcher, rounds)}
