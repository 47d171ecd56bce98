"""Keeps the window's bars current with the accounts: rail, frame, status bar and the button for something new."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from console.ui.views.account_watch import AccountWatch
from console.ui.widgets.frame_widget import FrameWidget
from console.ui.widgets.rail_widget import RailWidget
from console.ui.widgets.status_bar_widget import StatusBarWidget
from console.ui.widgets.top_bar_widget import TopBarWidget


class AccountBars(QObject):
    """Made once per window, after its bars; shows the accounts at once."""

    def __init__(
        self,
        window: QMainWindow,
        watch: AccountWatch,
        bars: tuple[TopBarWidget, RailWidget, StatusBarWidget, FrameWidget],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._watch = watch
        self._top, self._rail, self._status, self._frame = bars
        watch.changed.connect(self.show_accounts)
        watch.aged.connect(self.show_ages)
        watch.outbox_counted.connect(self._status.show_outbox)
        self.show_accounts()

    def follow_window(self) -> None:
        """The window came, went, or is one in the task bar now: ages go on only where they are seen."""
        is_seen = self._window.isVisible() and not self._window.isMinimized()
        self._watch.set_aging(is_on=is_seen)
        if is_seen:
            self.show_ages()

    def show_accounts(self) -> None:
        """Every account as it is now."""
        self._rail.show_accounts(self._watch.dots())
        self._frame.show_word(self._watch.frame_word())
        self._top.set_can_create(can_create=bool(self._watch.accounts))
        self.show_ages()

    def show_ages(self) -> None:
        """How old what is shown is; nobody looks at a hidden window's."""
        if self._window.isVisible() or not self._status.texts:
            self._status.show_accounts(self._watch.lines(), datetime.now(UTC))
            self._status.show_offline(is_offline=self._watch.is_offline())
