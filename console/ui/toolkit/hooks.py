"""The last resort for mistakes of ours: slots, tasks, threads and Qt's own messages are logged, never lost."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("console.ui")
Tell = Callable[[Exception], None]

_HARMLESS: Final = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)


class FailureHooks:
    """Installed for the life of the window; `tell` is called on the loop's thread with every failure."""

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Tell) -> None:
        self._loop = loop
        self._tell = tell
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over the hooks of slots, tasks, threads and Qt."""
        sys.excepthook = self._on_slot_failed
        threading.excepthook = self._on_thread_failed
        self._loop.set_exception_handler(self._on_task_failed)
        qInstallMessageHandler(_on_qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        self._loop.set_exception_handler(None)
        qInstallMessageHandler(None)

    def _on_slot_failed(
        self, kind: type[BaseException], failure: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(failure, Exception):
            self._before[0](kind, failure, trace)
            return
        self._note("a slot failed", failure)

    def _on_thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        if isinstance(failed.exc_value, Exception) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._note, "a thread failed", failed.exc_value)

    def _on_task_failed(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        failure = context.get("exception")
        message = str(context.get("message", "a task failed"))
        if isinstance(failure, Exception):
            self._note(message, failure)
        else:
            _log.error("%s", message)

    def _note(self, what: str, failure: Exception) -> None:
        _log.error("%s", what, exc_info=failure)
        self._tell(failure)


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if any(message.startswith(known) for known in _HARMLESS):
        return
    if kind in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}:
        _log.debug("Qt: %s", message)
    elif kind is QtMsgType.QtWarningMsg:
        _log.warning("Qt: %s", message)
    else:
        _log.error("Qt: %s", message)
