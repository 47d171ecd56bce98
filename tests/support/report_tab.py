"""The report tab of a case as a person uses it: opened, fetched, searched; reports with chapters for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from console.domain.next_action import Action
from console.domain.phase import Phase
from console.domain.verification import VerificationKey
from console.providers.contract import FetchedReport
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.pdfs import build_outlined_pdf
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier
PAGES = 12


async def decide(desk: Desk, provider: str, step: str = "approve") -> VerificationKey:
    key = await desk.create(provider, "Ada Muster")
    desk.journey(key, step)
    await desk.services.cases.refresh(key)
    return key


async def find_listed(desk: Desk, provider: str) -> VerificationKey:
    """A decided one of the simulator's world: where asking is forbidden, what the list tells is enough."""
    await desk.services.sync.sync_once()
    rows = await desk.rows(providers=frozenset({provider}), phases=frozenset({Phase.APPROVED}))
    return rows[0].key


async def open_tab(detail: DetailView, key: VerificationKey) -> None:
    detail.show_case(key)
    detail.select_tab("report")
    await until(lambda: detail.case is not None and detail.case.stored.key == key)


async def fetch(detail: DetailView, key: VerificationKey, qtbot: QtBot) -> None:
    """As a person does it: the button in the head."""
    await open_tab(detail, key)
    qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
    await until(lambda: is_drawn(detail))


def is_drawn(detail: DetailView) -> bool:
    report = detail.report
    return report.opened is not None and bool(report.pdf.held_pages) and report.pdf.next_wanted() is None


async def search(detail: DetailView, words: str, qtbot: QtBot) -> str:
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_F, _CTRL)
    field = detail.report.bar.search_field
    assert field.hasFocus()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: detail.report.bar.hits not in ("", "Searching …"))
    return detail.report.bar.hits


def agree(qtbot: QtBot, question: QMessageBox) -> None:
    accept = QMessageBox.ButtonRole.AcceptRole
    [button] = [each for each in question.buttons() if question.buttonRole(each) is accept]
    qtbot.mouseClick(button, _LEFT)


async def keep_report(
    desk: Desk, detail: DetailView, body: bytes = b"", name: str = "Ada Muster"
) -> VerificationKey:
    """A decided verification whose report has chapters; its tab is open and drawn."""
    key = await desk.create("checkout", name)
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await desk.services.reports.keep(
        key, FetchedReport(body or build_chapters(), "https://example.com/report", "")
    )
    await open_tab(detail, key)
    await until(lambda: is_drawn(detail))
    return key


def build_chapters() -> bytes:
    return build_outlined_pdf([(f"Chapter {number + 1}", number % 2, number) for number in range(PAGES)])
