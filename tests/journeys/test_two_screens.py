"""The customer display on a real second screen, without it, with it again, and on a mirrored one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import pytest

from tests.support.two_screens import LINK
from tests.support.xvfb import HAS_XVFB, start_display

_DEADLINE_S: Final = 120
_RIGHT: Final = [1920, 0, 1920, 1080]

_MANAGER: Final = "openbox"

needs_screens = pytest.mark.skipif(
    not (HAS_XVFB and shutil.which("xrandr")), reason="Xvfb and xrandr are needed for two screens"
)


@contextmanager
def _managed(command: str, environment: Mapping[str, str]) -> Iterator[None]:
    """A window manager for the length of a block; none for no command."""
    if not command:
        yield
        return
    process = subprocess.Popen([command], env=dict(environment), stderr=subprocess.DEVNULL)
    try:
        _wait_until_managed(environment)
        yield
    finally:
        process.terminate()
        process.wait(_DEADLINE_S)


def _wait_until_managed(environment: Mapping[str, str]) -> None:
    """A window manager that has begun owns a selection of the display; Qt reads there what it can do."""
    ends_at = time.monotonic() + _DEADLINE_S
    while time.monotonic() < ends_at:
        told = subprocess.run(
            ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"],
            env=dict(environment), capture_output=True, text=True, timeout=_DEADLINE_S, check=False,
        )  # fmt: skip
        if "window id" in told.stdout:
            return
    raise TimeoutError("the window manager did not begin")


@pytest.fixture(scope="module", params=["", _MANAGER])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, object]:
    """What was seen at every step; one desktop of two screens for all tests here, without a window manager and with one:
    it draws frames, and decides who has the keyboard."""
    folder = tmp_path_factory.mktemp("two-screens")
    if request.param and not (shutil.which(request.param) and shutil.which("xprop")):
        pytest.skip(f"{request.param} and xprop are needed for windows that are managed")
    with start_display("3840x1080x24") as environment, _managed(request.param, environment):
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.two_screens", str(folder)],
            env=dict(environment), capture_output=True, text=True, timeout=_DEADLINE_S, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: Mapping[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@needs_screens
def test_the_code_fills_the_second_screen_and_only_that(seen: Mapping[str, object]) -> None:
    assert seen["screens"] == ["L", "R"]
    assert seen["second"] == {
        "place": _RIGHT, "read": LINK, "left": "", "warning": "", "mm": pytest.approx(140, abs=6),
        "keyboard": True,
    }  # fmt: skip


@needs_screens
def test_a_screen_that_goes_leaves_a_window_on_the_first_one_with_the_code(
    seen: Mapping[str, object],
) -> None:
    gone = seen["gone"]
    assert isinstance(gone, dict)
    assert gone["screens"] == ["L"]
    assert gone["inside"] is True
    assert gone["full"] is False
    assert gone["keyboard"] is True
    assert gone["read"] == LINK
    assert "The customer's screen is gone." in gone["warning"]


@needs_screens
def test_there_the_clerks_next_click_does_not_bury_the_code(seen: Mapping[str, object]) -> None:
    assert seen["clicked"] == LINK


@needs_screens
def test_a_screen_that_comes_back_is_filled_again(seen: Mapping[str, object]) -> None:
    assert seen["back"] == {"place": _RIGHT, "read": LINK, "full": True, "keyboard": True}


@needs_screens
def test_a_window_on_a_screen_that_goes_comes_to_the_first_one(seen: Mapping[str, object]) -> None:
    window = seen["window"]
    assert isinstance(window, dict)
    assert window["before"][0] >= 1920
    assert (window["inside"], window["read"]) == (True, LINK)


@needs_screens
def test_a_mirrored_screen_is_told(seen: Mapping[str, object]) -> None:
    mirrored = seen["mirrored"]
    assert isinstance(mirrored, dict)
    assert "Two screens show the same picture" in mirrored["warning"]
    assert len(mirrored["screens"]) == 2
    assert seen["closed"] is False
