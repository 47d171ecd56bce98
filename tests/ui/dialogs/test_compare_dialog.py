"""Verifications held against each other with real keys and clicks; trouble is said in the table's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.domain.keys import VerificationKey
from console.domain.timeline import EventSource
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.toolkit.questions import open_dialog
from tests.support.desk import Desk
from tests.support.people import Told, to_snapshot
from tests.support.stores import NOON
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
ONE = Told(1, "Nagy Éva", birth_date="1990-05-17", document="X1")
OTHER = Told(2, "Éva Nagy", birth_date="17.05.1990", document="X2")


@pytest.fixture
async def keys(desk: Desk) -> tuple[VerificationKey, ...]:
    """One verification at each of two providers."""
    made: list[VerificationKey] = []
    for provider, told in (("checkout", ONE), ("idenfy", OTHER)):
        account = desk.account(provider)
        snapshot = to_snapshot(told)
        await desk.console.store.write(
            lambda work, to=account.id, what=snapshot: work.record_snapshots(
                to, [what], EventSource.POLL, NOON
            )
        )
        made.append(told.check_at(account.id))
    return tuple(made)


@pytest.fixture
async def dialog(
    desk: Desk, host: QWidget, keys: tuple[VerificationKey, ...]
) -> AsyncIterator[CompareDialog]:
    made = CompareDialog(desk.services, keys, host)
    open_dialog(made)
    await until(lambda: made.is_ready)
    yield made
    made.close()
    await asyncio.sleep(0)


def _fields(dialog: CompareDialog) -> list[str]:
    model = dialog.compare.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def test_provider_against_provider_only_true_differences_are_marked(
    dialog: CompareDialog, qtbot: QtBot
) -> None:
    assert dialog.compare.summary.text() == "≠ 1 field differs."
    assert _fields(dialog)[:2] == ["Full name", "Birth date"]
    qtbot.mouseClick(dialog.compare.only_box, _LEFT, pos=dialog.compare.only_box.rect().center() * 0.2)
    assert _fields(dialog) == ["Document number"]


async def test_cell_and_table_are_copied(dialog: CompareDialog, qtbot: QtBot) -> None:
    table = dialog.compare.table
    assert table.hasFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Nagy Éva"
    qtbot.mouseClick(dialog.compare.copy_button, _LEFT)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == (
        "Field\tNagy Éva, Checkout.com simulator, Approved, check-1\tÉva Nagy, iDenfy simulator, Approved, check-2"
    )
    assert "Document number\tX1\t≠ X2 differs" in lines


async def test_enter_opens_the_case_of_the_column(
    dialog: CompareDialog, keys: tuple[VerificationKey, ...], qtbot: QtBot
) -> None:
    opened: list[VerificationKey] = []
    dialog.case_requested.connect(opened.append)
    table = dialog.compare.table
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [keys[1]]
    assert not dialog.isVisible()


async def test_one_verification_alone_is_not_compared(
    desk: Desk, host: QWidget, keys: tuple[VerificationKey, ...]
) -> None:
    dialog = CompareDialog(desk.services, keys[:1], host)
    open_dialog(dialog)
    await until(lambda: dialog.faces.face.text != "")
    assert "two or more" in dialog.faces.face.text
    dialog.close()
    await asyncio.sleep(0)


async def test_two_who_tell_nothing_in_common_are_not_said_to_agree(desk: Desk, host: QWidget) -> None:
    keys: list[VerificationKey] = []
    for provider, told in (("iron", Told(5, "Ann Lee", "ann@mail.example")), ("idenfy", Told(6))):
        account, snapshot = desk.account(provider), to_snapshot(told)
        await desk.console.store.write(
            lambda work, to=account.id, what=snapshot: work.record_snapshots(
                to, [what], EventSource.POLL, NOON
            )
        )
        keys.append(told.check_at(account.id))
    dialog = CompareDialog(desk.services, keys, host)
    open_dialog(dialog)
    await until(lambda: dialog.is_ready)
    said = dialog.compare.summary.text()
    assert said.startswith("There is nothing to compare yet")
    model = dialog.compare.model
    heads = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in (1, 2)]
    assert heads[0].startswith("Ann Lee\n") and heads[1].startswith("Name not told\n")
    emails = [
        model.index(row, 1).data()
        for row in range(model.rowCount())
        if model.index(row, 0).data() == "E-mail"
    ]
    assert emails == ["ann@mail.example (declared)"]
    dialog.close()
    await asyncio.sleep(0)
