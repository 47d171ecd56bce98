"""The risk tab over a real profile: what labels mean, what the team noted, what moved since we decided; its way out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole, open_console
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import CustomerId
from console.domain.desk import DecisionDraft, DecisionKind
from console.domain.environment import ProviderId
from console.domain.labels import LabelName
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationId, VerificationKey
from console.ui.toolkit.label_words import day_word
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.views.labels_view import LabelsView
from console.ui.views.main_window import MainWindow
from console.ui.widgets.labels_widget import LabelCard
from tests.support.desk import Desk
from tests.support.screen import column, detail, shown_list
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_ID = VerificationId("idv_aaaaaaaaaaaaaaaaaaaaaaaaaa")
_CHECKOUT = ProviderId("checkout")
_PHOTOCOPY = LabelRef(LabelKind.CODE, "62201")
_FACES = LabelRef(LabelKind.LABEL, "multiple_faces_detected")
_ODD = LabelRef(LabelKind.LABEL, "brand_new")
_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def _record(
    desk: Desk, *labels: LabelRef, attempts: tuple[Attempt, ...] = (), after: int = 0
) -> VerificationKey:
    """A look at a verification that was changed `after` minutes after the first one."""
    account = desk.account("checkout").id
    made = Verification(
        _ID,
        CustomerId("aplt_aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        Phase.APPROVED,
        "approved",
        _START,
        _START + timedelta(minutes=after),
        labels=labels,
    )
    snapshot = Snapshot(made, attempts=attempts)
    await desk.console.store.write(
        lambda work: work.record_snapshots(account, [snapshot], EventSource.POLL, datetime.now(UTC))
    )
    return VerificationKey(account, _ID)


async def _decide(desk: Desk, key: VerificationKey) -> None:
    await desk.services.persons.load()
    case = await desk.services.cases.load_case(key)
    evidence = desk.services.desk.find_evidence(case.stored)
    await desk.services.desk.decide(key, DecisionDraft(DecisionKind.ACCEPT, ("verified",), "", evidence))


def _texts(part: QWidget) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text()]


def _cards(view: LabelsView) -> dict[str, LabelCard]:
    """The shown cards by their first words."""
    shown = [card for card in view.findChildren(LabelCard) if card.isVisible()]
    return {_texts(card)[0]: card for card in shown}


@pytest.fixture
async def view(desk: Desk) -> AsyncIterator[LabelsView]:
    made = LabelsView(desk.services)
    made.resize(560, 700)
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def _show(desk: Desk, view: LabelsView, key: VerificationKey) -> None:
    view.show_case(await desk.services.cases.load_case(key))
    await until(lambda: bool(_cards(view)) or bool(view.faces.face.title))


async def test_a_label_says_all_there_is_to_know(desk: Desk, view: LabelsView) -> None:
    await _show(desk, view, await _record(desk, _FACES, _PHOTOCOPY, _ODD))
    cards = _cards(view)
    faces = _texts(cards["Several people on the video"])
    assert "Checkout.com, risk label: multiple_faces_detected" in faces
    assert "does not block approval" in faces
    assert any(text.startswith("Look at: ") for text in faces)
    assert "Source: https://docs.ubble.ai/docs/reference-info/risk-labels (as of 2026-09-02)" in faces
    assert "blocks approval" in _texts(cards["Paper copy of the document"])
    assert "The provider does not document this one. Treat it with care." in _texts(cards["brand_new"])
    assert list(cards) == ["Several people on the video", "Paper copy of the document", "brand_new"]


async def test_a_label_alone_is_no_taller_in_a_tall_room(desk: Desk, view: LabelsView) -> None:
    await _show(desk, view, await _record(desk, _PHOTOCOPY))
    [card] = _cards(view).values()
    view.resize(560, 400)
    await until(lambda: view.height() == 400 and card.isVisible())
    low = card.height()
    view.resize(560, 1200)
    await until(lambda: view.height() == 1200)
    assert card.height() == low == card.heightForWidth(card.width())


async def test_labels_of_attempts_stand_with_their_attempt_and_are_explained_once(
    desk: Desk, view: LabelsView
) -> None:
    blurred = LabelRef(LabelKind.CODE, "61301", "document_blurry")
    attempts = (
        Attempt(AttemptId("one"), "completed", StretchKind.VERDICT, _START, _START, labels=(blurred,)),
        Attempt(AttemptId("two"), "completed", StretchKind.VERDICT, _START, _START, labels=(_PHOTOCOPY,)),
    )
    titles: list[str] = []
    view.titled.connect(titles.append)
    await _show(desk, view, await _record(desk, _PHOTOCOPY, attempts=attempts))
    texts = _texts(view)
    assert titles[-1] == "Risk (2)"
    assert texts.index("Attempt 1: completed") < texts.index("Document blurred")
    assert texts.index("Document blurred") < texts.index("Attempt 2: completed")
    assert texts.count("Explained above.") == 1
    assert texts.count("Paper copy of the document") == 2


async def test_notes_of_the_team_appear_as_they_are_written(desk: Desk, view: LabelsView) -> None:
    await _show(desk, view, await _record(desk, _FACES))
    name = LabelName.of(_CHECKOUT, _FACES)
    await desk.services.labels.add_note(name, "Often a child in the room.")
    await until(lambda: "Often a child in the room." in _texts(view))
    [note] = await desk.services.labels.load_notes()
    await desk.services.labels.withdraw_note(note)
    await until(lambda: "Often a child in the room." not in _texts(view))


async def test_what_moved_since_our_decision_is_marked(desk: Desk, view: LabelsView) -> None:
    key = await _record(desk, _PHOTOCOPY)
    await _decide(desk, key)
    day = day_word(desk.clock.now())
    await _show(desk, view, key)
    await until(lambda: f"No label came or went since our decision of {day}." in _texts(view))
    await _show(desk, view, await _record(desk, _FACES, after=5))
    sentence = f"Labels changed since our decision of {day}: 1 new, 1 gone. Look at the decision again."
    await until(lambda: sentence in _texts(view))
    cards = _cards(view)
    assert f"new since the decision of {day}" in _texts(cards["Several people on the video"])
    assert f"gone since the decision of {day}" in _texts(cards["Paper copy of the document"])
    assert "new since" in cards["Several people on the video"].accessibleName()


async def test_the_last_label_that_left_is_still_told(desk: Desk, view: LabelsView) -> None:
    key = await _record(desk, _PHOTOCOPY)
    await _decide(desk, key)
    await _show(desk, view, await _record(desk, after=5))
    await until(lambda: "Paper copy of the document" in _texts(view))
    assert view.faces.is_content_shown()


async def test_without_labels_it_says_so(desk: Desk, view: LabelsView) -> None:
    await _show(desk, view, await _record(desk))
    assert view.faces.face.title == "No risk labels"


async def test_a_card_leads_to_the_dictionary(desk: Desk, view: LabelsView, qtbot: QtBot) -> None:
    await _show(desk, view, await _record(desk, _FACES))
    asked: list[LabelName] = []
    view.dictionary_requested.connect(asked.append)
    [button] = [each for each in view.findChildren(QPushButton) if each.text() == "Dictionary"]
    qtbot.mouseClick(button, _LEFT)
    assert asked == [LabelName.of(_CHECKOUT, _FACES)]


@pytest.mark.parametrize("theme", ThemeName)
async def test_long_and_strange_words_fit_in_both_themes(
    desk: Desk, view: LabelsView, look: Look, theme: ThemeName
) -> None:
    look.set_theme(theme)
    long = LabelRef(LabelKind.LABEL, "<b>" + "x" * 500 + "</b>\u202e", "עברית العربية 王芳 🎉 " * 20)
    await _show(desk, view, await _record(desk, long))
    view.resize(360, 700)
    [card] = _cards(view).values()
    assert any("‹U+202E›" in text for text in _texts(card))
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in card.findChildren(QLabel))


async def test_the_window_opens_the_dictionary_and_filters_the_list(
    console: OpenConsole, window: MainWindow, qtbot: QtBot
) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_D, keys)
    await until(lambda: window.actions_of_window.labels is not None)
    dictionary = window.actions_of_window.labels
    assert dictionary is not None
    assert not dictionary.isModal()
    await until(lambda: dictionary.is_ready)
    lines = await console.services.labels.load_lines()
    used = next(line for line in lines if line.seen is not None and line.seen.verifications)
    dictionary.show_label(used.name)
    qtbot.mouseClick(dictionary.dictionary.detail.list_button, _LEFT)
    shown = shown_list(window)
    count = used.seen.verifications if used.seen is not None else 0
    await until(lambda: shown.model.rowCount() == count and not shown.model.is_filling)
    assert window.shown_view == "verifications"
    qtbot.mouseClick(window.top_bar.labels_button, _LEFT)
    assert window.actions_of_window.labels is dictionary
    await until(dictionary.isActiveWindow)
    qtbot.keyClick(dictionary, Qt.Key.Key_Escape)
    assert window.actions_of_window.labels is None
    await _follow_a_card(console, window, qtbot)


async def test_the_rows_of_the_first_paint_need_no_dictionary(
    console: OpenConsole, memory: WindowMemory, tmp_path: Path
) -> None:
    await console.aclose()
    again = await asyncio.to_thread(open_console, tmp_path / "profile")
    try:
        window = MainWindow(again.services, memory)
        window.show_first("verifications")
        assert not window.grab().isNull()
        labels = column(shown_list(window), "labels")
        assert any(labels)
        assert "_catalogue" not in vars(again)
        window.deleteLater()
        await asyncio.to_thread(again.load_parts)
        assert "_catalogue" in vars(again)
        assert "rules" in vars(again.desk), "no file is read on the loop when the first case opens"
    finally:
        await again.aclose()


async def _follow_a_card(console: OpenConsole, window: MainWindow, qtbot: QtBot) -> None:
    """From a case's risk tab to the dictionary's page of its label."""
    row = shown_list(window).model.row_at(0)
    assert row is not None
    assert row.opens is not None
    window.open_case(row.opens, "risk")
    await until(lambda: window.desk.detail_pane.is_ready)
    cards = [card for card in detail(window).labels.findChildren(LabelCard) if card.isVisible()]
    [button] = [each for each in cards[0].findChildren(QPushButton) if each.text() == "Dictionary"]
    qtbot.mouseClick(button, _LEFT)
    await until(lambda: window.actions_of_window.labels is not None)
    dictionary = window.actions_of_window.labels
    assert dictionary is not None
    case = detail(window).case
    assert case is not None
    first = LabelName.of(case.account.provider, case.labels[0].ref)
    await until(lambda: first in {dictionary.dictionary.detail.name, dictionary.seen.detail.name})
    dictionary.close()
