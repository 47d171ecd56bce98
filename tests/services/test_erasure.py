"""What a provider erased is nowhere here any more: not in the record, the search, the lists, the outbox or the vault."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from console.domain.errors import NotKnown
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.operation import OperationId
from console.domain.timeline import EventSource
from console.providers.contract import FetchesReports
from console.services.operation_offers import PerformOutcome, Subject
from console.services.report_shelf import ReportShelf
from console.store.driver import Access, connect
from console.vault.vault import Identity
from tests.support.desk import Desk

# The tests share a simulator, whose other people are read too.
OTHER = "Nora Other"
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


async def _decided(desk: Desk, provider: str, name: str = "") -> VerificationKey:
    key = await desk.create(provider, name or NAMES[provider])
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
        assert len(list(desk.console.profile.vault.load_names())) == 1
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
    assert list(desk.console.profile.vault.load_names()) == []
    case = await desk.services.cases.load_case(key)
    facts = case.stored.verification
    assert (facts.declared, facts.verified, facts.documents, facts.hosted_link) == ((), (), (), None)
    assert facts.raw_status
    assert facts.created_at is not None
    assert case.stored.raw == ()
    assert case.stored.report is None
    done_by_us = [event for event in case.stored.events if event.kind == "operation_done"]
    assert done_by_us
    assert all(event.raw for event in done_by_us)
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


async def test_a_look_that_was_under_way_brings_nobody_back(desk: Desk) -> None:
    key = await _decided(desk, "idenfy", "Quirina Zzyzxlatemarker")
    coordinator = desk.console._directory.coordinator(key.account_id)
    client = (await coordinator.connected()).client
    late = await client.fetch_verification(await desk.services.cases.load_known(key))
    assert late.verification.verified or late.verification.documents
    subject = Subject(key.account_id, verification_id=key.id)
    done = await desk.services.operations.perform(subject, OperationId("delete"), {}, accept_loss=True)
    assert done.outcome is PerformOutcome.DONE, done.reason
    await coordinator.record((late,), EventSource.POLL)
    assert _where_named(desk, "late") == set()
    case = await desk.services.cases.load_case(key)
    assert case.stored.verification.is_erased
    assert case.stored.raw == ()


async def test_a_report_that_was_on_its_way_is_not_kept(desk: Desk) -> None:
    key = await _decided(desk, "idenfy", OTHER)
    coordinator = desk.console._directory.coordinator(key.account_id)
    client = (await coordinator.connected()).client
    assert isinstance(client, FetchesReports)
    report = await client.fetch_report(await desk.services.cases.load_known(key))
    await desk.console._eraser.erase_verification(key)
    shelf = ReportShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    with pytest.raises(NotKnown):
        await shelf.keep(key, report)
    assert list(desk.console.profile.vault.load_names()) == []


@pytest.mark.parametrize("provider", ["idenfy", "checkout"])
async def test_the_copy_an_upgrade_left_goes_with_whoever_is_erased(provider: str, desk: Desk) -> None:
    key = await _decided(desk, provider, OTHER)
    path = desk.console.profile.store_path
    copy = path.with_name(f"{path.name}.before-0002")
    copy.write_bytes(b"everything that was here")
    if provider == "checkout":
        customer_id = (await desk.row(key)).customer_id
        await desk.console._eraser.erase_customer(key.account_id, customer_id)
    else:
        await desk.console._eraser.erase_verification(key)
    assert not copy.exists()


async def test_a_removed_account_leaves_no_file_and_no_copy(desk: Desk) -> None:
    key = await _decided(desk, "checkout", OTHER)
    await desk.services.reports.fetch(key)
    path = desk.console.profile.store_path
    copy = path.with_name(f"{path.name}.before-0002")
    copy.write_bytes(b"everything that was here")
    assert len(list(desk.console.profile.vault.load_names())) == 1
    await desk.services.accounts.remove(key.account_id)
    assert list(desk.console.profile.vault.load_names()) == []
    assert not copy.exists()


async def test_a_start_takes_away_files_that_nothing_names_unless_they_are_young(desk: Desk) -> None:
    key = await _decided(desk, "checkout", OTHER)
    report = await desk.services.reports.fetch(key)
    vault = desk.console.profile.vault
    old, young = (vault.put(Identity("nobody", "pdf"), body).id for body in (b"old", b"young"))
    long_ago = desk.clock.now().timestamp() - 2 * 86_400
    for object_id in (old, report.object_id):
        os.utime(vault._path(object_id), (long_ago, long_ago))
    await desk.start_sync()
    await desk.services.sync.stop()
    assert set(vault.load_names()) == {report.object_id, young}
