#!/usr/bin/env python3
"""Compare core/io with astropy and specutils on the same x1d files in the same run.

    tests/benchmarks/reading_benchmark.py build/dev/tests/benchmarks/reading_benchmark

Needs python3-astropy; specutils is timed where it is installed. Times are CPU times, the best of several runs, files in the page cache:
another program on the same machine does not change who is faster.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings


def best_of(action, runs):
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return 1e3 * min(times)


def read_with_astropy(path):
    """Every spectrum's wavelength, flux, error and DQ: the least that a reader has to do."""
    from astropy.io import fits
    with fits.open(path, memmap=False) as hdus:
        return [[table.data[name].copy() for name in ("WAVELENGTH", "FLUX", "FLUX_ERROR", "DQ")]
                for table in hdus if table.name == "EXTRACT1D"]


def read_with_specutils(path):
    from specutils import SpectrumList
    return SpectrumList.read(path, format="JWST x1d multi")


def ours(program, folder):
    run = subprocess.run([program, "--benchmark_format=json", "--benchmark_repetitions=5", "--benchmark_min_time=0.2"],
                         env={**os.environ, "SYZYGY_BENCHMARK_FILES": folder}, check=True, capture_output=True, text=True)
    times = {}
    for entry in json.loads(run.stdout)["benchmarks"]:
        if entry["run_type"] == "iteration":
            name = entry["run_name"]
            times[name] = min(entry["cpu_time"], times.get(name, float("inf")))
    return times


def main():
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        times = ours(sys.argv[1], folder)
        others = {"astropy": read_with_astropy}
        try:
            import specutils  # noqa: F401
            others["specutils"] = read_with_specutils
        except ImportError:
            print("specutils is not installed: astropy alone, which specutils is built on")
        for name, file, runs in (("readOneSpectrum", "one_x1d.fits", 30), ("readThousandSpectra", "thousand_x1d.fits", 1)):
            print(f"{name}: {times[name]:.2f} ms")
            for other, read in others.items():
                other_time = best_of(lambda: read(os.path.join(folder, file)), runs)
                print(f"    {other}: {other_time:.2f} ms, {other_time / times[name]:.1f} times as long")
        print(f"listThousandSpectra: {times['listThousandSpectra']:.2f} ms")
        print(f"readTheLastOfThousand: {times['readTheLastOfThousand']:.2f} ms")


if __name__ == "__main__":
    main()
