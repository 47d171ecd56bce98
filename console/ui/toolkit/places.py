"""Lets a person choose where a file goes or which one is read; touches no file but to see whether it is there."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask, wait_closed

translate = QCoreApplication.translate


async def choose_target(parent: QWidget, title: str, name: str) -> Path | None:
    """Where to write a file suggested as `name`; asks before one is replaced. None when the person left it."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Qt would ask in a loop of its own; we ask ourselves.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(name)
    path = await _wait_chosen(dialog)
    if path is None or not await asyncio.to_thread(path.exists):
        return path
    question = fill(translate("Places", "Replace the file %1?"), path.name)
    loss = translate("Places", "What is in it now is lost.")
    yes, no = translate("Places", "Replace"), translate("Places", "Keep it")
    return path if await ask(parent, question, loss, yes, no) else None


async def choose_source(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Which file to read; `kinds` is a filter as Qt writes it. None when the person left it."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    return await _wait_chosen(dialog)


async def _wait_chosen(dialog: QFileDialog) -> Path | None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    await wait_closed(dialog)
    return Path(chosen[0]) if chosen else None
