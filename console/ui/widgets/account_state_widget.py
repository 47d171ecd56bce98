"""How an account is doing, in three lines: its link, what it may still ask, what it has used. Asks nobody."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.account import AccountState
from console.domain.provider import ProviderManifest
from console.domain.usage import AccountUsage
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time, link_word, relative_time


class AccountStateWidget(QWidget):
    """A line that has nothing to say is not there."""

    def __init__(self, manifest: ProviderManifest, parent: QWidget) -> None:
        super().__init__(parent)
        self._manifest = manifest
        self._state = make_label("", "muted", self, wrap=True)
        self._budget = make_label("", "muted", self, wrap=True)
        self._usage = make_label("", "muted", self, wrap=True)
        self._usage.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for line in (self._state, self._budget, self._usage):
            layout.addWidget(line)

    @property
    def budget(self) -> str:
        """What may still be asked, and when."""
        return self._budget.text()

    @property
    def usage(self) -> str:
        """How many credits are used, where the provider charges so."""
        return self._usage.text()

    def show_state(self, state: AccountState, now: datetime) -> None:
        """Its link and its budget."""
        ago = relative_time(state.last_ok_at, now)
        parts = (
            link_word(state.link),
            fill(self.tr("last answer %1"), ago) if ago else self.tr("no answer yet"),
            state.problem,
        )
        self._state.setText("  ·  ".join(part for part in parts if part))
        told = [part for part in self._tell_budget(state) if part]
        self._budget.setText("  ·  ".join(told))
        self._budget.setVisible(bool(told))

    def _tell_budget(self, state: AccountState) -> tuple[str, ...]:
        left, cap = state.requests_left, self._manifest.polling.fallback_reads_per_day
        fallback = exact_time(state.fallback_at) if state.fallback_at else ""
        return (
            fill(self.tr("%1 requests left now"), f"{left:.0f}") if left is not None else "",
            fill(self.tr("next look %1"), exact_time(state.next_poll_at)) if state.next_poll_at else "",
            fill(self.tr("without a webhook asked from %1 on"), fallback) if fallback else "",
            fill(self.tr("asked in place of webhooks at most %1 times a day"), f"{cap:,}") if cap else "",
        )

    def show_usage(self, usage: AccountUsage) -> None:
        """Where each verification is charged."""
        told = self.tr(
            "Credits used: %1, one for each session %2 has told of; %3 of them were made here. "
            "Its interface tells no balance."
        )
        self._usage.setText(fill(told, f"{usage.known:,}", self._manifest.title, f"{usage.made_here:,}"))
        self._usage.show()
