"""What the lists are told about providers and labels: from the manifests and the catalogue as they are shipped."""

from __future__ import annotations

import pytest

from console.domain.attention import AttentionReason
from console.domain.environment import ProviderId
from console.domain.risk import LabelKind, LabelRef, Severity
from console.parts import load_rules


@pytest.mark.parametrize(
    ("provider", "status", "reason"),
    [
        ("checkout", "retry_required", AttentionReason.RETRY_REQUIRED),
        ("idenfy", "SUSPECTED", AttentionReason.SUSPECTED),
        ("idenfy", "APPROVED", AttentionReason.SUSPECTED),
        ("iron", "Pending", AttentionReason.RETRY_REQUIRED),
        ("iron", "Approved", AttentionReason.STEP_UP),
        ("proofme", "anything", AttentionReason.ACTION_NEEDED),
        ("nobody", "retry_required", AttentionReason.ACTION_NEEDED),
    ],
)
def test_a_raw_status_tells_what_is_wanted(provider: str, status: str, reason: AttentionReason) -> None:
    assert load_rules().find_action(ProviderId(provider), status) is reason


def test_the_worst_label_counts() -> None:
    rank = load_rules().rank_severity
    iron = ProviderId("iron")
    comment = LabelRef(LabelKind.COMMENT, "review_comment")
    unknown = LabelRef(LabelKind.LABEL, "never heard of")
    stopped = LabelRef(LabelKind.TAG, "Suspended")
    assert rank(iron, ()) == -1
    assert rank(iron, (unknown, comment)) == Severity.WARN.rank
    assert rank(iron, (unknown, stopped, comment)) == Severity.HIGH.rank


def test_the_same_rules_have_the_same_digest_wherever_they_are_read() -> None:
    assert load_rules().digest == load_rules().digest
    assert len(load_rules().reporting) >= 1
