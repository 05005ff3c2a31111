#!/usr/bin/env python3
"""Run the benchmark programs of a build and print one Markdown table: what takes how long, beside a named reference of the same run.

    tests/benchmarks/report.py BUILD [--quick] [--json FILE]

Absolute times are those of this machine on this day; the ratios are what to compare. Medians of repeated runs. Needs python3-astropy.
"""
import argparse
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import map_benchmark

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "resources" / "samples").glob("*_x1d.fits"))
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"}


def wall(command, runs=7):
    """Milliseconds of a whole process."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=OFFSCREEN)
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def run(program, repetitions, pattern="."):
    """Milliseconds by name, and counters by name, of a program of Google Benchmark."""
    command = [str(program), f"--benchmark_filter={pattern}", "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
               "--benchmark_min_time=0.2"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=OFFSCREEN)
    times, counters = {}, {}
    unit = {"ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1e3}
    for entry in json.loads(done.stdout)["benchmarks"]:
        if entry["run_type"] != "iteration":
            continue
        name = re.sub("/iterations:[0-9]+", "", entry["run_name"])
        times.setdefault(name, []).append(entry["real_time"] * unit[entry["time_unit"]])
        for key in ("operations", "uses"):
            if key in entry:
                counters[name] = entry[key]
    return {name: statistics.median(values) for name, values in times.items()}, counters


def exponent(times):
    """Of the power of the number that times (number, time) grow with, by least squares of the logarithms."""
    x, y = ([math.log(pair[k]) for pair in times] for k in (0, 1))
    mx, my = statistics.mean(x), statistics.mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def analyses(cli, kind, counts, folder):
    """Seconds of `analyze` on so many copies of the samples, its start taken out, with as many jobs as the machine has cores."""
    files = sorted((ROOT / "resources" / "samples").glob(f"*_{kind}.fits"))
    names = []
    for i in range(max(counts)):
        copy = pathlib.Path(folder) / f"{kind}_{i:05}.fits"
        copy.write_bytes(files[i % len(files)].read_bytes())
        names.append(str(copy))
    seconds = {}
    for count in (1, *counts):
        chosen = pathlib.Path(folder) / f"{count}.lst"
        chosen.write_text("\n".join(names[:count]) + "\n")
        seconds[count] = 1e-3 * wall([str(cli), "analyze", f"@{chosen}", "-o", f"{folder}/out.csv"], 3)
    return [(count - 1, seconds[count] - seconds[1]) for count in counts]


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, reference, value, goal, unit="ms"):
        """`value` of `reference`, in the same unit; None where there is none."""
        ratio = "" if value is None else f"{measured / value:.3g}"
        text = "" if value is None else f"{reference}: {value:.3g} {unit}"
        self.rows.append((what, f"{measured:.3g} {unit}", text or reference, ratio, goal))

    def __str__(self):
        head = ("what", "measured", "reference in the same run", "ratio", "goal")
        lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("build", type=pathlib.Path)
    arguments.add_argument("--quick", action="store_true", help="fewer runs, no million stars in a file")
    arguments.add_argument("--json", type=pathlib.Path)
    options = arguments.parse_args()
    programs, repetitions = options.build / "tests" / "benchmarks", 3 if options.quick else 7
    cli, table = options.build / "syzygy-cli", Table()

    print("whole processes ...", file=sys.stderr)
    table.add("`syzygy-cli inspect` of one file", wall([cli, "inspect", SAMPLES[0]]), 'python3 -c "import astropy.io.fits"',
              wall([sys.executable, "-c", "import astropy.io.fits"]), "≤ 0.1; ≤ 40 ms")
    table.add("`syzygy --version`: what the window loads first", wall([options.build / "syzygy", "--version"]), "python3 -c pass", wall([sys.executable, "-c", "pass"]), "")
    print("window ...", file=sys.stderr)
    window, _ = run(programs / "window_benchmark", 3)
    table.add("window made and painted", window["windowFirstPaint"], "empty QMainWindow", window["emptyWindowFirstPaint"], "≤ 150 ms more")
    scatter, line = window["mapOfScatterSeries/100000"], window["spectrumOfLineSeries/200000"]
    for name, goal in (("mapPan", "≤ 33 ms"), ("mapRecolour", "≤ 33 ms"), ("mapHover", "≤ 1 ms"), ("mapLasso", "≤ 50 ms")):
        table.add(f"map of 10⁶ points: {name[3:].lower()}", window[name + "/1000000"], "a frame of 10⁵ points in 32 QScatterSeries", scatter, goal)
    table.add("spectrum of 200,000 samples: frame", window["spectrumFrame/200000"], "QLineSeries", line, "≤ 0.1")
    table.add("arrow key → the next of 200 sources shown", window["stepSources"], "", None, "≤ 100 ms")
    print("analysis ...", file=sys.stderr)
    times, operations = run(programs / "analysis_benchmark", repetitions)
    peak = 1e-6 * operations["matrixProduct/1024"] / times["matrixProduct/1024"]  # GFLOP/s of one core
    product = "a matrix product of 1024², one core"
    table.add("the bundle loaded", times["load"], "", None, "≤ 600 ms with its window")
    for code, name in ((0, "x1d"), (1, "apStar")):
        table.add(f"{name} → labels, one core", times[f"read/{code}"] + times[f"analyze/{code}"], "of that reading", times[f"read/{code}"], "≤ 10 ms")
        table.add(f"{name} → labels, 16 together, each", times[f"analyzeTogether/{code}/16"] / 16, "alone", times[f"analyze/{code}"], "")
        encoded = times[f"encode/{code}/256"] / 256
        table.add(f"encode, ready tensors, 256 together, each ({name})", encoded, "alone", times[f"encode/{code}/1"], "")
        table.add("its operations a second", 1e-6 * operations[f"encode/{code}/256"] / encoded, product, peak, "≥ 0.4", "GFLOP/s")
        table.add(f"`--fit` of one spectrum ({name})", times[f"fit/{code}"], "its labels by inference", encoded, "≥ 100")
    print("files ...", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        for code, kind in ((0, "x1d"), (1, "apStar")):
            grown = analyses(cli, kind, (50, 200) if options.quick else (10, 100, 1000), folder)
            bound = os.cpu_count() * 1e9 * peak / operations[f"analyzeTogether/{code}/16"]
            table.add(f"`analyze` of files ({kind}), {os.cpu_count()} cores", grown[-1][0] / grown[-1][1], "its matrix products alone", bound, "≥ 500, ≥ 0.3", "spectra/s")
            table.add("its growth with their number", exponent(grown), "", None, "", "(exponent)")
    whatif, _ = run(programs / "whatif_benchmark", repetitions)
    table.add("what-if: slider → labels and place", sum(whatif.values()), "", None, "≤ 100 ms")
    print("training ...", file=sys.stderr)
    training, uses = run(programs / "training_benchmark", repetitions)
    table.add("1,024 mock pairs, for each time that they are trained on", training["mockPairs/64"] * 16 / uses["mockPairs/64"], "the training step, one core", training["trainingStep/1024"], "≤ 0.3")
    if not options.quick:
        print("a million stars ...", file=sys.stderr)
        atlas, _ = run(programs / "atlas_benchmark", 1)
        of = lambda name: sorted((int(key.split("/")[1]), value) for key, value in atlas.items() if key.startswith(name + "/") and key.split("/")[1].isdigit())
        for name, goal in (("openAtlas", "≤ 1 s"), ("findByName", ""), ("tenNearest", "≤ 5 ms"), ("filterByExpression", "≤ 50 ms")):
            grown = of(name)
            table.add(f"atlas of 10⁶ stars: {name}; exponent {exponent(grown):.2f}", grown[-1][1], "of 10⁴", grown[0][1], goal)
        table.add("ten nearest of 10⁶, exactly", of("tenNearestExactly")[-1][1], "a pass over their latents", of("passOverLatents")[-1][1], "≤ 2")
        print("map ...", file=sys.stderr)
        compared = map_benchmark.compare(options.build, 100_000)
        table.add("map of 10⁵ latents: fit", compared["fit_s"], "umap-learn" if compared["umap"] else "no umap-learn here", compared.get("umap_fit_s"), "≤ 0.33", "s")
        table.add("one star placed on it", compared["place_one_ms"], "umap-learn", compared.get("umap_place_one_ms"), "≤ 1 ms")
        table.add("its trustworthiness (k = 15)", compared["trustworthiness"], "umap-learn", compared.get("umap_trustworthiness"), "≥ 1", "")
    print(table)
    if options.json:
        options.json.write_text(json.dumps([dict(zip(("what", "measured", "reference", "ratio", "goal"), row)) for row in table.rows], indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
