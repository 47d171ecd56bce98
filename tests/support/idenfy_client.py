"""The console's iDenfy client connected to a running simulator, with the simulator's own clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from console.base.ids import new_reference
from console.domain.account import Account, AccountId, Credentials
from console.domain.outbox import CreateIntent, StepResult
from console.domain.provider import Environment, ProviderId
from console.providers.idenfy.client import IdenfyClient
from console.providers.idenfy.manifest import MANIFEST
from console.providers.transport import Transport
from tests.support.simulator import Simulator


class SimulatorTime:
    """The simulator's time, asked for anew each time."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def now(self) -> datetime:
        """What the simulator's control API says."""
        return datetime.fromisoformat(self._simulator.control("GET", "/clock")["now"])

    def monotonic_s(self) -> float:
        """The same time in seconds."""
        return self.now().timestamp()


@asynccontextmanager
async def open_client(
    simulator: Simulator, settings: Mapping[str, str] | None = None, **secrets: str
) -> AsyncIterator[IdenfyClient]:
    """A client of the simulator's one iDenfy account; `secrets` replace its keys."""
    keys = simulator.account("idenfy")
    account = Account(
        *(AccountId("a"), "A", ProviderId("idenfy"), Environment.SIMULATOR, str(keys["base_url"])),
        dict(settings or {}),
    )
    credentials = Credentials({**keys, **secrets})
    transport = Transport()
    http = transport.open_account(account, credentials, MANIFEST)
    try:
        yield IdenfyClient(account, credentials, http, SimulatorTime(simulator))
    finally:
        await transport.aclose()


async def create(client: IdenfyClient, intent: CreateIntent | None = None) -> StepResult:
    """Everything one intent asks for."""
    intent = intent or CreateIntent(new_reference())
    request = client.build_next_step(intent, ())
    assert request is not None
    result = await client.send_step(request, intent)
    assert client.build_next_step(intent, (result,)) is None
    return result


async def step(simulator: Simulator, scan_ref: str, *steps: str, **details: object) -> None:
    """Steps of a session's journey, without holding up the loop."""
    for each in steps:
        await asyncio.to_thread(simulator.journey, "idenfy", scan_ref, each, **details)
