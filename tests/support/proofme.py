"""Proofme's client opened on a running simulator, and the shortest way to an identification."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from console.base.ids import new_reference
from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.next_action import Action, ActionOffer, Situation, find_offer
from console.domain.outbox import CreateIntent, StepResult
from console.domain.provider import Environment, ProviderId
from console.domain.verification import Verification, VerificationId
from console.providers.contract import KnownVerification
from console.providers.proofme.client import ProofmeClient, build_client
from console.providers.proofme.manifest import MANIFEST
from console.providers.proofme.rules import decide
from console.providers.transport import Transport
from tests.support.simulator import Simulator


@asynccontextmanager
async def open_client(
    simulator: Simulator,
    *,
    key: str = "",
    jwt: str = "",
    pgp_private_key: str = "",
    with_pgp_key: bool = False,
    **settings: str,
) -> AsyncIterator[ProofmeClient]:
    """The client of the simulator's account; `key` replaces its API key, `settings` are the account's."""
    keys = simulator.account("proofme")
    account = Account(
        AccountId("a"),
        "A",
        ProviderId("proofme"),
        Environment.SIMULATOR,
        str(keys["base_url"]),
        {"template_ids": ",".join(keys["template_ids"]), **settings},
    )
    opener = str(keys["pgp_private_key"]) if with_pgp_key else pgp_private_key
    credentials = Credentials({"api_key": key or str(keys["api_key"]), "jwt": jwt, "pgp_private_key": opener})
    transport = Transport()
    client = build_client(account, credentials, transport.open_account(account, credentials, MANIFEST))
    assert isinstance(client, ProofmeClient)
    try:
        yield client
    finally:
        await transport.aclose()


async def create(client: ProofmeClient, intent: CreateIntent | None = None) -> StepResult:
    """One identification through build and send, as the outbox does it."""
    intent = intent or CreateIntent(new_reference(), name="Łukasz 王芳", email="l@example.test")
    request = client.build_next_step(intent, ())
    assert request is not None
    result = await client.send_step(request, intent)
    assert client.build_next_step(intent, (result,)) is None
    return result


def known(result: StepResult) -> KnownVerification:
    """What sync would ask for it with."""
    return KnownVerification(VerificationId(result.id), CustomerId(""))


async def walk(simulator: Simulator, identification_id: str, *steps: str) -> None:
    """Let the person of an identification take these steps."""
    for step in steps:
        await asyncio.to_thread(simulator.journey, "proofme", identification_id, step)


def offer_of(action: Action, verification: Verification | None, *siblings: Verification) -> ActionOffer:
    """What the rules say now."""
    return find_offer(decide(Situation(datetime.now(UTC), verification, siblings=siblings)), action)
