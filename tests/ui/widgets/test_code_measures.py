"""What measurements stand on: the code that is timed is painted, timers are counted."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from console.ui.widgets.code_measures import (
    count_qt_timers,
    open_code_widget,
    time_bare_code_ms,
    time_code_ms,
)

URL = "https://verify.example.com/session?token=" + "k3Jq9ZxW" * 32


async def test_the_code_that_is_timed_is_painted() -> None:
    widget = open_code_widget()
    assert time_code_ms(widget, URL) > 0
    assert widget.has_code
    assert widget.is_drawable
    assert time_bare_code_ms(URL) > 0
    widget.close()


async def test_only_timers_that_go_on_are_counted() -> None:
    widget = open_code_widget()
    before = count_qt_timers()
    going, once = QTimer(widget), QTimer(widget)
    once.setSingleShot(True)
    for timer in (going, once):
        timer.start(60_000)
    assert count_qt_timers() == before + 1
    going.stop()
    assert count_qt_timers() == before
    widget.close()
