"""iDenfy's codes, tags and screening words as labels, verbatim. Judges none of them."""

from __future__ import annotations

from collections.abc import Iterable

from console.domain.risk import LabelKind, LabelRef
from console.providers.idenfy.wire import AmlCheck, AmlV2Check, Codes


def to_labels(codes: Codes, aml: Iterable[str] = ()) -> tuple[LabelRef, ...]:
    """Every code and tag once: a reviewer's code replaces the machine's, empty ones do not exist."""
    found = [
        *_refs(LabelKind.CODE, (codes.manual_document or codes.auto_document,)),
        *_refs(LabelKind.CODE, (codes.manual_face or codes.auto_face,)),
        *_refs(LabelKind.CODE, codes.deny_reasons or ()),
        *_refs(LabelKind.TAG, codes.fraud_tags or ()),
        *_refs(LabelKind.TAG, codes.mismatch_tags or ()),
        *_refs(LabelKind.TAG, codes.suspicion_reasons or ()),
        *_refs(LabelKind.LABEL, aml),
        *_refs(
            LabelKind.LABEL,
            (codes.aml_result_class, codes.peps_status, codes.sanctions_status, codes.adverse_media_status),
        ),
    ]
    return tuple(dict.fromkeys(found))


def to_aml_words(check: AmlCheck | None, older: Iterable[AmlV2Check]) -> tuple[str, ...]:
    """The result and list names of both versions of the screening block."""
    words: list[str | None] = []
    if check is not None:
        words.append(check.overall_status)
        words.extend(word for hit in check.aml_check or () for word in hit.datasets or ())
    words.extend(hit.suspicion for service in older for hit in service.data or ())
    return tuple(word for word in words if word)


def _refs(kind: LabelKind, values: Iterable[str | None]) -> list[LabelRef]:
    return [LabelRef(kind, value) for value in values if value]
