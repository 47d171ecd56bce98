"""Dialogs and questions to the person, opened and awaited without a nested loop; plain text only."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from shiboken6 import isValid

from console.ui.toolkit.plain import to_button_text, to_plain


def open_dialog(dialog: QDialog) -> None:
    """Open `dialog` window-modal; when it closes the keyboard goes back to the window under it.

    A window manager gives it back by itself; without one shortcuts would be dead until the next click.
    """
    under = dialog.parentWidget()
    if under is not None:
        dialog.finished.connect(under.window().activateWindow)
    # Its own form of the print dialog wants a receiver of its result.
    QDialog.open(dialog)


async def wait_closed(dialog: QDialog) -> int:
    """Open `dialog` window-modal and wait for its result; cancelling the wait rejects it.

    A dialog that goes with the window it belongs to counts as rejected.
    """
    rejected = int(QDialog.DialogCode.Rejected)
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finish(result: int) -> None:
        if not done.done():
            done.set_result(result)

    dialog.finished.connect(finish)
    dialog.destroyed.connect(lambda: finish(rejected))
    open_dialog(dialog)
    try:
        return await done
    except asyncio.CancelledError:
        if isValid(dialog):
            dialog.reject()
        raise


async def ask(parent: QWidget, question: str, consequence: str, yes: str, no: str) -> bool:
    """Ask before something is lost. `yes` and `no` are verbs; closing the question means `no`."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(to_plain(question, lines=True))
    box.setInformativeText(to_plain(consequence, lines=True))
    accept = box.addButton(to_button_text(yes), QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(to_button_text(no), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    chosen: list[bool] = []
    accept.clicked.connect(lambda: chosen.append(True))
    await wait_closed(box)
    return bool(chosen)
