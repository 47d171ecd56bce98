"""Searching a provider's raw answer: count, next and previous by mouse and keys, in any script; secrets stay masked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from console.domain.case import RawRecord
from console.domain.timeline import EventSource
from console.ui.widgets.json_widget import JsonWidget
from tests.support.waiting import until

_BODY = '{"name": "Łucja 👩🏽‍🚀 Ελένη", "Name": "x", "token": "abc", "names": ["NAME", "a.b*c"]}'.encode()
_AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
async def raw() -> AsyncIterator[JsonWidget]:
    made = JsonWidget()
    made.resize(500, 400)
    made.show_records((RawRecord("identification", EventSource.POLL, _AT, _BODY),))
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def test_every_hit_is_counted_and_reached_in_both_directions(raw: JsonWidget) -> None:
    QTest.keyClicks(raw.find_field, "name")
    assert (raw.count_label.text(), raw.hit) == ("1 of 4", "name")
    hits: list[str] = []
    for _ in range(4):
        QTest.keyClick(raw.find_field, Qt.Key.Key_Return)
        hits.append(f"{raw.hit} {raw.count_label.text()}")
    assert hits == ["Name 2 of 4", "name 3 of 4", "NAME 4 of 4", "name 1 of 4"]
    QTest.mouseClick(raw.before_button, Qt.MouseButton.LeftButton)
    assert (raw.hit, raw.count_label.text()) == ("NAME", "4 of 4")
    QTest.keyClick(raw, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert raw.count_label.text() == "3 of 4"
    QTest.keyClick(raw, Qt.Key.Key_F3)
    assert raw.count_label.text() == "4 of 4"


async def test_what_is_searched_is_text_in_any_script_never_a_pattern(raw: JsonWidget) -> None:
    for wanted in ("Ελένη", "👩🏽", "a.b*c", "łucja"):
        raw.find_field.setText(wanted)
        assert raw.count_label.text() == "1 of 1"
        assert raw.hit.casefold() == wanted.casefold()
    raw.find_field.setText("a.bxc")
    assert raw.count_label.text() == "Not found"
    assert not raw.after_button.isEnabled()
    raw.find_field.clear()
    assert raw.count_label.text() == ""


async def test_a_secret_is_neither_shown_nor_found_nor_copied(raw: JsonWidget) -> None:
    raw.find_field.setText("abc")
    assert raw.count_label.text() == "Not found"
    QTest.mouseClick(raw.copy_button, Qt.MouseButton.LeftButton)
    assert "abc" not in QGuiApplication.clipboard().text()
    assert "Ελένη" in QGuiApplication.clipboard().text()
