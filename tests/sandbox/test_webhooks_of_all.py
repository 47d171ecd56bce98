"""What every simulated provider sends is taken by that provider's own client, and by it alone when the key fits."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.errors import WebhookRefused
from console.domain.provider import Environment, ProviderId
from console.domain.webhook import Delivery, Notice
from console.providers.contract import ReadsWebhooks
from console.providers.registry import load_providers
from console.providers.transport import Transport
from tests.support.receiver import Received, receive_webhooks
from tests.support.simulator import ControlRefused, Simulator

SIGNED = ("iron", "checkout", "idenfy")
ALL = (*SIGNED, "proofme")
Readers = Mapping[str, Callable[[Delivery, str], Notice]]


@pytest.fixture
async def readers(quiet_simulator: Simulator) -> AsyncIterator[Readers]:
    """Each provider's `read_webhook`, as the program opens it for the simulator's account."""
    transport = Transport()
    found: dict[str, Callable[[Delivery, str], Notice]] = {}
    for name in ALL:
        provider = load_providers()[ProviderId(name)]
        keys = {key: value for key, value in quiet_simulator.account(name).items() if isinstance(value, str)}
        secret = {each.key for each in provider.manifest.fields if each.secret}
        account = Account(
            AccountId(name), name, ProviderId(name), Environment.SIMULATOR, keys["base_url"], keys
        )
        credentials = Credentials({key: value for key, value in keys.items() if key in secret})
        http = transport.open_account(account, credentials, provider.manifest)
        client = provider.load_client_factory()(account, credentials, http)
        assert isinstance(client, ReadsWebhooks)
        found[name] = client.read_webhook
    yield found
    await transport.aclose()


def receive_one(simulator: Simulator, provider: str) -> tuple[str, Received]:
    """Finish the first open verification there is; its id and the first delivery about it."""
    rows = csv.DictReader(io.StringIO(simulator.ids()))
    ids = [row["id"] for row in rows if (row["provider"], row["kind"]) == (provider, "verification")]
    with receive_webhooks() as receiver:
        subscription = simulator.subscribe(provider, receiver.url)
        try:
            finished = next(each for each in ids if _is_finished_now(simulator, provider, each))
            return finished, receiver.take()
        finally:
            simulator.control("DELETE", f"/webhooks/{subscription['id']}")


def _is_finished_now(simulator: Simulator, provider: str, verification_id: str) -> bool:
    try:
        simulator.journey(provider, verification_id, "finish")
    except ControlRefused:
        return False
    return True


def to_delivery(received: Received, body: bytes | None = None) -> Delivery:
    return Delivery(received.headers, received.body if body is None else body, datetime.now(UTC))


@pytest.mark.parametrize("provider", ALL)
async def test_a_delivery_is_verified_and_names_its_verification(
    quiet_simulator: Simulator, readers: Readers, provider: str
) -> None:
    key = str(quiet_simulator.account(provider).get("webhook_key", ""))
    finished, received = receive_one(quiet_simulator, provider)
    notice = readers[provider](to_delivery(received), key)
    assert notice.verification_id == finished
    assert notice.dedupe_key == readers[provider](to_delivery(received), key).dedupe_key


@pytest.mark.parametrize("provider", SIGNED)
async def test_another_body_another_key_or_no_signature_is_refused(
    new_simulator: Callable[..., Simulator], readers: Readers, provider: str
) -> None:
    simulator = new_simulator(customers=24, seed=7)
    key = str(simulator.account(provider)["webhook_key"])
    _, received = receive_one(simulator, provider)
    read = readers[provider]
    bare = Received(received.path, {"content-type": "application/json"}, received.body)
    for delivery, used in (
        (to_delivery(received, received.body.replace(b'"', b' "', 1)), key),
        (to_delivery(received), f"{key}x"),
        (to_delivery(bare), key),
    ):
        with pytest.raises(WebhookRefused):
            read(delivery, used)


@pytest.mark.parametrize("provider", SIGNED)
async def test_without_a_key_nothing_in_a_delivery_is_believed(
    new_simulator: Callable[..., Simulator], readers: Readers, provider: str
) -> None:
    _, received = receive_one(new_simulator(customers=24, seed=7), provider)
    try:
        notice = readers[provider](to_delivery(received), "")
    except WebhookRefused:
        return
    assert notice.snapshot is None


async def test_proofme_s_body_holds_nothing_that_could_be_believed(
    new_simulator: Callable[..., Simulator], readers: Readers
) -> None:
    finished, received = receive_one(new_simulator(customers=24, seed=7), "proofme")
    assert received.body == f'{{"id":"{finished}"}}'.encode()
    notice = readers["proofme"](to_delivery(received), "")
    assert (notice.snapshot, notice.dedupe_key) == (None, "")
