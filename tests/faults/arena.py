"""A desk whose provider fails: one create under a fault, then everything that may settle it, then the checker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from console.domain.outbox import OPEN_STATES, OutboxId, OutboxItem, OutboxState
from console.sync.outbox_resolver import SETTLED_AFTER_S
from tests.faults.checker import History, World, find_breaches
from tests.faults.wire import watch_wire
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator

# What a provider's interface does not tell, its dashboard does: the person imports the ids it shows. Of a customer who
# was known before no provider tells which request made what.
_TELLS_LITTLE: Final = "checkout"


@dataclass(frozen=True, slots=True)
class Step:
    """One write of a create: the provider's path, and what an empty ledger after it says."""

    provider: str
    name: str
    path: str

    @property
    def label(self) -> str:
        return f"{self.provider}-{self.name}"

    def fault(self, action: str, **details: Any) -> dict[str, Any]:
        """A rule of the simulator that spoils this step once."""
        rule = {"provider": self.provider, "method": "POST", "path": self.path, "action": action, "times": 1}
        return {**rule, **details}


STEPS: Final = (
    Step("iron", "customer", "/customers"),
    Step("iron", "verification", "/customers/*/identifications/v2"),
    Step("checkout", "customer", "/applicants"),
    Step("checkout", "verification", "/create-and-open-idv"),
    Step("idenfy", "verification", "/api/v2/token"),
    Step("proofme", "verification", "/identification"),
)


@dataclass(slots=True)
class Arena:
    """One desk with its clock and what its screen was told."""

    desk: Desk
    clock: SettableClock
    history: History = field(default_factory=History)
    # How many records each provider had before: they are not looked at.
    before: Mapping[str, int] = field(default_factory=dict[str, int])

    async def settle(self, item_id: OutboxId) -> OutboxItem:
        """Look as the program does, at once and later; then as a person does who looks at the provider's own pages."""
        item = await self.settle_by_looking(item_id)
        is_told_little = self._provider(item) == _TELLS_LITTLE or item.intent.customer_id != ""
        if item.state not in OPEN_STATES or not is_told_little:
            return item
        assert item.state is OutboxState.UNKNOWN
        assert item.reason
        await self._import_ids()
        item = await self.desk.services.creation.resolve(item_id)
        if item.state is not OutboxState.UNKNOWN or item.pending is None:
            return item
        made = (await self.look()).find_unclaimed(item, item.pending.step)
        if made:
            return await self.desk.services.creation.settle_found(item_id, made[-1])
        return await self.desk.services.creation.settle_absent(item_id)

    async def settle_by_looking(self, item_id: OutboxId) -> OutboxItem:
        """Look as the program does, at once and when a late effect has had its time."""
        await self.desk.services.creation.resolve(item_id)
        self.clock.let_pass(SETTLED_AFTER_S + 1)
        return await self.desk.services.creation.resolve(item_id)

    async def verify(self) -> World:
        """Fails with every broken promise."""
        world = await self.look()
        breaches = find_breaches(world)
        assert not breaches, "\n".join(breaches)
        return world

    async def verify_settled(self, step: Step, item: OutboxItem) -> None:
        """The only item of the profile has ended: with exactly one effect, or without the verification."""
        world = await self.verify()
        assert [each.state for each in world.items] == [item.state]
        assert item.state not in OPEN_STATES
        kinds = sorted(row["kind"] for row in world.made_by(item) if row["kind"] != "attempt")
        if item.state is not OutboxState.ACCEPTED:
            assert "verification" not in kinds
            return
        has_customer = step.provider in {"iron", "checkout"}
        assert kinds == (["customer", "verification"] if has_customer else ["verification"])
        [row] = await self.desk.rows(text=item.intent.email)
        assert row.key.id == item.verification_id

    async def look(self) -> World:
        """What there is to compare."""
        accounts = self.desk.services.accounts.load_accounts()
        providers = {str(account.id): str(account.provider) for account in accounts}
        ledgers = await asyncio.to_thread(read_ledgers, self.desk.simulator, providers.values())
        ledgers = {name: rows[self.before.get(name, 0) :] for name, rows in ledgers.items()}
        store = self.desk.console.store
        items = await store.query(lambda queries: queries.load_outbox())
        audit = await store.query(lambda queries: queries.load_audit(limit=-1))
        return World(ledgers, providers, items, audit, self.history)

    async def _import_ids(self) -> None:
        text = await asyncio.to_thread(self.desk.simulator.ids)
        await self.desk.services.imports.add_known(text.splitlines())
        await self.desk.pass_once()

    def _provider(self, item: OutboxItem) -> str:
        return next(
            account.provider
            for account in self.desk.services.accounts.load_accounts()
            if account.id == item.account_id
        )


def read_ledgers(simulator: Simulator, providers: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """What each provider has made so far."""
    return {name: simulator.ledger(name) for name in providers}


@asynccontextmanager
async def open_arena(
    simulator: Simulator,
    folder: Path,
    *,
    again: bool = False,
    history: History | None = None,
    ahead_s: float = 0.0,
) -> AsyncIterator[Arena]:
    """A new profile, or the one in `folder` as it is, with a clock that is `ahead_s` seconds ahead."""
    clock = SettableClock()
    clock.set_by(ahead_s)
    opener = (
        open_desk_again(simulator, folder, clock=clock)
        if again
        else open_desk(simulator, folder, clock=clock)
    )
    async with opener as desk:
        arena = Arena(desk, clock, history or History())
        desk.services.bus.subscribe(arena.history.follow(desk.console.store))
        watch_wire(desk.console, arena.history)
        yield arena
