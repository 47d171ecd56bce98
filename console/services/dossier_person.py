"""A person with all their records as one paper: who is linked with whom and by whom, then every verification; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from console.domain.decision_rules import DecisionRules
from console.domain.dossier import CaseFile, Making, PersonCases
from console.domain.environment import Environment
from console.domain.people import LinkedRecord, PersonFile, PersonRecord
from console.papers.document import Block, Grid, GridRow, PaperDocument, Section, Tone, Words
from console.services.dossier_sections import build_audit, build_case_sections, build_title
from console.services.dossier_words import (
    MARKS,
    cell_text,
    conflict_text,
    count_text,
    moment_text,
    phase_text,
    told,
)

_FOOT: Final = "Made by Compliance Console"


def build_case_paper(file: CaseFile, rules: DecisionRules, making: Making) -> PaperDocument:
    """The dossier of one verification."""
    case = file.case
    key = case.stored.key
    return PaperDocument(
        f"Dossier: {build_title(case)}",
        f"{case.provider_title}, verification {key.id}",
        f"Dossier  \u00b7  {case.provider_title}  \u00b7  {key.id}",
        _build_foot(making),
        (*build_case_sections(file, rules, making), Section("Audit log", build_audit((file,), making))),
        making.at,
        MARKS[case.account.environment],
        (case.provider_title, key.id),
    )


def build_person_paper(cases: PersonCases, rules: DecisionRules, making: Making) -> PaperDocument:
    """The dossier of a person: the first part is about the person, then each verification is one."""
    person = cases.person
    record = person.record
    name = record.customer.name or "Name not told"
    parts: list[Section] = [
        Section("The person", _build_records(person), level=1),
        Section("All verifications", _build_checks(cases)),
    ]
    for file in cases.files:
        case = file.case
        title = f"{case.provider_title}: {case.stored.key.id}"
        first, *rest = build_case_sections(file, rules, making)
        parts += [replace(first, title=title, level=1), *rest]
    parts.append(Section("Audit log", build_audit(cases.files, making), level=1))
    marks = [MARKS[each.environment] for each in person.records]
    ids = tuple(each.key.id for each in person.records)
    return PaperDocument(
        f"Dossier: {name}",
        f"{_to_records(len(person.records))}, {count_text(len(person.checks), 'verification')}",
        f"Dossier of a customer  \u00b7  {record.account_name}  \u00b7  {record.key.id}",
        _build_foot(making),
        tuple(parts),
        making.at,
        next((mark for mark in marks if mark), MARKS[Environment.LIVE]),
        ids,
    )


def _build_foot(making: Making) -> tuple[str, ...]:
    return (
        f"{_FOOT} {making.version}, {moment_text(making.at)}, by {making.who}",
        f"Audit log at entry {making.head.number}: {making.head.hash}",
    )


def _build_records(person: PersonFile) -> tuple[Block, ...]:
    rows = [_to_row(person.record, "")]
    rows += [_to_row(linked.record, _to_link(linked)) for linked in person.linked]
    headings = ("Name", "Account", "Customer's id there", "E-mail", "Linked")
    blocks: list[Block] = [Grid(headings, (2.4, 2, 2.6, 2.4, 2.4), tuple(rows))]
    for linked in person.linked:
        blocks += [Words(conflict_text(conflict), Tone.BAD) for conflict in linked.conflicts]
    for refusal in person.refusals:
        text = (
            f"{refusal.who} said on {moment_text(refusal.at)} that record {refusal.record.key.id} "
            f"({refusal.record.account_name}) is somebody else's."
        )
        blocks.append(Words(text))
    return tuple(blocks)


def _to_row(record: PersonRecord, linked: str) -> GridRow:
    customer = record.customer
    return GridRow((told(customer.name), record.account_name, record.key.id, told(customer.email), linked))


def _to_link(linked: LinkedRecord) -> str:
    return f"by {linked.who}\n{moment_text(linked.at)}"


def _build_checks(cases: PersonCases) -> tuple[Block, ...]:
    rows = tuple(
        GridRow(
            (
                check.account_name,
                check.key.id,
                phase_text(check.phase),
                told(check.raw_status),
                cell_text(check.created_at),
            )
        )
        for check in cases.person.checks
    )
    if not rows:
        return (Words("No verification of this person is here.", Tone.MUTED),)
    headings = ("Account", "Verification", "Phase", "Status there", "Created (UTC)")
    blocks: list[Block] = [Grid(headings, (2, 3.6, 1.6, 2, 2.2), rows)]
    if cases.left_out:
        text = _to_left_out(cases.left_out)
        blocks.append(Words(text, Tone.WARN))
    return tuple(blocks)


def _to_records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} linked records"


def _to_left_out(count: int) -> str:
    if count == 1:
        return "The oldest is not described below; make a dossier of it."
    return f"The {count} oldest are not described below; make a dossier of each."
