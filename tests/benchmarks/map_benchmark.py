#!/usr/bin/env python3
"""Compare the fit of the non-linear map with umap-learn on the same latents in the same run.

    tests/benchmarks/map_benchmark.py BUILD [ROWS]

Debian's umap-learn, where it is installed. Trustworthiness (Venna & Kaski 2001, k = 15) is measured at 1,000 of the rows, among all of them.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEIGHBOURS = 15


def trustworthiness(latents, positions, probes):
    """1 less what is near on the map and far in latent space, by how far it is."""
    n, k, penalty = len(latents), NEIGHBOURS, 0
    for i in probes:
        rank = np.empty(n, int)
        rank[np.argsort(-(latents @ latents[i]), kind="stable")] = np.arange(n)  # 0: itself
        distance = ((positions - positions[i]) ** 2).sum(1)
        distance[i] = np.inf
        near = np.argpartition(distance, k)[:k]
        penalty += np.maximum(rank[near] - k, 0).sum()
    return 1 - 2 * penalty / (len(probes) * k * (2 * n - 3 * k - 1))


def compare(build, rows):
    """What was measured of ours, and of umap-learn's where it is installed."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build / "tests" / "benchmarks" / "map_benchmark"
        done = subprocess.run([program, ROOT / "models" / "nirspec-apogee" / "atlas.bin", str(rows), folder], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        latents = np.fromfile(folder / "latents.f32", np.float32).reshape(-1, found["dimensions"])
        positions = np.fromfile(folder / "positions.f32", np.float32).reshape(-1, 2)
    probes = np.random.default_rng(1).choice(len(latents), 1000, replace=False)
    found["trustworthiness"] = trustworthiness(latents, positions, probes)
    try:
        import umap
    except ImportError:
        return {**found, "umap": None}
    umap.UMAP(n_neighbors=NEIGHBOURS).fit(latents[:500]).transform(latents[:1])  # numba compiles
    start = time.perf_counter()
    theirs = umap.UMAP(n_neighbors=NEIGHBOURS, min_dist=0.1, metric="euclidean").fit(latents)
    found["umap_fit_s"] = time.perf_counter() - start
    start = time.perf_counter()
    theirs.transform(latents[:1])
    found["umap_place_one_ms"] = 1e3 * (time.perf_counter() - start)
    found["umap_trustworthiness"] = trustworthiness(latents, theirs.embedding_, probes)
    return {**found, "umap": umap.__version__}


def main():
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    found = compare(pathlib.Path(sys.argv[1]), rows)
    print(f"| {rows} latents | ours | umap-learn {found['umap'] or 'is not here'} |\n|---|---|---|")
    for name, key in (("fit, s", "fit_s"), ("placing one star, ms", "place_one_ms"), (f"trustworthiness, k = {NEIGHBOURS}", "trustworthiness")):
        print(f"| {name} | {found[key]:.3g} | {found.get('umap_' + key, math.nan):.3g} |")


if __name__ == "__main__":
    main()
