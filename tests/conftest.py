"""What holds for every test: no display, no real network, no silence about warnings; knows no feature."""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import hypothesis
import pytest

from tests.support.environment import prepare_environment
from tests.support.simulator import Simulator, start_simulator

prepare_environment()

# A test of the suite's own rules runs a small suite inside.
pytest_plugins = ("pytester",)

_TESTS: Final = Path(__file__).parent
_ON_QT_LOOP: Final = ("ui", "journeys")

# Records of WARNING and above that say nothing about the program; the reason stands behind each.
_KNOWN_LOGS: Final = (
    # Debug mode only: a slow machine, not a fault.
    ("asyncio", re.compile(r"Executing .* took [0-9.]+ seconds")),
)

hypothesis.settings.register_profile("suite", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.hookimpl
def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Our own loop on Qt for the window's coroutine tests, plain asyncio for all others."""
    del config
    if item.get_closest_marker("qt_loop") or _is_window_test(item.path):
        return {"qt": _new_qt_loop}
    return {"asyncio": asyncio.new_event_loop}


def _is_window_test(path: Path) -> bool:
    return path.is_relative_to(_TESTS) and path.relative_to(_TESTS).parts[0] in _ON_QT_LOOP


def _new_qt_loop() -> asyncio.AbstractEventLoop:
    from PySide6.QtWidgets import QApplication

    from console.ui.toolkit.loop import new_event_loop

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    return new_event_loop(app)


@pytest.fixture(autouse=True)
def _no_unexpected_logs(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    """Fail a test that logged WARNING or above without saying so by `@pytest.mark.expects_log(pattern)`."""
    yield
    expected = [re.compile(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    loud = [record for record in records if record.levelno >= logging.WARNING and not _is_known(record)]
    texts = [(record, record.getMessage()) for record in loud]
    surprising = [record for record, text in texts if not any(one.search(text) for one in expected)]
    silent = [one.pattern for one in expected if not any(one.search(text) for _, text in texts)]
    if surprising:
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in surprising]
        pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)
    if silent:
        pytest.fail(f"expected log records that never came: {silent}", pytrace=False)


def _is_known(record: logging.LogRecord) -> bool:
    return any(record.name == name and text.search(record.getMessage()) for name, text in _KNOWN_LOGS)


@pytest.fixture(autouse=True, scope="session")
def _own_home() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    """Nothing a test does lands in the home folder of whoever runs it."""
    with tempfile.TemporaryDirectory(prefix="console-home-") as home, pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, home)
        yield


@pytest.fixture(scope="module")
def quiet_simulator() -> Iterator[Simulator]:
    """A simulator of 24 people in which nobody moves by themselves; shared by the tests of one module."""
    with start_simulator(customers=24, seed=7, speed=0) as simulator:
        yield simulator


@pytest.fixture
def new_simulator() -> Iterator[Callable[..., Simulator]]:
    """Starts a simulator of the test's own with the keywords of `start_simulator`; all end with the test."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(start_simulator(**options))
