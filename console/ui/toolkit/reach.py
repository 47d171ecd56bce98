"""Tells whether an account's provider answers, where somebody is about to need it; asks no provider itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.domain.account import AccountId, LinkState
from console.domain.events import AccountChanged, Event
from console.ui.toolkit.bridge import BusBridge

if TYPE_CHECKING:
    from console.services.services import Services


class Reach(QObject):
    """`changed` carries the id of an account whose provider is lost, or is back."""

    changed = Signal(str)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._is_lost: dict[AccountId, bool] = {}
        BusBridge(services.bus, self).happened.connect(self._on_event)

    def words(self, account_id: AccountId) -> str:
        """What is wrong while the provider does not answer, else nothing. Raises `NotKnown`."""
        state = self._services.accounts.state(account_id)
        is_lost = state.link is LinkState.DOWN
        self._is_lost[account_id] = is_lost
        return (state.problem or self.tr("The provider does not answer now.")) if is_lost else ""

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, AccountChanged) or event.state is None:
            return
        is_lost = event.state.link is LinkState.DOWN
        # Only those somebody was told about: a state changes many times a minute.
        if self._is_lost.get(event.account_id, is_lost) is not is_lost:
            self.changed.emit(event.account_id)
