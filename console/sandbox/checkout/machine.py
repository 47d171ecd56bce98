"""How a simulated Checkout.com verification and its attempts move together; no HTTP, no bodies.

Source of the moves: https://docs.ubble.ai/docs/reference-info/attempt-statuses and
https://docs.ubble.ai/docs/webhooks/identity-verification
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.sandbox.checkout.catalogue import (
    APPROVED_CODE,
    CLOSED_CODE,
    DECIDED,
    NEVER_STARTED_CODE,
    REFUSAL_CODE,
    AttemptStatus,
    Event,
    Status,
)
from console.sandbox.checkout.state import Attempt, Verification

Announce = Callable[[Verification, Event, datetime], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: approved or declined, with its codes and risk labels."""

    status: Status
    codes: tuple[int, ...]
    labels: tuple[str, ...] = ()


def build_approval(labels: tuple[str, ...] = ()) -> Verdict:
    return Verdict(Status.APPROVED, (APPROVED_CODE,), labels)


class Machine:
    """One move per method. The caller knows that it is possible; `at` is the simulator's time."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce

    def created(self, verification: Verification, at: datetime) -> None:
        self._tell(verification, Event.CREATED, at)

    def add_attempt(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """Put the verification back to `pending`; a running attempt is closed by force."""
        before = verification.status
        live = verification.live_attempt
        if live is not None:
            self._set_attempt(live, AttemptStatus.TERMINATED, (CLOSED_CODE,), at)
        verification.attempts.append(attempt)
        self._set(verification, Status.PENDING, (), at)
        if before is Status.CREATED:
            event = Event.OPENED
        elif before is Status.RETRY_REQUIRED:
            event = Event.RETRY_REQUESTED
        else:
            event = Event.RESET
        self._tell(verification, event, at)

    def open(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        attempt.has_session = True
        self._set_attempt(attempt, AttemptStatus.CAPTURE_IN_PROGRESS, (), at)
        self._set(verification, Status.CAPTURE_IN_PROGRESS, (), at)
        self._tell(verification, Event.STARTED, at)

    def capture(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """Record that files exist; no status says so."""
        attempt.has_assets = True
        attempt.modified_on = verification.modified_on = at

    def submit(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        attempt.has_assets = True
        self._set_attempt(attempt, AttemptStatus.CHECKS_IN_PROGRESS, (), at)
        self._set(verification, Status.CHECKS_IN_PROGRESS, (), at)
        self._tell(verification, Event.CAPTURE_COMPLETED, at)

    def decide(self, verification: Verification, attempt: Attempt, verdict: Verdict, at: datetime) -> None:
        # The reference's completed attempt carries no codes: the verdict is on the verification only.
        self._set_attempt(attempt, AttemptStatus.COMPLETED, (), at)
        verification.labels = verdict.labels
        self._set(verification, verdict.status, verdict.codes, at)
        self._tell(verification, Event.CHECKS_COMPLETED, at)

    def create_report(self, verification: Verification, at: datetime) -> None:
        """Make the report fetchable, if the verification is still decided and not anonymized."""
        if verification.status in DECIDED and not verification.is_anonymized and not verification.has_report:
            verification.has_report = True
            self._tell(verification, Event.REPORT_CREATED, at)

    def ask_retry(
        self, verification: Verification, attempt: Attempt, codes: tuple[int, ...], at: datetime
    ) -> None:
        """The material was unusable."""
        self._set_attempt(attempt, AttemptStatus.CHECKS_INCONCLUSIVE, codes, at)
        self._set(verification, Status.RETRY_REQUIRED, codes, at)
        self._tell(verification, Event.CHECKS_INCONCLUSIVE, at)

    def abort(
        self, verification: Verification, attempt: Attempt, codes: tuple[int, ...], at: datetime
    ) -> None:
        self._set_attempt(attempt, AttemptStatus.CAPTURE_ABORTED, codes, at)
        self._set(verification, Status.RETRY_REQUIRED, codes, at)
        self._tell(verification, Event.CAPTURE_ABORTED, at)

    def refuse(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        self._set_attempt(attempt, AttemptStatus.CAPTURE_REFUSED, (REFUSAL_CODE,), at)
        self._set(verification, Status.REFUSED, (REFUSAL_CODE,), at)
        self._tell(verification, Event.CAPTURE_REFUSED, at)

    def expire(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        self._set_attempt(attempt, AttemptStatus.EXPIRED, (NEVER_STARTED_CODE,), at)
        self._set(verification, Status.RETRY_REQUIRED, (NEVER_STARTED_CODE,), at)
        self._tell(verification, Event.LINK_EXPIRED, at)

    def close(self, verification: Verification, at: datetime) -> None:
        """End it without a verdict and without a further try; a running attempt is closed by force."""
        live = verification.live_attempt
        if live is not None:
            self._set_attempt(live, AttemptStatus.TERMINATED, (CLOSED_CODE,), at)
        self._set(verification, Status.INCONCLUSIVE, (CLOSED_CODE,), at)
        self._tell(verification, Event.CLOSED, at)

    def anonymize(self, verification: Verification, at: datetime) -> None:
        if verification.live_attempt is not None:
            self.close(verification, at)
        verification.declared = None
        verification.is_anonymized = True
        verification.has_report = False
        verification.modified_on = at
        for attempt in verification.attempts:
            attempt.has_assets = attempt.has_session = False
        self._tell(verification, Event.ANONYMIZED, at)

    def _set(self, verification: Verification, status: Status, codes: tuple[int, ...], at: datetime) -> None:
        verification.status, verification.codes, verification.modified_on = status, codes, at

    def _set_attempt(
        self, attempt: Attempt, status: AttemptStatus, codes: tuple[int, ...], at: datetime
    ) -> None:
        attempt.status, attempt.codes, attempt.modified_on = status, codes, at

    def _tell(self, verification: Verification, event: Event, at: datetime) -> None:
        verification.history.append((at, event.value.replace("_", " ")))
        self._announce(verification, event, at)
