"""Verdicts that were taken back after they were final: told while a window is open, and at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.main_window import MainWindow
from tests.support.waiting import until


async def _take_back(console: OpenConsole, count: int) -> list[VerificationRow]:
    """Let so many approved verifications be declined; the last is the newest."""
    decided = ListQuery(phases=frozenset({Phase.APPROVED}))
    rows = list(await console.services.lists.load_verifications(decided, 0, count))
    for row in rows:
        stored = (await console.services.cases.load_case(row.key)).stored
        moment = console._clock.now()
        after = replace(stored.verification, phase=Phase.DECLINED, raw_status="Declined", updated_at=moment)
        coordinator = console._directory.coordinator(row.key.account_id)
        await coordinator.record((Snapshot(after),), EventSource.POLL)
    return rows


@pytest.fixture
async def windows(console: OpenConsole, tmp_path: Path) -> AsyncIterator[list[MainWindow]]:
    """Windows of the profile one after the other, each with what the one before left in the file."""
    made: list[MainWindow] = []
    yield made
    for window in made:
        window.hide()
        window.deleteLater()
    await asyncio.sleep(0)


def _open(windows: list[MainWindow], console: OpenConsole, folder: Path) -> MainWindow:
    window = MainWindow(console.services, WindowMemory(folder / "window.json"))
    windows.append(window)
    window.show_first("verifications")
    window.show()
    window.catch_up()
    return window


def _told(window: MainWindow) -> str:
    banner = window.verdicts.banner
    return banner.text if banner is not None else ""


async def _settle(window: MainWindow) -> None:
    await until(lambda: not window.verdicts.is_busy)


def _press_open(window: MainWindow, qtbot: QtBot) -> None:
    assert window.verdicts.banner is not None
    qtbot.mouseClick(window.verdicts.banner.button, Qt.MouseButton.LeftButton)


async def test_one_that_happens_while_the_window_is_open_is_told_by_name(
    console: OpenConsole, windows: list[MainWindow], tmp_path: Path
) -> None:
    window = _open(windows, console, tmp_path)
    await _settle(window)
    assert _told(window) == ""
    [row] = await _take_back(console, 1)
    await until(lambda: row.customer_name in _told(window))
    assert "after it was final" in _told(window)


async def test_what_changed_while_no_window_was_open_is_told_at_the_start_until_it_was_seen(
    console: OpenConsole, windows: list[MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    rows = await _take_back(console, 3)
    window = _open(windows, console, tmp_path)
    await until(lambda: _told(window) != "")
    assert _told(window).startswith("3 verdicts changed")
    assert rows[-1].customer_name in _told(window)
    _press_open(window, qtbot)
    await until(lambda: _told(window).startswith("2 verdicts changed"))
    assert rows[-2].customer_name in _told(window)
    assert window.desk.detail_pane.key == rows[-1].key

    again = _open(windows, console, tmp_path)
    await until(lambda: _told(again).startswith("2 verdicts changed"))
    again.open_case(rows[-2].key)
    await until(lambda: rows[0].customer_name in _told(again))
    assert "A verdict changed" in _told(again)

    last = _open(windows, console, tmp_path)
    await until(lambda: rows[0].customer_name in _told(last))
    assert last.verdicts.dismiss_button is not None
    qtbot.mouseClick(last.verdicts.dismiss_button, Qt.MouseButton.LeftButton)
    await until(lambda: _told(last) == "")

    quiet = _open(windows, console, tmp_path)
    await _settle(quiet)
    assert _told(quiet) == ""


async def test_a_case_on_the_screen_whose_verdict_changes_is_told_all_the_same(
    console: OpenConsole, windows: list[MainWindow], tmp_path: Path
) -> None:
    window = _open(windows, console, tmp_path)
    decided = ListQuery(phases=frozenset({Phase.APPROVED}))
    key: VerificationKey = (await console.services.lists.load_verifications(decided, 0, 1))[0].key
    window.open_case(key)
    await until(lambda: window.desk.detail_pane.is_ready)
    [row] = await _take_back(console, 1)
    assert row.key == key
    await until(lambda: row.customer_name in _told(window))
    await _settle(window)
    assert row.customer_name in _told(window)


async def test_the_file_of_the_window_holds_numbers_and_nothing_about_a_customer(
    console: OpenConsole, windows: list[MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    [row] = await _take_back(console, 1)
    window = _open(windows, console, tmp_path)
    await until(lambda: row.customer_name in _told(window))
    _press_open(window, qtbot)
    kept = (tmp_path / "window.json").read_text("utf-8")
    assert "verdicts_seen" in kept
    assert row.key.id not in kept
    assert row.customer_name not in kept
