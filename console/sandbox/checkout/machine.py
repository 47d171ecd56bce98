"""How a simulated Checkout.com verification and its attempts move together; no HTTP, no bodies.

Source of the moves: https://docs.ubble.ai/docs/reference-info/attempt-statuses and
https://docs.ubble.ai/docs/webhooks/identity-verification
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
from console.sandbox.checkout.switches import Switches

Announce = Callable[[Verification, Event, datetime], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: approved or declined, with its codes and risk labels."""

    status: Status
    codes: tuple[int, ...]
    labels: tuple[str, ...] = ()


def build_approval(labels: tuple[str, ...] = ()) -> Verdict:
    """An approval with its only code; labels do not change it."""
    return Verdict(Status.APPROVED, (APPROVED_CODE,), labels)


class Machine:
    """One move per method. The caller knows that it is possible; `at` is the simulator's time."""

    def __init__(self, announce: Announce, switches: Switches) -> None:
        self._announce = announce
        self._switches = switches

    def created(self, verification: Verification, at: datetime) -> None:
        """Documents disagree about the status before the first attempt; both are known."""
        verification.status = Status(self._switches.created_status)
        self._tell(verification, Event.CREATED, at)

    def add_attempt(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """Put the verification back to `pending`; a running attempt is closed by force."""
        before, is_first = verification.status, not verification.attempts
        live = verification.live_attempt
        if live is not None:
            self._set_attempt(live, AttemptStatus.TERMINATED, (CLOSED_CODE,), at)
        verification.attempts.append(attempt)
        self._set(verification, Status.PENDING, (), at)
        if is_first:
            event = Event.OPENED
        elif before is Status.RETRY_REQUIRED:
            event = Event.RETRY_REQUESTED
        else:
            event = Event.RESET
        self._tell(verification, event, at)

    def open(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """The person reaches the flow; a document that was chosen for them beforehand is the one they show."""
        attempt.has_session = True
        chosen = attempt.client_information or {}
        verification.identity = replace(
            verification.identity,
            document_type=str(
                chosen.get("pre_selected_document_type") or verification.identity.document_type
            ),
            issuing_country=str(
                chosen.get("pre_selected_document_issuing_country") or verification.identity.issuing_country
            ),
        )
        self._set_attempt(attempt, AttemptStatus.CAPTURE_IN_PROGRESS, (), at)
        self._set(verification, Status.CAPTURE_IN_PROGRESS, (), at)
        self._tell(verification, Event.STARTED, at)

    def capture(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """Record that files exist; no status says so."""
        attempt.has_assets = True
        attempt.modified_on = verification.modified_on = at

    def submit(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """Capture is done and the person leaves; now Checkout.com decides."""
        attempt.has_assets = True
        attempt.left_by = Event.CAPTURE_COMPLETED
        self._set_attempt(attempt, AttemptStatus.CHECKS_IN_PROGRESS, (), at)
        self._set(verification, Status.CHECKS_IN_PROGRESS, (), at)
        self._tell(verification, Event.CAPTURE_COMPLETED, at)

    def decide(self, verification: Verification, attempt: Attempt, verdict: Verdict, at: datetime) -> None:
        """The verdict; the report follows some time later."""
        # The reference's completed attempt carries no codes: the verdict is on the verification only.
        self._set_attempt(attempt, AttemptStatus.COMPLETED, (), at)
        verification.labels = verdict.labels
        self._set(verification, verdict.status, verdict.codes, at)
        self._tell(verification, Event.CHECKS_COMPLETED, at)

    def audit(self, verification: Verification, verdict: Verdict, at: datetime) -> None:
        """A verdict looked at again later; it may change.

        Source: https://www.checkout.com/docs/developer-resources/event-notifications/event-types
        """
        verification.labels = verdict.labels or verification.labels
        self._set(verification, verdict.status, verdict.codes, at)
        self._tell(verification, Event.AUDIT_COMPLETED, at)

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
        """The person leaves before everything is captured."""
        attempt.left_by = Event.CAPTURE_ABORTED
        self._set_attempt(attempt, AttemptStatus.CAPTURE_ABORTED, codes, at)
        self._set(verification, Status.RETRY_REQUIRED, codes, at)
        self._tell(verification, Event.CAPTURE_ABORTED, at)

    def refuse(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """The person presses the button that says no: the end of this verification."""
        attempt.left_by = Event.CAPTURE_REFUSED
        self._set_attempt(attempt, AttemptStatus.CAPTURE_REFUSED, (REFUSAL_CODE,), at)
        self._set(verification, Status.REFUSED, (REFUSAL_CODE,), at)
        self._tell(verification, Event.CAPTURE_REFUSED, at)

    def expire(self, verification: Verification, attempt: Attempt, at: datetime) -> None:
        """The link ran out unopened."""
        self._set_attempt(attempt, AttemptStatus.EXPIRED, (NEVER_STARTED_CODE,), at)
        self._set(verification, Status.RETRY_REQUIRED, (NEVER_STARTED_CODE,), at)
        self._tell(verification, Event.LINK_EXPIRED, at)

    def close(self, verification: Verification, at: datetime) -> None:
        """End it without a verdict; a running attempt is closed by force.

        Documents disagree about the status after that; the usual one takes no further try.
        """
        live = verification.live_attempt
        if live is not None:
            self._set_attempt(live, AttemptStatus.TERMINATED, (CLOSED_CODE,), at)
        self._set(verification, Status(self._switches.closed_status), (CLOSED_CODE,), at)
        self._tell(verification, Event.CLOSED, at)

    def anonymize(self, verification: Verification, at: datetime) -> None:
        """Erase what is personal, for good; status, codes and labels stay, no further attempt is taken."""
        if verification.live_attempt is not None:
            self.close(verification, at)
        verification.is_anonymized = True
        verification.has_report = False
        verification.modified_on = at
        for attempt in verification.attempts:
            attempt.has_assets = attempt.has_session = False
            attempt.phone_number = None
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
