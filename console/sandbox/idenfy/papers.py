"""The PDF report of a decided verification: gathers its facts for the shared report maker."""

from __future__ import annotations

from console.sandbox.idenfy.records import Record
from console.sandbox.reports import build_report
from console.sandbox.reports_facts import ReportFacts


def build_pdf(record: Record) -> bytes:
    """Verification data and status, document data, codes and tags, as the vendor says its report has them.

    Source: https://documentation.idenfy.com/kyc/verification-report
    """
    papers, codes = record.papers, record.codes
    rows = (
        ("Scan reference", record.scan_ref),
        ("Client id", record.request.clientId),
        ("External reference", record.request.externalRef or ""),
        ("First name", papers.given_name.upper()),
        ("Surname", papers.family_name.upper()),
        ("Name in original script", f"{papers.original_given_name} {papers.original_family_name}".strip()),
        ("Date of birth", papers.birth_date.isoformat()),
        ("Document", f"{papers.document_type} {papers.document_number}"),
        ("Issuing country", papers.issuing_country),
        ("Valid", f"{papers.issued.isoformat()} to {papers.expires.isoformat()}"),
        ("Automatic document result", codes.auto_document),
        ("Automatic face result", codes.auto_face),
        ("Manual document result", codes.manual_document),
        ("Manual face result", codes.manual_face),
    )
    decided_at = record.finished_at or record.created_at
    events = [(record.created_at, "Session created")]
    if record.opened_at is not None:
        events.append((record.opened_at, "Flow opened"))
    events.append((decided_at, record.status.value))
    facts = ReportFacts(
        provider_title="iDenfy (simulated)",
        verification_id=record.scan_ref,
        person_name=record.person_name,
        status=record.status.value,
        created_at=record.created_at,
        decided_at=decided_at,
        rows=tuple((label, value) for label, value in rows if value),
        findings=(*codes.fraud_tags, *codes.mismatch_tags),
        events=tuple(events),
        picture_seed=f"{record.scan_ref}:FACE",
    )
    return build_report(facts)
