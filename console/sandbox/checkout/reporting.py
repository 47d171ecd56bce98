"""Files behind the simulated Checkout.com's signed links: pictures and the PDF report, made on demand."""

from __future__ import annotations

from typing import Final

from console.sandbox.checkout.catalogue import CODES, DECIDED
from console.sandbox.checkout.state import Verification
from console.sandbox.pictures import build_picture
from console.sandbox.reports import build_report
from console.sandbox.reports_facts import ReportFacts

REPORT_NAME: Final = "report.pdf"
_PICTURES = frozenset({"face.png", "document-front.png", "document-back.png"})


def build_file(verification: Verification, name: str) -> tuple[bytes, str] | None:
    """Return bytes and media type of a verification's file, None when there is no such file (any more)."""
    if verification.is_anonymized:
        return None
    if name in _PICTURES and any(attempt.has_assets for attempt in verification.attempts):
        return build_picture(f"{verification.id}/{name}"), "image/png"
    if name == REPORT_NAME and verification.has_report and verification.status in DECIDED:
        return build_report(_to_facts(verification)), "application/pdf"
    return None


def _to_facts(verification: Verification) -> ReportFacts:
    identity = verification.identity
    codes = tuple(f"{code} {CODES.get(code, '')}".strip() for code in verification.codes)
    return ReportFacts(
        provider_title="Checkout.com (simulated)",
        verification_id=verification.id,
        person_name=identity.full_name,
        status=verification.status.value,
        created_at=verification.created_on,
        decided_at=verification.modified_on,
        rows=(
            ("Applicant", verification.applicant_id),
            ("Declared name", verification.name),
            ("Name on the document", identity.full_name),
            ("Date of birth", identity.birth_date.isoformat()),
            ("Nationality", identity.nationality),
            ("Document", f"{identity.document_type} ({identity.issuing_country})"),
            ("Document number", identity.document_number),
            ("Valid until", identity.document_expires.isoformat()),
            ("Attempts", str(len(verification.attempts))),
        ),
        findings=codes + verification.labels,
        events=tuple(verification.history),
        picture_seed=f"{verification.id}/face.png",
    )
