"""The results as Markdown: the goals, then absolute figures, and relative to the .hasb file's."""

import conversion
import goals

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
    base = {row["asked"]: row["wall_ms_median"] for row in results if row["title"].startswith("hasbench")}
    # What is asked of no process is compared with the least that is asked.
    base[None] = base.get("scalar")
    rows = []
    for row in results:
        times = [figure(row[name]) for name in ("wall_ms_min", "wall_ms_median", "peak_mb")]
        share = ratio(row["wall_ms_median"], base.get(row["asked"]))
        rows.append([row["title"], row["asked"] or "–", *times, share])
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


def alone(measured):
    """Decoding by column, slowest first, then threads and the smallest file."""
    decode, threads, least = (measured[name] for name in ("decode", "threads", "smallest"))
    columns = sorted(decode["columns"].items(), key=lambda item: item[1])
    rows = [["all series", figure(decode["million_per_s"])], *([name, figure(rate)] for name, rate in columns)]
    parts = [
        f"Decoding of the {decode['values']} values of all series of float64 on one core, in a warm process: read, checked,"
        " decompressed, decoded. All together with one reader a group, so that its axis is decoded once; each series by"
        " itself with its axis, and with the series that it is predicted from.",
        markdown(["series", "M values/s"], rows),
        "Lookups of a metric by hash, in one open table that two threads share: "
        f"{threads['one_per_s'] / 1e6:.2f} M/s by one thread, {threads['two_per_s'] / 1e6:.2f} M/s by two:"
        f" {threads['ratio']:.2f} times as many. With a table of its own for each of the two threads it is"
        f" {threads['apart_ratio']:.2f} times as many: what the machine gave just then.",
        f"The smallest file (`hasb-synth {least['options']}`):",
        markdown(
            ["MB", "write s", "warm scalar p50 us", "curve p50 us", "curve, first, p99 us", "decode M values/s"],
            [
                [
                    f"{least['size_mb']:.2f}",
                    *(
                        figure(least[name])
                        for name in ("write_s", "scalar_p50_us", "curve_p50_us", "curve_first_p99_us")
                    ),
                    figure(least["decode_million_per_s"]),
                ]
            ],
        ),
    ]
    return "\n\n".join(parts)


def generic(tables):
    """Sizes by table, and the columns in which .hasb loses more than a hundredth of its table."""
    rows, losses = [], []
    for found in tables:
        sizes = found["sizes_mb"]
        others = [size for name, size in sizes.items() if name != ".hasb"]
        rows.append(
            [
                f"{found['title']}: {found['about']}",
                str(found["rows"]),
                *(f"{size:.3f}" for size in sizes.values()),
                ratio(sizes[".hasb"], min(others)),
                f"{found['overhead_mb']['index']:.3f}",
            ]
        )
        for name, column in found["columns"].items():
            least = min(size for form, size in column.items() if form not in (".hasb", "encodings"))
            lost = column[".hasb"] - least
            if lost > sizes[".hasb"] * 1e4:
                share = ratio(column[".hasb"], least)
                losses.append((lost, found["title"], name, column[".hasb"], least, share, column["encodings"]))
    total = {name: sum(found["sizes_mb"][name] for found in tables) for name in tables[0]["sizes_mb"]}
    better = sum(min(size for name, size in t["sizes_mb"].items() if name != ".hasb") for t in tables)
    index = sum(found["overhead_mb"]["index"] for found in tables)
    rows.append(
        ["all", "", *(f"{size:.3f}" for size in total.values()), ratio(total[".hasb"], better), f"{index:.3f}"]
    )
    header = ["table", "rows", *(f"{name}, MB" for name in total), "relative to the better", "of it the index, MB"]
    text = markdown(header, rows)
    if losses:
        losses.sort(reverse=True)
        lines = [[*map(str, line[1:6]), ", ".join(line[6])] for line in losses]
        header = ["table", "column", ".hasb, bytes", "the better, bytes", "relative", "encodings in .hasb"]
        text += "\n\nColumns that lose more than a hundredth of their table:\n\n" + markdown(header, lines)
    return text


def converted(result):
    """What both ways take, and what was asked of ours."""
    header = ["source", "way", "wall s", "GB/s", "processor s", "peak MB", "relative"]
    return conversion.ABOUT + "\n\n" + markdown(header, conversion.rows(result))


def machine(description):
    return "\n".join(f"- {name}: {value or 'not there'}" for name, value in description.items())


def report(results, entries):
    """All that was measured, one section each."""
    parts = [
        "# Side by side",
        f"{results['runs']} synthetic runs, {results['epochs']} epochs, 30 columns; medians of"
        f" {results['write_rounds']} writing and {results['read_rounds']} reading rounds, interleaved; every operation"
        " a process of its own on one core, page cache warm. How: README.md beside the script.",
        "## Goals",
        markdown(["measure", "measured", "must reach", "aim", ""], goals.rows(results)),
        "What limits each now:",
        *(f"### {title}\n\n{text}" for title, text in goals.limits().items()),
        "## Stores\n\nEach store is asked through Python, .hasb by a Python process that starts `hasbench`; the warm"
        " lookups and the scan of .hasb are those of the library, in Swift.",
        stores(entries, results["stores"]),
    ]
    if results["native"]:
        parts += ["## Processes without Python", native(results["native"])]
    if results["alone"]:
        parts += ["## .hasb by itself", alone(results["alone"])]
    if results["conversion"]:
        parts += [conversion.TITLE, converted(results["conversion"])]
    if results["scale"]:
        parts += ["## Scale", scale(results["scale"])]
    if results["nas_toy"]:
        parts += [f"## NAS-Toy, {results['nas_toy']['runs']} runs", nas_toy(results["nas_toy"])]
    if results["generic"]:
        text = (
            "The others hold the columns alone; a .hasb file also has its index of config hashes, for lookups. Parquet as"
            " pyarrow writes it but for the codec, Vortex compact by default, .hasb by default."
        )
        parts += ["## Tables without curves", text, generic(results["generic"])]
    if results["notes"]:
        parts += ["## Skipped", "\n".join(f"- {text}" for text in results["notes"])]
    parts += ["## Machine", machine(results["machine"])]
    return "\n\n".join(parts) + "\n"
