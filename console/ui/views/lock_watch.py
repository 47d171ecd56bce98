"""Blank and Lock for the whole program: their keys, who may unlock, and the lock when everybody has walked away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from console.domain.errors import ConsoleError
from console.services.services import Services
from console.ui.models.lock_limits import read_limit_min
from console.ui.toolkit.activity_watch import ActivityWatch, has_customers_window
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.shortcuts import make_shortcut

_ASKED: Final = "asked"
_WALKED_AWAY: Final = "walked_away"
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
# Limits are whole minutes; so seldom a change of a setting may be noticed late.
_LOOK_AGAIN_MS: Final = 20_000


class LockWatch(QObject):
    """Child of the main window. `is_at_desk` says whether customers can be near, where the shorter limit counts.

    A lock covers and takes evidence out of memory, here and in the processes that draw it; those who show it bring it back
    when it is unlocked. It does not close the profile.
    """

    def __init__(
        self,
        services: Services,
        memory: WindowMemory,
        window: QWidget,
        is_at_desk: Callable[[], bool],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._services = services
        self._memory = memory
        self._is_at_desk = is_at_desk
        self._why = _ASKED
        self._scope = TaskScope(self, self._on_failure)
        self._covers = Covers.of_app()
        self._activity = ActivityWatch(self, now_s)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        # Where a dialog is open the window's shortcuts are dead: then the key comes by `key_pressed`.
        everywhere = Qt.ShortcutContext.ApplicationShortcut
        make_shortcut("blank", window, self._covers.toggle_blank, everywhere)
        make_shortcut("lock", window, self._covers.lock, everywhere)
        self._activity.key_pressed.connect(self._on_key_pressed)
        self._covers.locked.connect(self._on_locked)
        self._covers.unlocked.connect(self._on_unlocked)
        self._covers.unlock_asked.connect(self._on_unlock_asked)

    @property
    def limit_s(self) -> float:
        """After how long without a sign of anybody it locks, in seconds; 0 for never."""
        is_near = self._is_at_desk() or has_customers_window()
        return 60.0 * read_limit_min(self._memory, is_at_desk=is_near)

    @property
    def activity(self) -> ActivityWatch:
        """When somebody was here last."""
        return self._activity

    def note_started(self) -> None:
        """From now on somebody is expected to be here."""
        self._activity.note()
        self._timer.start()

    def look(self) -> None:
        """Lock if everybody has been away for too long."""
        limit_s = self.limit_s
        if limit_s and not self._covers.is_locked and self._activity.quiet_s >= limit_s:
            self._why = _WALKED_AWAY
            self._covers.lock()

    # --- what happens ---

    def _on_key_pressed(self, key: int, modifiers: object) -> None:
        if key == Qt.Key.Key_F9.value:
            self._activity.take_key()
            self._covers.toggle_blank()
        elif key == Qt.Key.Key_L.value and modifiers == _CONTROL:
            self._activity.take_key()
            self._covers.lock()

    def _on_locked(self) -> None:
        why, self._why = self._why, _ASKED
        if self._scope.can_start:
            # After everybody who shows a report has heard of the lock.
            self._scope.start("forget", self._services.reports.end_viewing())
            self._scope.start("lock", self._note_locked(why))

    def _on_unlocked(self) -> None:
        self._services.reports.begin_viewing()

    async def _note_locked(self, why: str) -> None:
        try:
            is_wanted = await self._services.persons.has_own_pin()
        except Exception:
            # Whatever it was: whoever has a PIN could never type it otherwise; whoever has none leaves it empty.
            self._covers.want_pin(is_wanted=True)
            raise
        self._covers.want_pin(is_wanted=is_wanted)
        await self._services.persons.note_locked(why)

    def _on_unlock_asked(self, pin: str) -> None:
        if not self._scope.is_running("unlock"):
            self._scope.start("unlock", self._unlock(pin))

    async def _unlock(self, pin: str) -> None:
        await self._services.persons.unlock(pin)
        self._activity.note()
        self._covers.unlock()

    def _on_failure(self, failure: Exception) -> None:
        self._covers.refuse(describe_error(failure).text)
        if not isinstance(failure, ConsoleError):
            raise failure
