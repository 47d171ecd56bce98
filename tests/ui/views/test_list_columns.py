"""Columns by the mouse and by their menu: hidden, moved, widened, kept for the next window, painted in any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from console.bootstrap import OpenConsole
from console.domain.listing import ListQuery
from console.ui.models.columns import to_verification_paint, verification_columns
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.view_names import LIST_VIEWS
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.hands import Mouse
from tests.support.screen import column, shown_list
from tests.support.scripts import NAMES
from tests.support.waiting import until


def _shown_names(shown: ListView) -> list[str]:
    header = shown.table.headings
    logical = [header.logicalIndex(place) for place in range(header.count())]
    return [shown.model.columns[n].name for n in logical if not header.isSectionHidden(n)]


async def _open_menu(shown: ListView) -> QMenu:
    Mouse().click(shown.filters.more_button)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _choose(menu: QMenu, text: str) -> None:
    [action] = [each for each in menu.actions() if each.text() == text]
    Mouse().click(menu, menu.actionGeometry(action).center())


def _ticked(menu: QMenu) -> list[str]:
    return [action.data() for action in menu.actions() if action.isChecked()]


async def test_a_column_is_hidden_shown_and_reset(window: MainWindow) -> None:
    shown = shown_list(window)
    before = _shown_names(shown)
    assert before[:5] == ["customer", "provider", "phase", "labels", "updated"]
    assert "account" not in before
    menu = await _open_menu(shown)
    for title in ("Provider", "Account"):
        _choose(menu, title)
        assert menu.isVisible()
        assert sorted(_ticked(menu)) == sorted(_shown_names(shown))
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    now = _shown_names(shown)
    assert "provider" not in now
    assert "account" in now
    menu = await _open_menu(shown)
    _choose(menu, "Reset columns")
    assert _shown_names(shown) == before


async def test_what_is_ticked_is_shown_also_where_there_is_no_room(window: MainWindow) -> None:
    shown = shown_list(window)
    header, bar = shown.table.headings, shown.table.horizontalScrollBar()
    menu = await _open_menu(shown)
    assert sorted(_ticked(menu)) == sorted(_shown_names(shown))
    titles = {column.name: column.title for column in shown.model.columns}
    absent = [name for name in titles if name not in _shown_names(shown)]
    assert len(absent) >= 4
    for name in absent:
        before = _shown_names(shown)
        _choose(menu, titles[name])
        assert set(_shown_names(shown)) == {*before, name}
        assert sorted(_ticked(menu)) == sorted(_shown_names(shown))
        [number] = [n for n, column in enumerate(shown.model.columns) if column.name == name]
        left = header.sectionViewportPosition(number)
        assert left >= 0
        assert left + header.sectionSize(number) <= shown.table.viewport().width()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert bar.maximum() > 0
    menu = await _open_menu(shown)
    for name in absent:
        _choose(menu, titles[name])
    assert not set(absent) & set(_shown_names(shown))
    await until(lambda: bar.maximum() == 0)


async def test_a_heading_is_dragged_and_widened_and_the_next_window_knows(
    window: MainWindow, console: OpenConsole, memory: WindowMemory
) -> None:
    shown = shown_list(window)
    header = shown.table.headings
    viewport = header.viewport()
    start = QPoint(header.sectionViewportPosition(2) + 30, 12)
    end = QPoint(header.sectionViewportPosition(1) + 10, 12)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(viewport, start + (end - start) * step / 10)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert _shown_names(shown)[:3] == ["customer", "phase", "provider"]
    edge = QPoint(header.sectionViewportPosition(2) + header.sectionSize(2) - 1, 12)
    width = header.sectionSize(2)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(viewport, edge + QPoint(20, 0))
    QTest.mouseMove(viewport, edge + QPoint(44, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=edge + QPoint(44, 0))
    assert header.sectionSize(2) == width + 44
    window.remember()

    other = MainWindow(console.services, WindowMemory(memory._path))
    other.show_first("")
    other.resize(1440, 900)
    other.show()
    found = shown_list(other)
    await until(lambda: _shown_names(found)[:3] == ["customer", "phase", "provider"])
    assert found.table.headings.sectionSize(2) == width + 44
    other.hide()
    other.deleteLater()


async def test_a_column_moves_by_the_menu_alone(window: MainWindow) -> None:
    shown = shown_list(window)
    menu = shown.table.headings.build_menu()
    [left] = [action.menu() for action in menu.actions() if action.text() == "Move left"]
    assert isinstance(left, QMenu)
    [move] = [action for action in left.actions() if action.text() == "Updated"]
    move.trigger()
    assert _shown_names(shown)[:5] == ["customer", "provider", "phase", "updated", "labels"]
    move.trigger()
    assert _shown_names(shown)[:5] == ["customer", "provider", "updated", "phase", "labels"]


@pytest.fixture(params=[ThemeName.LIGHT, ThemeName.DARK])
def theme(look: Look, request: pytest.FixtureRequest) -> Iterator[ThemeName]:
    look.set_theme(request.param)
    yield request.param


async def test_names_of_every_script_are_painted_and_read(
    window: MainWindow, console: OpenConsole, theme: ThemeName
) -> None:
    lines = ["provider,kind,id,customer_reference,customer_name,email"]
    for number, name in enumerate(NAMES):
        quoted = name.replace('"', '""').replace("\n", " ")
        lines.append(f'idenfy,verification,script-{number},ref-{number},"{quoted}",s{number}@example.org')
    await console.services.imports.add_known(lines)
    shown = shown_list(window)
    window.desk.search("script-")
    await until(lambda: shown.is_ready and shown.model.rowCount() == len(NAMES))
    texts = column(shown, "customer")
    assert {text[:100] for text in texts} >= {name[:100] for name in NAMES[:8]}
    for text in texts:
        assert len(text) <= 121
        assert "\n" not in text
        assert "\u202e" not in text
    picture = shown.table.grab().toImage()
    ground = {picture.pixelColor(4, y).name() for y in range(40, picture.height() - 4, 7)}
    assert len(ground) < 4
    assert not picture.isNull()


@pytest.mark.parametrize("name", [*LIST_VIEWS, "reports"])
async def test_every_list_keeps_the_rules_of_models(window: MainWindow, name: str) -> None:
    window.show_view(name)
    shown = shown_list(window)
    tester = QAbstractItemModelTester(shown.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await until(lambda: shown.is_ready)
    for text in ("a", "example", "nobody has this", ""):
        window.desk.search(text)
        await until(lambda: shown.is_ready)
    shown.note_changed()
    tester.deleteLater()


async def test_the_list_shows_exactly_what_is_stored(window: MainWindow, console: OpenConsole) -> None:
    shown = shown_list(window)
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 48)
    columns = verification_columns(console.services.accounts.titles(), console.services.lists.describe)
    wanted = [to_verification_paint(row, columns) for row in rows]
    assert [shown.model.row_at(number) for number in range(len(rows))] == wanted
    for number, row in enumerate(rows):
        label = shown.model.index(number, 3)
        assert str(label.data() or "") == (str(len(row.labels)) if row.labels else "")
        told = str(label.data(Qt.ItemDataRole.ToolTipRole) or "")
        described = console.services.lists.describe(row.provider, row.labels)
        assert all(
            each.meaning is None
            or each.meaning.title[:20] in told.replace("&amp;", "&").replace("&#x27;", "'")
            for each in described
        )
