"""Ways to our own papers from a case and from a person's page: menu, tab and button, by clicks."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.listing import ListQuery, VerificationRow
from console.ui.dialogs.capsule_dialog import CapsuleDialog
from console.ui.views.dossier_window import DossierWindow
from console.ui.views.main_window import MainWindow
from console.ui.views.person_view import PersonView
from tests.support.screen import detail, texts_of
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
WidgetT = TypeVar("WidgetT", bound=QWidget)


def _find(kind: type[WidgetT]) -> WidgetT | None:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    return found[0] if found else None


async def _row(console: OpenConsole, provider: str) -> VerificationRow:
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 200)
    return next(row for row in rows if row.provider == provider and row.customer_id)


async def _read_dossier(case_id: str) -> None:
    await until(lambda: _find(DossierWindow) is not None)
    window = _find(DossierWindow)
    assert window is not None
    await until(lambda: window.paper.opened is not None)
    opened = window.paper.opened
    assert opened is not None
    assert case_id in await opened.text(0)
    window.close()
    await until(lambda: _find(DossierWindow) is None)


async def test_the_menu_of_a_case_leads_to_both(
    console: OpenConsole, window: MainWindow, qtbot: QtBot
) -> None:
    row = await _row(console, "checkout")
    window.open_case(row.key, "overview")
    await until(lambda: detail(window).case is not None)
    for title in ("Dossier", "Make a capsule …"):
        qtbot.mouseClick(detail(window).header.more_button, _LEFT)
        await until(QApplication.activePopupWidget)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        [action] = [each for each in menu.actions() if each.text() == title]
        qtbot.mouseClick(menu, _LEFT, pos=menu.actionGeometry(action).center())
        if title == "Dossier":
            await _read_dossier(row.key.id)
        else:
            await until(lambda: _find(CapsuleDialog) is not None)
            dialog = _find(CapsuleDialog)
            assert dialog is not None
            assert row.key.id in " ".join(texts_of(dialog))
            dialog.reject()


async def test_where_a_provider_has_no_report_our_dossier_stands_in(
    console: OpenConsole, window: MainWindow, qtbot: QtBot
) -> None:
    row = await _row(console, "iron")
    window.open_case(row.key, "report")
    await until(lambda: detail(window).report.faces.face.action == "Show our dossier")
    qtbot.mouseClick(detail(window).report.faces.face_button, _LEFT)
    await _read_dossier(row.key.id)


async def test_a_persons_page_leads_to_a_dossier_of_all_records(
    console: OpenConsole, window: MainWindow, qtbot: QtBot
) -> None:
    row = await _row(console, "iron")
    page = PersonView(console.services, window)
    page.resize(600, 700)
    page.show()
    page.show_customer(row.key.account_id, row.customer_id)
    await until(lambda: page.person is not None and page.header.dossier_button.isVisible())
    qtbot.mouseClick(page.header.dossier_button, _LEFT)
    await _read_dossier(row.customer_id)
    page.hide()
    page.deleteLater()
