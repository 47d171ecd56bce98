"""What a screen reader says: parts in the order in which they are looked at, and news as they come; shows nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from console.ui.toolkit.plain import to_plain

_SAID: Final = "said"


def set_reading_order(*parts: QWidget) -> None:
    """Let `parts`, which stand beside each other in one parent, be read in this order.

    Qt reads children in the order in which they were made or raised: https://doc.qt.io/qt-6/qwidget.html#raise
    """
    for part in parts:
        part.raise_()


def announce(source: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have `text` said at once, wherever the keyboard is; the same sentence of one source is said once.

    An urgent one interrupts what is being read. https://doc.qt.io/qt-6/qaccessibleannouncementevent.html
    """
    said = to_plain(text, lines=True)
    if said == said_last(source):
        return
    source.setProperty(_SAID, said)
    if said:
        event = QAccessibleAnnouncementEvent(source, said)
        level = QAccessible.AnnouncementPoliteness
        event.setPoliteness(level.Assertive if is_urgent else level.Polite)
        QAccessible.updateAccessibility(event)


def said_last(source: QWidget) -> str:
    """What `source` had said last, empty before the first time."""
    return str(source.property(_SAID) or "")
