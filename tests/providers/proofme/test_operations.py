"""Proofme's operations against the simulator over TCP: what each one does there, and what it says to the person."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from console.base.ids import new_reference
from console.domain.customer import CustomerId
from console.domain.errors import (
    InputInvalid,
    NotSupported,
    OutcomeUncertain,
    ProviderConflict,
    ProviderNotFound,
)
from console.domain.operation import Effect, OperationCall, OperationId, OperationResult, Target
from console.domain.outbox import CreateIntent, StepResult
from console.domain.phase import Phase
from console.domain.verification import Verification, VerificationId
from console.providers.contract import KnownVerification, Operates
from console.providers.proofme import operations
from console.providers.proofme.client import ProofmeClient
from tests.support.proofme import create, known, open_client, walk
from tests.support.simulator import Simulator


@pytest.fixture
async def client(quiet_simulator: Simulator) -> AsyncIterator[ProofmeClient]:
    async with open_client(quiet_simulator, with_pgp_key=True) as opened:
        yield opened
    quiet_simulator.clear_faults()


async def perform(
    client: ProofmeClient, operation: OperationId, made: StepResult | None = None, **values: str
) -> OperationResult:
    target = VerificationId(made.id if made is not None else "")
    return await client.perform(OperationCall(operation, verification_id=target, values=values))


def of(result: OperationResult) -> Verification:
    assert result.snapshot is not None
    return result.snapshot.verification


def test_every_operation_is_described_whole() -> None:
    assert issubclass(ProofmeClient, Operates)
    assert len({each.id for each in operations.OPERATIONS}) == len(operations.OPERATIONS)
    for each in operations.OPERATIONS:
        assert each.source.startswith("https://docs.proofme.id/#/")
        assert each.effect is not Effect.CREATE
        assert (each.action is None) == (each.effect is Effect.READ)
        assert each.target in {Target.ACCOUNT, Target.VERIFICATION}


async def test_an_operation_nobody_described_is_not_sent(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    quiet_simulator.forget_calls()
    with pytest.raises(NotSupported):
        await perform(client, OperationId("patch"))
    for operation in (operations.READ_RESULT, operations.REVOKE, operations.DELETE_DATA):
        with pytest.raises(InputInvalid):
            await perform(client, operation)
    assert quiet_simulator.calls("proofme") == []


async def test_revoking_closes_an_open_one(client: ProofmeClient) -> None:
    made = await create(client)
    result = await perform(client, operations.REVOKE, made)
    assert (of(result).phase, of(result).raw_status) == (Phase.CLOSED, "REVOKED")
    assert result.raw is not None
    assert b"REVOKE_SUCCESSFUL" in result.raw.body
    with pytest.raises(ProviderConflict):
        await perform(client, operations.REVOKE, made)


async def test_a_revocation_whose_answer_is_lost_is_uncertain_and_sent_once(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    made = await create(client)
    rule = {"provider": "proofme", "method": "DELETE", "action": "commit_then_drop"}
    quiet_simulator.forget_calls()
    with quiet_simulator.faults(rule), pytest.raises(OutcomeUncertain):
        await perform(client, operations.REVOKE, made)
    deletes = [call for call in quiet_simulator.calls("proofme") if call["method"] == "DELETE"]
    assert len(deletes) == 1
    assert (await client.fetch_verification(known(made))).verification.raw_status == "REVOKED"


async def test_a_read_that_fails_after_a_change_does_not_undo_it(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    made = await create(client)
    rule = {"provider": "proofme", "method": "GET", "path": "/identification/*", "action": "garbage"}
    with quiet_simulator.faults(rule):
        result = await perform(client, operations.REVOKE, made)
    assert result.snapshot is None
    assert "revoked" in result.summary


async def test_deleting_a_result_takes_the_result_and_nothing_else(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    made = await create(client)
    await walk(quiet_simulator, made.id, "finish")
    assert (await client.fetch_verification(known(made))).verification.verified
    result = await perform(client, operations.DELETE_DATA, made)
    assert result.summary == "Proofme deleted the result."
    assert (of(result).raw_status, of(result).encrypted, of(result).verified) == ("SUCCESS", False, ())
    call = quiet_simulator.calls("proofme")[-3]
    assert (call["method"], call["path"]) == ("DELETE", "/identification/data")
    with pytest.raises(ProviderConflict):
        await perform(client, operations.DELETE_DATA, made)


async def test_there_is_nothing_to_delete_before_success(client: ProofmeClient) -> None:
    made = await create(client)
    with pytest.raises(ProviderConflict):
        await perform(client, operations.DELETE_DATA, made)
    assert (await client.fetch_verification(known(made))).verification.raw_status == "PENDING"


async def test_an_id_that_could_mean_several_is_never_sent(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    quiet_simulator.forget_calls()
    with pytest.raises(InputInvalid):
        await client.perform(OperationCall(operations.DELETE_DATA, verification_id=VerificationId("one,two")))
    assert quiet_simulator.calls("proofme") == []


async def test_an_unknown_identification_is_not_found(client: ProofmeClient) -> None:
    for operation in (operations.READ_RESULT, operations.REVOKE, operations.DELETE_DATA):
        with pytest.raises(ProviderNotFound):
            await client.perform(OperationCall(operation, verification_id=VerificationId("nobody")))


async def test_reading_the_result_shows_facts_and_the_picture(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    options = {"description": "Mara Sofie Lindqvist"}
    made = await create(client, CreateIntent(new_reference(), options=options))
    assert "no result" in (await perform(client, operations.READ_RESULT, made)).summary
    await walk(quiet_simulator, made.id, "finish")
    result = await perform(client, operations.READ_RESULT, made)
    rows = {row.label: row.value for row in result.rows}
    assert rows["full_name"] == "Mara Sofie Lindqvist"
    assert [(each.name, each.media_type, each.body[:4]) for each in result.files] == [
        ("photo.png", "image/png", b"\x89PNG")
    ]
    assert of(result).verified
    assert result.raw is not None
    assert b"encryptedData" in result.raw.body


async def test_without_the_key_the_result_stays_closed_and_says_what_to_do(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    made = await create(client)
    await walk(quiet_simulator, made.id, "finish")
    async with open_client(quiet_simulator) as keyless:
        result = await perform(keyless, operations.READ_RESULT, made)
    assert "load the account's PGP key" in result.summary
    assert (result.rows, result.files, of(result).encrypted) == ((), (), True)


async def test_searching_finds_by_reference_with_every_list_parameter(client: ProofmeClient) -> None:
    references = [new_reference("find-me") for _ in range(3)]
    made = [await create(client, CreateIntent(reference)) for reference in references]
    newest = await perform(client, operations.SEARCH, search="find-me", limit="2")
    assert newest.summary == "2 identifications of 3."
    assert [row.label for row in newest.rows] == [made[2].id, made[1].id]
    assert newest.rows[0].value == f"PENDING {references[2]}"
    oldest = await perform(
        client,
        operations.SEARCH,
        search="find-me",
        sortColumn="createdAt",
        sortDirection="ASC",
        offset="1",
    )
    assert [row.label for row in oldest.rows] == [made[1].id, made[2].id]
    assert (await perform(client, operations.SEARCH, search=made[0].id)).rows[0].label == made[0].id


@pytest.mark.parametrize(
    ("key", "value"),
    [("limit", "0"), ("limit", "101"), ("limit", "many"), ("offset", "-1"), ("offset", "9" * 40)],
)
async def test_a_number_out_of_range_is_named_before_anything_is_sent(
    quiet_simulator: Simulator, client: ProofmeClient, key: str, value: str
) -> None:
    quiet_simulator.forget_calls()
    with pytest.raises(InputInvalid) as refusal:
        await perform(client, operations.SEARCH, None, **{key: value})
    assert refusal.value.field == key
    with pytest.raises(InputInvalid):
        await perform(client, operations.SEARCH, sortColumn="status; drop")
    assert quiet_simulator.calls("proofme") == []


async def test_an_own_page_is_read_by_its_address(client: ProofmeClient) -> None:
    url = "https://verify.example.org/start?lang=nl&x=a/b"
    result = await perform(client, operations.READ_CUSTOM_PAGE, url=url)
    assert {row.label: row.value for row in result.rows}["domain"] == "verify.example.org"
    with pytest.raises(ProviderNotFound):
        await perform(client, operations.READ_CUSTOM_PAGE, url="https://elsewhere.example.org/")
    with pytest.raises(InputInvalid):
        await perform(client, operations.READ_CUSTOM_PAGE)


async def test_what_an_operation_reads_is_recorded_like_any_other_read(
    quiet_simulator: Simulator, client: ProofmeClient
) -> None:
    made = await create(client)
    await walk(quiet_simulator, made.id, "open")
    result = await perform(client, operations.READ_RESULT, made)
    read = await client.fetch_verification(KnownVerification(VerificationId(made.id), CustomerId("")))
    assert of(result) == read.verification
