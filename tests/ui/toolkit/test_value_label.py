"""A value that is one very long word breaks where there is no room and is selected and copied as it was told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.value_label import ValueLabel
from tests.support.waiting import until

_MAIL = "niamh.oshea.of.the.very.long.house219@subdomain.mail.example"


@pytest.fixture
async def label() -> AsyncIterator[ValueLabel]:
    made = ValueLabel()
    made.resize(160, 120)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def test_a_long_word_needs_no_more_room_than_a_narrow_pane_has(label: ValueLabel) -> None:
    label.setText(_MAIL)
    assert label.minimumSizeHint().width() <= 160
    assert label.heightForWidth(160) > 2 * label.fontMetrics().height()
    assert label.text() == _MAIL
    label.setText("x" * 500)
    assert label.minimumSizeHint().width() <= 160


async def test_it_is_copied_as_it_was_told_by_key_and_by_menu(label: ValueLabel) -> None:
    label.setText(_MAIL)
    label.setFocus()
    QTest.keySequence(label, QKeySequence(QKeySequence.StandardKey.SelectAll))
    QTest.keySequence(label, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == _MAIL
    QGuiApplication.clipboard().setText("")
    label.setText("Zoë van der Berg-Żółkiewska-Sierpińska")
    # What the system sends for a right click and for the menu key.
    place = label.rect().center()
    QApplication.sendEvent(
        label, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, label.mapToGlobal(place))
    )
    [menu] = [menu for menu in label.findChildren(QMenu) if menu.isVisible()]
    menu.actions()[0].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "Zoë van der Berg-Żółkiewska-Sierpińska"
    assert QApplication.activePopupWidget() is None


@given(st.text(max_size=80))
def test_any_text_reads_back_as_every_label_shows_it(text: str) -> None:
    label = ValueLabel()
    label.setText(text)
    assert label.text() == to_plain(text, lines=True)
    label.deleteLater()
