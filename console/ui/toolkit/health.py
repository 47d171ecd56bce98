"""Self-test of the Qt binding, run in a process of its own because a broken one aborts; prints one JSON object."""

from __future__ import annotations

import json
import sys
from typing import Final

from PySide6 import __version__ as version
from PySide6.QtCore import QObject, Signal

_ROUNDS: Final = 10_000
# A sound binding leaves the counts where they were; other threads of the interpreter may move them a little.
_TOLERANCE: Final = 100


class _Probe(QObject):
    fired = Signal()


def find_drift(rounds: int = _ROUNDS) -> int:
    """How far the reference counts of None and True move over `rounds` signals and void calls.

    PySide6 6.12.0 on CPython 3.10 and 3.11 loses one reference per call and ends the process after some thousands.
    """
    probe = _Probe()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(rounds):
        probe.fired.emit()
        probe.setObjectName("x")
    after = sys.getrefcount(None), sys.getrefcount(True)
    return max(abs(after[0] - before[0]), abs(after[1] - before[1]))


def main() -> None:
    """Print `{"ok", "message", "fix"}`."""
    ok = find_drift() <= _TOLERANCE
    fix = "" if ok else "Install PySide6-Essentials 6.11.3."
    document = {
        "ok": ok,
        "message": f"PySide6 {version} passes its self-test." if ok else "PySide6 leaks.",
        "fix": fix,
    }
    sys.stdout.write(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
