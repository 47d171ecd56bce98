"""The program as a process: pictures without a display, milestones, exit codes, an orderly end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.support.program import run_command
from tests.support.simulator import Simulator

_ROOT = Path(__file__).parents[2]
_NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


@pytest.fixture(scope="module")
def profile(quiet_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the simulator's accounts, read once."""
    folder = tmp_path_factory.mktemp("window") / "profile"
    line = json.dumps(dict(quiet_simulator.start_line))
    added = run_command("account", "add-sandbox", "-", profile=folder, stdin=line)
    assert added.returncode == 0, added.stderr
    synced = run_command("sync", "--once", "--json", profile=folder)
    assert synced.returncode == 0, synced.stderr
    return folder


def _picture(path: Path, *arguments: str) -> QImage:
    done = run_command(
        "demo",
        "--customers",
        "20",
        "--speed",
        "0",
        "--screenshot",
        str(path),
        *arguments,
        environment=_NO_DISPLAY,
    )
    assert done.returncode == 0, done.stderr
    image = QImage(str(path))
    assert not image.isNull()
    return image


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("--view", "verifications", "--theme", "light"),
        ("--view", "verification:timeline", "--theme", "dark", "--size", "1024x700"),
        ("--view", "settings", "--scale", "2", "--size", "900x600"),
    ],
    ids=["list", "case", "settings"],
)
def test_a_picture_is_taken_without_a_display(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    image = _picture(tmp_path / "view.png", *arguments)
    sizes = {"1024x700": (1024, 700), "900x600": (1800, 1200)}
    wanted = next((sizes[each] for each in arguments if each in sizes), (1440, 900))
    assert (image.width(), image.height()) == wanted
    colors = {
        image.pixelColor(x, y).rgb() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    }
    assert len(colors) > 20


def test_an_id_nobody_knows_never_shows_another_case(tmp_path: Path) -> None:
    path = tmp_path / "view.png"
    done = run_command(
        "demo", "--customers", "20", "--speed", "0", "--screenshot", str(path),
        "--view", "verification", "--select", "nobody-knows-this",
        environment=_NO_DISPLAY,
    )  # fmt: skip
    assert (done.returncode, path.exists()) == (3, False)
    assert "nobody-knows-this" in done.stderr


def test_the_first_paint_needs_no_network_and_is_reported(profile: Path) -> None:
    done = run_command("--exit-after", "first-paint", profile=profile)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["event"] == "first-paint"
    assert document["rows_total"] > 20
    assert document["since_process_start_ms"] > 0
    assert set(document) >= {"event", "since_process_start_ms", "pss_mib", "rows_total"}


def test_the_first_sync_is_reported(profile: Path) -> None:
    done = run_command("--exit-after", "first-sync", profile=profile)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["event"] == "first-sync"


def test_nothing_heavy_is_imported_before_the_first_paint(profile: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from console.desktop import WindowOptions, run_window\n"
        f"run_window(Path({str(profile)!r}), None, WindowOptions(exit_after='first-paint'))\n"
        "heavy = 'sqlalchemy alembic httpx aiohttp reportlab pypdfium2 starlette uvicorn segno keyring'.split()\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, cwd=_ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("view", ["front-desk:kitchen", "verification:no-such", "inbox:risk", "no-such"])
def test_a_view_that_is_not_built_ends_with_the_list_of_those_there_are(view: str, tmp_path: Path) -> None:
    picture = tmp_path / "unused.png"
    done = run_command("demo", "--view", view, "--screenshot", str(picture))
    assert done.returncode == 2
    assert not picture.exists()
    for name in (
        "inbox",
        "customers",
        "verifications",
        "verification[:",
        "insights",
        "quick-open",
        "first-run",
    ):
        assert name in done.stderr


def test_without_a_display_it_says_so_before_qt_is_asked(profile: Path) -> None:
    done = run_command(profile=profile, environment=_NO_DISPLAY)
    assert done.returncode == 3
    assert "no screen" in done.stderr
    assert "qt.qpa" not in done.stderr


@pytest.fixture
def running(profile: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The window offscreen, as a process."""
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(_ROOT), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "--profile", str(profile)],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def test_sigterm_ends_it_in_order(running: subprocess.Popen[bytes], quiet_simulator: Simulator) -> None:
    quiet_simulator.forget_calls()
    deadline = time.monotonic() + 60
    while not quiet_simulator.calls() and running.poll() is None and time.monotonic() < deadline:
        pass
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
    assert running.stderr is not None
    assert running.stderr.read() == b""
