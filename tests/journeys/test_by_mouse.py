"""The four steps of a newcomer with the mouse, in the real window against the running simulator."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.next_action import Action
from console.domain.phase import Phase
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.words import phase_word
from console.ui.views.detail_view import TABS
from console.ui.views.main_window import MainWindow
from tests.support.browser import finish
from tests.support.desk import Desk, open_desk
from tests.support.hands import Mouse
from tests.support.screen import (
    chip,
    column,
    detail,
    dialog,
    phase_of,
    reach_row,
    read_code,
    shown_list,
    texts_of,
)
from tests.support.simulator import start_simulator
from tests.support.waiting import until
from tests.support.window import MovableClock, open_window

PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


async def test_lists_are_searched_filtered_sorted_and_live(
    desk: Desk, clock: MovableClock, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await _use_lists(window, desk, clock, mouse)


async def test_people_who_move_by_themselves_are_followed(tmp_path: Path, clock: MovableClock) -> None:
    with start_simulator(customers=40, seed=7, speed=600) as busy:
        async with open_desk(busy, tmp_path, clock=clock) as desk, open_window(desk) as window:
            await until(lambda: desk.services.sync.first_sync_done)
            shown = shown_list(window)
            await until(lambda: shown.model.rowCount() >= 40)
            # First whoever reports by webhook: to a clock that was put ahead what they tell is older than what is known.
            for provider in ("idenfy", "iron", "checkout", "proofme"):
                await _see_someone_move(provider, window, desk, clock)


async def _see_someone_move(provider: str, window: MainWindow, desk: Desk, clock: MovableClock) -> None:
    """Until somebody's phase at this provider is another one in the list, without a click."""
    shown, before = shown_list(window), {row.key: phase_word(row.phase) for row in await desk.rows()}
    keys = [row.key for row in await desk.rows() if row.provider == provider]

    def has_moved() -> bool:
        if provider != "idenfy":
            clock.ahead += timedelta(seconds=1)
            desk.wake(provider)
        return any(phase_of(shown, key) not in ("", before[key]) for key in keys)

    await until(has_moved, 40)


async def test_a_case_tells_what_was_declared_found_and_meant(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await _read_cases(window, desk, mouse)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_new_verification_is_finished_on_the_customers_phone(
    provider: str, desk: Desk, clock: MovableClock, mouse: Mouse
) -> None:
    async with open_window(desk) as window:
        await _verify_someone(provider, window, desk, clock, mouse)


async def _use_lists(window: MainWindow, desk: Desk, clock: MovableClock, mouse: Mouse) -> None:
    shown = shown_list(window)
    await until(lambda: desk.services.sync.first_sync_done)
    await until(lambda: len(set(column(shown, "provider"))) == 4)
    everything = shown.model.rowCount()
    assert everything == len(await desk.rows())

    name = next(text for text in column(shown, "customer") if " " in text and text.isascii())
    mouse.write(window.top_bar.search_field, name.split()[-1].upper())
    await until(lambda: 0 < shown.model.rowCount() < everything and shown.is_ready)
    assert name in column(shown, "customer")
    window.top_bar.search_field.clear()
    await until(lambda: shown.model.rowCount() == everything)

    await mouse.tick(chip(shown, "Provider"), "Iron")
    await until(lambda: set(column(shown, "provider")) == {"Iron"})
    approved = phase_word(Phase.APPROVED)
    await mouse.tick(chip(shown, "Phase"), approved)
    await until(lambda: set(column(shown, "phase")) == {approved})
    assert shown.model.rowCount() == len(
        [row for row in await desk.rows() if (row.provider, row.phase) == ("iron", Phase.APPROVED)]
    )
    await mouse.tick(chip(shown, "Phase"), approved)
    await mouse.tick(chip(shown, "Provider"), "Iron")
    await until(lambda: shown.model.rowCount() == everything)

    mouse.sort_by(shown.table, shown.model.columns, "provider")
    await until(lambda: column(shown, "provider") == sorted(column(shown, "provider"), key=str.casefold))
    mouse.sort_by(shown.table, shown.model.columns, "provider")
    await until(
        lambda: column(shown, "provider") == sorted(column(shown, "provider"), key=str.casefold, reverse=True)
    )

    moving = next(row for row in await desk.rows() if row.provider == "iron" and row.phase.is_live)
    await asyncio.to_thread(desk.journey, moving.key, "submit")
    number = shown.model.number_of(moving.key)
    assert number is not None
    clock.ahead += timedelta(minutes=10)
    desk.wake("iron")
    in_review = phase_word(Phase.IN_REVIEW)
    await until(lambda: column(shown, "phase")[shown.model.number_of(moving.key) or 0] == in_review)

    mouse.click(window.rail.button("customers"))
    await until(lambda: shown_list(window) is not shown and shown_list(window).is_ready)
    assert shown_list(window).model.rowCount() > 10


async def _read_cases(window: MainWindow, desk: Desk, mouse: Mouse) -> None:
    await until(lambda: desk.services.sync.first_sync_done)
    shown = shown_list(window)
    # Those that another test of this module created have no name here.
    named = [row for row in await desk.rows() if row.provider == "idenfy" and row.customer_name]
    labelled = next(row for row in named if row.labels)
    mouse.choose_row(shown.table, await reach_row(shown, labelled.key))
    await until(lambda: window.desk.detail_pane.key == labelled.key and window.desk.detail_pane.is_ready)
    view = detail(window)
    texts = texts_of(view.header)
    assert labelled.customer_name in texts
    assert phase_word(labelled.phase) in texts
    assert f"raw: {labelled.raw_status}" in texts

    mouse.open_tab(view.tabs, TABS.index("timeline"))
    assert view.timeline.isVisible()
    assert view.timeline.model.rowCount() >= 2
    mouse.open_tab(view.tabs, TABS.index("risk"))
    case = view.case
    assert case is not None
    assert case.labels
    shown_texts = texts_of(view.labels)
    for label in case.labels:
        assert label.meaning is None or label.meaning.meaning in shown_texts
    mouse.open_tab(view.tabs, TABS.index("raw"))
    assert labelled.key.id in view.raw.text

    sealed = next(
        row for row in await desk.rows() if row.provider == "proofme" and row.phase is Phase.APPROVED
    )
    mouse.choose_row(shown.table, await reach_row(shown, sealed.key))
    await until(lambda: view.case is not None and view.case.stored.key == sealed.key)
    mouse.open_tab(view.tabs, TABS.index("overview"))
    assert view.case is not None
    # The simulator's account has the key, so what Proofme sealed is open.
    verified = view.case.stored.verification.verified
    assert verified
    assert {fact.value for fact in verified} <= set(texts_of(view.overview))
    assert not view.header.button(Action.FETCH_REPORT).isEnabled()
    assert "PDF" in view.header.why_not


async def _verify_someone(
    provider: str, window: MainWindow, desk: Desk, clock: MovableClock, mouse: Mouse
) -> None:
    await until(lambda: desk.services.sync.first_sync_done)
    before = {row.key for row in await desk.rows()}
    mouse.click(window.top_bar.new_button)
    await until(lambda: dialog(CreateDialog))
    form = dialog(CreateDialog)
    assert isinstance(form, CreateDialog)
    await mouse.pick(form.account_box, desk.account(provider).name)
    mouse.write(form.form.editor("name"), f"Wanda Muster-{provider}")
    mouse.write(form.form.editor("email"), f"wanda.{provider}@example.com")
    mouse.click(form.send_button)
    await until(lambda: dialog(QrDialog), 40)
    painted = dialog(QrDialog)
    assert isinstance(painted, QrDialog)
    await until(lambda: painted.code.has_code)

    [row] = [row for row in await desk.rows() if row.key not in before]
    assert row.customer_name == f"Wanda Muster-{provider}"
    stored = (await desk.services.cases.load_case(row.key)).stored.verification.hosted_link
    assert stored is not None
    link = read_code(painted)
    assert link == stored.url

    closing = await asyncio.to_thread(finish, link)
    assert "finished" in closing.title
    if provider != "idenfy":
        # A routine look at the provider is due now.
        clock.ahead += timedelta(seconds=20)
        desk.wake(provider)
    await until(lambda: "approved" in painted.doing, 40)
    assert not painted.code.has_code
    mouse.click(painted.close_button)
    shown = shown_list(window)
    await until(lambda: phase_of(shown, row.key) == phase_word(Phase.APPROVED))
    await until(lambda: phase_word(Phase.APPROVED) in texts_of(detail(window).header))
