#!/bin/bash
# Builds Syzygy, from a bare Debian 12, and opens its window on the files given, or on the bundled sample spectra.
# Without a display it analyses them instead: prints the parameter table, writes syzygy-parameters.csv and
# syzygy-window.png into the current folder.
#   packaging/run.sh [FILE...]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

case "${1:-}" in -h | --help)
    sed -n '2,5s/^# \?//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

for file in "$@"; do
    [ -e "$file" ] || {
        say "$file: there is no such file" >&2
        exit 2
    }
done
[ $# -gt 0 ] || set -- "$root"/resources/samples/*.fits

desktop=()
[ -z "${WAYLAND_DISPLAY:-}" ] || [ -n "${DISPLAY:-}" ] || desktop=(qt6-wayland)
"$root/packaging/setup.sh" "${desktop[@]}"
buildPreset release syzygy syzygy-cli
programs=$root/build/release

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$programs/syzygy" "$@"
fi

say "no display: analysing $# file(s) instead"
status=0
"$programs/syzygy-cli" analyze --table -o syzygy-parameters.csv "$@" || status=$?
say "wrote $PWD/syzygy-parameters.csv"
QT_QPA_PLATFORM=offscreen "$programs/syzygy" --screenshot syzygy-window.png "$@"
say "wrote $PWD/syzygy-window.png"
exit "$status"
