"""How an account is doing, in words: what it may still ask, and how rarely where asking is forbidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.domain.account import AccountId, AccountState, LinkState
from console.domain.provider import ProviderId
from console.providers.registry import load_providers
from console.ui.widgets.account_state_widget import AccountStateWidget

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
STATE = AccountState(
    AccountId("a"), LinkState.WAITING, NOW - timedelta(minutes=5), requests_left=2.0, fallback_at=NOW
)


def test_how_often_lost_webhooks_are_asked_for_is_seen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    told = {
        name: AccountStateWidget(load_providers()[ProviderId(name)].manifest, parent)
        for name in ("idenfy", "iron")
    }
    for widget in told.values():
        widget.show_state(STATE, NOW)
    assert told["idenfy"].budget.endswith("asked in place of webhooks at most 240 times a day")
    assert "2 requests left now" in told["idenfy"].budget
    assert "times a day" not in told["iron"].budget
