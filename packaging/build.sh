# Shared by run.sh and test.sh (sourced): buildPreset PRESET [TARGET...] configures and builds into build/PRESET.
# Says a line per step; the details stand in build/PRESET/build.log and are shown where a step fails.

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")

say() { echo "syzygy: $*"; }

# Quietly into the log, except on a terminal, where ninja's one moving line is welcome.
logged() {
    local log=$1
    shift
    if [ -t 1 ]; then
        "$@" && return
    else
        "$@" >>"$log" 2>&1 && return
        tail -n 60 "$log" >&2
    fi
    say "failed: $* (in $root)" >&2
    exit 1
}

buildPreset() {
    local preset=$1 build=$root/build/$1
    shift
    mkdir -p "$build"
    : >"$build/build.log"
    # Made at one go; who changes code here says -D SYZYGY_BUILD_IN_GROUPS=OFF once.
    local groups=()
    [ -e "$build/CMakeCache.txt" ] || groups=(-D SYZYGY_BUILD_IN_GROUPS=ON)
    (cd "$root" && cmake --preset "$preset" "${groups[@]}" >"$build/build.log" 2>&1) || {
        tail -n 30 "$build/build.log" >&2
        say "configuring the preset '$preset' failed" >&2
        exit 1
    }
    say "building the preset '$preset' in $build"
    logged "$build/build.log" cmake --build "$build" ${1:+--target "$@"}
}
