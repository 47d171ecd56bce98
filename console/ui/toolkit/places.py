"""Lets a person choose where a file goes or which one is read, and reads a small one; writes nothing."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from console.domain.errors import InputInvalid
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask, wait_closed

translate = QCoreApplication.translate

KEY_FILES: Final = "*.asc *.key *.pem *.txt (*.asc *.key *.pem *.txt);;* (*)"
"""A filter for `choose_source`, the same in every language."""

_LARGEST_TEXT: Final = 1_000_000
_LARGEST_FILE: Final = 16_000_000


async def choose_target(parent: QWidget, title: str, name: str) -> Path | None:
    """Where to write a file suggested as `name`, whose ending is put to a name without one; asks before one is replaced.

    None when the person left it. Whoever asked writes to this very path: another one was not agreed to.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Qt would ask in a loop of its own; we ask ourselves.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(name)
    path = _complete(await _wait_chosen(dialog), Path(name).suffix)
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


def _complete(path: Path | None, suffix: str) -> Path | None:
    # Not Qt's default ending: a platform's own chooser may leave it away.
    return path if path is None or path.suffix else path.with_suffix(suffix)


async def _wait_chosen(dialog: QFileDialog) -> Path | None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    await wait_closed(dialog)
    return Path(chosen[0]) if chosen else None


async def read_text(path: Path) -> str:
    """A small text file such as a key. Raises `InputInvalid` when it cannot be read, is no text or too large."""
    body = await _read(path, _LARGEST_TEXT)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputInvalid(
            translate("Places", "This file is no text. Choose the key as text (armored).")
        ) from error


async def read_base64(path: Path) -> str:
    """A picture or paper as base64. Raises `InputInvalid` when it cannot be read or is too large."""
    body = await _read(path, _LARGEST_FILE)
    return base64.b64encode(body).decode("ascii")


async def _read(path: Path, largest: int) -> bytes:
    try:
        body = await asyncio.to_thread(_read_head, path, largest)
    except OSError as error:
        raise InputInvalid(
            translate("Places", "The file cannot be read. Choose another one."), type(error).__name__
        ) from error
    if len(body) > largest:
        raise InputInvalid(translate("Places", "This file is too large. Choose a smaller one."))
    return body


def _read_head(path: Path, largest: int) -> bytes:
    with path.open("rb") as file:
        return file.read(largest + 1)
