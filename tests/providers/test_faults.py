"""Retry-After in every spelling, and messages of providers made harmless."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.providers.contract import ErrorFacts
from console.providers.faults import build_status_fault, read_retry_after_s

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 11:59:00 GMT", None),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 400, 999_999_999_999.0),
        ("Sat, 99 Nov 99999 12:01:00 GMT", None),
    ],
)
def test_retry_after_is_read_or_ignored(text: str, expected: float | None) -> None:
    assert read_retry_after_s(text, NOW) == expected


def test_a_provider_cannot_fill_the_screen_with_its_message() -> None:
    fault = build_status_fault("Sample", 400, ErrorFacts(message="a" * 5000))
    assert len(fault.user_message) < 300


def test_codes_stand_in_for_a_missing_message() -> None:
    fault = build_status_fault("Sample", 422, ErrorFacts(codes=("declared_data__name__required",)))
    assert fault.user_message == "Sample refused the request: declared_data__name__required."
