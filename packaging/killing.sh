#!/bin/bash
# Kills Syzygy with SIGKILL at random moments of analyze, atlas build, simulate, finetune, train (with its checkpoint) and of the window's session, and
# proves after each kill that what was complete is still there byte for byte, and in the end that a run which is left alone writes the same
# bytes as one that never was killed and leaves no temporary file of any run behind.
#   packaging/killing.sh [--kills N] [--build DIR] [--seed N] [--only analyze|atlas|simulate|finetune|train|session]
set -euo pipefail

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
kills=10 build=$root/build/dev seed=1 only=
while [ $# -gt 0 ]; do
    case "$1" in
    --kills) kills=$2 ;;
    --build) build=$2 ;;
    --seed) seed=$2 ;;
    --only) only=$2 ;;
    *)
        sed -n '2,5s/^# \?//p' "${BASH_SOURCE[0]}"
        exit 2
        ;;
    esac
    shift 2
done
RANDOM=$seed
cli=$build/syzygy-cli
work=$(mktemp -d -t syzygy-killing.XXXXXX)
trap 'rm -rf "$work"' EXIT
export QT_QPA_PLATFORM=offscreen XDG_DATA_HOME=$work/home XDG_CONFIG_HOME=$work/home TMPDIR=$work/tmp
mkdir -p "$work/tmp" "$work/place"
cd "$work"

say() { echo "syzygy: $*"; }
fail() {
    say "FAILED: $*" >&2
    exit 1
}

# One line for a file or a folder: what it holds, temporaries left out. "absent" where there is nothing.
bytesOf() {
    if [ -d "$1" ]; then
        (cd "$1" && find . -type f ! -name '*.syzygy-*' -print0 | sort -z | xargs -0r sha256sum) | sha256sum
    elif [ -e "$1" ]; then
        sha256sum <"$1"
    else
        echo absent
    fi
}

leftovers() { find "$work/place" "$work/tmp" "$work/home" -name '.*.syzygy-*.part*' 2>/dev/null; }

now() { date +%s%N; }

# killed NAME OUTPUT COMMAND...: OUTPUT, which lies in place/, is what COMMAND writes.
killed() {
    local name=$1 output=$2 reference before after started took landed=0
    shift 2
    [ -z "$only" ] || [ "$only" = "$name" ] || return 0
    started=$(now)
    "$@" >log 2>&1 || { cat log; fail "$name does not run"; }
    took=$(($(now) - started))
    reference=$(bytesOf "$output")
    rm -rf "$output" checkpoint
    before=absent
    for ((i = 1; i <= kills; ++i)); do
        "$@" >log 2>&1 &
        local process=$!
        sleep "$(awk -v t="$took" -v r="$RANDOM" 'BEGIN { printf "%.3f", 1.05 * t / 1e9 * r / 32768 }')"
        kill -9 "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
        after=$(bytesOf "$output")
        [ "$after" = "$before" ] || [ "$after" = "$reference" ] || [ "$name" = simulate ] || fail "$name, kill $i: the output is neither what it was nor complete"
        [ "$after" != "$reference" ] || landed=$((landed + 1))
        before=$after
        if [[ "$name" = finetune || "$name" = atlas ]] && [ "$after" = "$reference" ]; then # one wants a new folder, the other has nothing to do any more
            rm -rf "$output"
            before=absent
        fi
    done
    [[ "$name" != finetune && "$name" != atlas ]] || rm -rf "$output"
    "$@" >log 2>&1 || { cat log; fail "$name does not run after its kills"; }
    [ "$(bytesOf "$output")" = "$reference" ] || fail "$name: another run gives other bytes"
    [ -z "$(leftovers)" ] || fail "$name left $(leftovers)"
    say "$name: $kills kills in $((took / 1000000)) ms each, $landed after the output was complete; same bytes, nothing left over"
}

say "making labelled stars"
"$cli" simulate -n 12 --snr 80 --giants --seed 5 -o stars >/dev/null 2>&1 || fail "simulate does not run"
sed '1s/^star/name/' stars/truth.csv >labels.csv

killed analyze place/table.csv "$cli" analyze 'stars/*.fits' -o place/table.csv
killed atlas place/stars.atlas "$cli" atlas build 'stars/*.fits' --labels labels.csv -o place/stars.atlas
killed simulate place/mocks "$cli" simulate -n 12 --seed 7 -o place/mocks
killed finetune place/tuned "$cli" finetune --spectra 'stars/*_x1d.fits' --labels labels.csv -o place/tuned
killed train place/bundle "$cli" train encoders --stars 400 --held-out 100 --atlas-stars 300 --components 16 --hidden 16 --latent 4 --members 1 \
    --epochs 2 --checkpoint checkpoint -o place/bundle

# The session is written half a second after every change: whenever the window is killed, what lies there is a whole one.
if [ -z "$only" ] || [ "$only" = session ]; then
    for ((i = 1; i <= kills; ++i)); do
        "$build/syzygy" stars >log 2>&1 &
        process=$!
        sleep "$(awk -v r="$RANDOM" 'BEGIN { printf "%.3f", 0.2 + 3 * r / 32768 }')"
        kill -9 "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
        while IFS= read -r -d '' session; do
            [ "$(tail -c 2 "$session")" = "}" ] && grep -q '"format": "syzygy session"' "$session" || fail "session, kill $i: $session is cut off"
        done < <(find "$work/home" -name '*session*.json' -print0)
    done
    timeout --signal=TERM 4 "$build/syzygy" stars >log 2>&1 || true
    [ -z "$(leftovers)" ] || fail "the window left $(leftovers)"
    say "session: $kills kills; every session on the disk is whole, nothing left over"
fi
