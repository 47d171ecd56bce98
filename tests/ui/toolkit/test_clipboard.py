"""The clipboard: a secret leaves it after half a minute, unless something else was copied since."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.clipboard import SecretKeeper, copy_secret, copy_text

_SECRET = "https://ui.idenfy.com/?authToken=abc"


def _timer(app: QApplication) -> QTimer:
    [keeper] = app.findChildren(SecretKeeper)
    [timer] = keeper.findChildren(QTimer)
    return timer


@pytest.mark.parametrize(("since", "left"), [("", ""), ("something else", "something else")])
def test_a_secret_leaves_the_clipboard_after_30_s_and_nothing_else_does(
    qapp: QApplication, since: str, left: str
) -> None:
    copy_secret(_SECRET)
    assert qapp.clipboard().text() == _SECRET
    timer = _timer(qapp)
    assert (timer.isActive(), timer.isSingleShot(), timer.interval()) == (True, True, 30_000)
    if since:
        copy_text(since)
    # Half a minute is over.
    timer.timeout.emit()
    assert qapp.clipboard().text() == left
    assert not timer.isActive()
