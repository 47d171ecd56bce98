"""The seeded iDenfy records: which person has which history; published to nobody, all before the simulator started."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from console.sandbox.idenfy.catalogue import (
    DECIDED,
    DOC_VALIDATED,
    DOCUMENT_CODES,
    FACE_CODES,
    FACE_MATCH,
    FRAUD_TAGS,
    MISMATCH_TAGS,
    REVIEWER_DOCUMENT_CODES,
    REVIEWER_FACE_CODES,
    Status,
)
from console.sandbox.idenfy.records import Codes, Papers, Record
from console.sandbox.idenfy.register import PROVIDER, Register
from console.sandbox.idenfy.requests import TokenRequest
from console.sandbox.idenfy.values import MAX_LIFETIME_S
from console.sandbox.module import Person

_EVERY_STATUS_FROM: Final = 25
_EVERY_CODE_FROM: Final = 125
_PLATFORMS: Final = ("MOBILE", "MOBILE", "PC", "TABLET", "MOBILE_APP", "MOBILE_SDK", "OTHER")
_SMALL: Final = (Status.ACTIVE, Status.APPROVED, Status.DENIED, Status.SUSPECTED, Status.ACTIVE)
_RARE: Final = (Status.REVIEWING, Status.EXPIRED, Status.ARCHIVED, Status.DELETED, Status.EXPIRED_DELETED)
_USUAL: Final = (
    Status.APPROVED,
    Status.ACTIVE,
    Status.SUSPECTED,
    Status.DENIED,
    Status.EXPIRED,
    Status.REVIEWING,
)
_WEIGHTS: Final = (60, 15, 6, 8, 6, 5)
_PASSED: Final = Codes(DOC_VALIDATED, FACE_MATCH)
_WALKER_LIFE_S: Final = 259_200


@dataclass(frozen=True, slots=True)
class Case:
    """How one verification stands; `is_kept` ones no script touches."""

    status: Status
    codes: Codes = _PASSED
    is_kept: bool = False


@dataclass(slots=True)
class World:
    """What the scripts may move: open sessions and reviews, in the order they were made."""

    walkers: list[Record]
    reviews: list[Record]


def seed_records(register: Register, people: Sequence[Person]) -> World:
    """Make the records of these people, oldest facts first per person."""
    source = register.kernel.random(f"{PROVIDER}:world")
    world = World([], [])
    earlier = iter(build_refused_cases() if len(people) >= _EVERY_CODE_FROM else ())
    for person, case in zip(people, build_cases(source, len(people)), strict=True):
        papers = _build_papers(person)
        register.people.know(person.reference, papers, person.full_name)
        now = register.kernel.started_at
        created_at = _pick_moment(source, case, now)
        if case.status is Status.APPROVED and (before := next(earlier, None)) is not None:
            then = created_at - timedelta(hours=source.randrange(2, 200))
            register.adopt(_build_record(register, source, person, papers, before, then), "world")
        record = _build_record(register, source, person, papers, case, created_at)
        register.adopt(record, "world")
        if case.status is Status.ACTIVE and not case.is_kept:
            world.walkers.append(record)
        elif case.status is Status.REVIEWING and not case.is_kept:
            world.reviews.append(record)
    for case in earlier:
        person = source.choice(people)
        then = now_minus(register, source)
        register.adopt(_build_record(register, source, person, _build_papers(person), case, then), "world")
    return world


def now_minus(register: Register, source: random.Random) -> datetime:
    """Some moment long before the start."""
    return register.kernel.started_at - timedelta(hours=source.randrange(3000, 5000))


def build_cases(source: random.Random, count: int) -> list[Case]:
    """One case per person: the promised ones first, then the usual mixture."""
    cases = [Case(status, _usual_codes(status, number), number == 0) for number, status in enumerate(_SMALL)]
    if count >= _EVERY_STATUS_FROM:
        cases += [Case(status, is_kept=status is Status.REVIEWING) for status in _RARE]
    if count >= _EVERY_CODE_FROM:
        cases += build_tagged_cases()
    while len(cases) < count:
        status = source.choices(_USUAL, _WEIGHTS)[0]
        cases.append(Case(status, _usual_codes(status, source.randrange(1000))))
    return cases[:count]


def build_tagged_cases() -> Iterator[Case]:
    """Suspected verifications that carry every tag between them, four each at most."""
    tags = [*FRAUD_TAGS, *MISMATCH_TAGS]
    for start in range(0, len(tags), 4):
        part = tags[start : start + 4]
        frauds = tuple(tag for tag in part if tag in FRAUD_TAGS)
        mismatches = tuple(tag for tag in part if tag not in FRAUD_TAGS)
        yield Case(Status.SUSPECTED, replace(_PASSED, fraud_tags=frauds, mismatch_tags=mismatches))


def build_refused_cases() -> Iterator[Case]:
    """Denied verifications that carry every document and face code between them."""
    faces, reviewer_faces = cycle(FACE_CODES[1:]), cycle(REVIEWER_FACE_CODES)
    reviewer_documents = cycle(REVIEWER_DOCUMENT_CODES)
    for number, code in enumerate(DOCUMENT_CODES[1:]):
        codes = Codes(code, next(faces))
        if number % 2:
            codes = replace(codes, manual_document=next(reviewer_documents), manual_face=next(reviewer_faces))
        yield Case(Status.DENIED, codes)


def _usual_codes(status: Status, number: int) -> Codes:
    if status is Status.DENIED:
        refused = (
            Codes(DOC_VALIDATED, "FACE_MISMATCH", DOC_VALIDATED, "FACE_MISMATCH"),
            Codes("DOC_EXPIRED", "FACE_NOT_ANALYSED", "DOC_EXPIRED", ""),
            Codes("DOC_NOT_FULLY_VISIBLE", "FACE_NOT_ANALYSED"),
        )
        return refused[number % len(refused)]
    if status is Status.SUSPECTED:
        suspicions = (
            replace(_PASSED, mismatch_tags=("SURNAME",)),
            replace(_PASSED, fraud_tags=("AML_SUSPECTION",), mismatch_tags=("UNDER_AGE",)),
            replace(_PASSED, fraud_tags=("DUPLICATE_FACE",)),
        )
        return suspicions[number % len(suspicions)]
    return _PASSED


def _pick_moment(source: random.Random, case: Case, now: datetime) -> datetime:
    if case.status is Status.ACTIVE:
        return now - timedelta(seconds=source.randrange(60, 5400))
    if case.status is Status.REVIEWING:
        return now - timedelta(seconds=source.randrange(1200, 3000))
    return now - timedelta(seconds=source.randrange(90_000, 120 * 86_400))


def _build_papers(person: Person) -> Papers:
    return Papers(
        given_name=person.latin_given_name,
        family_name=person.latin_family_name,
        original_given_name=person.given_name,
        original_family_name=person.family_name,
        birth_date=person.birth_date,
        sex=person.gender,
        nationality=person.nationality,
        document_type=person.document_type,
        document_number=person.document_number,
        personal_code=None,
        issued=person.document_issued,
        expires=person.document_expires,
        issuing_country=person.nationality,
        address=f"{person.address.street}, {person.address.postcode} {person.address.city}",
    )


def _build_record(
    register: Register,
    source: random.Random,
    person: Person,
    papers: Papers,
    case: Case,
    created_at: datetime,
) -> Record:
    record = register.make(_build_request(source, person, case), papers, person.full_name, created_at)
    record.platform = source.choice(_PLATFORMS)
    record.status = case.status
    if case.status is Status.ACTIVE:
        return record
    record.is_final = case.status is not Status.REVIEWING
    if record.is_erased:
        record.person_name = ""
    if case.status in (Status.EXPIRED, Status.EXPIRED_DELETED):
        record.finished_at = record.token_dies_at
        return record
    record.opened_at = created_at + timedelta(seconds=source.randrange(30, 900))
    record.finished_at = record.opened_at + timedelta(seconds=source.randrange(60, 240))
    record.has_photos = record.is_captured = record.is_submitted = True
    record.codes = case.codes
    if "DOC_EXPIRED" in (case.codes.auto_document, case.codes.manual_document):
        record.papers = replace(papers, expires=created_at.date() - timedelta(days=40))
    if {"DUPLICATE_FACE", "DUPLICATE_DOC_FACE"}.intersection(case.codes.fraud_tags):
        record.duplicates = tuple(each.scan_ref for each in register.records() if each.status in DECIDED)[:1]
    return record


def _build_request(source: random.Random, person: Person, case: Case) -> TokenRequest:
    if source.random() < 0.3:
        return TokenRequest(
            clientId=person.reference,
            externalRef=person.reference,
            expiryTime=_life_s(case),
            sessionLength=3600,
        )
    return TokenRequest(
        clientId=person.reference,
        externalRef=person.reference,
        firstName=person.latin_given_name or None,
        lastName=person.latin_family_name,
        dateOfBirth=person.birth_date.isoformat(),
        nationality=person.nationality,
        documents=[person.document_type],
        expiryTime=_life_s(case),
        sessionLength=1800,
        reviewFailed=source.random() < 0.5,
    )


def _life_s(case: Case) -> int:
    if case.is_kept:
        return MAX_LIFETIME_S
    return _WALKER_LIFE_S if case.status is Status.ACTIVE else 86_400
