"""Collects a sweep's raw logs into the objects of a sweep.json, as the original's collector does."""

import json

from raw_logs import PREFIX, read_text, run_folders

DROPPED = {"train_iter", "test_iter"}


def records(text):
    """The records of a log in order; nothing of the dump of the environment."""
    in_dump = False
    for line in text.splitlines():
        prefix = PREFIX.match(line)
        if prefix:
            rest = line[prefix.end() :]
            in_dump = rest.startswith("os.environ:")
            if rest.startswith("json_stats: "):
                yield json.loads(rest[len("json_stats: ") :])


def pairs(texts):
    """The numbers of "i/n", as two lists."""
    numbers = [tuple(map(int, text.split("/"))) for text in texts]
    return [first for first, _ in numbers], [last for _, last in numbers]


def collected(rows):
    """The records of one type: each field's values by epoch, or the first record where there are no epochs."""
    if "epoch" not in rows[0]:
        return rows[0]
    fields = {name: [row[name] for row in rows] for name in rows[0]}
    fields["epoch_ind"], fields["epoch_max"] = pairs(fields["epoch"])
    order = fields["epoch_ind"]
    if "iter" in fields:
        fields["iter_ind"], fields["iter_max"] = pairs(fields["iter"])
        order = list(zip(fields["epoch_ind"], fields["iter_ind"]))
    ranks = sorted(range(len(rows)), key=order.__getitem__)
    return {name: [values[rank] for rank in ranks] for name, values in fields.items()}


def collect(logs):
    """One object a run, in order of their folders."""
    runs = []
    for folder in run_folders(logs):
        types = {}
        for record in records(read_text(folder / "stdout.log")):
            kind = record.pop("_type")
            if kind not in DROPPED:
                types.setdefault(kind, []).append(record)
        run = {kind: collected(rows) for kind, rows in types.items()}
        run["log_file"], run["err_file"] = str(folder / "stdout.log"), str(folder / "stderr.log")
        run["err"] = read_text(folder / "stderr.log") or ""
        runs.append(run)
    return runs
