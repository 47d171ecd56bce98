"""Dossiers of cases and people from the real store: what they say, that they are logged, what they keep to themselves."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from console.domain.activity import ActivityFilter
from console.domain.capsule import CapsulePart
from console.domain.desk import DecisionDraft, DecisionKind
from console.domain.dossier import Dossier
from console.domain.errors import DiskFull, NotKnown
from console.domain.keys import VerificationId, VerificationKey
from console.domain.people import CustomerKey
from console.domain.phase import Phase
from console.providers.contract import FetchedReport
from console.services.dossier_person import build_case_paper
from tests.support.desk import Desk
from tests.support.pdfs import build_pdf


def _text(dossier: Dossier) -> str:
    """All words of a dossier, however they are broken into lines."""
    pages = PdfReader(io.BytesIO(dossier.body)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def _papers(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if file.is_file() and b"%PDF-" in file.read_bytes()}


async def _decided(desk: Desk, provider: str = "checkout") -> VerificationKey:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    return next(
        row.key
        for row in rows
        if row.provider == provider and row.phase is Phase.APPROVED and row.customer_name
    )


async def _actions(desk: Desk, action: str) -> list[str]:
    numbers = await desk.services.activity.load_numbers(ActivityFilter(actions=frozenset({action})))
    entries = await desk.services.activity.load_entries(list(numbers))
    return [entry.details for entry in entries.values()]


async def test_a_case_is_told_whole(desk: Desk) -> None:
    key = await _decided(desk)
    # Whoever opened the profile is at the desk from now on.
    await desk.services.persons.load()
    case = await desk.services.cases.load_case(key)
    await desk.services.desk.add_note(key, "Looked twice at the portrait.")
    evidence = desk.services.desk.find_evidence(case.stored)
    rules = desk.services.desk.rules
    reason = rules.reasons_for(DecisionKind.ACCEPT)[0]
    draft = DecisionDraft(DecisionKind.ACCEPT, (reason.code,), "Nothing speaks against it.", evidence)
    await desk.services.desk.decide(key, draft)
    head = (await desk.services.dossiers.load_making()).head
    told = _text(await desk.services.dossiers.build(key))
    verification = case.stored.verification
    wanted = [
        key.id,
        verification.customer_id,
        verification.raw_status,
        case.account.name,
        "SIMULATOR, NO REAL PERSON",
        "Looked twice at the portrait.",
        "Nothing speaks against it.",
        reason.text,
        desk.console.store.who,
        f"Audit log at entry {head.number}: {head.hash}",
        *(label.ref.value for label in case.labels),
        *(label.meaning.title for label in case.labels if label.meaning),
    ]
    assert [each for each in wanted if " ".join(each.split()) not in told] == []
    assert evidence in told.replace(" ", "")


async def test_every_kind_of_case_makes_a_paper(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    seen = {(row.provider, row.phase): row.key for row in rows}
    assert len({provider for provider, _ in seen}) == 4
    for key in seen.values():
        dossier = await desk.services.dossiers.build(key)
        assert dossier.body.startswith(b"%PDF-")
        assert key.id in _text(dossier)


async def test_no_hosted_link_is_in_a_dossier(desk: Desk) -> None:
    key = await desk.create("checkout")
    link = await desk.services.cases.show_link(key)
    told = _text(await desk.services.dossiers.build(key)).replace(" ", "")
    assert "Linkshown" in told
    assert link.url not in told
    assert link.url.rsplit("/", 1)[-1] not in told


async def test_making_one_is_on_the_timeline_and_in_the_log_by_its_digest(desk: Desk) -> None:
    key = await _decided(desk)
    dossier = await desk.services.dossiers.build(key)
    case = await desk.services.cases.load_case(key)
    assert "dossier_made" in {event.kind for event in case.stored.events}
    [details] = await _actions(desk, "dossier_made")
    assert details == f"sha256 {dossier.sha256}"
    customer = case.stored.customer
    assert customer is not None
    assert customer.name not in details


async def test_evidence_is_told_with_its_source_and_request_and_earlier_reports_are_named(
    desk: Desk, tmp_path: Path
) -> None:
    key = await _decided(desk, "idenfy")
    reports = desk.services.reports
    older = await reports.keep(key, FetchedReport(build_pdf(["older"]), "/older/report", "request-one"))
    newer = await reports.keep(
        key, FetchedReport(build_pdf(["newer"]), "https://h.example/signed/abcdef", "request-two")
    )
    told = _text(await desk.services.dossiers.build(key))
    for words in (
        "An earlier report",
        "From /older/report",
        "request-one",
        "From https://h.example",
        "request-two",
    ):
        assert words in told
    assert "abcdef" not in told
    joined = told.replace(" ", "")
    assert older.sha256 in joined
    assert newer.sha256 in joined
    made = await desk.services.capsules.make(key, tmp_path / "c.zip", "")
    [left] = [each for each in made.left_out if each.received_sha256 == older.sha256]
    assert "request-one" in left.title
    [report] = [entry for entry in made.entries if entry.received_sha256 == newer.sha256]
    assert report.request_id == "request-two"
    raw = [entry for entry in made.entries if entry.part is CapsulePart.RAW]
    assert raw
    assert all(entry.source for entry in raw)


async def test_a_copy_is_written_only_when_asked_for_and_logged(desk: Desk, tmp_path: Path) -> None:
    key = await _decided(desk)
    before = _papers(tmp_path)
    dossier = await desk.services.dossiers.build(key)
    assert _papers(tmp_path) == before
    target = tmp_path / dossier.file_name
    await desk.services.dossiers.save(dossier, target)
    assert target.read_bytes() == dossier.body
    assert target.stat().st_mode & 0o077 == 0
    assert await _actions(desk, "dossier_saved") == [f"sha256 {dossier.sha256}"]
    with pytest.raises(DiskFull):
        await desk.services.dossiers.save(dossier, tmp_path / "no" / "folder.pdf")


async def test_a_dossier_opens_in_the_viewer(desk: Desk) -> None:
    key = await _decided(desk)
    opened = await desk.services.dossiers.open(await desk.services.dossiers.build(key))
    try:
        assert opened.info.pages >= 1
        assert key.id in await opened.text(0)
        assert (await opened.outline())[0].title == "Summary"
    finally:
        await opened.close()


async def test_a_person_is_told_with_all_linked_records(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    rows = [row for row in await desk.rows() if row.customer_id and row.customer_name]
    first = rows[0]
    second = next(row for row in rows if row.provider != first.provider)
    one = CustomerKey(first.key.account_id, first.customer_id)
    other = CustomerKey(second.key.account_id, second.customer_id)
    await desk.services.people.link(one, other)
    dossier = await desk.services.dossiers.build_for_person(one)
    told = _text(dossier)
    person = await desk.services.people.load_person(one)
    assert all(check.key.id in told for check in person.checks)
    assert all(record.key.id in told for record in person.records)
    assert "2 linked records" in told
    for check in person.checks:
        case = await desk.services.cases.load_case(check.key)
        assert "dossier_made" in {event.kind for event in case.stored.events}
    [details] = await _actions(desk, "dossier_made")
    assert details == f"sha256 {dossier.sha256}"


async def test_a_person_with_one_record_is_told_in_the_singular_and_the_log_once(desk: Desk) -> None:
    await desk.services.sync.sync_once()
    row = next(row for row in await desk.rows() if row.customer_id and row.customer_name)
    key = CustomerKey(row.key.account_id, row.customer_id)
    dossier = await desk.services.dossiers.build_for_person(key)
    [check] = (await desk.services.people.load_person(key)).checks
    told = _text(dossier)
    assert "1 record, 1 verification " in told
    assert told.count("The log is a chain") == 1
    # The case begins below the list of all of them, on the first page.
    first = " ".join(PdfReader(io.BytesIO(dossier.body)).pages[0].extract_text().split())
    assert "Last read here" in first
    assert first.count(check.key.id) > 1


async def test_a_clock_ahead_of_ours_is_said_where_a_change_seems_later_than_our_look(desk: Desk) -> None:
    key = await _decided(desk)
    services = desk.services
    file = await services.dossiers.load_file(key)
    making = await services.dossiers.load_making()
    stored = file.case.stored
    told: dict[timedelta, str] = {}
    for ahead in (timedelta(), timedelta(seconds=1)):
        verification = replace(stored.verification, updated_at=stored.as_of + ahead)
        case = replace(file.case, stored=replace(stored, verification=verification))
        paper = build_case_paper(replace(file, case=case), services.desk.rules, making)
        told[ahead] = _text(await services.dossiers.print(paper, "paper"))
    assert "which is ahead of ours" not in told[timedelta()]
    assert "by the provider's clock, which is ahead of ours" in told[timedelta(seconds=1)]


async def test_what_is_not_here_is_said(desk: Desk) -> None:
    key = await _decided(desk)
    with pytest.raises(NotKnown):
        await desk.services.dossiers.build(VerificationKey(key.account_id, VerificationId("nobody")))
    assert json.dumps(await _actions(desk, "dossier_made")) == "[]"
