"""What the command line asks of a running window: a view, a milestone on paper, a picture. Opens and closes nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from console.base.process import pss_mib, since_process_start_ms
from console.domain.errors import NotKnown
from console.domain.front_desk import StaffStage
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.services.services import Services
from console.ui.toolkit.stall_watch import StallWatch
from console.ui.toolkit.view_names import FRONT_DESK, PEOPLE_VIEWS, read_view
from console.ui.toolkit.window_options import WindowOptions
from console.ui.views.main_window import MainWindow

LOOK_EVERY_S: Final = 0.05
EXIT_ENVIRONMENT: Final = 3
HEAVY: Final = frozenset(
    {"sqlalchemy", "alembic", "httpx", "aiohttp", "reportlab", "pypdfium2", "starlette", "fastapi"}
)
"""What must not be imported before the first paint."""


class WindowOrders:
    """The orders of one run. Waiting ends early when `must_end` is set."""

    def __init__(self, services: Services, options: WindowOptions, must_end: asyncio.Event) -> None:
        self._services = services
        self._options = options
        self._must_end = must_end
        self._view, self._tab = read_view(options.view) if options.view else ("", "")

    @property
    def view(self) -> str:
        """The view that was asked for, empty for none."""
        return self._view

    async def tell_first_paint(self, window: MainWindow, at_ms: float) -> None:
        """Print the milestone of the first paint, which was `at_ms` after the start of the process."""
        found = {"since_process_start_ms": at_ms, "heavy_imports": sorted(HEAVY & set(sys.modules))}
        await self._print_milestone("first-paint", window, found)

    async def wait_first_sync(self, window: MainWindow, stalls: StallWatch) -> int:
        """Print the milestone once every account has been read; returns the exit code."""
        try:
            async with asyncio.timeout(self._options.timeout_s):
                await self._until(self._has_synced)
        except TimeoutError:
            return _say_missing("the first sync")
        found = {"longest_stall_ms": stalls.longest_ms(), "stall_p999_ms": stalls.percentile_ms(0.999)}
        await self._print_milestone("first-sync", window, found)
        return 0

    async def _print_milestone(self, event: str, window: MainWindow, found: Mapping[str, object]) -> None:
        shown = window.desk.current_list
        document = {
            "event": event,
            "since_process_start_ms": round(since_process_start_ms(), 1),
            "pss_mib": round(pss_mib(), 1),
            "rows_total": await self._services.lists.count_verifications(ListQuery())
            if event == "first-sync" or shown is None
            else shown.model.rowCount(),
            **found,
        }
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()

    async def take_picture(self, window: MainWindow, path: Path) -> int:
        """Wait until the wanted view is complete and keep its picture; returns the exit code."""
        missing = "the first sync"
        try:
            async with asyncio.timeout(self._options.timeout_s):
                await self._until(self._has_synced)
                missing = f"the view {self._options.view or 'verifications'}"
                await self.show_wanted(window)
                await self._until(lambda: not window.missing(self._view))
                await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            return _say_missing(window.missing(self._view) or missing)
        except NotKnown as error:
            sys.stderr.write(f"{error.user_message}\n")
            return EXIT_ENVIRONMENT
        # Imported here: only pictures need it.
        from console.ui.toolkit.picture import grab_with_dialogs

        if not grab_with_dialogs(window).save(str(path), "PNG"):
            sys.stderr.write(f"The picture could not be written to {path}.\n")
            return EXIT_ENVIRONMENT
        return 0

    async def show_wanted(self, window: MainWindow) -> None:
        """Show the view and the verification that were asked for. Raises `NotKnown`."""
        if self._view in PEOPLE_VIEWS:
            await self._show_customer(window)
            await self._show_links(window)
            return
        if self._view and self._view != "verification":
            window.show_view(self._view)
        if self._view == FRONT_DESK:
            await self._show_desk(window)
            return
        key = await self._find_wanted()
        if key is not None:
            window.open_case(key, self._tab)

    async def _show_customer(self, window: MainWindow) -> None:
        """The page of the customer that was asked for, else of one with something to decide, else of anybody."""
        # Imported here: its dataclasses would be made before the first paint.
        from console.domain.people import CustomerKey

        window.show_view("customers")
        found = await self._services.people.find_records(self._options.select)
        if self._options.select and not found:
            raise NotKnown(f"There is no customer {self._options.select} in this profile.")
        if not found:
            pairs = await self._services.people.load_suggested_pairs(None, 1)
            rows = await self._services.lists.load_customers(ListQuery(), 0, 1)
            found = (
                *(pair.one.key for pair in pairs),
                *(CustomerKey(row.account_id, row.customer_id) for row in rows),
            )
        if found:
            window.desk.open_customer(found[0].account_id, found[0].id)

    async def _show_links(self, window: MainWindow) -> None:
        """What stands over that page: all suggested links, or the verifications of the first pair."""
        if self._view == "links":
            window.actions_of_window.open_links()
            links = window.actions_of_window.links
            await self._until(lambda: links is None or links.is_ready)
        elif self._view == "compare":
            pairs = await self._services.people.load_suggested_pairs(None, 1)
            keys = [check.key for pair in pairs for one in (pair.one, pair.other) for check in one.checks]
            compared = window.actions_of_window.open_comparison(tuple(keys))
            await self._until(lambda: compared.is_ready)

    async def _show_desk(self, window: MainWindow) -> None:
        """Somebody in front of the clerk, where that was asked for."""
        if self._tab in {"", "find"} and not self._options.select:
            return
        # Imported here: its dataclasses would be made before the first paint.
        from console.ui.views.front_desk_orders import OUTCOME, show_desk

        await show_desk(self._services, self._tab, self._options.select)
        if self._tab == OUTCOME:
            front = self._services.front_desk
            await self._until(lambda: front.staff_view().stage is StaffStage.OUTCOME)

    async def _find_wanted(self) -> VerificationKey | None:
        if self._options.select:
            found = await self._services.lists.find_verifications(self._options.select)
            if not found:
                raise NotKnown(f"There is no verification {self._options.select} in this profile.")
            return found[0]
        if self._view != "verification":
            return None
        decided = ListQuery(phases=frozenset({Phase.APPROVED, Phase.DECLINED}))
        rows = await self._services.lists.load_verifications(decided, 0, 1)
        return rows[0].key if rows else None

    def _has_synced(self) -> bool:
        return self._services.sync.first_sync_done or not self._services.accounts.load_accounts()

    async def _until(self, is_met: Callable[[], bool]) -> None:
        while not is_met():
            if self._must_end.is_set():
                raise TimeoutError
            await asyncio.sleep(LOOK_EVERY_S)


def _say_missing(what: str) -> int:
    sys.stderr.write(f"The picture or milestone was not reached in time: {what} did not come.\n")
    return EXIT_ENVIRONMENT
