"""Iron's part of the synthetic world: histories that show every documented status and code; no HTTP, no scripts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.sandbox.iron.book import IronBook
from console.sandbox.iron.records import Customer, Draft, Finding, Identification
from console.sandbox.kernel import Kernel
from console.sandbox.module import Person


@dataclass(frozen=True, slots=True)
class _Attempt:
    """How one attempt went: an identification status, or `StepUp`, `Retry` for those ways back to `Pending`."""

    end: str
    failing: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    comment: str | None = None
    retry: bool = True
    findings: tuple[Finding, ...] = ()
    with_edd: bool | None = None

    @property
    def is_open(self) -> bool:
        """Still under way when the world begins."""
        return self.end in ("Pending", "Processed", "PendingReview", "Retry")


@dataclass(frozen=True, slots=True)
class _Case:
    """One customer's history; `customer` is a status that no attempt leads to."""

    attempts: tuple[_Attempt, ...] = ()
    signed: int = 2
    customer: str = ""
    is_business: bool = False


def _case(*ends: str, signed: int = 2, customer: str = "", is_business: bool = False) -> _Case:
    return _Case(tuple(_Attempt(end) for end in ends), signed, customer, is_business)


def _declined(
    step: str, label: str, comment: str, *, retry: bool = True, with_edd: bool | None = None
) -> _Attempt:
    return _Attempt("Declined", (step,), (label,), comment, retry, with_edd=with_edd)


def _found(end: str, finding: Finding, *, is_business: bool = False) -> _Case:
    return _Case((_Attempt(end, findings=(finding,)),), is_business=is_business)


_OPEN_CASE = 1
"""Stays open: no script touches it."""
_QUEUED_CASES = (2, 4)

# The first five show an open and a decided one, the first 25 every status, all of them every code and label.
_COVERAGE: tuple[_Case, ...] = (
    _case("Approved"),
    _case("Pending"),
    _case("PendingReview"),
    _Case((_declined("identity", "UNSATISFACTORY_PHOTOS", "The photo of the document is blurred."),)),
    _case("Processed"),
    _case("Expired"),
    _case("Archived"),
    _case("Approved", signed=0),
    _case(),
    _case(customer="UserRequired"),
    _case("Approved", customer="Suspended"),
    _case("Approved", customer="Archived"),
    _case("StepUp"),
    _Case((_declined("selfie", "SCREENSHOTS", "A photo of a screen was sent."), _Attempt("Approved"))),
    _case("Approved", is_business=True),
    _case("Pending", is_business=True),
    _case("Pending", "Pending"),
    _Case((_Attempt("Retry", ("selfie",), ("SCREENSHOTS",), "The selfie shows a screen."),)),
    _Case((_declined("identity", "SCREENSHOTS", "The document could not be accepted.", retry=False),)),
    _case("Expired", "PendingReview"),
    _Case(
        (_declined("company_data", "UNSATISFACTORY_PHOTOS", "The register entry is missing."),),
        is_business=True,
    ),
    _Case(
        (_declined("company_beneficiaries", "UNSATISFACTORY_PHOTOS", "A director is missing."),),
        is_business=True,
    ),
    _Case((_declined("company_documents", "SCREENSHOTS", "Send the whole document."),), is_business=True),
    _Case((_declined("questionnaire", "UNSATISFACTORY_PHOTOS", "An answer is missing."),), is_business=True),
    _Case((_declined("questionnaire", "UNSATISFACTORY_PHOTOS", "An answer is missing."),)),
    _Case(
        (
            _declined(
                "proof_of_residence", "SCREENSHOTS", "The bill is older than three months.", with_edd=True
            ),
        )
    ),
    _found("Pending", Finding("kyc_data_missing", "missing", "The date of birth is missing.")),
    _found("PendingReview", Finding("kyc_data_invalid", "issues", "The tax number does not exist.")),
    _found(
        "Pending",
        Finding("kyb_data_missing", "missing", "The company's website is missing."),
        is_business=True,
    ),
    _found(
        "PendingReview",
        Finding("kyb_data_invalid", "issues", "The register number does not exist."),
        is_business=True,
    ),
    _case(is_business=True),
    _case("Approved", signed=1),
)
_USUAL: tuple[tuple[_Case, int], ...] = (
    (_case("Approved"), 30),
    (_case("Approved", signed=0), 6),
    (_case("Pending"), 16),
    (_case("Processed"), 6),
    (_case("PendingReview"), 9),
    (_COVERAGE[3], 8),
    (_COVERAGE[13], 6),
    (_COVERAGE[17], 3),
    (_case("Expired"), 4),
    (_case("Expired", "Approved"), 3),
    (_case("Approved", is_business=True), 4),
    (_case("PendingReview", is_business=True), 2),
    (_case(), 3),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    person: Person
    case: _Case
    moments: tuple[datetime, ...]
    """When the customer, then each attempt, was made."""
    is_scripted: bool


def seed_world(kernel: Kernel, book: IronBook, people: Sequence[Person]) -> Sequence[Identification]:
    """Make everybody's history; returns the attempts that the scripts may carry on."""
    source = kernel.random("iron:world")
    plans = [
        _build_plan(source, kernel.started_at, person, number, len(people))
        for number, person in enumerate(people)
    ]
    scripted: list[Identification] = []
    for plan in sorted(plans, key=lambda plan: plan.moments[0]):
        customer = _live_through(source, book, plan)
        newest = book.newest(customer)
        if plan.is_scripted and newest is not None:
            scripted.append(newest)
    return scripted


def _build_plan(
    source: random.Random, started_at: datetime, person: Person, number: int, count: int
) -> _Plan:
    is_usual = number >= len(_COVERAGE)
    cases, weights = zip(*_USUAL, strict=True)
    case = source.choices(cases, weights)[0] if is_usual else _COVERAGE[number]
    is_open = bool(case.attempts) and case.attempts[-1].is_open
    age = (
        timedelta(minutes=source.randrange(45, 600))
        if is_open
        else timedelta(hours=source.randrange(72, 9600))
    )
    moments = [started_at - age - timedelta(seconds=source.randrange(60))]
    for _ in case.attempts:
        moments.insert(
            0, moments[0] - timedelta(hours=source.randrange(1, 160), seconds=source.randrange(3600))
        )
    is_few = count < len(_COVERAGE)
    is_scripted = is_usual or (is_few and number in _QUEUED_CASES) or case is _COVERAGE[3]
    return _Plan(person, case, tuple(moments), is_scripted and number != _OPEN_CASE)


def _live_through(source: random.Random, book: IronBook, plan: _Plan) -> Customer:
    person, case = plan.person, plan.case
    name = f"{person.full_name} & Co." if case.is_business else person.full_name
    with book.in_past(plan.moments[0]):
        kind = "Business" if case.is_business else "Person"
        customer = book.create_customer(kind, person.email, name, person.reference, None)
        customer.country = person.address.country
        if person.number % 7 == 0:
            customer.active_email = f"mail.{person.email}"
    attempts = [
        _make_attempt(source, book, customer, attempt, moment)
        for attempt, moment in zip(case.attempts, plan.moments[1:], strict=True)
    ]
    for document in book.documents[: case.signed]:
        if customer.status == "SigningsRequired":
            with book.in_past(plan.moments[-1] + timedelta(hours=40)):
                book.sign(customer, document.id)
    _end_differently(book, customer, case, attempts, plan.moments[-1])
    return customer


def _make_attempt(
    source: random.Random, book: IronBook, customer: Customer, attempt: _Attempt, moment: datetime
) -> Identification:
    with book.in_past(moment):
        made = book.create_identification(customer, Draft(with_edd=attempt.with_edd))
        made.findings = attempt.findings
    if attempt.end not in ("Pending", "Expired", "Archived", "Retry"):
        with book.in_past(moment + timedelta(minutes=source.randrange(2, 15))):
            book.submit(made)
    if attempt.end in ("PendingReview", "Declined", "Approved", "StepUp"):
        with book.in_past(moment + timedelta(minutes=source.randrange(16, 30))):
            book.review(made)
    _decide(source, book, made, attempt, moment)
    return made


def _decide(
    source: random.Random, book: IronBook, made: Identification, attempt: _Attempt, moment: datetime
) -> None:
    with book.in_past(moment + timedelta(minutes=source.randrange(60, 1800))):
        if attempt.end in ("Approved", "StepUp"):
            book.approve(made)
        elif attempt.end == "Declined":
            book.decline(made, attempt.comment, attempt.labels, attempt.failing, retry=attempt.retry)
        elif attempt.end == "Expired":
            book.expire(made)
        elif attempt.end == "Archived":
            book.archive_identification(made)
    if attempt.end == "Retry":
        with book.in_past(moment + timedelta(minutes=30)):
            book.ask_again(made, attempt.comment, attempt.labels, attempt.failing)


def _end_differently(
    book: IronBook, customer: Customer, case: _Case, attempts: Sequence[Identification], moment: datetime
) -> None:
    """What follows on the attempts: a step-up, a late approval of an older one, a block."""
    with book.in_past(moment + timedelta(hours=60)):
        if case.attempts and case.attempts[-1].end == "StepUp":
            book.step_up(attempts[-1], None)
        elif case.customer == "Archived":
            book.archive_customer(customer)
        elif case.customer:
            book.set_customer_status(customer, case.customer)
    if case is _COVERAGE[16]:
        with book.in_past(moment + timedelta(minutes=20)):
            book.submit(attempts[0])
            book.approve(attempts[0])
