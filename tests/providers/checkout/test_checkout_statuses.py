"""Every documented status has a meaning in words of ours, and nothing else has."""

from __future__ import annotations

from console.providers.checkout import mapping
from console.providers.checkout.manifest import MANIFEST

_ATTEMPTS = {
    *("pending_redirection", "capture_in_progress", "checks_in_progress", "completed", "expired"),
    *("capture_aborted", "capture_refused", "checks_inconclusive", "terminated"),
}


def test_every_status_of_a_verification_has_a_sentence() -> None:
    assert set(MANIFEST.status_meanings) == set(mapping.PHASES)
    assert all(text.endswith(".") for text in MANIFEST.status_meanings.values())


def test_every_status_of_an_attempt_has_a_few_words() -> None:
    assert set(MANIFEST.attempt_meanings) == _ATTEMPTS
    assert not any(text.endswith(".") for text in MANIFEST.attempt_meanings.values())
