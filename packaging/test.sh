#!/bin/bash
# Builds Syzygy and passes its whole test suite, from a bare Debian 12. The last lines are ctest's summary.
#   packaging/test.sh [--preset dev|asan|tsan] [arguments for ctest, such as -R pattern]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

preset=dev
if [ "${1:-}" = --preset ]; then
    preset=${2:?--preset needs a name: dev, asan or tsan}
    shift 2
fi

"$root/packaging/setup.sh" clang-format
buildPreset "$preset"
cd "$root"
exec ctest --preset "$preset" "$@" </dev/null
