"""All suggested links with real mouse and keys: side by side, decided, undone, more of them on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.ui.dialogs.links_dialog import WINDOW, LinksDialog
from console.ui.toolkit.undo import undo_stack
from tests.support.desk import Desk
from tests.support.people import Told, to_snapshot
from tests.support.simulator import Simulator, start_simulator
from tests.support.stores import NOON
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
ONE = Told(1, "Zoë van der Berg", "zoe@mail.example", "ref-1", "1990-05-17", "X1")
OTHER = Told(2, "BERG ZOE VAN DER", "zoe@mail.example", "REF-1", "1991-05-17", "X2", Phase.DECLINED)


@pytest.fixture(scope="module")
def quiet_simulator() -> Iterator[Simulator]:
    """A simulator in which nobody is, so that every pair is one of these tests'."""
    with start_simulator(customers=0, seed=7, speed=0) as started:
        yield started


@pytest.fixture
async def dialog(desk: Desk, host: QWidget) -> AsyncIterator[LinksDialog]:
    """Two pairs of two accounts each."""
    await _tell(desk, "iron", ONE, Told(3, "Ann", "ann@mail.example"))
    await _tell(desk, "idenfy", OTHER, Told(4, "Ann", "ann@mail.example"))
    made = LinksDialog(desk.services, host)
    made.show()
    await until(lambda: len(made.cards) == 2)
    yield made
    made.close()
    await asyncio.sleep(0)


async def _tell(desk: Desk, provider: str, *people: Told) -> None:
    account = desk.account(provider)
    snapshots = [to_snapshot(told) for told in people]
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, NOON)
    )


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


async def _answer(qtbot: QtBot, text: str) -> None:
    await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    [button] = [each for each in box.buttons() if each.text() == text]
    qtbot.mouseClick(button, _LEFT)
    await until(lambda: QApplication.activeModalWidget() is None)


async def test_the_strongest_pair_stands_first_with_both_sides_and_what_differs(dialog: LinksDialog) -> None:
    assert dialog.count.text() == "2 pairs of records may be one person's"
    first, second = dialog.cards
    assert first.title.text() == (
        "Strong match. Both have the same reference of ours and the same e-mail address."
    )
    assert second.title.text() == "Possible match. Both have the same e-mail address."
    told = _texts(first)
    for side in ("Zoë van der Berg", "BERG ZOE VAN DER", "1990-05-17", "≠ 1991-05-17", "X1", "≠ X2"):
        assert side in told
    assert "Verdicts contradict: Approved here, Declined there." in "\n".join(told)
    assert not dialog.more_button.isVisible()


async def test_a_pair_is_told_apart_by_key_and_that_is_undone(
    dialog: LinksDialog, host: QWidget, qtbot: QtBot
) -> None:
    button = dialog.cards[1].refuse_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    await until(lambda: len(dialog.cards) == 1)
    assert dialog.count.text() == "1 pair of records may be one person's"
    await until(dialog.cards[0].hasFocus)
    qtbot.keyClick(dialog.cards[0], Qt.Key.Key_Space)
    qtbot.keyClick(dialog.cards[0], Qt.Key.Key_Return)
    assert len(dialog.cards) == 1
    undo_stack(host).undo()
    await until(lambda: len(dialog.cards) == 2)


async def test_a_pair_with_conflicts_is_linked_only_after_a_question(
    dialog: LinksDialog, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.cards[0].confirm_button, _LEFT)
    await _answer(qtbot, "Leave it")
    assert len(dialog.cards) == 2
    qtbot.mouseClick(dialog.cards[0].confirm_button, _LEFT)
    await _answer(qtbot, "Same person")
    await until(lambda: len(dialog.cards) == 1)
    qtbot.mouseClick(dialog.cards[0].confirm_button, _LEFT)
    await until(lambda: dialog.faces.face.title == "No suggested links")
    assert not dialog.count.isVisible()


async def test_what_was_said_of_a_pair_is_taken_back_where_it_was_said(
    dialog: LinksDialog, qtbot: QtBot
) -> None:
    assert dialog.cards[0].hasFocus()
    qtbot.mouseClick(dialog.cards[1].refuse_button, _LEFT)
    await until(lambda: len(dialog.cards) == 1)
    assert undo_stack(dialog).bar.isHidden()
    assert dialog.done_label.text() == "Ann at iDenfy simulator is not suggested again."
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(dialog.cards) == 2 and dialog.done_label.isHidden())
    qtbot.mouseClick(dialog.cards[1].refuse_button, _LEFT)
    await until(lambda: len(dialog.cards) == 1 and dialog.undo_button.isVisible())
    qtbot.mouseClick(dialog.undo_button, _LEFT)
    await until(lambda: len(dialog.cards) == 2 and dialog.undo_button.isHidden())


async def test_the_address_by_which_two_match_stands_in_the_table_wherever_it_was_told(
    desk: Desk, host: QWidget
) -> None:
    mail = "zoe@mail.example"
    await _tell(desk, "iron", Told(1, "Zoë", mail))
    account = desk.account("proofme")
    told = to_snapshot(Told(2, "Zoë"))
    verified = (*told.verification.verified, Fact("email", "Zoe@Mail.example"))
    snapshot = replace(told, verification=replace(told.verification, verified=verified))
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [snapshot], EventSource.POLL, NOON)
    )
    dialog = LinksDialog(desk.services, host)
    dialog.show()
    await until(lambda: len(dialog.cards) == 1)
    [card] = dialog.cards
    assert "the same e-mail address" in card.title.text()
    texts = _texts(card)
    assert {mail, "Zoe@Mail.example"} <= set(texts)
    assert not [text for text in texts if text.startswith("≠")]
    dialog.close()
    await asyncio.sleep(0)


async def test_the_page_of_a_person_is_asked_for(dialog: LinksDialog, desk: Desk, qtbot: QtBot) -> None:
    asked: list[tuple[str, str]] = []
    dialog.customer_requested.connect(lambda account_id, customer_id: asked.append((account_id, customer_id)))
    qtbot.mouseClick(dialog.cards[0].show_button, _LEFT)
    assert asked == [(desk.account("iron").id, ONE.customer_id)]


async def test_more_pairs_come_on_demand(dialog: LinksDialog, desk: Desk, qtbot: QtBot) -> None:
    await _tell(desk, "iron", *(Told(n, f"Ann {n}", f"p{n}@mail.example") for n in range(10, 10 + WINDOW)))
    await _tell(desk, "idenfy", *(Told(n, f"Ann {n}", f"p{n}@mail.example") for n in range(10, 10 + WINDOW)))
    again = LinksDialog(desk.services, dialog)
    again.show()
    await until(lambda: len(again.cards) == WINDOW)
    qtbot.mouseClick(again.more_button, _LEFT)
    await until(lambda: len(again.cards) == WINDOW + 2)
    assert not again.more_button.isVisible()
    assert len({card.pair.place for card in again.cards}) == WINDOW + 2
    assert all(button.accessibleName() for card in again.cards for button in card.findChildren(QPushButton))
    again.close()
    await asyncio.sleep(0)
