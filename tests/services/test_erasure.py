"""What a provider erased is nowhere here any more: not in the record, the search, the lists, the outbox or the vault."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.operation import OperationId
from console.services.operations import PerformOutcome, Subject
from console.store.driver import Access, connect
from tests.support.desk import Desk

# The tests share a simulator, whose other people are read too.
NAMES = {name: f"Quirina Zzyzx{name}marker" for name in ("iron", "checkout", "idenfy", "proofme")}


def _texts(desk: Desk) -> Iterator[tuple[str, str]]:
    """Every value of every table but the audit log, which never holds names."""
    connection = connect(desk.console.profile.store_path, desk.console.profile.db_key, Access.READ)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        # Contentless search tables keep no text; what they find is asked separately.
        for table in (name for name in tables if "_search" not in name):
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - a name of our own
                for value in row:
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    yield table, text
    finally:
        connection.close()


def _where_named(desk: Desk, provider: str) -> set[str]:
    return {table for table, text in _texts(desk) if f"zzyzx{provider}marker" in text.casefold()}


async def _decided(desk: Desk, provider: str) -> VerificationKey:
    key = await desk.create(provider, NAMES[provider])
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.pass_once()
    await desk.services.cases.refresh(key)
    return key


@pytest.mark.parametrize(
    ("provider", "operations"),
    [
        ("checkout", ("anonymize_verification", "anonymize_applicant")),
        ("idenfy", ("delete",)),
        ("proofme", ("delete_data",)),
    ],
)
async def test_after_the_provider_erased_it_nothing_of_the_person_is_left_here(
    provider: str, operations: tuple[str, ...], desk: Desk
) -> None:
    key = await _decided(desk, provider)
    if provider != "proofme":
        await desk.services.reports.fetch(key)
        assert len(list(desk.console.profile.vault._names())) == 1
    assert _where_named(desk, provider)
    customer_id = (await desk.row(key)).customer_id
    for operation in operations:
        is_customers = operation == "anonymize_applicant"
        subject = (
            Subject(key.account_id, customer_id)
            if is_customers
            else Subject(key.account_id, verification_id=key.id)
        )
        done = await desk.services.operations.perform(subject, OperationId(operation), {}, accept_loss=True)
        assert done.outcome is PerformOutcome.DONE, done.reason
    assert _where_named(desk, provider) == set()
    assert await desk.services.lists.load_verifications(ListQuery(text=f"zzyzx{provider}marker"), 0, 10) == ()
    assert list(desk.console.profile.vault._names()) == []
    case = await desk.services.cases.load_case(key)
    facts = case.stored.verification
    assert (facts.declared, facts.verified, facts.documents, facts.hosted_link) == ((), (), (), None)
    assert facts.raw_status
    assert facts.created_at is not None
    assert case.stored.raw == ()
    assert case.stored.report is None
    audit = await desk.console.store.query(lambda queries: queries.load_audit())
    assert [entry.action for entry in audit].count("erased_here") == len(operations)


async def test_an_archive_at_iron_erases_nothing(desk: Desk) -> None:
    key = await desk.create("iron", NAMES["iron"])
    done = await desk.services.operations.perform(
        Subject(key.account_id, verification_id=key.id),
        OperationId("archive_identification"),
        {},
        accept_loss=True,
    )
    assert done.outcome is PerformOutcome.DONE, done.reason
    assert _where_named(desk, "iron")
