"""The inbox by keys and clicks: what needs a person in words, its number in the rail, what Enter opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.bootstrap import OpenConsole
from console.domain.attention import AttentionReason, InboxCase
from console.domain.events import ListsBehind
from console.domain.listing import ListQuery
from console.domain.outbox import CreateIntent
from console.ui.models.inbox_rows import inbox_columns, to_inbox_paint
from console.ui.toolkit.attention_words import attention_sentence
from console.ui.views.main_window import MainWindow
from tests.support.screen import column, shown_list
from tests.support.simulator import Simulator
from tests.support.waiting import until

_CTRL = Qt.KeyboardModifier.ControlModifier


async def test_reasons_stand_in_words_and_the_rail_counts_them(
    window: MainWindow, console: OpenConsole
) -> None:
    window.catch_up()
    QTest.keyClick(window, Qt.Key.Key_1, _CTRL)
    assert window.shown_view == "inbox"
    shown = shown_list(window)
    rows = await console.services.inbox.load(ListQuery(), 0, 100)
    await until(lambda: shown.model.rowCount() == len(rows) > 2 and shown.is_ready)
    titles = console.services.accounts.titles()
    columns = inbox_columns(titles)
    assert [shown.model.row_at(n) for n in range(len(rows))] == [to_inbox_paint(row, columns) for row in rows]
    wanted = [
        attention_sentence(row.reasons[0], titles[row.row.provider])
        for row in rows
        if isinstance(row, InboxCase)
    ]
    assert column(shown, "reason") == wanted
    await until(lambda: window.rail.count_text("inbox") == str(len(rows)))
    assert window.rail.button("inbox").accessibleName() == f"Inbox, {len(rows)}"
    assert shown.table.hasFocus()


async def test_enter_opens_the_case_and_putting_it_aside_takes_it_out(
    window: MainWindow, console: OpenConsole
) -> None:
    window.catch_up()
    window.show_view("inbox")
    shown = shown_list(window)
    await until(lambda: shown.is_ready)
    total = shown.model.rowCount()
    window.desk.focus_list()
    row = shown.table.current_row()
    assert row is not None
    assert row.opens is not None
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    assert window.desk.detail_pane.key == row.opens
    until_moment = console._clock.now().replace(year=2090)
    await console.services.desk.snooze(row.opens, until_moment, "waits for the customer")
    await until(lambda: shown.model.rowCount() == total - 1)
    assert shown.model.number_of(row.key) is None
    # The case stays open beside the list: nobody asked to leave it.
    assert window.desk.detail_pane.key == row.opens


async def test_when_the_shown_case_leaves_the_way_goes_on_from_its_place(
    window: MainWindow, console: OpenConsole
) -> None:
    window.show_view("inbox")
    shown = shown_list(window)
    await until(lambda: shown.is_ready and shown.model.rowCount() > 4)
    shown.table.setFocus()
    shown.table.select_number(2)
    gone, after = shown.model.row_at(2), shown.model.row_at(3)
    assert gone is not None
    assert gone.opens is not None
    assert after is not None
    await console.services.desk.snooze(gone.opens, datetime.now(UTC) + timedelta(days=2), "")
    await until(lambda: shown.model.number_of(gone.key) is None)
    assert not shown.table.currentIndex().isValid()
    assert window.desk.detail_pane.key == gone.opens
    QTest.keyClick(shown.table, Qt.Key.Key_Down)
    assert shown.table.currentIndex().row() == 2
    assert window.desk.detail_pane.key == after.opens


async def test_while_lines_are_made_anew_the_inbox_says_so_and_never_that_nothing_waits(
    window: MainWindow, console: OpenConsole
) -> None:
    far = console._clock.now().replace(year=2090)
    waiting = [
        row for row in await console.services.inbox.load(ListQuery(), 0, 100) if isinstance(row, InboxCase)
    ]
    for row in waiting:
        await console.services.desk.snooze(row.key, far, "later")
    window.catch_up()
    console.services.bus.publish(ListsBehind(0, 20_000))
    window.show_view("inbox")
    shown = shown_list(window)
    shown.set_read(is_read=True)
    await until(lambda: shown.is_ready and shown.faces.face.title == "Being brought up to date")
    assert "0 of 20,000" in shown.faces.face.text
    shown.search("nobody is called this")
    await until(lambda: shown.is_ready)
    assert shown.faces.face.title == "Being brought up to date", "what is missing may match"
    shown.search("")
    await until(lambda: shown.is_ready)
    await console.services.desk.wake(waiting[0].key)
    console.services.bus.publish(ListsBehind(12_000, 20_000))
    await until(lambda: shown.model.rowCount() == 1 and "12,000 of 20,000" in shown.faces.banner.text)
    assert shown.faces.is_content_shown()
    console.services.bus.publish(ListsBehind(20_000, 20_000))
    await until(lambda: shown.faces.banner.text == "")
    await console.services.desk.snooze(waiting[0].key, far, "later")
    await until(lambda: shown.is_ready and shown.model.rowCount() == 0)
    shown.set_read(is_read=True)
    await until(lambda: shown.faces.face.title == "Nothing needs you now")


async def test_nothing_to_do_is_said(window: MainWindow, console: OpenConsole) -> None:
    far = console._clock.now().replace(year=2090)
    for row in await console.services.inbox.load(ListQuery(), 0, 100):
        assert isinstance(row, InboxCase)
        await console.services.desk.snooze(row.key, far, "later")
    window.catch_up()
    window.show_view("inbox")
    shown = shown_list(window)
    await until(lambda: shown.is_ready)
    # Accounts that nobody read yet may still have something to say.
    assert shown.faces.face.title == ""
    shown.set_read(is_read=True)
    assert shown.faces.face.title == "Nothing needs you now"
    await until(lambda: not window.missing("inbox"))
    assert window.rail.count_text("inbox") == ""


async def test_the_inbox_is_narrowed_by_its_chips(window: MainWindow, console: OpenConsole) -> None:
    window.show_view("inbox")
    shown = shown_list(window)
    await until(lambda: shown.is_ready)
    provider = column(shown, "provider")[0]
    chip = shown.filters.provider_chip
    [wanted] = [choice.value for choice in chip.choices if choice.text == provider]
    for action, choice in zip(chip.menu.actions(), chip.choices, strict=True):
        if choice.value == wanted:
            action.trigger()
    await until(lambda: set(column(shown, "provider")) == {provider} and shown.is_ready)
    count = await console.services.inbox.count(shown.model.query)
    assert shown.model.rowCount() == count


async def test_a_create_nobody_is_sure_of_opens_the_outbox(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    account = next(one for one in console.services.accounts.load_accounts() if one.provider == "proofme")
    reference = console.services.creation.new_reference()
    intent = CreateIntent(reference, name="Ada Example", email=f"{reference}@example.com")
    lost = {
        "provider": "proofme",
        "method": "*",
        "path": "*",
        "times": None,
        "action": "status",
        "status": 503,
    }
    with simulator.faults(lost):
        await console.services.creation.create(account.id, intent)
    window.catch_up()
    window.show_view("inbox")
    shown = shown_list(window)
    await until(lambda: shown.is_ready and column(shown, "customer")[:1] == ["Ada Example"])
    assert column(shown, "reason")[0] == "It is not certain whether Proofme made this verification."
    assert column(shown, "phase")[0] == "not made yet"
    before = window.desk.detail_pane.key
    window.desk.focus_list()
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    await until(lambda: window.actions_of_window.dialog("outbox"))
    assert window.desk.detail_pane.key == before
    outbox = window.actions_of_window.dialog("outbox")
    assert outbox is not None
    outbox.reject()


def test_every_reason_has_a_sentence_of_its_own() -> None:
    sentences = [attention_sentence(reason, "Iron") for reason in AttentionReason]
    assert len(set(sentences)) == len(AttentionReason)
    for sentence in sentences:
        assert sentence.endswith(".")
        assert "_" not in sentence
        assert "%" not in sentence
