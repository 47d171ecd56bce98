"""A case as sections of a paper: facts, attempts, labels, what happened, our notes and decisions, hashes; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from console.domain.case import Case
from console.domain.decision_rules import DecisionRules
from console.domain.desk import Decision, Note
from console.domain.dossier import CaseFile, Making
from console.domain.evidence import build_evidence
from console.domain.evidence_file import CaptureState, EvidenceFile, EvidenceKind
from console.domain.fact import Fact
from console.domain.identity import Agreement, compare_values
from console.domain.masking import mask_text
from console.domain.report import Report
from console.papers.document import Block, Grid, GridRow, Pair, Pairs, Section, Tone, Words
from console.services.dossier_labels import build_labels
from console.services.dossier_words import (
    AGREEMENTS,
    DECIDED,
    MARKS,
    SOURCES,
    STATES,
    cell_text,
    count_text,
    event_text,
    field_text,
    moment_text,
    phase_text,
    size_text,
    told,
)

_AGREEMENT_TONES: Mapping[Agreement, Tone] = {
    Agreement.DIFFERENT: Tone.BAD,
    Agreement.OTHER_SCRIPT: Tone.WARN,
}
_MISSING: Mapping[EvidenceKind, str] = {
    EvidenceKind.REPORT: "provider's report is",
    EvidenceKind.PICTURE: "pictures are",
}
# Read again and again, a case may have thousands of answers.
_MOST_HASHES = 200


def build_case_sections(file: CaseFile, rules: DecisionRules, making: Making) -> tuple[Section, ...]:
    """Everything kept about one verification but its audit entries, in the order in which a person asks for it."""
    case = file.case
    return (
        Section("Summary", _build_summary(case)),
        Section("Declared and verified", _build_facts(case)),
        Section("Documents", _build_documents(case)),
        Section("What else the provider told", _build_details(case)),
        Section("Attempts", _build_attempts(case)),
        build_labels(file, making),
        Section("Decisions", _build_decisions(case, rules)),
        Section("Notes", _build_notes(case.stored.desk.notes)),
        Section("What happened", _build_timeline(case)),
        Section("Evidence and its hashes", _build_evidence(file)),
    )


def build_title(case: Case) -> str:
    """Whose case it is."""
    customer = case.stored.customer
    return customer.name if customer is not None and customer.name else "Name not told"


def _build_summary(case: Case) -> tuple[Block, ...]:
    verification, customer = case.stored.verification, case.stored.customer
    final = "" if verification.is_final else ", called provisional by the provider"
    status = f"{phase_text(verification.phase)} (the provider says: {told(verification.raw_status)}){final}"
    pairs = (
        Pair("Customer", build_title(case)),
        Pair("E-mail", told(customer.email if customer else "")),
        Pair("Customer's id there", told(verification.customer_id)),
        Pair("Our reference", told(verification.reference or (customer.reference if customer else ""))),
        Pair("Provider", case.provider_title),
        Pair("Account", f"{case.account.name} ({case.account.environment.value})"),
        Pair("Verification", verification.id),
        Pair("Status", status),
        *((Pair("Its meaning", case.status_meaning),) if case.status_meaning else ()),
        *((Pair("Provider's comment", mask_text(verification.comment)),) if verification.comment else ()),
        Pair("Created", moment_text(verification.created_at)),
        Pair("Last changed there", _to_changed(verification.updated_at, case.stored.as_of)),
        Pair("First seen here", moment_text(case.stored.first_seen_at)),
        Pair("Last read here", moment_text(case.stored.as_of)),
    )
    return (*_build_warnings(case), Pairs(pairs))


def _to_changed(changed_at: datetime | None, read_at: datetime) -> str:
    """A moment told by the provider: its clock may be ahead of ours, and a change after we read it looks wrong."""
    ahead = changed_at is not None and changed_at > read_at
    return moment_text(changed_at) + (", by the provider's clock, which is ahead of ours" if ahead else "")


def _build_warnings(case: Case) -> tuple[Block, ...]:
    found: list[Block] = []
    if MARKS[case.account.environment]:
        text = "This record comes from a world for tests. It says nothing about a real person."
        found.append(Words(text, Tone.BAD))
    if case.stored.verification.is_erased:
        text = (
            "What was personal was erased at the provider and here; ids, status, codes and times were kept."
        )
        found.append(Words(text, Tone.WARN))
    if case.stored.verification.encrypted:
        found.append(Words("Verified data exist that no key here can open.", Tone.WARN))
    if case.stored.unreadable:
        parts = ", ".join(case.stored.unreadable)
        found.append(Words(f"Parts of the last answer could not be read: {parts}.", Tone.WARN))
    return tuple(found)


def _build_facts(case: Case) -> tuple[Block, ...]:
    verification = case.stored.verification
    said = {fact.field: fact.value for fact in verification.declared}
    found = {fact.field: fact.value for fact in verification.verified}
    rows: list[GridRow] = []
    for field in dict.fromkeys([*found, *said]):
        declared, verified = said.get(field, ""), found.get(field, "")
        agreement = compare_values(field, declared, verified)
        cells = (field_text(field), declared, verified, AGREEMENTS[agreement])
        rows.append(GridRow(cells, _AGREEMENT_TONES.get(agreement, Tone.PLAIN)))
    headings = ("Field", "Declared by the customer", "Verified by the provider", "")
    return _grid(headings, (2.2, 3, 3, 1.2), rows, "Neither the customer nor the provider told any facts.")


def _build_documents(case: Case) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for document in case.stored.verification.documents:
        head = (
            Pair("Document", told(document.document_type)),
            Pair("Issued in", told(document.issuing_country)),
        )
        blocks.append(Pairs((*head, *_to_pairs(document.facts, {}))))
    return tuple(blocks) or (Words("The provider told of no document.", Tone.MUTED),)


def _build_details(case: Case) -> tuple[Block, ...]:
    pairs = _to_pairs(case.stored.verification.details, case.field_titles)
    return (Pairs(pairs),) if pairs else (Words("Nothing else.", Tone.MUTED),)


def _to_pairs(facts: Iterable[Fact], titles: Mapping[str, str]) -> tuple[Pair, ...]:
    return tuple(
        Pair(titles.get(fact.field) or field_text(fact.field), mask_text(fact.value)) for fact in facts
    )


def _build_attempts(case: Case) -> tuple[Block, ...]:
    rows = [
        GridRow(
            (
                str(number),
                attempt.id,
                told(attempt.raw_status),
                cell_text(attempt.created_at),
                cell_text(attempt.updated_at),
                attempt.outcome,
            )
        )
        for number, attempt in enumerate(case.stored.attempts, start=1)
    ]
    headings = ("", "Attempt", "Status there", "Began (UTC)", "Changed (UTC)", "Ended with")
    return _grid(headings, (0.4, 3.6, 1.8, 1.9, 1.9, 1.5), rows, "The provider told of no attempt.")


def _build_decisions(case: Case, rules: DecisionRules) -> tuple[Block, ...]:
    blocks = tuple(Pairs(_to_decision(decision, rules)) for decision in case.stored.desk.decisions)
    return blocks or (Words("Nobody here has decided yet.", Tone.MUTED),)


def _to_decision(decision: Decision, rules: DecisionRules) -> tuple[Pair, ...]:
    reasons = "\n".join(rules.describe(code) for code in decision.reasons)
    pairs = [
        Pair(f"Decision {decision.number}", f"{DECIDED[decision.kind]}; {STATES[decision.state]}"),
        Pair("By", f"{decision.who}, {moment_text(decision.at)}"),
        Pair("Reasons", reasons),
    ]
    if decision.comment:
        pairs.append(Pair("In words", decision.comment))
    if decision.second:
        pairs.append(Pair("Second person", f"{decision.second}, {moment_text(decision.second_at)}"))
    elif decision.needs_second:
        pairs.append(Pair("Second person", "nobody yet; one is needed"))
    if decision.second_comment:
        pairs.append(Pair("Their words", decision.second_comment))
    if decision.outdated_at is not None:
        pairs.append(Pair("Evidence changed since", moment_text(decision.outdated_at)))
    pairs.append(Pair("Evidence, SHA-256", decision.evidence))
    return tuple(pairs)


def _build_notes(notes: tuple[Note, ...]) -> tuple[Block, ...]:
    rows = [GridRow((cell_text(note.at), note.who, _to_note(note))) for note in notes]
    return _grid(("When (UTC)", "Who", "Note"), (2, 1.6, 6.6), rows, "No notes.")


def _to_note(note: Note) -> str:
    if note.withdrawn_at is None:
        return note.body
    return f"{note.body}\n(withdrawn by {note.withdrawn_by}, {moment_text(note.withdrawn_at)})"


def _build_timeline(case: Case) -> tuple[Block, ...]:
    rows = [
        GridRow((cell_text(event.at), event_text(event.kind), SOURCES[event.source], mask_text(event.raw)))
        for event in case.stored.events
    ]
    return _grid(("When (UTC)", "What", "Told by", "Verbatim"), (2, 2.6, 1.4, 4.2), rows, "Nothing yet.")


def _build_evidence(file: CaseFile) -> tuple[Block, ...]:
    stored = file.case.stored
    rows: list[GridRow] = []
    if stored.report is not None:
        rows.append(_to_evidence("Provider's report, as received over TLS", stored.report))
    rows += [_to_evidence("An earlier report of the provider", each) for each in file.earlier_reports]
    rows += [_to_evidence(f"Picture: {each.role}", each) for each in file.files]
    for record in file.observations[-_MOST_HASHES:]:
        what = f"Answer: {record.kind} ({SOURCES[record.source]})"
        rows.append(_to_hash(what, record.seen_at, len(record.body), sha256(record.body).hexdigest()))
    digest = build_evidence(stored.verification, stored.attempts)
    grid = _grid(
        ("What", "Received (UTC)", "Size", "SHA-256"), (3.5, 1.9, 1.2, 3.5), rows, "Nothing was kept."
    )
    return (*grid, *_build_missing(file), Pairs((Pair("All facts, SHA-256", digest),)))


def _build_missing(file: CaseFile) -> tuple[Block, ...]:
    """What is not in the list above, and why."""
    found = [
        Words(f"The {_MISSING[capture.kind]} not here: {capture.reason}", Tone.WARN)
        for capture in file.captures
        if capture.state is not CaptureState.STORED and capture.reason
    ]
    older = len(file.observations) - _MOST_HASHES
    if older > 0:
        kept = (
            "is kept too; a capsule has its digest"
            if older == 1
            else "are kept too; a capsule has their digests"
        )
        found.append(Words(f"{count_text(older, 'older answer')} {kept}."))
    return tuple(found)


def _to_evidence(what: str, kept: Report | EvidenceFile) -> GridRow:
    """With where it came from and the provider's name for the request, by which they can find it in their own log."""
    source = f"\nFrom {mask_text(kept.source)}" if kept.source else ""
    request = f"\nRequest {kept.request_id}" if kept.request_id else ""
    return _to_hash(f"{what}{source}{request}", kept.fetched_at, kept.size_bytes, kept.sha256)


def _to_hash(what: str, moment: datetime, size_bytes: int, digest: str) -> GridRow:
    half = len(digest) // 2
    return GridRow((what, cell_text(moment), size_text(size_bytes), f"{digest[:half]}\n{digest[half:]}"))


def build_audit(files: tuple[CaseFile, ...], making: Making) -> tuple[Block, ...]:
    """How many entries of the log name what a paper tells of, and where the log stood."""
    named = sum(len(file.audit) for file in files)
    what = "this verification" if len(files) == 1 else "these verifications"
    text = (
        f"Entries of the audit log that name {what}: {named}. The log is a chain: with the head below, "
        "taking away, changing or adding an earlier entry can be proved."
    )
    return (
        Words(text),
        Pairs((Pair("Newest entry then", str(making.head.number)), Pair("Its hash", making.head.hash))),
    )


def _grid(
    headings: tuple[str, ...], shares: tuple[float, ...], rows: list[GridRow], absent: str
) -> tuple[Block, ...]:
    return (Grid(headings, shares, tuple(rows)),) if rows else (Words(absent, Tone.MUTED),)
