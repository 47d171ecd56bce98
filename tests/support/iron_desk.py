"""Our Iron client at a running simulator over the real transport, with the provider's side in the other hand."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from console.domain.account import Account, AccountId, Credentials
from console.domain.attempt import AttemptId
from console.domain.customer import CustomerId
from console.domain.operation import OperationCall, OperationId, OperationResult
from console.domain.outbox import CreateIntent, StepResult
from console.domain.provider import Environment, ProviderId
from console.domain.verification import Snapshot, VerificationId
from console.providers.contract import KnownVerification
from console.providers.iron.client import IronClient
from console.providers.iron.manifest import MANIFEST
from console.providers.transport import Transport
from tests.support.iron import Iron
from tests.support.simulator import Simulator


@dataclass(frozen=True, slots=True)
class IronDesk:
    """`client` is ours, `there` speaks for Iron's own side and for other programs of the partner."""

    client: IronClient
    there: Iron

    @property
    def simulator(self) -> Simulator:
        return self.there.simulator

    async def perform(
        self, operation: str, customer: str = "", verification: str = "", **values: str
    ) -> OperationResult:
        """One operation as the service would call it."""
        call = OperationCall(
            OperationId(operation), CustomerId(customer), VerificationId(verification), AttemptId(""), values
        )
        return await self.client.perform(call)

    async def create(self, reference: str = "cc-1", **fields: Any) -> tuple[StepResult, ...]:
        """Every step of a create."""
        intent = CreateIntent(reference, **fields)
        done: tuple[StepResult, ...] = ()
        while (request := self.client.build_next_step(intent, done)) is not None:
            done = (*done, await self.client.send_step(request, intent))
        return done

    async def fetch(self, identification_id: str) -> Snapshot:
        """The identification as our client reads it."""
        known = KnownVerification(VerificationId(identification_id), CustomerId(""))
        return await self.client.fetch_verification(known)


@asynccontextmanager
async def open_iron_desk(
    simulator: Simulator, settings: Mapping[str, str] | None = None
) -> AsyncIterator[IronDesk]:
    """A desk without a request budget for the length of a block."""
    values = simulator.account("iron")
    account = Account(
        AccountId("iron"),
        "Iron",
        ProviderId("iron"),
        Environment.SIMULATOR,
        values["base_url"],
        dict(settings or {}),
    )
    credentials = Credentials({"api_key": values["api_key"], "webhook_key": values["webhook_key"]})
    transport = Transport()
    http = transport.open_account(account, credentials, MANIFEST, math.inf)
    try:
        yield IronDesk(IronClient(account, credentials, http), Iron(simulator))
    finally:
        await transport.aclose(grace_s=0.0)
