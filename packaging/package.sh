#!/bin/bash
# Makes the Debian package (Debian 12) and checks it: lintian without errors, desktop file and metainfo valid; with --twice built again from
# nothing, byte for byte the same; with --bare installed on a bare Debian root, where both programs start and the samples are analysed.
#   packaging/package.sh [--twice] [--bare]        (--bare: as root, for debootstrap and chroot)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

twice=false bare=false
for option in "$@"; do
    case "$option" in
    --twice) twice=true ;;
    --bare) bare=true ;;
    *)
        sed -n '2,4s/^# \?//p' "${BASH_SOURCE[0]}"
        exit 2
        ;;
    esac
done

build=$root/build/package
more=(dpkg-dev fakeroot lintian appstream desktop-file-utils file)
! $bare || more+=(debootstrap)
"$root/packaging/setup.sh" "${more[@]}"

# The date that stands in the package: of the last commit, not of the build.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

makePackage() {
    buildPreset package >&2
    rm -f "$build"/*.deb
    (cd "$build" && fakeroot cpack --config CPackConfig.cmake -B "$build") >"$build/cpack.log" 2>&1 || {
        tail -n 20 "$build/cpack.log" >&2
        exit 1
    }
    echo "$build"/*.deb
}

package=$(makePackage)
say "made $package, $(du -h "$package" | cut -f 1)"
desktop-file-validate "$root/packaging/linux/org.syzygy.Syzygy.desktop"
appstreamcli validate --no-net "$build/packaging/org.syzygy.Syzygy.metainfo.xml" >"$build/appstream.log" || {
    cat "$build/appstream.log" >&2
    exit 1
}
# Who builds a package for others says so: cmake -DSYZYGY_MAINTAINER='Name <address>'. Ours has no address to invent.
lintian --fail-on error --suppress-tags dir-or-file-in-opt,bogus-mail-host,bogus-mail-host-in-debian-changelog "$package" | tee "$build/lintian.log"
say "lintian, desktop file and metainfo: no error"

if $twice; then
    first=$(sha256sum <"$package")
    rm -rf "$build"
    package=$(CCACHE_DISABLE=1 makePackage)
    [ "$(sha256sum <"$package")" = "$first" ] || {
        say "two builds differ" >&2
        exit 1
    }
    say "two builds, one sha256: ${first%% *}"
fi

# A root with nothing but Debian's base, at the same mirror that this machine uses.
if $bare; then
    bareRoot=$(mktemp -d -t syzygy-root.XXXXXX)
    trap 'umount "$bareRoot/proc" 2>/dev/null || true; rm -rf --one-file-system "$bareRoot"' EXIT
    mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Created-By: Packages' 2>/dev/null | head -n 1)
    say "a bare root from ${mirror:-deb.debian.org}"
    debootstrap --variant=minbase bookworm "$bareRoot" ${mirror:+"$mirror"} >"$build/debootstrap.log" 2>&1 || {
        tail -n 20 "$build/debootstrap.log" >&2
        exit 1
    }
    cp /etc/apt/sources.list "$bareRoot/etc/apt/" 2>/dev/null || true
    cp /etc/apt/sources.list.d/* "$bareRoot/etc/apt/sources.list.d/" 2>/dev/null || true
    cp /etc/apt/apt.conf.d/*proxy* "$bareRoot/etc/apt/apt.conf.d/" 2>/dev/null || true
    cp "$package" "$bareRoot/tmp/syzygy.deb"
    mount -t proc proc "$bareRoot/proc"
    inside() { chroot "$bareRoot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
    { inside apt-get -qq update && inside env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install /tmp/syzygy.deb; } \
        >"$build/bare.log" 2>&1 || {
        tail -n 20 "$build/bare.log" >&2
        exit 1
    }
    inside syzygy-cli --version
    inside syzygy --version
    inside sh -c 'cd /usr/share/syzygy/samples && syzygy-cli analyze . -o /tmp/table.csv'
    rows=$(($(wc -l <"$bareRoot/tmp/table.csv") - 1))
    inside env QT_QPA_PLATFORM=offscreen sh -c 'syzygy --screenshot /tmp/window.png /usr/share/syzygy/samples/*.fits'
    [ "$rows" -ge 6 ] && [ -s "$bareRoot/tmp/window.png" ] || {
        say "on the bare root the samples were not analysed ($rows rows)" >&2
        exit 1
    }
    for page in syzygy syzygy-cli; do
        gzip -t "$bareRoot/usr/share/man/man1/$page.1.gz"
    done
    say "on a bare root: both programs start, $rows samples analysed, a picture of the window, man pages in place"
fi
