"""The steps a person or a reviewer takes at the simulated Checkout.com; which are possible from where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from console.sandbox.checkout.catalogue import DECIDED, DECLINED_CODE, AttemptStatus, Status
from console.sandbox.checkout.engine import Engine
from console.sandbox.checkout.machine import Verdict, build_approval
from console.sandbox.checkout.state import Attempt, Verification
from console.sandbox.module import ImpossibleStep, JourneyInput, JourneyResult, UnknownId

Step = Callable[[Verification, JourneyInput], None]

_UNREADABLE_CODE: Final = 61301
_NOT_READY_CODE: Final = 61111
_RETURN_URL: Final = "https://partner.example.org/return"

# Beside approve or decline of what is decided already: somebody at Checkout.com looked at it again.
AUDIT: Final = "audit"
_FINAL = frozenset({Status.APPROVED, Status.DECLINED, Status.REFUSED, Status.INCONCLUSIVE})
_BEFORE_SUBMIT = frozenset({AttemptStatus.PENDING_REDIRECTION, AttemptStatus.CAPTURE_IN_PROGRESS})

POSSIBLE: Final[Mapping[AttemptStatus, tuple[str, ...]]] = {
    AttemptStatus.PENDING_REDIRECTION: ("open", "finish", "abort", "refuse", "expire"),
    AttemptStatus.CAPTURE_IN_PROGRESS: ("capture", "submit", "finish", "retry", "abort", "refuse"),
    AttemptStatus.CHECKS_IN_PROGRESS: ("approve", "decline", "retry", "inconclusive"),
}


class Journeys:
    """One method per step. Reviewer's steps from an earlier state first take the steps in between."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._machine = engine.machine
        self._steps: Mapping[str, Step] = {
            "open": self._open,
            "capture": self._capture,
            "submit": self._submit,
            "approve": self._approve,
            "decline": self._decline,
            "retry": self._retry,
            "inconclusive": self._close,
            "abort": self._abort,
            "refuse": self._refuse,
            "expire": self._expire,
            "finish": self._finish,
        }

    def take(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """Take one step. Approve or decline with the comment `audit` changes a verdict that was reached before.

        Raises ImpossibleStep, UnknownId.
        """
        verification = self._engine.records.verifications.get(verification_id)
        if verification is None:
            raise UnknownId(verification_id)
        step = self._steps.get(journey.step)
        if step is None:
            raise ImpossibleStep(f"Checkout.com has no step {journey.step}")
        if journey.comment == AUDIT:
            self._audit(verification, journey)
        elif verification.is_anonymized or verification.status in _FINAL:
            raise ImpossibleStep(f"the verification is {verification.status} and takes no further step")
        else:
            step(verification, journey)
        newest = verification.attempts[-1].id if verification.attempts else None
        return JourneyResult(verification.status, newest)

    def _audit(self, verification: Verification, journey: JourneyInput) -> None:
        if verification.status not in DECIDED or journey.step not in {"approve", "decline"}:
            raise ImpossibleStep("only a verdict can be audited")
        verdict = build_approval(journey.labels)
        if journey.step == "decline":
            verdict = Verdict(Status.DECLINED, _to_codes(journey, DECLINED_CODE), journey.labels)
        self._machine.audit(verification, verdict, self._engine.now())

    def _open(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._live(verification)
        if attempt.status is not AttemptStatus.PENDING_REDIRECTION:
            raise ImpossibleStep(f"the attempt is {attempt.status}, not waiting to be opened")
        self._machine.open(verification, attempt, self._engine.now())

    def _capture(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._opened(verification, journey)
        self._machine.capture(verification, attempt, self._engine.now())

    def _submit(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._opened(verification, journey)
        self._machine.submit(verification, attempt, self._engine.now())

    def _approve(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._submitted(verification, journey)
        self._machine.decide(verification, attempt, build_approval(journey.labels), self._engine.now())
        self._engine.follow_with_report(verification)

    def _decline(self, verification: Verification, journey: JourneyInput) -> None:
        codes = _to_codes(journey, DECLINED_CODE)
        attempt = self._submitted(verification, journey)
        verdict = Verdict(Status.DECLINED, codes, journey.labels)
        self._machine.decide(verification, attempt, verdict, self._engine.now())
        self._engine.follow_with_report(verification)

    def _retry(self, verification: Verification, journey: JourneyInput) -> None:
        codes = _to_codes(journey, _UNREADABLE_CODE)
        attempt = self._submitted(verification, journey)
        self._machine.ask_retry(verification, attempt, codes, self._engine.now())

    def _close(self, verification: Verification, journey: JourneyInput) -> None:
        self._machine.close(verification, self._engine.now())

    def _abort(self, verification: Verification, journey: JourneyInput) -> None:
        codes = _to_codes(journey, _NOT_READY_CODE)
        attempt = self._in_flow(verification, journey)
        self._machine.abort(verification, attempt, codes, self._engine.now())

    def _refuse(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._in_flow(verification, journey)
        self._machine.refuse(verification, attempt, self._engine.now())

    def _expire(self, verification: Verification, journey: JourneyInput) -> None:
        attempt = self._live(verification)
        if attempt.status is not AttemptStatus.PENDING_REDIRECTION:
            raise ImpossibleStep("only a link that was never opened can run out")
        self._machine.expire(verification, attempt, self._engine.now())

    def _finish(self, verification: Verification, journey: JourneyInput) -> None:
        if verification.live_attempt is None:
            redirect_url = verification.redirect_url or _RETURN_URL
            self._engine.add_attempt(verification, redirect_url, self._engine.now(), "world")
        self._approve(verification, journey)

    def _live(self, verification: Verification) -> Attempt:
        attempt = verification.live_attempt
        if attempt is None:
            raise ImpossibleStep(f"the verification is {verification.status} and has no running attempt")
        return attempt

    def _in_flow(self, verification: Verification, journey: JourneyInput) -> Attempt:
        attempt = self._live(verification)
        if attempt.status not in _BEFORE_SUBMIT:
            raise ImpossibleStep("the person has already handed everything in")
        return self._opened(verification, journey)

    def _opened(self, verification: Verification, journey: JourneyInput) -> Attempt:
        attempt = self._live(verification)
        if attempt.status is AttemptStatus.PENDING_REDIRECTION:
            self._open(verification, journey)
        if attempt.status is not AttemptStatus.CAPTURE_IN_PROGRESS:
            raise ImpossibleStep(f"the attempt is {attempt.status}")
        return attempt

    def _submitted(self, verification: Verification, journey: JourneyInput) -> Attempt:
        attempt = self._live(verification)
        if attempt.status in _BEFORE_SUBMIT:
            self._submit(verification, journey)
        return attempt


def _to_codes(journey: JourneyInput, usual: int) -> tuple[int, ...]:
    if not all(code.isascii() and code.isdecimal() for code in journey.codes):
        raise ImpossibleStep("Checkout.com's codes are numbers")
    return tuple(int(code) for code in journey.codes) or (usual,)
