"""One desk per provider: its account at the running simulator, its client over the real transport."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.outbox import CreateIntent, StepResult
from console.domain.provider import Environment, ProviderId
from console.domain.verification import Snapshot, VerificationId
from console.providers.contract import Client, CreatesVerifications, KnownVerification
from console.providers.registry import Provider, load_providers
from console.providers.transport import Transport
from tests.support.simulator import Simulator

PROVIDERS: Final = load_providers()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a contract test needs of one provider."""

    provider: Provider
    account: Account
    client: Client
    simulator: Simulator
    transport: Transport

    @property
    def id(self) -> str:
        return str(self.provider.manifest.id)

    def known(self) -> list[KnownVerification]:
        """Every verification of the world at this provider; the customer is not told there."""
        rows = csv.DictReader(io.StringIO(self.simulator.ids()))
        return [
            KnownVerification(VerificationId(row["id"]), CustomerId(""))
            for row in rows
            if (row["provider"], row["kind"]) == (self.id, "verification")
        ]

    def with_credentials(self, **changes: str) -> Client:
        """A client of the same account with other keys."""
        account, credentials = build_account(self.provider, {**self.simulator.account(self.id), **changes})
        return open_client(self.provider, account, credentials, self.transport)

    async def create(self, intent: CreateIntent) -> Snapshot:
        """All steps of a create; what the last one showed."""
        assert isinstance(self.client, CreatesVerifications)
        done: list[StepResult] = []
        while (step := self.client.build_next_step(intent, tuple(done))) is not None:
            done.append(await self.client.send_step(step, intent))
        last = done[-1]
        assert last.step == "verification"
        assert last.snapshot is not None
        assert last.snapshot.verification.id == last.id
        return last.snapshot

    async def fetch(self, snapshot: Snapshot) -> Snapshot:
        """The same verification, read again."""
        verification = snapshot.verification
        return await self.client.fetch_verification(
            KnownVerification(verification.id, verification.customer_id)
        )


def build_account(provider: Provider, values: dict[str, Any]) -> tuple[Account, Credentials]:
    """The account and its secrets from the object of a start line."""
    manifest = provider.manifest
    texts = {key: value if isinstance(value, str) else ",".join(value) for key, value in values.items()}
    base_url = texts.pop("base_url")
    secrets = {field.key for field in manifest.fields if field.secret}
    settings = {key: text for key, text in texts.items() if key not in secrets}
    account = Account(
        AccountId(f"account-{manifest.id}"),
        manifest.title,
        ProviderId(manifest.id),
        Environment.SIMULATOR,
        base_url,
        settings,
    )
    return account, Credentials({key: text for key, text in texts.items() if key in secrets})


def open_client(
    provider: Provider, account: Account, credentials: Credentials, transport: Transport
) -> Client:
    """The provider's client without a budget."""
    http = transport.open_account(account, credentials, provider.manifest, math.inf)
    return provider.load_client_factory()(account, credentials, http)


@pytest.fixture(params=list(PROVIDERS))
async def desk(request: pytest.FixtureRequest, quiet_simulator: Simulator) -> AsyncIterator[Desk]:
    """The same test for every provider there is."""
    provider = PROVIDERS[request.param]
    account, credentials = build_account(provider, quiet_simulator.account(request.param))
    transport = Transport()
    client = open_client(provider, account, credentials, transport)
    yield Desk(provider, account, client, quiet_simulator, transport)
    await transport.aclose(grace_s=0.0)
