"""The cards of customers let go: who came gets one, who went loses theirs, everybody else keeps the one they have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from console.domain.environment import Environment
from console.domain.front_desk import DeskSessionId, StaffStage, StaffView
from console.domain.phase import Phase
from console.ui.toolkit.look import Look, current_look
from console.ui.widgets.desk_side_widget import DeskSideWidget, ReleasedCardWidget

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def view_of(name: str) -> StaffView:
    return StaffView(
        DeskSessionId(name),
        StaffStage.ON_PHONE,
        Environment.TEST,
        frozenset(),
        None,
        None,
        customer_name=name,
        phase=Phase.CAPTURING,
    )


@pytest.fixture
def side(look: Look) -> Iterator[DeskSideWidget]:
    """Beside the session, nobody let go yet."""
    made = DeskSideWidget()
    made.resize(320, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    assert current_look() is look


def show(side: DeskSideWidget, *names: str) -> dict[str, ReleasedCardWidget]:
    """The cards from top to bottom, by the names on them."""
    side.show_released([view_of(name) for name in names], NOW)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    shown = sorted(side.findChildren(ReleasedCardWidget), key=lambda card: card.y())
    return {card.name.text(): card for card in shown}


def test_everybody_else_keeps_the_card_they_have(side: DeskSideWidget) -> None:
    before = show(side, "Bo", "Ana")
    before["Ana"].back_button.setFocus()
    after = show(side, "Cy", "Bo", "Ana")
    assert list(after) == ["Cy", "Bo", "Ana"]
    assert (after["Bo"], after["Ana"]) == (before["Bo"], before["Ana"])
    # Taken back and let go once more: on top of the others.
    again = show(side, "Ana", "Cy")
    assert list(again) == ["Ana", "Cy"]
    assert again["Ana"] is before["Ana"]
    assert side.released == [again["Ana"], again["Cy"]]


def test_a_day_of_customers_leaves_as_many_widgets_as_a_full_board(side: DeskSideWidget) -> None:
    names = [f"Customer {number}" for number in range(40)]
    counted: list[int] = []
    for first in range(0, 30, 10):
        show(side, *reversed(names[first : first + 10]))
        counted.append(len(side.findChildren(QObject)))
    assert counted[0] == counted[1] == counted[2]
    assert show(side) == {}
    assert side.released_note.isVisible()


def test_a_card_speaks_for_its_own_customer(side: DeskSideWidget) -> None:
    asked: list[str] = []
    side.take_back_requested.connect(asked.append)
    show(side, "Bo", "Ana")
    cards = show(side, "Cy", "Ana")
    cards["Ana"].back_button.click()
    cards["Cy"].back_button.click()
    assert asked == ["Ana", "Cy"]
