"""Turns what went wrong at a provider into one of our errors with one plain sentence; never sees a secret."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from console.domain.errors import (
    OutcomeUncertain,
    ProviderConflict,
    ProviderFailed,
    ProviderFault,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderThrottled,
    ProviderTooSlow,
    ProviderUnauthorised,
    ReplyUnreadable,
)
from console.providers.contract import ErrorFacts

_LONGEST_MESSAGE: Final = 200


def build_status_fault(
    title: str, status: int, facts: ErrorFacts, retry_after_s: float | None = None
) -> ProviderFault:
    """The error for an answer outside 200 to 299. `title` is the provider's name for people."""
    kind, sentence = _to_kind(title, status, facts)
    return kind(
        sentence,
        f"HTTP {status} {' '.join(facts.codes)}".rstrip(),
        retry_after_s=retry_after_s,
        status=status,
        request_id=facts.request_id,
        provider_codes=facts.codes,
    )


def build_uncertain(title: str, detail: str = "") -> OutcomeUncertain:
    """A write left and no clear answer came."""
    return OutcomeUncertain(
        f"{title} gave no clear answer, so it is not known whether the request took effect. "
        "Look there before trying again.",
        detail,
    )


def to_throttled_sentence(title: str) -> str:
    """What a person is told while the provider wants silence."""
    return f"{title} asks us to wait before the next request."


def read_retry_after_s(text: str, now: datetime | None = None) -> float | None:
    """Seconds from a Retry-After header (seconds or a date); None when missing, negative or unreadable."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    left_s = (at - (now or datetime.now(UTC))).total_seconds()
    return left_s if left_s >= 0.0 else None


def _to_kind(title: str, status: int, facts: ErrorFacts) -> tuple[type[ProviderFault], str]:
    match status:
        case 401:
            return ProviderUnauthorised, f"{title} refused the credentials of this account. Check its keys."
        case 403:
            return ProviderForbidden, f"{title} does not allow this with the keys of this account."
        case 404 | 410:
            return ProviderNotFound, f"{title} does not know this record, or does not have it yet."
        case 408:
            return ProviderTooSlow, f"{title} did not answer in time."
        case 409:
            return (
                ProviderConflict,
                f"{title} says this is not possible in the present state{_to_reason(facts)}",
            )
        case 429:
            return ProviderThrottled, to_throttled_sentence(title)
        case _ if 400 <= status < 500:
            return ProviderRefused, f"{title} refused the request{_to_reason(facts)}"
        case _ if status >= 500:
            return (
                ProviderFailed,
                f"{title} has a problem of its own at the moment (error {status}). Try again later.",
            )
        case _:
            return ReplyUnreadable, f"{title} answered in an unexpected way (status {status})."


def _to_reason(facts: ErrorFacts) -> str:
    words = facts.message or ", ".join(facts.codes)
    shown = "".join(c for c in words if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})[
        :_LONGEST_MESSAGE
    ].strip()
    return f": {shown.rstrip('.')}." if shown else "."
