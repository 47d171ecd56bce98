"""The suite's own rules hold: no real network, no silent warnings, coroutines on the loop they asked for."""

from __future__ import annotations

import asyncio
import logging
import socket
import warnings
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError


def test_a_connection_beyond_this_machine_fails_before_the_first_byte() -> None:
    with (
        socket.socket() as outside,
        pytest.raises((SocketConnectBlockedError, UserWarning), match="192.0.2.1"),
    ):
        outside.connect(("192.0.2.1", 443))


def test_a_loopback_connection_is_allowed() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("careful", stacklevel=1)


async def test_a_coroutine_runs_on_plain_asyncio_by_default() -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("asyncio")


@pytest.mark.qt_loop
async def test_a_marked_coroutine_runs_on_the_programs_own_loop() -> None:
    assert type(asyncio.get_running_loop()).__name__ == "ConsoleEventLoop"
    await asyncio.sleep(0)


@pytest.mark.expects_log(r"^the store is read-only$")
def test_an_announced_log_record_is_accepted() -> None:
    logging.getLogger("console.store").warning("the store is read-only")


INNER = """
import logging
import pytest

def test_loud():
    logging.getLogger("console.store").warning("something is off")

@pytest.mark.expects_log("never said")
def test_silent():
    pass

def test_qt(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("a slot is missing")

def test_fine():
    logging.getLogger("console.store").info("all is well")
"""


def test_an_unexpected_record_a_missing_one_and_a_qt_message_fail(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyprojecttoml((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    pytester.makeconftest("from tests.conftest import *\nfrom tests.conftest import _no_unexpected_logs")
    pytester.mkdir("tests").joinpath("test_inner.py").write_text(INNER, "utf-8")
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:xdist")
    # The two that concern logs pass and fail in their teardown; Qt's message fails the call.
    assert result.parseoutcomes() == {"passed": 3, "failed": 1, "errors": 2}, result.stdout.str()
    result.stdout.fnmatch_lines(["*unexpected log records:*", "*something is off*"])
