"""Saving a plain copy of a file a provider sent: the warning and the place; the service writes and logs it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.domain.operation import OperationId, ResultFile
from console.services.operation_offers import Subject
from console.services.operations import OperationService
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.questions import ask

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class SavePlace:
    """A file and the call it came with."""

    subject: Subject
    operation: OperationId
    file: ResultFile


async def save_result_file(over: QWidget, service: OperationService, saved: SavePlace) -> bool:
    """Ask, let the person choose a place, and save; False when they left it. Raises `DiskFull`."""
    title = translate("Places", "Save an unprotected copy")
    agreed = await ask(
        over,
        translate("Places", "Save an unprotected copy?"),
        translate("Places", "Whoever finds the file can read it. Saving it is written to the log."),
        translate("Places", "Choose a place"),
        translate("Places", "Leave it"),
    )
    path = await choose_target(over, title, saved.file.name) if agreed else None
    if path is None:
        return False
    await service.save_copy(saved.subject, saved.operation, saved.file, path)
    return True
