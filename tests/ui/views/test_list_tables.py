"""Every list shows exactly what the services tell, names in any script among it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from console.bootstrap import OpenConsole
from console.domain.customer import Customer, CustomerId
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationId
from console.ui.models.columns import (
    customer_columns,
    to_customer_paint,
    to_verification_paint,
    verification_columns,
)
from console.ui.models.inbox_rows import inbox_columns, to_inbox_paint
from console.ui.models.row_model import FIRST_ROWS
from console.ui.toolkit.paint_row import PaintRow
from console.ui.toolkit.view_names import LIST_VIEWS
from console.ui.toolkit.words import exact_time
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.screen import column, shown_list
from tests.support.scripts import NAMES
from tests.support.waiting import until


async def _wanted(console: OpenConsole, name: str) -> list[PaintRow]:
    """The rows of a list as its own functions make them from what the services tell."""
    services = console.services
    titles = services.accounts.titles()
    if name == "customers":
        found = await services.lists.load_customers(ListQuery(), 0, FIRST_ROWS)
        return [to_customer_paint(row, customer_columns(titles)) for row in found]
    if name == "inbox":
        lines = await services.inbox.load(ListQuery(), 0, FIRST_ROWS)
        return [to_inbox_paint(row, inbox_columns(titles)) for row in lines]
    checks = await services.lists.load_verifications(ListQuery(), 0, FIRST_ROWS)
    columns = verification_columns(titles, services.lists.describe)
    return [to_verification_paint(row, columns) for row in checks]


@pytest.mark.parametrize("name", LIST_VIEWS)
async def test_every_list_shows_exactly_this(window: MainWindow, console: OpenConsole, name: str) -> None:
    window.show_view(name)
    shown = shown_list(window)
    await until(lambda: shown.is_ready and shown.model.rowCount() > 0)
    wanted = await _wanted(console, name)
    assert [shown.model.row_at(number) for number in range(len(wanted))] == wanted
    for number, row in enumerate(wanted):
        for column_number, cell in enumerate(row.cells):
            index = shown.model.index(number, column_number)
            assert index.data() == (exact_time(cell.at) if cell.at is not None else cell.text)
        first = shown.model.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert first == str(row.accessible)


@pytest.mark.parametrize("name", ["customers", "inbox"])
async def test_names_of_every_script_fit_every_list(
    window: MainWindow, console: OpenConsole, name: str
) -> None:
    shown = await _put_names(window, console, name)
    texts = column(shown, "customer")
    assert {text[:100] for text in texts} >= {each[:100] for each in NAMES[:8]}
    for text in texts:
        assert len(text) <= 121
        assert "\n" not in text
        assert "\u202e" not in text
    header = shown.table.headings
    assert shown.table.horizontalScrollBar().maximum() == 0
    assert header.length() <= shown.table.viewport().width()


async def _put_names(window: MainWindow, console: OpenConsole, name: str) -> ListView:
    """One case per name, which needs a person where the inbox is to show it."""
    account = next(one for one in console.services.accounts.load_accounts() if one.provider == "idenfy")
    now = datetime.now(UTC)
    snapshots = [
        Snapshot(
            Verification(
                VerificationId(f"script-{number}"),
                CustomerId(f"who-{number}"),
                Phase.ACTION_NEEDED,
                "SUSPECTED",
                updated_at=now,
            ),
            customer=Customer(CustomerId(f"who-{number}"), name=each, reference=f"script-{number}"),
        )
        for number, each in enumerate(NAMES)
    ]
    await console._directory.coordinator(account.id).record(snapshots, EventSource.POLL)
    window.show_view(name)
    window.desk.search("script-")
    shown = shown_list(window)
    await until(lambda: shown.is_ready and shown.model.rowCount() == len(NAMES))
    return shown
