"""The steps a person, a reviewer or a clock takes with one verification; the only place that moves a status.

Earlier steps a step needs are taken with it: approving a session nobody opened opens, captures and submits it first,
as the provider's dummy mode does. A final result stands: every further step is impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from console.sandbox.idenfy.catalogue import EventType, Status
from console.sandbox.idenfy.comparing import Differences, find_differences, is_same_person
from console.sandbox.idenfy.records import Codes, Happening, Record
from console.sandbox.idenfy.register import Register
from console.sandbox.idenfy.verdicts import (
    add_differences,
    build_abandoned,
    build_result,
    build_reviewed,
    to_overall,
)
from console.sandbox.module import ImpossibleStep, JourneyInput

_DUPLICATES: Final = frozenset(("DUPLICATE_FACE", "DUPLICATE_DOC_FACE"))
_AFTER_THE_END: Final = "the verification is over"


class Steps:
    """Moves records along and tells what happened."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._clock = register.kernel.clock
        register.on_clock = self.run_out
        self._steps: Mapping[str, Callable[[Record, JourneyInput], None]] = {
            "open": self._open,
            "capture": self._capture,
            "submit": self._submit,
            "approve": lambda record, by: self._decide(record, Status.APPROVED, by),
            "decline": lambda record, by: self._decide(record, Status.DENIED, by),
            "suspect": lambda record, by: self._decide(record, Status.SUSPECTED, by),
            "review": self._review,
            "abort": self._cancel,
            "refuse": self._cancel,
            "expire": lambda record, _by: self._expire(record),
            "archive": lambda record, _by: self._archive(record),
            "finish": self._finish,
        }

    def take(self, record: Record, journey: JourneyInput) -> None:
        """Raises ImpossibleStep."""
        step = self._steps.get(journey.step)
        if step is None:
            raise ImpossibleStep(f"iDenfy has no step '{journey.step}'")
        step(record, journey)

    def run_out(self, record: Record) -> None:
        """A clock ended: the token nobody opened, or the session."""
        if record.status is Status.ACTIVE and self._clock.now() >= record.ends_at:
            self._expire(record)

    def answer_dummy(self, record: Record, document: str, face: str) -> None:
        """The reviewer of dummy mode: replaces a result that is already there. Raises ImpossibleStep."""
        if record.status in (Status.EXPIRED, Status.ARCHIVED) or record.is_erased:
            raise ImpossibleStep(_AFTER_THE_END)
        self._prepare(record)
        record.codes = build_reviewed(record.codes, Codes(document, face))
        self._end(record, to_overall(record, record.codes), EventType.MANUAL_FINISHED, is_final=True)

    def possible_steps(self, record: Record) -> tuple[str, ...]:
        """What a person in front of the hosted page may do now, in the order of a flow."""
        if record.information is not None and record.information.until > self._clock.now():
            return ("submit",)
        if record.is_final:
            return ()
        if record.status is not Status.ACTIVE:
            return ("approve", "decline", "suspect")
        first = () if record.opened_at else ("open",)
        flow = ("submit",) if record.is_captured else ("capture", "submit")
        if record.is_submitted:
            return ("approve", "decline", "suspect", "review", "expire")
        return (
            *first,
            *flow,
            "finish",
            "abort",
            "refuse",
            "approve",
            "decline",
            "suspect",
            "review",
            "expire",
        )

    def _open(self, record: Record, _by: JourneyInput) -> None:
        self._require_running(record)
        if record.opened_at is None:
            record.opened_at = self._clock.now()
            self._register.restart_clock(record)

    def _capture(self, record: Record, by: JourneyInput) -> None:
        """With extra steps the first capture is document and face, the second everything else."""
        self._open(record, by)
        record.is_captured = record.has_photos or not record.extra_steps
        record.has_photos = True

    def _submit(self, record: Record, by: JourneyInput) -> None:
        if record.information is not None and record.information.until > self._clock.now():
            record.information = None
            self._tell(record, EventType.RESUBMITTED, record.status, is_final=True)
            return
        self._open(record, by)
        record.has_photos = record.is_captured = record.is_submitted = True
        if record.wants_review:
            self._hand_to_reviewer(record, by)

    def _review(self, record: Record, by: JourneyInput) -> None:
        if record.is_final or record.status is Status.REVIEWING:
            raise ImpossibleStep("a review is not possible now")
        if record.is_decided:
            record.status = Status.REVIEWING
            return
        self._prepare(record)
        self._hand_to_reviewer(record, by)

    def _hand_to_reviewer(self, record: Record, by: JourneyInput) -> None:
        result, differences = (
            build_result(record, Status.ACTIVE, by.codes, by.labels),
            self._find_differences(record),
        )
        record.codes = add_differences(result, differences)
        self._end(record, Status.REVIEWING, None, is_final=False)
        told = to_overall(record, result)
        if told is Status.APPROVED and differences.is_any:
            told = Status.SUSPECTED
        self._tell(record, EventType.AUTO_FINISHED, told, is_final=False)

    def _decide(self, record: Record, overall: Status, by: JourneyInput) -> None:
        if record.is_final:
            raise ImpossibleStep(_AFTER_THE_END)
        if by.final and record.status is Status.ACTIVE and record.is_reviewed_after(overall):
            self._judge(record, overall, by, is_final=False)
        self._judge(record, overall, by, is_final=by.final)

    def _judge(self, record: Record, overall: Status, by: JourneyInput, *, is_final: bool) -> None:
        """One result. A machine's or a person's approval gives way to what differs from the declared."""
        is_review = is_final and record.status is not Status.ACTIVE
        self._prepare(record)
        differences = self._find_differences(record)
        result = add_differences(build_result(record, overall, by.codes, by.labels), differences)
        record.codes = build_reviewed(record.codes, result) if is_review else result
        if _DUPLICATES.intersection(record.codes.fraud_tags) and not record.duplicates:
            record.duplicates = self._find_other(record)
        if overall is Status.APPROVED and differences.is_any:
            overall = Status.SUSPECTED
        event = EventType.MANUAL_FINISHED if is_review else EventType.AUTO_FINISHED
        self._end(record, overall, event, is_final=is_final)

    def _find_differences(self, record: Record) -> Differences:
        return find_differences(record, self._register.records(), self._clock.now().date())

    def _cancel(self, record: Record, _by: JourneyInput) -> None:
        if record.status is not Status.ACTIVE:
            raise ImpossibleStep(_AFTER_THE_END)
        self._stop(record, EventType.CANCELLED)

    def _expire(self, record: Record) -> None:
        if record.status is not Status.ACTIVE:
            raise ImpossibleStep(_AFTER_THE_END)
        self._stop(record, EventType.EXPIRED)

    def _stop(self, record: Record, event: EventType) -> None:
        """Ended without a result: what the overall status of a cancelled one is, is not published."""
        if record.is_captured:
            record.codes = build_abandoned(record)
        self._end(record, Status.DENIED if record.is_captured else Status.EXPIRED, event, is_final=True)

    def _archive(self, record: Record) -> None:
        if not record.is_final or not record.is_readable:
            raise ImpossibleStep("only a finished verification can be archived")
        record.status = Status.ARCHIVED
        record.information = None

    def _finish(self, record: Record, by: JourneyInput) -> None:
        if record.is_final:
            raise ImpossibleStep(_AFTER_THE_END)
        if record.status is Status.ACTIVE and not record.is_submitted:
            self._submit(record, JourneyInput("submit"))
        self._decide(record, Status.APPROVED, by)

    def _prepare(self, record: Record) -> None:
        """What must have happened before somebody can judge."""
        now = self._clock.now()
        record.opened_at = record.opened_at or now
        record.has_photos = record.is_captured = record.is_submitted = True

    def _end(self, record: Record, status: Status, event: EventType | None, *, is_final: bool) -> None:
        self._register.stop_clock(record)
        self._register.stop_notices(record)
        record.status = status
        record.is_final = is_final
        record.finished_at = self._clock.now()
        if is_final and status is Status.APPROVED:
            self._register.watch_document(record)
        if event is not None:
            self._tell(record, event, status, is_final=is_final)

    def _tell(self, record: Record, event: EventType, overall: Status, *, is_final: bool) -> None:
        self._register.tell(Happening(record, event, overall, is_final))

    def _require_running(self, record: Record) -> None:
        if record.status is not Status.ACTIVE or record.is_submitted:
            raise ImpossibleStep("the capture is over")

    def _find_other(self, record: Record) -> tuple[str, ...]:
        """An earlier session of the same person, else just any: a duplicate must name one."""
        others = [each for each in self._register.records() if each is not record]
        same = [each for each in others if is_same_person(each.papers, record.papers)]
        return tuple(each.scan_ref for each in (same or others)[:1])
