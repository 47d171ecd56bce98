"""Asked before two records that tell different things are linked as one person; links nothing itself."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.domain.people import Conflict
from console.ui.toolkit.people_words import conflict_sentence
from console.ui.toolkit.questions import ask

translate = QCoreApplication.translate


async def ask_same_person(parent: QWidget, conflicts: Iterable[Conflict]) -> bool:
    """True at once where nothing speaks against it, else what a person answers to all that does."""
    sentences = [conflict_sentence(conflict) for conflict in conflicts]
    if not sentences:
        return True
    return await ask(
        parent,
        translate("People", "Is it the same person all the same?"),
        "\n".join(sentences),
        translate("People", "Same person"),
        translate("People", "Leave it"),
    )
