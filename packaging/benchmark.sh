#!/bin/bash
# Builds and runs the benchmark programs and prints one table: what takes how long beside a named reference of the same run.
#   packaging/benchmark.sh [--quick] [--json FILE]      (a quarter of an hour beside the build; --quick: some two minutes)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

packages=(libbenchmark-dev python3-astropy)
[[ " $* " = *" --quick "* ]] || packages+=(umap-learn) # the reference of the map
"$root/packaging/setup.sh" "${packages[@]}" >&2
buildPreset benchmarks >&2
# Debian's own, which has astropy.
exec /usr/bin/python3 "$root/tests/benchmarks/report.py" "$root/build/benchmarks" "$@"
