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
    """The hex SHA-256 over canonical JSON of phase, raw status, comment, labels, attempts, documents, declared and
    verified facts, and whatever else the provider told of the case: results of steps and of screenings stand there.

    The order in which a provider lists labels or facts does not count; the order of attempts does. Left out on purpose:
    times, links, our reference, the customer's record (what was declared counts), and the device and address an attempt
    came from, of which each visit to a page tells anew.
    """
    document = {
        "phase": verification.phase.value,
        "raw_status": verification.raw_status,
        "comment": verification.comment,
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
        "declared": _facts(verification.declared),
        "verified": _facts(verification.verified),
        "details": _facts(verification.details),
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
