#!/usr/bin/env python3
"""Run the benchmark programs of a build and print one Markdown table: what takes how long, beside a named reference of the same run.

    tests/benchmarks/report.py BUILD [--quick] [--json FILE]

Absolute times are those of this machine on this day; the ratios are what to compare. Medians of repeated runs. Needs python3-astropy.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

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
    """Milliseconds by name, and counters, of a program of Google Benchmark."""
    command = [str(program), f"--benchmark_filter={pattern}", "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
               "--benchmark_min_time=0.2"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=OFFSCREEN)
    times, rates = {}, {}
    unit = {"ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1e3}
    for entry in json.loads(done.stdout)["benchmarks"]:
        if entry["run_type"] != "iteration":
            continue
        name = entry["run_name"].replace("/iterations:1", "").replace("/iterations:2", "").replace("/iterations:3", "")
        times.setdefault(name, []).append(entry["real_time"] * unit[entry["time_unit"]])
        for key in ("spectra/s", "flop/s"):
            if key in entry:
                rates.setdefault(name, []).append(entry[key])
    return {name: statistics.median(values) for name, values in times.items()}, {name: statistics.median(values) for name, values in rates.items()}


def throughput(cli, kind, count, folder):
    """Spectra per second of `analyze` on copies of the samples, its start taken out, with as many jobs as the machine has cores."""
    files = sorted((ROOT / "resources" / "samples").glob(f"*_{kind}.fits"))
    names = []
    for i in range(count):
        copy = pathlib.Path(folder) / f"{kind}_{i:05}.fits"
        if not copy.exists():
            os.link(files[i % len(files)], copy) if os.stat(files[0]).st_dev == os.stat(folder).st_dev else copy.write_bytes(files[i % len(files)].read_bytes())
        names.append(str(copy))
    lists = []
    for part in (names[:1], names):
        lists.append(pathlib.Path(folder) / f"{len(part)}.lst")
        lists[-1].write_text("\n".join(part) + "\n")
    one, all_of_them = (wall([str(cli), "analyze", f"@{path}", "-o", f"{folder}/out.csv"], 3) for path in lists)
    return 1e3 * (count - 1) / (all_of_them - one)


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
    times, rates = run(programs / "analysis_benchmark", repetitions)
    peak = rates["matrixProduct/1024"]
    table.add("the bundle loaded", times["load"], "", None, "≤ 600 ms with its window")
    for code, name in ((0, "x1d"), (1, "apStar")):
        table.add(f"{name} → labels, one core", times[f"read/{code}"] + times[f"analyze/{code}"], "of that reading", times[f"read/{code}"], "≤ 10 ms")
        table.add(f"{name} → labels, 16 together, each", times[f"analyzeTogether/{code}/16"] / 16, "alone", times[f"analyze/{code}"], "")
        table.add(f"encode, ready tensors, 256 together, each ({name})", times[f"encode/{code}/256"] / 256, "alone", times[f"encode/{code}/1"], "")
    whatif, _ = run(programs / "whatif_benchmark", repetitions)
    table.add("what-if: slider → labels and place", sum(whatif.values()), "", None, "≤ 100 ms")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("x1d", "apStar"):
            rate = throughput(cli, kind, 60 if options.quick else 400, folder)
            table.add(f"`analyze` of files ({kind}), {os.cpu_count()} cores", rate, f"a matrix product of 1024² on one core: {peak / 1e9:.0f} GFLOP/s", None, "≥ 500", "spectra/s")
    if not options.quick:
        print("a million stars ...", file=sys.stderr)
        atlas, _ = run(programs / "atlas_benchmark", 1)
        for name, goal in (("openAtlas", "≤ 1 s"), ("findByName", ""), ("tenNearest", "≤ 5 ms"), ("filterByExpression", "≤ 50 ms")):
            found = [key for key in atlas if key.startswith(name + "/1000000")]
            if found:
                small = [key for key in atlas if key.startswith(name + "/10000/") or key == name + "/10000"]
                table.add(f"atlas of 10⁶ stars: {name}", atlas[found[0]], "of 10⁴", atlas[small[0]] if small else None, goal)
    print(table)
    if options.json:
        options.json.write_text(json.dumps([dict(zip(("what", "measured", "reference", "ratio", "goal"), row)) for row in table.rows], indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
