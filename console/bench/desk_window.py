"""The window with a customer display beside it, over a simulator, for the measurements of the front desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from console.bench.desk_simulator import BenchSimulator
from console.bootstrap import OpenConsole
from console.domain.account import Account
from console.domain.events import Event, FrontDeskChanged, ProgressMade
from console.domain.front_desk import DeskDraft, StaffStage, StaffView
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.paint_watch import PaintWatch
from console.ui.views.customer_display_view import CustomerDisplay
from console.ui.views.main_window import MainWindow

PROVIDERS: Final = ("iron", "checkout", "idenfy", "proofme")
_DEADLINE_S: Final = 150.0


class BenchDesk:
    """A desk with both surfaces; the display follows the service as in the program."""

    def __init__(self, opened: OpenConsole, window: MainWindow, simulator: BenchSimulator) -> None:
        self.opened = opened
        self.front = opened.services.front_desk
        self.simulator = simulator
        self.display = CustomerDisplay(WindowMemory(None), window)
        self._moved = asyncio.Event()
        self._stop = opened.services.bus.subscribe(self._on_event)
        self._number = 0

    async def open(self) -> None:
        """Accounts, listener for calls, display."""
        await self.simulator.add_to(self.opened.services)
        webhooks = self.opened.services.webhooks
        base_url = await webhooks.start("127.0.0.1", 0)
        address = base_url + webhooks.path(self.account("idenfy"))
        await self.simulator.control("POST", "/webhooks", {"provider": "idenfy", "url": address})
        self.display.open()
        assert self.display.surface is not None
        self.watch = PaintWatch(self.display.surface)

    def close(self) -> None:
        """Nobody hears any more."""
        self._stop()
        self.display.close()

    def account(self, provider: str) -> Account:
        """The one account at a provider."""
        accounts = self.opened.services.accounts.load_accounts()
        return next(one for one in accounts if one.provider == provider)

    async def count_open(self) -> int:
        """How many verifications may still change."""
        accounts = self.opened.services.accounts.load_accounts()
        found = [
            await self.opened.store.query(lambda queries, one=one: queries.load_open(one.id))
            for one in accounts
        ]
        return sum(map(len, found))

    async def start_sync(self) -> None:
        """Let the program keep itself current, and wait until it has seen everything once."""
        services, done = self.opened.services, asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, ProgressMade):
                done.set()

        stop = services.bus.subscribe(hear)
        await services.sync.start()
        async with asyncio.timeout(_DEADLINE_S):
            await done.wait()
        stop()

    def build_draft(self, provider: str) -> DeskDraft:
        """The next customer."""
        self._number += 1
        name = f"Invented Person {self._number}"
        return DeskDraft(self.account(provider).id, name=name, email=f"bench{self._number}@example.org")

    def is_code_painted(self) -> bool:
        """Whether the display has the code of who is in front."""
        surface = self.display.surface
        view = self.front.customer_view()
        return surface is not None and surface.view == view and view.code is not None

    async def wait_for(self, is_it: Callable[[StaffView], bool]) -> StaffView:
        """The clerk's view once it is as wanted. Raises `TimeoutError`."""
        async with asyncio.timeout(_DEADLINE_S):
            while not is_it(view := self.front.staff_view()):
                self._moved.clear()
                await self._moved.wait()
            return view

    async def wait_for_stage(self, stage: StaffStage) -> StaffView:
        """The same for a stage."""
        return await self.wait_for(lambda view: view.stage is stage)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, FrontDeskChanged):
            self.display.show_view(self.front.customer_view())
            self._moved.set()
