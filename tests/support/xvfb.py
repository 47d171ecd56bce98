"""A display of the test's own: Xvfb on a free number; says what is missing where there is none."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_START_DEADLINE_S: Final = 20
_DEADLINE_S: Final = 60
HAS_XVFB: Final = shutil.which("Xvfb") is not None

# As another program on the same display would look at the whole screen.
_GRAB: Final = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(sys.argv[:1])
sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1], "PNG"))
"""


@contextmanager
def start_display(size: str = "1440x900x24") -> Iterator[Mapping[str, str]]:
    """Run Xvfb for the length of a block; the environment of programs that shall be seen on it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], _START_DEADLINE_S)
        number = os.read(reading, 16).decode("ascii").strip() if ready else ""
        assert number, "Xvfb did not start"
        kept = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        yield {**kept, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(_ROOT)}
    finally:
        os.close(reading)
        process.terminate()
        process.wait(_START_DEADLINE_S)


def grab_screen(environment: Mapping[str, str], picture: Path) -> None:
    """Write what the whole display shows to `picture`."""
    command = [sys.executable, "-c", _GRAB, str(picture)]
    subprocess.run(command, env=dict(environment), check=True, timeout=_DEADLINE_S, capture_output=True)
