"""Verifying everything stored, in its window: all well, what is damaged opens its case, and stopping it."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from console.domain.keys import VerificationKey
from console.ui.dialogs.vault_check_dialog import VaultCheckDialog
from console.ui.toolkit.bridge import BusBridge
from console.ui.views.evidence_settings import EvidenceSettings
from tests.support.captures import decide
from tests.support.desk import Desk
from tests.support.waiting import until


@pytest.fixture
async def keys(desk: Desk) -> tuple[VerificationKey, ...]:
    """Two cases whose reports are stored."""
    found = tuple([await decide(desk, "checkout", name) for name in ("Hannah Bret", "王芳")])
    for key in found:
        await desk.services.reports.fetch(key)
    return found


async def _open(desk: Desk, host: QWidget) -> VaultCheckDialog:
    dialog = VaultCheckDialog(desk.services, host)
    dialog.show()
    await until(lambda: dialog.result_shown is not None)
    return dialog


async def test_it_says_when_all_is_as_it_was_received(
    desk: Desk, keys: tuple[VerificationKey, ...], host: QWidget
) -> None:
    dialog = await _open(desk, host)
    assert "All 2 files" in dialog.state.text()
    assert " kB)" in dialog.state.text() or " bytes)" in dialog.state.text()
    assert (dialog.rows.isVisible(), dialog.progress.isVisible()) == (False, False)
    QTest.keyClick(dialog.button, Qt.Key.Key_Space)
    await until(lambda: not dialog.isVisible())
    assert len(keys) == 2


async def test_what_is_damaged_is_named_and_return_opens_its_case(
    desk: Desk, keys: tuple[VerificationKey, ...], host: QWidget
) -> None:
    report = await desk.services.reports.load(keys[0])
    assert report is not None
    path = desk.console.profile.folder / "vault" / report.object_id[:2] / report.object_id
    path.write_bytes(path.read_bytes()[:-1])
    dialog = await _open(desk, host)
    wanted: list[VerificationKey] = []
    dialog.case_requested.connect(wanted.append)
    assert "Damaged or missing: 1." in dialog.state.text()
    assert "damaged" in dialog.rows.item(0).text()
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    await until(lambda: not dialog.isVisible())
    assert wanted == [keys[0]]


async def test_cancel_stops_it_and_it_says_so(
    desk: Desk, keys: tuple[VerificationKey, ...], host: QWidget
) -> None:
    dialog = VaultCheckDialog(desk.services, host)
    dialog.show()
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.result_shown is not None)
    assert dialog.state.text().startswith("Stopped after 0 files")
    dialog.close()
    await asyncio.sleep(0)
    assert len(keys) == 2


async def test_the_settings_say_what_is_still_to_be_fetched(desk: Desk, host: QWidget) -> None:
    waiting = await decide(desk, "idenfy")
    settings = EvidenceSettings(desk.services, BusBridge(desk.services.bus, host), host)
    settings.show()
    await until(lambda: settings.state.text() != "")
    assert settings.state.text() == "Being fetched: 1."
    await desk.services.reports.fetch(waiting)
    await until(lambda: settings.state.text() == "Everything that can be fetched is here.")
    asked: list[bool] = []
    settings.verify_requested.connect(lambda: asked.append(True))
    QTest.keyClick(settings.button, Qt.Key.Key_Space)
    assert asked == [True]
