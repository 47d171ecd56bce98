"""Iron's column of the journey table: which step is possible from where; changes records only through the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from console.sandbox.iron.book import IronBook
from console.sandbox.iron.records import Identification
from console.sandbox.module import ImpossibleStep, JourneyInput

_Step = Callable[[IronBook, Identification, JourneyInput], None]

_WAITING_STEPS = ("approve", "decline", "retry", "expire", "archive")
_OPEN_STEPS = ("open", "capture", "submit", "finish", "review", *_WAITING_STEPS)


def possible_steps(identification: Identification) -> tuple[str, ...]:
    """The buttons of the hosted page, in their order."""
    if identification.waits_for_person:
        return _OPEN_STEPS
    return _WAITING_STEPS if identification.is_in_flight else ()


def take_step(book: IronBook, identification: Identification, journey: JourneyInput) -> None:
    """Raises ImpossibleStep."""
    if journey.step == "step_up":
        if (
            identification.status != "Approved"
            or identification.asks_more
            or not book.is_newest(identification)
        ):
            raise ImpossibleStep("Only the newest, approved identification can be asked for more.")
        book.step_up(identification, journey.comment)
    elif journey.step == "archive":
        if identification.status == "Archived":
            raise ImpossibleStep("This identification is archived.")
        book.archive_identification(identification)
    elif journey.step not in _STEPS:
        raise ImpossibleStep(f"Iron knows no step '{journey.step}'.")
    elif not (identification.is_in_flight or identification.asks_more):
        raise ImpossibleStep(f"This identification is already {identification.status}.")
    else:
        _STEPS[journey.step](book, identification, journey)


def _record_only(_book: IronBook, identification: Identification, _journey: JourneyInput) -> None:
    """Iron shows nothing of this step."""
    if not identification.waits_for_person:
        raise ImpossibleStep("The person has already sent everything.")


def _submit(book: IronBook, identification: Identification, _journey: JourneyInput) -> None:
    if not identification.waits_for_person:
        raise ImpossibleStep("The person has already sent everything.")
    book.submit(identification)


def _review(book: IronBook, identification: Identification, _journey: JourneyInput) -> None:
    if not identification.steps:
        book.submit(identification)
    book.review(identification)


def _approve(book: IronBook, identification: Identification, journey: JourneyInput) -> None:
    book.approve(identification, journey.comment)


def _decline(book: IronBook, identification: Identification, journey: JourneyInput) -> None:
    book.decline(identification, journey.comment, journey.labels, _failing(journey))


def _retry(book: IronBook, identification: Identification, journey: JourneyInput) -> None:
    book.ask_again(identification, journey.comment, journey.labels, _failing(journey))


def _expire(book: IronBook, identification: Identification, _journey: JourneyInput) -> None:
    book.expire(identification)


def _finish(book: IronBook, identification: Identification, journey: JourneyInput) -> None:
    if identification.waits_for_person:
        book.submit(identification)
    book.approve(identification, journey.comment)


def _failing(journey: JourneyInput) -> tuple[str, ...]:
    """Codes name steps, plainly (`selfie`) or as requirement codes (`kyc_selfie`)."""
    return tuple(code.removeprefix("kyc_").removeprefix("kyb_") for code in journey.codes)


_STEPS: Mapping[str, _Step] = {
    "open": _record_only,
    "capture": _record_only,
    "submit": _submit,
    "review": _review,
    "approve": _approve,
    "decline": _decline,
    "retry": _retry,
    "expire": _expire,
    "finish": _finish,
}
