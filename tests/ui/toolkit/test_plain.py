"""Text from outside is shown as text, with odd characters marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.plain import LONGEST_LABEL, shorten_id, to_button_text, to_plain, to_tooltip
from console.ui.toolkit.text import make_elided_label, make_label, set_tooltip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hannah Bret", "Hannah Bret"),
        ("Zoë O'Neil-Łukasz 王芳 עברית", "Zoë O'Neil-Łukasz 王芳 עברית"),
        ("a\u202eb", "a‹U+202E›b"),
        ("a\u200bb\u200dc", "a‹U+200B›b‹U+200D›c"),
        ("a\x00b\x1bc", "a‹U+0000›b‹U+001B›c"),
        ("a\u00adb", "a‹U+00AD›b"),
        ("a\nb\tc", "a b c"),
        ("<img src='file:///x'>", "<img src='file:///x'>"),
        ("👩", "👩"),
    ],
)
def test_odd_characters_are_marked(text: str, shown: str) -> None:
    assert to_plain(text) == shown


@given(st.text(max_size=2000))
def test_what_is_shown_holds_no_control_character_and_is_stable(text: str) -> None:
    shown = to_plain(text)
    assert "\n" not in shown
    assert not any(
        ord(c) < 32 or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u200e" for c in shown
    )
    assert to_plain(shown, limit=len(shown)) == shown


def test_a_name_of_ten_thousand_characters_is_cut() -> None:
    assert to_plain("x" * 10_000) == "x" * LONGEST_LABEL + "…"


def test_a_label_shows_markup_as_text_and_loads_nothing(qtbot: QtBot) -> None:
    hostile = '<img src="file:///etc/passwd"><b>Bold</b>\u202e'
    label = make_label(hostile)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == '<img src="file:///etc/passwd"><b>Bold</b>‹U+202E›'
    label.setText("<i>x</i>")
    assert label.text() == "<i>x</i>"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_tooltips_and_buttons_are_escaped(qtbot: QtBot) -> None:
    assert to_tooltip("<b>&\nx") == "<qt>&lt;b&gt;&amp;<br>x</qt>"
    assert to_tooltip("") == ""
    assert to_button_text("Marks & Co") == "Marks && Co"
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, "<b>x</b>")
    assert "<b>" not in widget.toolTip()
    assert widget.accessibleDescription() == "<b>x</b>"


def test_a_long_name_gives_way_at_its_end_and_stands_whole_in_the_tooltip(qtbot: QtBot) -> None:
    name = "Inês de Fátima Wolfeschlegelsteinhausenbergerdorff " * 4
    label = make_elided_label(name)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.minimumSizeHint().width() < 100
    assert "Wolfeschlegelsteinhausenbergerdorff" in label.toolTip()
    label.setText("Jo")
    label.resize(121, 20)
    assert label.toolTip() == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", ""),
        ("idv_123", "idv_123"),
        ("0198f3a244aa7c1e9d3b", "0198f3a2…9d3b"),
        ("1234567890123", "1234567890123"),
    ],
)
def test_ids_keep_their_head_and_tail(value: str, shown: str) -> None:
    assert shorten_id(value) == shown
