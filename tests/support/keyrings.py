"""A real Secret Service in a private session, for tests; the keyring of whoever runs them is never touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

NEEDED: Final = ("dbus-run-session", "gnome-keyring-daemon")
# The daemon takes the password of its keyring from standard input, without a line end.
_SESSION: Final = 'printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'


def missing_tools() -> str:
    """What a test with a real Secret Service lacks on this machine, empty when nothing."""
    return ", ".join(name for name in NEEDED if shutil.which(name) is None)


def run_with_keyring(home: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python script in a session with an unlocked keyring that lives below `home`; it stays there for the next."""
    command = ["dbus-run-session", "--", "sh", "-c", _SESSION, "sh", sys.executable, "-c", script, *arguments]
    return _run(home, command)


def run_without_keyring(
    home: Path, script: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a Python script where no message bus can be reached."""
    nowhere = f"unix:path={home}/no-bus"
    return _run(
        home, [sys.executable, "-c", script, *arguments], DBUS_SESSION_BUS_ADDRESS=nowhere, **environment
    )


def _run(home: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_", "GNOME_"))
    }
    environment = {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "data"),
    }
    return subprocess.run(
        command, env={**environment, **more}, capture_output=True, text=True, check=False, timeout=90
    )
