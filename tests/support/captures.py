"""What tests of captures ask: decided verifications, switches of accounts, waiting until something is so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from console.domain.evidence_file import PICTURES_ON, PICTURES_SETTING, Capture, EvidenceKind
from console.domain.keys import VerificationKey
from console.services.accounts import AccountDraft
from tests.support.desk import Desk

_DEADLINE_S = 30.0


async def decide(
    desk: Desk, provider: str, name: str = "Zoë van der Berg", outcome: str = ""
) -> VerificationKey:
    """A new verification that the provider has just decided, read here."""
    key = await desk.create(provider, name)
    details = {"outcome": outcome} if outcome else {}
    await asyncio.to_thread(desk.journey, key, "finish", **details)
    await desk.look(key)
    return key


async def keep_pictures(desk: Desk, provider: str) -> None:
    """Switch the account's setting on, as its form does."""
    account = desk.account(provider)
    values = {**account.settings, PICTURES_SETTING: PICTURES_ON}
    draft = AccountDraft(account.provider, account.name, account.environment, account.base_url, values)
    await desk.services.accounts.change(account.id, draft)


async def capture_of(
    desk: Desk, key: VerificationKey, kind: EvidenceKind = EvidenceKind.REPORT
) -> Capture | None:
    """How one capture stands; None where nothing was wished for."""
    found = [each for each in await desk.services.evidence.load_captures(key) if each.kind is kind]
    return found[0] if found else None


async def until(desk: Desk, is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so; asked again after every event. Raises `TimeoutError`."""
    moved = asyncio.Event()
    stop = desk.services.bus.subscribe(lambda _event: moved.set())
    try:
        async with asyncio.timeout(_DEADLINE_S):
            while not await is_so():
                await moved.wait()
                moved.clear()
    finally:
        stop()


def wake(desk: Desk, key: VerificationKey) -> None:
    """Let the account look whether a capture is due by the clock now."""
    coordinator = desk.console._directory.coordinator(key.account_id)
    coordinator.captures.begin()
