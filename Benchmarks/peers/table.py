"""The results as Markdown: absolute figures, and relative to the .hasb file's."""

STORE_MEASURES = {
    "size_mb": "MB",
    "write_s": "write s",
    "cold_ms": "cold lookup, wall ms",
    "cold_mb": "cold lookup, peak MB",
    "scan_ms": "scan, ms in process",
    "scan_wall_ms": "scan, wall ms",
    "scalar_p50_us": "warm scalar p50 us",
    "scalar_p99_us": "warm scalar p99 us",
    "curve_p50_us": "warm curve p50 us",
    "curve_p99_us": "warm curve p99 us",
}
SCALE_MEASURES = {
    "size_mb": "MB",
    "write_s": "write s",
    "open_us": "open us",
    "cold_ms": "cold lookup, wall ms",
    "cold_mb": "cold lookup, peak MB",
    "scalar_hash_p50_us": "scalar by hash p50 us",
    "scalar_hash_p99_us": "scalar by hash p99 us",
    "scalar_config_p50_us": "scalar by configuration p50 us",
    "scalar_config_p99_us": "scalar by configuration p99 us",
    "curve_first_p50_us": "curve, first, p50 us",
    "curve_first_p99_us": "curve, first, p99 us",
    "curve_p50_us": "curve p50 us",
    "curve_p99_us": "curve p99 us",
}


def figure(value):
    """Three digits, or a dash for what was not measured."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def ratio(value, base):
    return "–" if value is None or not base else f"{value / base:.2f}"


def markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def stores(entries, medians):
    """One table of the figures, and where there is a .hasb file one of the ratios."""
    header = ["store", *STORE_MEASURES.values()]
    rows = [[e.title, *(figure(medians[e.key].get(name)) for name in STORE_MEASURES)] for e in entries]
    text = markdown(header, rows)
    base = medians.get("hasb")
    if base:
        rows = [
            [e.title, *(ratio(medians[e.key].get(name), base.get(name)) for name in STORE_MEASURES)] for e in entries
        ]
        text += "\n\nRelative to .hasb (above 1: .hasb is smaller or faster):\n\n" + markdown(header, rows)
    return text


def native(results):
    """A lookup of the scalar is compared with one of the scalar, one with the curve with one with the curve."""
    base = {row["curve"]: row["wall_ms_median"] for row in results if row["title"] == "hasbench lookup"}
    rows = []
    for row in results:
        asked = {None: "–", False: "scalar", True: "scalar and curve"}[row["curve"]]
        times = [figure(row[name]) for name in ("wall_ms_min", "wall_ms_median", "peak_mb")]
        rows.append([row["title"], asked, *times, ratio(row["wall_ms_median"], base.get(bool(row["curve"])))])
    return markdown(["process", "asked for", "wall ms, least", "wall ms, median", "peak MB", "relative"], rows)


def scale(files):
    small, large = files
    rows = [
        [title, figure(small.get(name)), figure(large.get(name)), ratio(large.get(name), small.get(name))]
        for name, title in SCALE_MEASURES.items()
        if name in small
    ]
    return markdown(["measure", f"{small['runs']} runs", f"{large['runs']} runs", "ratio"], rows)


def nas_toy(result):
    sizes = result["sizes_mb"]
    rows = [[title, f"{size:.3f}", ratio(size, sizes["**.hasb**"])] for title, size in sizes.items()]
    return markdown(["store", "MB", "relative"], rows)


def machine(description):
    return "\n".join(f"- {name}: {value or 'not there'}" for name, value in description.items())


def report(results, entries):
    """All that was measured, one section each."""
    parts = [
        "# Side by side",
        f"{results['runs']} synthetic runs, {results['epochs']} epochs, 30 columns; medians of"
        f" {results['write_rounds']} writing and {results['read_rounds']} reading rounds, interleaved; every operation"
        " a process of its own on one core, page cache warm. How: README.md beside the script.",
        "## Stores\n\nEach store is asked through Python, .hasb by a Python process that starts `hasbench`; the warm"
        " lookups and the scan of .hasb are those of the library, in Swift.",
        stores(entries, results["stores"]),
    ]
    if results["native"]:
        parts += ["## Cold lookups without Python", native(results["native"])]
    if results["scale"]:
        parts += ["## Scale", scale(results["scale"])]
    if results["nas_toy"]:
        parts += [f"## NAS-Toy, {results['nas_toy']['runs']} runs", nas_toy(results["nas_toy"])]
    if results["notes"]:
        parts += ["## Skipped", "\n".join(f"- {text}" for text in results["notes"])]
    parts += ["## Machine", machine(results["machine"])]
    return "\n\n".join(parts) + "\n"
