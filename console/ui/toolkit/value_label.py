"""A value as told, which may be one very long word: it breaks where there is no room, and is copied as it was told."""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.text import PlainLabel

# Shorter words fit a narrow pane.
_LONG_WORD: Final = 16
_PIECE: Final = 12
# Where Qt may begin another line. Text from outside holds none: it would be shown as ‹U+200B›.
_BREAK: Final = "\u200b"


class ValueLabel(PlainLabel):
    """Selectable by mouse and keys; a very long word in it is no reason to scroll sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._whole = ""
        super().__init__("", "body", parent)
        self.setWordWrap(True)
        by = Qt.TextInteractionFlag
        self.setTextInteractionFlags(by.TextSelectableByMouse | by.TextSelectableByKeyboard)
        # Values stand under each other at the same side, whatever way their script runs.
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)

    def setText(self, text: str) -> None:
        """Show `text` with its odd characters marked."""
        self._whole = to_plain(text, lines=True)
        # Past the base, which would mark the breaks as odd characters.
        super(PlainLabel, self).setText(_with_breaks(self._whole))

    def clear(self) -> None:
        """Show nothing."""
        self.setText("")

    def text(self) -> str:
        """What is shown, without where it may break."""
        return self._whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected without where it may break."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_selected()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same from a menu; nothing selected is all of it."""
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy")).triggered.connect(self._copy_selected)
        menu.popup(event.globalPos())

    def _copy_selected(self) -> None:
        copy_text(self.selectedText().replace(_BREAK, "") or self._whole)


def _with_breaks(text: str) -> str:
    if len(text) <= _LONG_WORD:
        return text
    return "\n".join(" ".join(_break(word) for word in line.split(" ")) for line in text.split("\n"))


def _break(word: str) -> str:
    """After a sign, and in what is long without one every few letters; never before a mark of the letter before."""
    if len(word) <= _LONG_WORD:
        return word
    pieces: list[str] = []
    since = 0
    for before, letter in zip(word, f"{word[1:]} ", strict=True):
        pieces.append(before)
        since += 1
        ends = (not before.isalnum() and since > 1) or since >= _PIECE
        if ends and letter != " " and not unicodedata.category(letter).startswith("M"):
            pieces.append(_BREAK)
            since = 0
    return "".join(pieces)
