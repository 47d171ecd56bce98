"""The insights as a person uses them: real figures of a simulator profile, filters by clicks, files that read back."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.account import Account, AccountId
from console.domain.environment import Environment, ProviderId
from console.domain.events import AccountChanged
from console.domain.insights import FunnelStep
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.ui.views.insights_view import InsightsView
from console.ui.views.main_window import MainWindow
from tests.support.hands import Mouse
from tests.support.simulator import Simulator
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


async def _open(window: MainWindow) -> InsightsView:
    window.show_view("insights")
    view = window.findChild(InsightsView)
    assert view is not None
    await until(lambda: view.is_ready)
    return view


async def _choose_everything(view: InsightsView) -> None:
    """All time, by the keyboard."""
    view.filters.period_box.setFocus()
    QTest.keyClick(view.filters.period_box, Qt.Key.Key_End)
    await until(lambda: view.filters.weeks == 0 and view.insights and view.insights.query.since is None)


async def test_figures_agree_with_the_list(window: MainWindow, console: OpenConsole) -> None:
    view = await _open(window)
    await _choose_everything(view)
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 1000)
    insights = view.insights
    assert insights is not None
    assert insights.total == len(rows)
    verdicts = Counter(row.provider for row in rows if row.phase in (Phase.APPROVED, Phase.DECLINED))
    funnels = {one.provider: one.steps for one in insights.funnels}
    assert {provider: steps[FunnelStep.CREATED] for provider, steps in funnels.items()} == Counter(
        row.provider for row in rows
    )
    assert {
        p: steps[FunnelStep.DECIDED] for p, steps in funnels.items() if steps[FunnelStep.DECIDED]
    } == verdicts
    told = {
        provider: (steps[FunnelStep.OPENED] is not None, steps[FunnelStep.CAPTURED] is not None)
        for provider, steps in funnels.items()
    }
    assert told == {
        "checkout": (True, True), "idenfy": (False, True), "iron": (False, True), "proofme": (True, False),
    }  # fmt: skip
    opens = sum(not row.phase.is_final for row in rows)
    assert sum(sum(one.phases.values()) for one in insights.ages) == opens


async def test_every_plot_stands_on_the_page_with_its_table(window: MainWindow) -> None:
    view = await _open(window)
    await _choose_everything(view)
    names = list(view.sections)
    assert [name for name in names if not name.startswith("outcomes-")] == [
        "funnel", "time-to-decision", "labels", "ages",
    ]  # fmt: skip
    assert {name for name in names if name.startswith("outcomes-")} == {
        f"outcomes-{provider}" for provider in ("checkout", "idenfy", "iron", "proofme")
    }
    for section in view.sections.values():
        assert section.model.rowCount() > 0
        assert section.plot.plot.highest > 0
        assert not section.plot.grab().isNull()
    funnel = view.sections["funnel"].model
    shown = {funnel.index(row, 0).data(): funnel.index(row, 2).data() for row in range(funnel.rowCount())}
    assert shown["Iron"] == shown["iDenfy"] == "not told"


async def test_a_provider_alone_by_clicks(window: MainWindow) -> None:
    view = await _open(window)
    await _choose_everything(view)
    await Mouse().tick(view.filters.provider_chip, "Iron")
    await until(lambda: view.insights and view.insights.query.providers == frozenset({ProviderId("iron")}))
    await until(lambda: "outcomes-iron" in view.sections and "outcomes-proofme" not in view.sections)
    assert view.insights is not None
    assert [one.provider for one in view.insights.funnels] == ["iron"]


async def test_a_change_is_counted_while_the_page_is_open(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    view = await _open(window)
    await _choose_everything(view)
    iron = ListQuery(providers=frozenset({ProviderId("iron")}))
    rows = await console.services.lists.load_verifications(iron, 0, 100)
    moving = next(row for row in rows if row.raw_status == "Pending")

    def decided() -> int:
        assert view.insights is not None
        return next(
            one.steps[FunnelStep.DECIDED] or 0 for one in view.insights.funnels if one.provider == "iron"
        )

    before = decided()
    simulator.journey("iron", moving.key.id, "submit")
    simulator.journey("iron", moving.key.id, "approve")
    await console.services.cases.refresh(moving.key)
    await until(lambda: decided() == before + 1)


async def test_test_and_live_are_never_counted_together(window: MainWindow, console: OpenConsole) -> None:
    live = Account(
        AccountId("live-iron"), "Iron live", ProviderId("iron"), Environment.LIVE, "https://127.0.0.1"
    )
    console.store.write_now(lambda work: work.save_account(live))
    console._directory.put(live)
    view = await _open(window)
    assert view.filters.environment is Environment.LIVE
    assert view.filters.environment_box.isVisible()
    await until(lambda: view.insights is not None and view.faces.face.title)
    assert view.insights is not None
    assert view.insights.total == 0
    box = view.filters.environment_box
    await Mouse().pick(box, "SIMULATOR")
    await until(lambda: view.insights is not None and view.insights.total > 0)
    assert view.insights.query.environment is Environment.SIMULATOR
    console._directory.drop(live.id)


async def test_an_empty_profile_says_what_will_be_here(first_window: MainWindow) -> None:
    view = await _open(first_window)
    assert view.faces.face.title == "No figures yet"
    assert view.sections == {}


async def test_a_period_without_anything_offers_everything(
    first_window: MainWindow, empty_console: OpenConsole, qtbot: QtBot
) -> None:
    account = Account(
        AccountId("new"), "Iron", ProviderId("iron"), Environment.SIMULATOR, "http://127.0.0.1:9"
    )
    empty_console.store.write_now(lambda work: work.save_account(account))
    empty_console._directory.put(account)
    view = await _open(first_window)
    assert view.faces.face.title == "Nothing was created in this period"
    qtbot.mouseClick(view.faces.face_button, _LEFT)
    await until(lambda: view.faces.face.title == "No figures yet")
    assert view.filters.weeks == 0
    empty_console._directory.drop(account.id)


async def test_what_cannot_be_read_is_said_and_tried_again(
    window: MainWindow, console: OpenConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await _open(window)
    accounts = console.services.insights._accounts
    monkeypatch.setattr(console.services.insights, "_accounts", lambda: 1 / 0)
    view._read()
    await until(lambda: view.faces.banner.text)
    assert "mistake" in view.faces.banner.text
    monkeypatch.setattr(console.services.insights, "_accounts", accounts)
    view.faces.banner.button.click()
    await until(view.faces.is_content_shown)


async def _save(view: InsightsView, name: str, form: str, path: Path, qtbot: QtBot) -> None:
    section = view.sections[name]
    [action] = [one for one in section.menu.actions() if one.text() == form]
    action.trigger()
    await until(lambda: _chooser() is not None)
    chooser = _chooser()
    assert chooser is not None
    field = chooser.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: view.filters.note.text() == f"Saved as {path.name}")
    await until(lambda: not view._saving.is_running("save"))


def _chooser() -> QFileDialog | None:
    found = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()
    ]
    return found[0] if found else None


async def test_plots_and_numbers_are_saved_and_written_down(
    window: MainWindow, console: OpenConsole, tmp_path: Path, qtbot: QtBot
) -> None:
    view = await _open(window)
    await _choose_everything(view)
    await _save(view, "funnel", "PNG", tmp_path / "funnel.png", qtbot)
    await _save(view, "labels", "SVG", tmp_path / "labels.svg", qtbot)
    await _save(view, "ages", "CSV", tmp_path / "ages.csv", qtbot)
    assert not QImage(str(tmp_path / "funnel.png")).isNull()
    assert ElementTree.parse(tmp_path / "labels.svg").getroot().tag.endswith("svg")
    with (tmp_path / "ages.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    table = view.sections["ages"].plot.plot.table
    assert rows[0] == list(table.headings)
    assert rows[1:] == [[str(cell) for cell in row] for row in table.rows]
    actions = [
        entry for entry in console.store.read.load_audit(limit=-1) if entry.action == "figures_exported"
    ]
    assert [entry.subject for entry in actions] == ["insights funnel", "insights labels", "insights ages"]


async def test_the_keyboard_goes_from_the_filters_through_every_plot(
    window: MainWindow, qtbot: QtBot
) -> None:
    view = await _open(window)
    await _choose_everything(view)
    view.filters.provider_chip.button.setFocus()
    reached: list[str] = []
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        found = [name for name, section in view.sections.items() if section.plot is focused]
        reached += found
        if len(reached) == len(view.sections):
            break
    assert reached == list(view.sections)


async def test_an_account_that_goes_is_no_longer_offered(window: MainWindow, console: OpenConsole) -> None:
    view = await _open(window)
    gone = next(one for one in console.services.insights.accounts() if one.provider == "iron")
    console._directory.drop(gone.id)
    console.services.bus.publish(AccountChanged(gone.id, None))
    view.show_page()
    await until(lambda: [choice.text for choice in view.filters.provider_chip.choices].count("Iron") == 0)
