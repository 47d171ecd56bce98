"""What a decision of ours stands on, as one digest; pure. Times of looking are no evidence and never part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from console.domain.attempt import Attempt
from console.domain.fact import Fact
from console.domain.risk import LabelRef
from console.domain.verification import Verification


def build_evidence(verification: Verification, attempts: Iterable[Attempt]) -> str:
    """The hex SHA-256 over canonical JSON of phase, raw status, labels, attempts, verified facts and documents.

    The order in which a provider lists labels or facts does not count; the order of attempts does.
    """
    document = {
        "phase": verification.phase.value,
        "raw_status": verification.raw_status,
        "labels": _labels(verification.labels),
        "attempts": [
            {
                "id": each.id,
                "raw_status": each.raw_status,
                "outcome": each.outcome,
                "labels": _labels(each.labels),
            }
            for each in attempts
        ],
        "verified": _facts(verification.verified),
        "documents": [
            [each.document_type, each.issuing_country, _facts(each.facts)] for each in verification.documents
        ],
    }
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _labels(labels: Iterable[LabelRef]) -> list[list[str]]:
    return sorted([label.kind.value, label.value, label.note] for label in labels)


def _facts(facts: Iterable[Fact]) -> list[list[str]]:
    return sorted([fact.field, fact.value] for fact in facts)
