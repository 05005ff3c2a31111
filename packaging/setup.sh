#!/bin/bash
# Installs the Debian 12 packages that Syzygy is built with, those that are missing only. Asks for nothing.
set -euo pipefail

packages=(
    cmake ninja-build g++ pkg-config                         # build
    qt6-base-dev qt6-charts-dev qt6-svg-dev libqt6opengl6-dev libgl-dev # window
    libtorch-dev libgloo-dev libfaiss-dev                    # networks, several processes that train one, nearest neighbours
    libblas-dev liblapack-dev libopenblas0-pthread           # the last is chosen by its priority; the reference BLAS is 25 times slower
    libccfits-dev libcfitsio-dev zlib1g-dev libssl-dev       # files, checksums
    libgoogle-perftools-dev                                  # tcmalloc, for long runs
    libpugixml-dev                                           # VOTables
    libxmlrpc-core-c3-dev libxmlrpc-c++8-dev                 # SAMP
    libcli11-dev nlohmann-json3-dev libfmt-dev libeigen3-dev # command line, JSON, text
    python3-astropy                                          # tests read our tables back with it
    fonts-dejavu-core                                        # letters on a machine without a desktop
)

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${packages[@]}" "$@"; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

asRoot=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "syzygy: as root, run: apt-get install ${missing[*]}" >&2
        exit 1
    }
    asRoot=(sudo)
fi

log=$(mktemp -t syzygy-apt.XXXXXX)
trap 'rm -f "$log"' EXIT
apt() { "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" </dev/null >>"$log" 2>&1; }

echo "syzygy: installing ${#missing[@]} Debian packages: ${missing[*]}"
if ! { apt update && apt install --no-install-recommends "${missing[@]}"; }; then
    tail -n 20 "$log" >&2
    echo "syzygy: apt-get could not install them (above: why). Syzygy is built for Debian 12." >&2
    exit 1
fi
