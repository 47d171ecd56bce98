"""An open profile against a running simulator, with what it published; the window's tests stand on it too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from console.base.clock import Clock
from console.bootstrap import OpenConsole, open_console
from console.domain.account import Account
from console.domain.events import Event, Progress, ProgressMade
from console.domain.listing import ListQuery, VerificationRow
from console.domain.outbox import CreateIntent
from console.domain.verification import VerificationId, VerificationKey
from console.services.creation import Created, Outcome
from console.services.services import Services
from console.services.simulator import add_simulator
from console.sync.coordinator import SyncReport
from tests.support.simulator import Simulator

_DEADLINE_S = 20.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's program: the simulator's four accounts and the ids it knows are in the profile."""

    simulator: Simulator
    console: OpenConsole
    events: list[Event] = field(default_factory=list[Event])

    @property
    def services(self) -> Services:
        return self.console.services

    @property
    def clock(self) -> Clock:
        return self.console._clock

    def account(self, provider: str) -> Account:
        """The one account at a provider."""
        [found] = [one for one in self.services.accounts.load_accounts() if one.provider == provider]
        return found

    async def rows(self, **wanted: object) -> tuple[VerificationRow, ...]:
        """The verification list under a filter, at most a thousand."""
        return await self.services.lists.load_verifications(ListQuery(**wanted), 0, 1000)  # pyright: ignore[reportArgumentType]

    async def row(self, key: VerificationKey) -> VerificationRow:
        """One verification as the list shows it."""
        position = await self.services.lists.find_verification_position(ListQuery(), key)
        assert position is not None
        [found] = await self.services.lists.load_verifications(ListQuery(), position, 1)
        return found

    async def create(self, provider: str, name: str = "Zoë van der Berg", **options: str) -> VerificationKey:
        """A new verification of a new customer."""
        created = await self.try_create(provider, name, **options)
        assert created.outcome is Outcome.CREATED, created.reason
        assert created.key is not None
        return created.key

    async def try_create(
        self, provider: str, name: str = "Zoë van der Berg", *, reference: str = "", **options: str
    ) -> Created:
        """The same, whatever comes of it."""
        reference = reference or self.services.creation.new_reference()
        intent = CreateIntent(reference, name=name, email=f"{reference}@example.com", options=options)
        return await self.services.creation.create(self.account(provider).id, intent)

    def journey(self, key: VerificationKey, step: str, **details: object) -> None:
        """Let the customer or the provider take one step at the simulator."""
        provider = next(
            one.provider for one in self.services.accounts.load_accounts() if one.id == key.account_id
        )
        self.simulator.journey(provider, key.id, step, **details)

    async def wait_for(self, is_it: Callable[[Event], bool], deadline_s: float = _DEADLINE_S) -> Event:
        """The next event that fits; those before this call do not count. Raises `TimeoutError`."""
        found: asyncio.Future[Event] = asyncio.get_running_loop().create_future()

        def hear(event: Event) -> None:
            if not found.done() and is_it(event):
                found.set_result(event)

        stop = self.services.bus.subscribe(hear)
        try:
            async with asyncio.timeout(deadline_s):
                return await found
        finally:
            stop()

    async def wait_for_row(
        self, key: VerificationKey, is_it: Callable[[VerificationRow], bool]
    ) -> VerificationRow:
        """The verification once it is as wanted; looked at after every event. Raises `TimeoutError`."""
        moved = asyncio.Event()
        stop = self.services.bus.subscribe(lambda _event: moved.set())
        try:
            async with asyncio.timeout(_DEADLINE_S):
                while not is_it(row := await self.row(key)):
                    await moved.wait()
                    moved.clear()
                return row
        finally:
            stop()

    async def look(self, key: VerificationKey) -> None:
        """Read it again, as the program does by itself; a person's second look at iDenfy waits a while."""
        known = await self.services.cases.load_known(key)
        await self.console._directory.coordinator(key.account_id).read_now(known)

    def wake(self, provider: str) -> None:
        """Let an account look what is due now, as if a person had opened something else of it."""
        self.services.cases.watch(
            VerificationKey(self.account(provider).id, VerificationId("something-else"))
        )

    async def pass_once(self) -> dict[str, SyncReport]:
        """One whole pass over every account, by provider."""
        return {report.account.provider: report for report in await self.services.sync.sync_once()}

    async def start_sync(self) -> None:
        """Let the program keep itself current, and wait until it has seen everything once."""
        done = asyncio.ensure_future(self.wait_for(_is_first_sync))
        await asyncio.sleep(0)
        await self.services.sync.start()
        await done


@asynccontextmanager
async def open_desk(
    simulator: Simulator, folder: Path, *, webhooks: bool = False, clock: Clock | None = None
) -> AsyncIterator[Desk]:
    """Open the profile in `folder`, adding the simulator's accounts; `webhooks` opens the listener as `demo` does."""
    console = await asyncio.to_thread(open_console, folder, simulator=True, clock=clock)
    desk = Desk(simulator, console)
    console.services.bus.subscribe(desk.events.append)
    try:
        await add_simulator(console.services, simulator.start_line)
        if webhooks:
            base_url = await console.services.webhooks.start("127.0.0.1", 0)
            path = console.services.webhooks.path(desk.account("idenfy"))
            await asyncio.to_thread(simulator.subscribe, "idenfy", base_url + path)
        yield desk
    finally:
        await console.aclose()


def _is_first_sync(event: Event) -> bool:
    return isinstance(event, ProgressMade) and event.what is Progress.FIRST_SYNC_DONE


@asynccontextmanager
async def open_desk_again(
    simulator: Simulator, folder: Path, *, clock: Clock | None = None
) -> AsyncIterator[Desk]:
    """Open the profile in `folder` as it is, whether or not its simulator still runs."""
    console = await asyncio.to_thread(open_console, folder, clock=clock)
    desk = Desk(simulator, console)
    console.services.bus.subscribe(desk.events.append)
    try:
        yield desk
    finally:
        await console.aclose()
