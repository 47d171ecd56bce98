"""Results read over TCP: opened with the organisation's key, closed with any other, gone once deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from console.base.ids import new_reference
from console.domain.operation import OperationCall
from console.domain.outbox import CreateIntent
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import VerificationId
from console.providers.contract import KnownVerification
from console.providers.proofme import operations
from console.providers.proofme.client import ProofmeClient
from console.store.merging import merge
from tests.support.proofme import create, known, open_client, walk
from tests.support.simulator import Simulator


@pytest.fixture
async def client(quiet_simulator: Simulator) -> AsyncIterator[ProofmeClient]:
    async with open_client(quiet_simulator) as opened:
        yield opened
    quiet_simulator.clear_faults()


@pytest.mark.parametrize("mode", ["CBC", "GCM"])
async def test_with_the_organisation_s_key_the_result_is_open(
    quiet_simulator: Simulator, client: ProofmeClient, mode: str
) -> None:
    quiet_simulator.control("POST", "/switches/proofme", {"encryption_mode": mode})
    intent = CreateIntent(new_reference(), options={"description": "Mara Sofie Lindqvist"})
    result = await create(client, intent)
    await walk(quiet_simulator, result.id, "finish")
    async with open_client(quiet_simulator, with_pgp_key=True) as opener:
        verification = (await opener.fetch_verification(known(result))).verification
    quiet_simulator.control("POST", "/switches/proofme", {"encryption_mode": None})
    facts = {fact.field: fact.value for fact in verification.verified}
    details = {fact.field: fact.value for fact in verification.details}
    assert not verification.encrypted
    assert (facts["full_name"], facts["birth_date"]) == ("Mara Sofie Lindqvist", "1990-06-15")
    assert "PHOTO" not in facts
    assert [each.document_type for each in verification.documents] == ["PASSPORT"]
    assert (details["identificationData.encryptionMode"], details["signature"]) == (mode, "not checked")


async def test_every_result_of_the_world_opens_in_both_shapes(
    new_simulator: Callable[..., Simulator],
) -> None:
    async with open_client(new_simulator(customers=60), with_pgp_key=True) as opener:
        rows = [row.verification async for page in opener.list_verifications(None) for row in page]
        done = [row for row in rows if row.phase is Phase.APPROVED]
        read = [await opener.fetch_verification(KnownVerification(row.id, row.customer_id)) for row in done]
    assert done
    assert all(each.verification.verified and not each.verification.encrypted for each in read)


async def test_a_key_of_somebody_else_leaves_the_result_closed_and_says_why(
    quiet_simulator: Simulator, client: ProofmeClient, new_simulator: Callable[..., Simulator]
) -> None:
    result = await create(client)
    await walk(quiet_simulator, result.id, "finish")
    other = new_simulator(customers=4).account("proofme")["pgp_private_key"]
    async with open_client(quiet_simulator, pgp_private_key=other) as stranger:
        verification = (await stranger.fetch_verification(known(result))).verification
    assert (verification.encrypted, verification.verified) == (True, ())
    assert "another key" in {fact.field: fact.value for fact in verification.details}["result"]


async def test_what_was_said_of_a_result_goes_when_it_is_opened_or_deleted(
    quiet_simulator: Simulator, client: ProofmeClient, new_simulator: Callable[..., Simulator]
) -> None:
    result = await create(client)
    await walk(quiet_simulator, result.id, "finish")
    other = new_simulator(customers=4).account("proofme")["pgp_private_key"]
    async with open_client(quiet_simulator, pgp_private_key=other) as stranger:
        locked = await stranger.fetch_verification(known(result))
    async with open_client(quiet_simulator, with_pgp_key=True) as opener:
        opened = await opener.fetch_verification(known(result))
        await opener.perform(OperationCall(operations.DELETE_DATA, verification_id=VerificationId(result.id)))
        erased = await opener.fetch_verification(known(result))
    now = datetime.now(UTC)
    first = merge(None, locked, EventSource.POLL, now).known
    second = merge(first, opened, EventSource.POLL, now).known
    third = merge(second, erased, EventSource.POLL, now).known
    names = [{fact.field for fact in each.verification.details} for each in (first, second, third)]
    assert "result" in names[0]
    assert "result" not in names[1]
    assert {"signature", "issuer.name", "identificationData.encryptionMode"} <= names[1]
    assert not {"result", "signature", "issuer.name", "identificationData.encryptionMode"} & names[2]
    assert third.verification.verified == ()
