"""What counts as evidence: everything a decision stands on, and nothing about when or in which order it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import CustomerId
from console.domain.evidence import build_evidence
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import DocumentFacts, HostedLink, Verification, VerificationId

_NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_ATTEMPT = Attempt(AttemptId("a1"), "completed", StretchKind.VERDICT, _NOON, _NOON, "completed")
_CASE = Verification(
    VerificationId("v1"),
    CustomerId("c1"),
    Phase.APPROVED,
    "approved",
    _NOON,
    _NOON,
    labels=(LabelRef(LabelKind.LABEL, "a"), LabelRef(LabelKind.CODE, "b", "said")),
    declared=(Fact("full_name", "Hannah Bret"),),
    verified=(Fact("full_name", "Hannah Bret"), Fact("birth_date", "1990-01-01")),
    details=(Fact("AML.hits", "0"), Fact("step_selfie_retry", "false")),
    documents=(DocumentFacts("passport", "DE", (Fact("document_number", "X1"),)),),
)

_SAME: tuple[Callable[[Verification], Verification], ...] = (
    lambda case: replace(case, updated_at=_NOON + timedelta(days=1), created_at=None),
    lambda case: replace(case, labels=case.labels[::-1]),
    lambda case: replace(case, verified=case.verified[::-1]),
    lambda case: replace(case, hosted_link=HostedLink("https://verify.example/x")),
    lambda case: replace(case, reference="another"),
    lambda case: replace(case, details=case.details[::-1]),
)
_OTHER: tuple[Callable[[Verification], Verification], ...] = (
    lambda case: replace(case, phase=Phase.DECLINED),
    lambda case: replace(case, raw_status="Approved"),
    lambda case: replace(case, labels=case.labels[:1]),
    lambda case: replace(case, labels=(case.labels[0], LabelRef(LabelKind.CODE, "b", "said otherwise"))),
    lambda case: replace(case, verified=case.verified[:1]),
    lambda case: replace(case, verified=(Fact("full_name", "Hannah Brett"), case.verified[1])),
    lambda case: replace(case, declared=(Fact("full_name", "Somebody Else"),)),
    lambda case: replace(case, details=(Fact("AML.hits", "1"), case.details[1])),
    lambda case: replace(case, comment="looks like somebody else"),
    lambda case: replace(case, documents=()),
    lambda case: replace(case, documents=(replace(case.documents[0], issuing_country="FR"),)),
)


@pytest.mark.parametrize("change", _SAME)
def test_times_order_and_what_is_beside_the_matter_do_not_count(
    change: Callable[[Verification], Verification],
) -> None:
    assert build_evidence(change(_CASE), [_ATTEMPT]) == build_evidence(_CASE, [_ATTEMPT])


@pytest.mark.parametrize("change", _OTHER)
def test_everything_a_decision_stands_on_counts(change: Callable[[Verification], Verification]) -> None:
    assert build_evidence(change(_CASE), [_ATTEMPT]) != build_evidence(_CASE, [_ATTEMPT])


def test_attempts_count_with_their_status_and_labels_but_not_their_times() -> None:
    known = build_evidence(_CASE, [_ATTEMPT])
    assert build_evidence(_CASE, []) != known
    assert build_evidence(_CASE, [replace(_ATTEMPT, raw_status="failed")]) != known
    labelled = replace(_ATTEMPT, labels=(LabelRef(LabelKind.LABEL, "x"),))
    assert build_evidence(_CASE, [labelled]) != known
    visited = replace(_ATTEMPT, updated_at=None, created_at=None, details=(Fact("ip", "192.0.2.1"),))
    assert build_evidence(_CASE, [visited]) == known


def test_no_two_fields_can_be_taken_for_one_another() -> None:
    one = replace(_CASE, verified=(Fact("a", "b,c"),))
    other = replace(_CASE, verified=(Fact("a,b", "c"),))
    assert build_evidence(one, []) != build_evidence(other, [])
