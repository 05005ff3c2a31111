#!/usr/bin/env python3
"""Compare the fit of the non-linear map with umap-learn on the same latents in the same run.

    tests/benchmarks/map_benchmark.py BUILD [ROWS]

Needs Debian's umap-learn. Trustworthiness (Venna & Kaski 2001, k = 15) is measured at 1,000 of the rows, among all of them.
"""
import json
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


def main():
    build, rows = pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "100000"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build / "tests" / "benchmarks" / "map_benchmark"
        done = subprocess.run([program, ROOT / "models" / "nirspec-apogee" / "atlas.bin", rows, folder], check=True, capture_output=True, text=True)
        ours = json.loads(done.stdout)
        latents = np.fromfile(folder / "latents.f32", np.float32).reshape(-1, ours["dimensions"])
        positions = np.fromfile(folder / "positions.f32", np.float32).reshape(-1, 2)
    import umap
    umap.UMAP(n_neighbors=NEIGHBOURS).fit(latents[:500]).transform(latents[:1])  # numba compiles
    start = time.perf_counter()
    theirs = umap.UMAP(n_neighbors=NEIGHBOURS, min_dist=0.1, metric="euclidean").fit(latents)
    fit = time.perf_counter() - start
    start = time.perf_counter()
    theirs.transform(latents[:1])
    place = 1e3 * (time.perf_counter() - start)
    probes = np.random.default_rng(1).choice(len(latents), 1000, replace=False)
    print(f"| {len(latents)} latents | ours | umap-learn {umap.__version__} | ratio |\n|---|---|---|---|")
    print(f"| fit | {ours['fit_s']:.0f} s | {fit:.0f} s | {ours['fit_s'] / fit:.2f} |")
    print(f"| placing one star | {ours['place_one_ms']:.2f} ms | {place:.0f} ms | {ours['place_one_ms'] / place:.4f} |")
    print(f"| trustworthiness, k = {NEIGHBOURS} | {trustworthiness(latents, positions, probes):.4f} | {trustworthiness(latents, theirs.embedding_, probes):.4f} | |")


if __name__ == "__main__":
    main()
