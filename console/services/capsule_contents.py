"""What goes into a capsule, as bytes under names that tell nothing of a person; reads no store and writes no file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from typing import Final

from console.domain.activity import ActivityEntry
from console.domain.capsule import (
    AUDIT_NAME,
    DOSSIER_NAME,
    MANIFEST_NAME,
    README_NAME,
    REPORT_NAME,
    SUMS_NAME,
    CapsuleContent,
    CapsuleEntry,
    CapsuleManifest,
    CapsulePart,
    LeftOut,
)
from console.domain.case import RawRecord
from console.domain.dossier import CaseFile, Dossier, Making
from console.domain.evidence_file import EvidenceFile
from console.domain.masking import mask_document
from console.domain.report import Report
from console.papers.capsule_manifest import build_manifest, build_sums
from console.papers.picture_cleaning import clean_picture
from console.services.dossier_words import MARKS, phase_text

_HIDDEN: Final = "links and tokens that open sessions are hidden"
_REPLACED: Final = "A newer one took its place; it stays in the console."
_UNREADABLE: Final = (
    "It is no JSON, so links and tokens in it could not be found and hidden; it stays in the console."
)
_CLEANED: Final = "what the camera wrote beside the picture is taken out"
_NOT_CLEANED: Final = (
    "Its form cannot be freed of what the camera wrote beside it, so it stays in the console."
)
_ENDINGS: Final = {b"\xff\xd8": "jpg", b"\x89P": "png"}
_README: Final = """\
This is a decision capsule of Compliance Console: one identity verification with what was decided and why.

dossier.pdf    our own summary: facts, labels, notes, decisions, what happened, hashes
report.pdf     the provider's report exactly as received, where the provider makes one
raw/           the provider's answers; the manifest says where links were hidden in one, and which stayed out
pictures/      pictures, where they were kept; without what the camera wrote beside them
audit.jsonl    the entries of the audit log about this verification, each with its hash and the one before
manifest.json  what each file is, where it came from and when, its SHA-256 and that of the bytes as received
SHA256SUMS     the same hashes for a program every system has

To check that nothing was changed, unpack it (7-Zip and others ask for the passphrase) and run there
    sha256sum -c SHA256SUMS
or, without unpacking,
    compliance-console capsule verify FILE
Files that were added are named by the second one only. Whoever can change a capsule can change its list of hashes too:
compare the SHA-256 of manifest.json with the entry "capsule_made" in the audit log it came from.
Providers do not sign their reports; "as received" means as it came over TLS.
"""


def build_report(report: Report, body: bytes) -> CapsuleContent:
    """The provider's report, bit for bit."""
    return CapsuleContent(
        CapsuleEntry(
            REPORT_NAME,
            CapsulePart.REPORT,
            "Provider's report as received",
            report.sha256,
            len(body),
            report.sha256,
            report.fetched_at,
            report.source,
            report.request_id,
        ),
        body,
    )


def build_earlier_report(report: Report) -> LeftOut:
    """A report that was kept before the newest one: only named, so that nobody takes it for the one that holds."""
    received = f"{report.fetched_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    request = f", request {report.request_id}" if report.request_id else ""
    title = f"Provider's earlier report, received {received}{request}"
    return LeftOut(title, _REPLACED, report.sha256)


def build_dossier(dossier: Dossier) -> CapsuleContent:
    """Our own paper."""
    return _build(DOSSIER_NAME, CapsulePart.DOSSIER, "Dossier", dossier.body)


def build_raw(number: int, record: RawRecord) -> CapsuleContent | LeftOut:
    """One answer of the provider: as received where nothing in it opens a session, else with that hidden; one that is no
    JSON stays out, for nobody knows what is a link or a token in it."""
    title = f"Answer of the provider: {record.kind}"
    received = sha256(record.body).hexdigest()
    try:
        masked = mask_document(record.body)
        is_same = _is_all_of(masked, record.body)
    except (ValueError, RecursionError):
        return LeftOut(title, _UNREADABLE, received)
    body = record.body
    if not is_same:
        body = (json.dumps(masked, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    return CapsuleContent(
        CapsuleEntry(
            f"raw/{number:04}-{_to_name(record.kind)}.json",
            CapsulePart.RAW,
            title,
            sha256(body).hexdigest(),
            len(body),
            received,
            record.seen_at,
            record.source.value,
            changed="" if is_same else _HIDDEN,
        ),
        body,
    )


def build_picture(number: int, file: EvidenceFile, received: bytes) -> CapsuleContent | LeftOut:
    """A picture without what stands beside it; one whose form cannot be cleaned stays out, and that is said."""
    title = f"Picture: {file.role}"
    body = clean_picture(received)
    if body is None:
        return LeftOut(title, _NOT_CLEANED, file.sha256)
    ending = _ENDINGS[body[:2]]
    return CapsuleContent(
        CapsuleEntry(
            f"pictures/{number:02}-{_to_name(file.role)}.{ending}",
            CapsulePart.PICTURE,
            title,
            sha256(body).hexdigest(),
            len(body),
            file.sha256,
            file.fetched_at,
            file.source,
            file.request_id,
            "" if body == received else _CLEANED,
        ),
        body,
    )


def build_audit(entries: Iterable[ActivityEntry]) -> CapsuleContent:
    """Entries of the log as JSON Lines, with all that their hashes were made over."""
    lines = [
        json.dumps(
            {
                "number": entry.number,
                "at_us": entry.at_us,
                "who": entry.who,
                "action": entry.action,
                "subject": entry.subject,
                "details": entry.details,
                "previous": entry.previous,
                "hash": entry.hash,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for entry in entries
    ]
    body = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return _build(AUDIT_NAME, CapsulePart.AUDIT, "Audit log about this verification", body)


def build_readme() -> CapsuleContent:
    """How to read and check a capsule, for whoever has no program of ours."""
    return _build(README_NAME, CapsulePart.README, "How to read and check this", _README.encode("ascii"))


def build_case_manifest(
    file: CaseFile, making: Making, contents: Iterable[CapsuleContent], left_out: Iterable[LeftOut]
) -> CapsuleManifest:
    """What the capsule says of itself."""
    case = file.case
    verification = case.stored.verification
    return CapsuleManifest(
        making.at,
        making.who,
        f"Compliance Console {making.version}",
        making.head.number,
        making.head.hash,
        (
            ("provider", case.provider_title),
            ("account", case.account.name),
            ("environment", case.account.environment.value),
            ("verification", case.stored.key.id),
            ("customer", verification.customer_id),
            ("phase", phase_text(verification.phase)),
            ("status", verification.raw_status),
        ),
        MARKS[case.account.environment],
        tuple(content.entry for content in contents),
        tuple(left_out),
    )


def build_files(
    manifest: CapsuleManifest, contents: Iterable[CapsuleContent]
) -> tuple[tuple[str, bytes], ...]:
    """Every file of the capsule in the order it is written; the list of digests names all but itself."""
    files = {MANIFEST_NAME: build_manifest(manifest)}
    files |= {content.entry.name: content.body for content in contents}
    sums = build_sums({name: sha256(body).hexdigest() for name, body in files.items()})
    return ((SUMS_NAME, sums), *files.items())


def _is_all_of(masked: object, body: bytes) -> bool:
    """Whether a document that was read and masked is all that its bytes say: nothing was hidden, no name is there twice
    (readers keep one of the two and pass over the other one), and every letter could be read."""
    doubled: list[str] = []

    def join(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            doubled.append(pairs[0][0])
        return members

    try:
        document: object = json.loads(body.decode("utf-8"), object_pairs_hook=join)
    except UnicodeDecodeError:
        return False
    return not doubled and masked == document


def _build(name: str, part: CapsulePart, title: str, body: bytes) -> CapsuleContent:
    return CapsuleContent(CapsuleEntry(name, part, title, sha256(body).hexdigest(), len(body)), body)


def _to_name(value: str) -> str:
    """A provider's or our own word as a part of a file's name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", value).strip("-")[:40].lower() or "file"
