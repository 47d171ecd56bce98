#!/bin/sh
# Looks whether the system has what Qt and the tests need, and installs only what is missing.
#
#   packaging/system.sh         to run the console
#   packaging/system.sh test    to run the tests too
#
# Installing needs root and apt-get; otherwise one sentence with the line to run, and exit 3.
# What is only wished for is installed by root too; without it a few tests are skipped and say so.
# When nothing is missing it touches no network. PYTHON names the interpreter that will make the environment.
set -eu

PYTHON="${PYTHON:-python3}"
PURPOSE="${1:-run}"

[ "$(uname -s)" = Linux ] || exit 0

# Prints the Debian packages that are missing, on one line, and those wished for that are, on a second one.
find_missing() {
    "$PYTHON" - "$PURPOSE" <<'PYTHON_END'
import ctypes
import importlib
import os
import shutil
import sys

LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libfreetype6": "libfreetype.so.6",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-sync1": "libxcb-sync.so.1",
    "libxcb-xfixes0": "libxcb-xfixes.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
FONTS = {"fonts-dejavu-core": "DejaVuSans.ttf", "fonts-droid-fallback": "DroidSansFallback"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
PROGRAMS = {
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "x11-xserver-utils": "xrandr",
    "dbus": "dbus-run-session",
    "gnome-keyring": "gnome-keyring-daemon",
}
# Some journeys open a hosted page in a real browser, and some look where a window manager puts the windows.
WISHED = {"chromium": ("chromium", "chromium-browser"), "openbox": ("openbox",), "x11-utils": ("xprop",)}


def has_module(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def font_files():
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(os.path.expanduser(folder)):
            yield from names


missing = [] if has_module("venv") and has_module("ensurepip") else ["python3-venv"]
missing += [package for package, name in LIBRARIES.items() if not has_library(name)]
fonts = list(font_files())
missing += [package for package, name in FONTS.items() if not any(font.startswith(name) for font in fonts)]
if sys.argv[1] == "test":
    missing += [package for package, name in PROGRAMS.items() if not shutil.which(name)]
print(" ".join(missing))
if sys.argv[1] == "test":
    print(" ".join(package for package, names in WISHED.items() if not any(map(shutil.which, names))))
PYTHON_END
}

complain() {
    echo "The system lacks what the console needs; run as root: apt-get update && apt-get install -y --no-install-recommends $1" >&2
    exit 3
}

FOUND="$(find_missing)"
MISSING="$(printf '%s\n' "$FOUND" | sed -n 1p)"
WISHED="$(printf '%s\n' "$FOUND" | sed -n 2p)"
[ -n "$MISSING$WISHED" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    [ -n "$MISSING" ] || exit 0
    complain "$MISSING"
fi

echo "Installing what the system lacks: $MISSING $WISHED" >&2
export DEBIAN_FRONTEND=noninteractive
# A package list that cannot be renewed may still be good enough; the check below has the last word.
apt-get update -qq >&2 || true
# Two calls: where one package is not to be had, apt-get installs none of them.
for PACKAGES in "$MISSING" "$WISHED"; do
    [ -n "$PACKAGES" ] || continue
    # Unquoted on purpose: one argument per package.
    # shellcheck disable=SC2086
    apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends $PACKAGES >&2 || true
done

MISSING="$(find_missing | sed -n 1p)"
[ -z "$MISSING" ] || complain "$MISSING"
