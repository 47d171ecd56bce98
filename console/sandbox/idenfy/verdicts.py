"""Which codes and tags a result carries; pure rules over the catalogue, no record is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from console.sandbox.idenfy.catalogue import (
    DOC_NOT_ANALYSED,
    DOC_VALIDATED,
    DOCUMENT_CODES,
    FACE_CODES,
    FACE_MATCH,
    FACE_NOT_ANALYSED,
    MISMATCH_TAGS,
    Status,
)
from console.sandbox.idenfy.comparing import Differences
from console.sandbox.idenfy.records import Codes, Record

_NOT_COMPARED: Final = "FACE_NOT_CHECKED"
_DEFAULT_SUSPICION: Final = "DUPLICATE_FACE"
_DEFAULT_FACE_REFUSAL: Final = "FACE_MISMATCH"
_DEFAULT_DOCUMENT_REFUSAL: Final = "DOC_NOT_FULLY_VISIBLE"


def build_result(record: Record, overall: Status, codes: Sequence[str], labels: Sequence[str]) -> Codes:
    """The automatic part of a result; the usual codes and tags where none are given. Unknown words are kept."""
    document, face = split_codes(codes)
    if overall is Status.DENIED and not document and not face:
        document = "" if record.compares_face else _DEFAULT_DOCUMENT_REFUSAL
        face = _DEFAULT_FACE_REFUSAL if record.compares_face else ""
    if not document:
        document = DOC_VALIDATED
    if not face and record.has_face:
        face = _default_face(record, document)
    tags = tuple(labels) or ((_DEFAULT_SUSPICION,) if overall is Status.SUSPECTED else ())
    mismatches = tuple(tag for tag in tags if tag in MISMATCH_TAGS)
    frauds = tuple(tag for tag in tags if tag not in MISMATCH_TAGS)
    return Codes(document, face, "", "", frauds, mismatches)


def add_differences(codes: Codes, found: Differences) -> Codes:
    """The tags of what differs beside those there are; a refusal's own document code stays."""
    document = codes.auto_document
    if document == DOC_VALIDATED and found.document_code:
        document = found.document_code
    return replace(
        codes,
        auto_document=document,
        fraud_tags=tuple(dict.fromkeys((*codes.fraud_tags, *found.fraud_tags))),
        mismatch_tags=tuple(dict.fromkeys((*codes.mismatch_tags, *found.mismatch_tags))),
    )


def build_reviewed(automatic: Codes, reviewer: Codes) -> Codes:
    """What stands after a human reviewed: the machine's codes stay, the reviewer's go beside them."""
    face = "" if reviewer.auto_face == FACE_NOT_ANALYSED else reviewer.auto_face
    if not automatic.auto_document:
        automatic = replace(automatic, auto_document=reviewer.auto_document, auto_face=reviewer.auto_face)
    return Codes(
        automatic.auto_document,
        automatic.auto_face,
        reviewer.auto_document,
        face,
        tuple(dict.fromkeys((*automatic.fraud_tags, *reviewer.fraud_tags))),
        tuple(dict.fromkeys((*automatic.mismatch_tags, *reviewer.mismatch_tags))),
    )


def build_abandoned(record: Record) -> Codes:
    """A full capture nobody submitted; which codes it carries is not published."""
    return Codes(DOC_NOT_ANALYSED, _NOT_COMPARED if record.has_face else "")


def to_overall(record: Record, codes: Codes) -> Status:
    """What codes and tags amount to."""
    document = codes.manual_document or codes.auto_document
    face = codes.manual_face or codes.auto_face
    if document != DOC_VALIDATED or (record.compares_face and face != FACE_MATCH):
        return Status.DENIED
    return Status.SUSPECTED if codes.fraud_tags or codes.mismatch_tags else Status.APPROVED


def _default_face(record: Record, document: str) -> str:
    if document != DOC_VALIDATED:
        return FACE_NOT_ANALYSED
    return FACE_MATCH if record.compares_face else _NOT_COMPARED


def split_codes(codes: Sequence[str]) -> tuple[str, str]:
    """The document code and the face code among `codes`; a word of both catalogues goes to the document."""
    document = face = ""
    for code in codes:
        is_face = code in FACE_CODES or code.startswith("FACE_")
        if is_face and (code not in DOCUMENT_CODES or document):
            face = code
        else:
            document = code
    return document, face
