#!/bin/bash
# What takes a night: the whole suite under the address, undefined-behaviour and thread sanitizers, every fuzzer, and kills at random moments.
# Says a line per step; details stand in build/soak/. Ends with 1 if anything failed, after all of it has run.
#   packaging/soak.sh [--runs N] [--kills N] [--skip asan|tsan|fuzz|killing]...     (1,000,000 runs of each fuzzer, 200 kills of each command)
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

runs=1000000 kills=200 skipped=" "
while [ $# -gt 0 ]; do
    case "$1" in
    --runs) runs=$2 ;;
    --kills) kills=$2 ;;
    --skip) skipped+="$2 " ;;
    *)
        sed -n '2,4s/^# \?//p' "${BASH_SOURCE[0]}"
        exit 2
        ;;
    esac
    shift 2
done

logs=$root/build/soak
mkdir -p "$logs"
failed=()

# step NAME COMMAND...: runs it into a log of its own and remembers whether it failed.
step() {
    local name=$1
    shift
    say "$name"
    ("$@") >"$logs/$name.log" 2>&1 || {
        failed+=("$name")
        tail -n 20 "$logs/$name.log" >&2
        say "$name failed: $logs/$name.log" >&2
    }
}

# The longest input worth trying: APOGEE's readers want 8,575 pixels.
longestOf() {
    case "$1" in
    aspcapstar_fuzzer) echo 66000 ;;
    apstar_fuzzer) echo 40000 ;;
    apvisit_fuzzer) echo 28000 ;;
    *) echo 24000 ;;
    esac
}

fuzz() {
    local fuzzer=$1 name
    name=$(basename "$fuzzer")
    ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=16 "$fuzzer" -dict="$root/tests/fuzz/fits.dict" -runs="$runs" -max_len="$(longestOf "$name")" \
        -timeout=5 -rss_limit_mb=1024 -artifact_prefix="$logs/$name-" "$logs/corpus-$name" "$logs/corpus"
}

"$root/packaging/setup.sh" clang || exit 1
for sanitizer in asan tsan; do
    [[ "$skipped" == *" $sanitizer "* ]] || step "$sanitizer" "$root/packaging/test.sh" --preset "$sanitizer"
done
if [[ "$skipped" != *" fuzz "* ]]; then
    step build-fuzzers buildPreset fuzz fuzzers
    step corpus "$root/build/fuzz/tests/fuzz/makecorpus" "$logs/corpus"
    for fuzzer in "$root"/build/fuzz/tests/fuzz/*_fuzzer; do
        [ -x "$fuzzer" ] || continue
        mkdir -p "$logs/corpus-$(basename "$fuzzer")"
        step "$(basename "$fuzzer")" fuzz "$fuzzer"
    done
fi
if [[ "$skipped" != *" killing "* ]]; then
    step build-release buildPreset release syzygy syzygy-cli
    step killing "$root/packaging/killing.sh" --kills "$kills" --build "$root/build/release"
fi

[ ${#failed[@]} -eq 0 ] || {
    say "failed: ${failed[*]}" >&2
    exit 1
}
say "all of it held"
