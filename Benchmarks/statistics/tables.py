"""The tables that are compared: those of the repository, and one of random data with all that is awkward."""

import json
import math
import random
import subprocess

RECIPE = {
    "recipe": 1,
    "configuration": {"kind": "kind", "k": "k"},
    "keys": ["kind", "k"],
    "task": "task",
    "seed": "seed",
    "scalars": {"raw.{name}": "{name}"},
    "types": {"raw.*": "float64", "k": "int64"},
    "finite": ["raw.a"],
    "metrics": {
        "a": {"reduction": "value", "of": ["raw.a"], "direction": "min"},
        "b": {"reduction": "value", "of": ["raw.b"], "direction": "max"},
        "c": {"reduction": "value", "of": ["raw.c"], "direction": "min"},
    },
}


def awkward(draw, kind):
    """One value of a kind: ties, gaps, infinities, all magnitudes."""
    match kind:
        case "ties":
            return float(draw.randrange(5))
        case "nan":
            return draw.choice([math.nan, draw.gauss(0, 1), draw.gauss(0, 1), None])
        case "infinite":
            return draw.choice([math.inf, -math.inf, draw.gauss(0, 1), draw.gauss(0, 1), draw.gauss(0, 1)])
        case "wide":
            return draw.gauss(0, 1) * 10.0 ** draw.randrange(-300, 300)
        case "offset":
            return 1e9 + draw.gauss(0, 1)
        case "none":
            return None
        case "one infinity":
            return math.inf
        case _:
            return draw.lognormvariate(1.5, 0.6)


def write_random(folder, binary, seed):
    """Runs of every kind, configurations with and without repeats, on two tasks; gives the file."""
    draw = random.Random(seed)
    sizes = {
        "ties": 200, "nan": 200, "infinite": 150, "wide": 150, "offset": 150, "plain": 1500, "none": 3, "one": 1,
        "one infinity": 1, "two": 2,
    }
    lines = []
    for kind, size in sizes.items():
        for number in range(size):
            repeats = 1 if kind.startswith("one") else draw.choice([1, 1, 1, 2, 3, 5])
            for task in ["x", "y"] if size > 10 and number % 7 == 0 else ["x"]:
                for seed in range(repeats):
                    run = {"kind": kind, "k": number, "task": task, "seed": seed}
                    for name in "abc":
                        value = awkward(draw, kind)
                        if value is not None:
                            run[name] = value
                    # A run without any scalar would say nothing.
                    run["weight"] = draw.random()
                    lines.append(json.dumps(run))
    draw.shuffle(lines)
    source, recipe, file = folder / "random.ndjson", folder / "recipe.json", folder / "random.hasb"
    source.write_text("\n".join(lines) + "\n")
    recipe.write_text(json.dumps(RECIPE))
    command = [binary / "hasbench", "convert", source, "--recipe", recipe, "-o", file]
    # It reports the runs that diverged.
    subprocess.run(command, check=True, capture_output=True)
    return file
