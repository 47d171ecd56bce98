"""Pictures that did not come are in the inbox with the reason; a person goes there, fetches them, and the line is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from console.domain.attention import REPORT_AFTER, AttentionReason, InboxCase
from console.domain.evidence_file import CaptureState, EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.ui.views.detail_view import TABS
from console.ui.views.main_window import MainWindow
from tests.support.captures import capture_of, keep_pictures
from tests.support.captures import until as until_told
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.screen import column, detail, reach_row, shown_list
from tests.support.waiting import until
from tests.support.window import MovableClock, open_window

_SENTENCE = "It is decided, but not all of its pictures are stored."


async def _miss(desk: Desk, clock: MovableClock, key: VerificationKey) -> None:
    """It is decided, one of its pictures is refused, and hours go by."""
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)

    async def is_tried() -> bool:
        found = [await capture_of(desk, key, kind) for kind in EvidenceKind]
        return all(each is not None and (each.tries or each.state is CaptureState.STORED) for each in found)

    await until_told(desk, is_tried)
    clock.ahead += REPORT_AFTER + timedelta(minutes=2)


async def _show_inbox(window: MainWindow, mouse: Mouse) -> None:
    mouse.click(window.rail.button("inbox"))
    await until(lambda: window.shown_view == "inbox" and shown_list(window).is_ready)


async def test_a_picture_that_did_not_come_is_seen_in_the_inbox_and_fetched_from_there(
    desk: Desk, clock: MovableClock, mouse: Mouse
) -> None:
    await keep_pictures(desk, "idenfy")
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        key = await desk.create("idenfy")
        refused = {"provider": "idenfy", "path": f"*{key.id}/BACK.png", "action": "status", "status": 403}
        with desk.simulator.faults(refused):
            await _miss(desk, clock, key)
            await _show_inbox(window, mouse)
            shown = shown_list(window)
            await until(lambda: any(text.startswith(_SENTENCE) for text in column(shown, "reason")))
            [why] = [text for text in column(shown, "reason") if text.startswith(_SENTENCE)]
            assert "1 of 3 pictures could not be fetched: BACK:" in why
            mouse.choose_row(shown.table, await reach_row(shown, key))
            await until(lambda: window.desk.detail_pane.key == key and window.desk.detail_pane.is_ready)
            view = detail(window)
            mouse.open_tab(view.tabs, TABS.index("documents"))
            banner = view.documents.faces.banner
            await until(lambda: view.documents.desk.list.count() == 2 and banner.isVisible())
            assert "BACK" in banner.text
        mouse.click(banner.button)
        await until(lambda: view.documents.desk.list.count() == 3 and not banner.isVisible())
        await until(lambda: not any(text.startswith(_SENTENCE) for text in column(shown, "reason")))
        rows = await desk.services.inbox.load(ListQuery(), 0, 500)
        reasons = {reason for row in rows if isinstance(row, InboxCase) for reason in row.reasons}
        assert AttentionReason.PICTURES_MISSING not in reasons
