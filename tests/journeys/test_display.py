"""The real window on a real display, and pictures of every view without one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from console.ui.toolkit.view_names import BUILT_VIEWS, DETAIL_TABS
from tests.support.program import run_command
from tests.support.xvfb import HAS_XVFB, grab_screen, start_display

_NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
# Without a tab `verification` shows its overview.
_VIEWS = (
    *(view for view in BUILT_VIEWS if view != "verification"),
    *(f"verification:{tab}" for tab in DETAIL_TABS),
)
_SMALL = ("--customers", "24", "--speed", "0", "--size", "1200x800")
_DEADLINE_S = 60

needs_xvfb = pytest.mark.skipif(not HAS_XVFB, reason="Xvfb is not installed")


def count_colors(picture: Path) -> int:
    with Image.open(picture) as opened:
        return len(opened.convert("RGB").getcolors(1 << 24) or ())


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", _VIEWS)
def test_every_view_has_its_picture_in_both_themes(view: str, theme: str, tmp_path: Path) -> None:
    picture = tmp_path / "view.png"
    done = run_command(
        "demo", "--view", view, "--theme", theme, "--screenshot", str(picture), *_SMALL,
        environment=_NO_DISPLAY,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Image.open(picture) as opened:
        assert opened.size == (1200, 800)
        [brightness] = ImageStat.Stat(opened.convert("L")).mean
    assert count_colors(picture) > 60
    assert (brightness > 128) == (theme == "light")


@needs_xvfb
def test_a_person_uses_the_window_on_a_real_display(tmp_path: Path) -> None:
    with start_display() as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.on_screen", str(tmp_path / "profile")],
            env=dict(environment), capture_output=True, text=True, timeout=_DEADLINE_S, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["platform"] == "xcb"
    assert found["read"] == found["stored"] != ""
    assert "finished" in found["closing"]
    assert found["phase"] == "Approved"


@pytest.fixture
def run_demo(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `demo` in an environment; ended with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "console", "demo", "--profile", str(tmp_path / "profile")]
        process = subprocess.Popen(
            [*command, "--customers", "24", "--speed", "30"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


@needs_xvfb
def test_the_demo_is_seen_on_a_real_display_and_ends_when_told(
    run_demo: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    picture = tmp_path / "screen.png"
    with start_display() as environment:
        process = run_demo(dict(environment))
        colors = 0
        while colors < 60 and process.poll() is None:
            grab_screen(environment, picture)
            colors = count_colors(picture)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(_DEADLINE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert colors >= 60


@needs_xvfb
def test_without_a_keyring_a_small_window_says_so_and_nothing_is_made(tmp_path: Path) -> None:
    picture, profile = tmp_path / "screen.png", tmp_path / "profile"
    with start_display() as environment:
        process = subprocess.Popen(
            [sys.executable, "-m", "console", "--profile", str(profile)],
            env={**environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        try:
            assert process.stderr.readline().startswith(b"There is no keyring on this machine.")
            colors = 0
            while colors < 20 and process.poll() is None:
                grab_screen(environment, picture)
                colors = count_colors(picture)
            assert process.poll() is None
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
    assert not profile.exists()


def test_the_demo_without_a_display_says_so(tmp_path: Path) -> None:
    done = run_command("demo", profile=tmp_path / "profile", environment=_NO_DISPLAY)
    assert done.returncode == 3
    assert (
        done.stderr
        == "There is no screen to open the window on. Use --screenshot, or a command without one.\n"
    )
    assert not (tmp_path / "profile").exists()


def test_a_view_nobody_has_built_is_2_with_those_there_are(tmp_path: Path) -> None:
    for view in ("nonsense", "front-desk:nowhere", "verification:pages"):
        done = run_command(
            "demo", "--view", view, "--screenshot", str(tmp_path / "x.png"), environment=_NO_DISPLAY
        )
        assert done.returncode == 2
        for built in BUILT_VIEWS:
            assert built in done.stderr
    assert list(tmp_path.iterdir()) == []
