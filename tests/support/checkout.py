"""A Checkout.com account at the running simulator, with the program's own client over the real transport."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console.base.ids import new_reference
from console.domain.account import Account, AccountId, Credentials
from console.domain.attempt import AttemptId
from console.domain.customer import CustomerId
from console.domain.operation import OperationCall, OperationId, OperationResult
from console.domain.outbox import CreateIntent, FrozenRequest, StepResult
from console.domain.provider import Environment, ProviderId
from console.domain.verification import Snapshot, Verification, VerificationId
from console.providers.checkout.client import CheckoutClient
from console.providers.checkout.manifest import MANIFEST
from console.providers.contract import KnownVerification
from console.providers.transport import Transport
from tests.support.simulator import Simulator

CHECKOUT = ProviderId("checkout")


@dataclass(frozen=True, slots=True)
class CheckoutDesk:
    """One account, its client and the simulator behind both."""

    simulator: Simulator
    client: CheckoutClient

    async def carry_out(self, intent: CreateIntent) -> tuple[StepResult, ...]:
        """Every step of a create, each sent once."""
        done: tuple[StepResult, ...] = ()
        while (step := self.client.build_next_step(intent, done)) is not None:
            done = (*done, await self.client.send_step(step, intent))
        return done

    async def create(self, reference: str = "", **options: str) -> Verification:
        """A verification of a new applicant, as read afterwards."""
        intent = CreateIntent(reference or new_reference("test"), name="Zoë van der Berg", options=options)
        done = await self.carry_out(intent)
        [verification_id] = [result.id for result in done if result.step == "verification"]
        return (await self.look(verification_id)).verification

    async def look(self, verification_id: str) -> Snapshot:
        """Read a verification as sync does."""
        return await self.client.fetch_verification(
            KnownVerification(VerificationId(verification_id), CustomerId(""))
        )

    def first_step(self, intent: CreateIntent) -> FrozenRequest:
        """The next request of an intent of which nothing is done."""
        step = self.client.build_next_step(intent, ())
        assert step is not None
        return step

    async def perform(
        self, operation: OperationId, target: Verification, attempt_id: str = "", **values: str
    ) -> OperationResult:
        """One operation on a verification, its customer, or an attempt of it."""
        call = OperationCall(operation, target.customer_id, target.id, AttemptId(attempt_id), values)
        return await self.client.perform(call)

    def journey(self, verification_id: str, *steps: str) -> None:
        """Let the customer take steps, one after the other."""
        for step in steps:
            self.simulator.journey(CHECKOUT, verification_id, step)

    def count(self, kind: str) -> int:
        """How many records of a kind were ever made."""
        return sum(row["kind"] == kind for row in self.simulator.ledger(CHECKOUT))


@asynccontextmanager
async def open_checkout(
    simulator: Simulator, *, is_by_token: bool = False, **settings: str
) -> AsyncIterator[CheckoutDesk]:
    """The account of a simulator's start line, by its secret key or by its access key."""
    line = simulator.account(CHECKOUT)
    secrets = {"client_secret": line["client_secret"], "webhook_key": line["webhook_key"]}
    if not is_by_token:
        secrets["secret_key"] = line["secret_key"]
    told = {
        "client_id": line["client_id"],
        "token_url": line["token_url"],
        "user_journey_ids": " ".join(line["user_journey_ids"]),
        **settings,
    }
    account = Account(AccountId("desk"), "Desk", CHECKOUT, Environment.SIMULATOR, str(line["base_url"]), told)
    credentials = Credentials(secrets)
    transport = Transport()
    http = transport.open_account(account, credentials, MANIFEST, math.inf)
    try:
        yield CheckoutDesk(simulator, CheckoutClient(account, credentials, http))
    finally:
        await transport.aclose(grace_s=0.0)
