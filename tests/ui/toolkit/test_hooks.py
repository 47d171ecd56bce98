"""Mistakes of ours in slots, tasks and threads are logged and told, never lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import QObject, Signal, qWarning

from console.ui.toolkit.hooks import FailureHooks
from tests.support.waiting import until


class _Button(QObject):
    pressed = Signal()


@pytest.fixture
async def told() -> AsyncIterator[list[str]]:
    """What the window would have been told."""
    heard: list[str] = []
    hooks = FailureHooks(asyncio.get_running_loop(), lambda failure: heard.append(str(failure)))
    hooks.install()
    yield heard
    hooks.remove()


@pytest.mark.expects_log("a slot failed")
@pytest.mark.qt_no_exception_capture
async def test_a_slot_that_fails_is_told(told: list[str]) -> None:
    button = _Button()

    def fail() -> None:
        raise ValueError("slot")

    button.pressed.connect(fail)
    button.pressed.emit()
    assert told == ["slot"]


@pytest.mark.expects_log("exception was never retrieved")
async def test_a_task_nobody_awaits_is_told(told: list[str]) -> None:
    async def fail() -> None:
        raise ValueError("task")

    task = asyncio.get_running_loop().create_task(fail())
    await until(task.done)
    del task
    await until(lambda: told)
    assert told == ["task"]


@pytest.mark.expects_log("a thread failed")
async def test_a_thread_that_fails_is_told_on_the_loop(told: list[str]) -> None:
    def fail() -> None:
        raise ValueError("thread")

    thread = threading.Thread(target=fail)
    thread.start()
    await until(lambda: told)
    thread.join()
    assert told == ["thread"]


@pytest.mark.expects_log("Qt: something odd")
async def test_what_qt_says_is_logged_and_harmless_lines_are_not(told: list[str]) -> None:
    qWarning("something odd")
    qWarning("This plugin does not support propagateSizeHints()")
    assert told == []
