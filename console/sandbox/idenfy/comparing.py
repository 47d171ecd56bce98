"""What differs between what was declared or demanded and the document that was shown; pure rules, changes nothing.

Source: https://documentation.idenfy.com/kyc/generate-token , https://documentation.idenfy.com/callbacks/Suspicions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from console.sandbox.idenfy.records import Papers, Record
from console.sandbox.idenfy.requests import TokenRequest


@dataclass(frozen=True, slots=True)
class Differences:
    """Tags a result must carry, and the document code that says so where there is one."""

    document_code: str = ""
    fraud_tags: tuple[str, ...] = ()
    mismatch_tags: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Any tag makes a result SUSPECTED that would else be approved."""
        return bool(self.fraud_tags or self.mismatch_tags)


def find_differences(record: Record, others: Iterable[Record], today: date) -> Differences:
    """Everything that differs; nothing in dummy mode, where no document is shown."""
    request, papers = record.request, record.papers
    if request.dummyStatus is not None:
        return Differences()
    is_elsewhere = not _is_expected_country(request.country, papers.issuing_country)
    mismatches = [
        *_find_mismatches(request, papers),
        *_find_age_tags(request, papers, today),
        # The tag lists have no word for another country than the expected one but this general one.
        *(["DOC_INFO_MISMATCH"] if is_elsewhere else []),
        *_find_step_tags(record),
    ]
    return Differences(
        "COUNTRY_MISMATCH" if is_elsewhere else "",
        tuple(_find_duplicate_tags(record, others)),
        tuple(dict.fromkeys(mismatches)),
    )


def is_same_person(one: Papers, other: Papers) -> bool:
    """As a machine would tell: the same name and the same birth date."""
    return one.birth_date == other.birth_date and _is_same(one.full_name, other.full_name)


def to_step_result(record: Record, name: str, value: object) -> str:
    """How a value handed in for a COMPARE step stands beside what the person's papers say."""
    read = record.papers.address if name == "address" else None
    if read is None:
        return "MATCH"
    return "MATCH" if _is_same(read, str(value)) else "NOT_MATCH"


def to_age(birth_date: date, today: date) -> int:
    """Full years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _find_mismatches(request: TokenRequest, papers: Papers) -> Iterator[str]:
    compared = (
        ("NAME", request.firstName, (papers.given_name, papers.original_given_name)),
        ("SURNAME", request.lastName, (papers.family_name, papers.original_family_name)),
        ("DATE_OF_BIRTH", request.dateOfBirth, (papers.birth_date.isoformat(),)),
        ("DOCUMENT_NUMBER", request.documentNumber, (papers.document_number,)),
        ("PERSONAL_CODE", request.personalNumber, (papers.personal_code or "",)),
        ("EXPIRY_DATE", request.dateOfExpiry, (papers.expires.isoformat(),)),
        ("DATE_OF_ISSUE", request.dateOfIssue, (papers.issued.isoformat(),)),
        ("NATIONALITY", request.nationality, (papers.nationality,)),
        ("SEX", request.sex, (papers.sex,)),
    )
    for tag, declared, read in compared:
        if declared is not None and not any(_is_same(declared, each) for each in read):
            yield tag
    wants_address = request.verifyAddress or request.utilityBill
    if wants_address and request.address and not _is_same(request.address, papers.address or request.address):
        yield "UTILITY_ADDRESS"


def _find_age_tags(request: TokenRequest, papers: Papers, today: date) -> Iterator[str]:
    age = to_age(papers.birth_date, today)
    if request.ageLimit is not None and age < request.ageLimit:
        yield "UNDER_AGE"
    if request.ageMax is not None and age > request.ageMax:
        yield "OVER_AGE"


def _find_step_tags(record: Record) -> Iterator[str]:
    types = record.additional_step_types
    for step, fields in (record.request.additionalData or {}).items():
        results = [to_step_result(record, name, value) for name, value in fields.items()]
        if types.get(step) == "COMPARE" and "NOT_MATCH" in results:
            yield "ADDITIONAL_STEP_INFORMATION_MISMATCH"


def _find_duplicate_tags(record: Record, others: Iterable[Record]) -> Iterator[str]:
    """The same person under another clientId; a returning client is no duplicate."""
    request = record.request
    wanted = (
        ("DUPLICATE_FACE", request.checkDuplicateFaces and record.compares_face),
        ("DUPLICATE_DOC_FACE", request.checkDuplicateDocFaces),
        ("DUPLICATE_PERSONAL_DATA", request.checkDuplicatePersonalData),
    )
    if any(is_on for _, is_on in wanted) and any(_is_double(record, other) for other in others):
        yield from (tag for tag, is_on in wanted if is_on)


def _is_double(record: Record, other: Record) -> bool:
    return (
        other.request.clientId != record.request.clientId
        and other.is_captured
        and other.is_readable
        and is_same_person(record.papers, other.papers)
    )


def _is_expected_country(expected: str | list[str] | None, shown: str) -> bool:
    if expected is None:
        return True
    return shown.upper() in {each.upper() for each in ([expected] if isinstance(expected, str) else expected)}


def _is_same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
