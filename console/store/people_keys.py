"""What a customer's record is found by when somebody asks who is the same person: digests of folded values; no SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product
from typing import Any, Final

from console.domain.identity import to_date, to_name_parts
from console.domain.people import DocumentTrait, LinkReason, Traits

_DIGEST_BYTES: Final = 8
_WHOLE: Final = frozenset({"full_name", "name"})
_FIRST: Final = ("first_names", "first_name")
# A record that tells more names or dates than this is no person's; its first ones are looked at.
_MOST_VALUES: Final = 6
_LEAST_CHARACTERS: Final = 3
_LEAST_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that was told about one customer, over all of their verifications."""

    references: tuple[str, ...]
    emails: tuple[str, ...]
    traits: Traits


def read_told(name: str, email: str, reference: str, checks: Iterable[tuple[str, str, str, str]]) -> Told:
    """Gather it from the customer's own values and (facts, told name, told e-mail, reference) of each verification."""
    names, emails, references = [name], [email], [reference]
    dates: list[str] = []
    documents: list[DocumentTrait] = []
    for facts, told_name, told_email, told_reference in checks:
        names.append(told_name)
        emails.append(told_email)
        references.append(told_reference)
        value: dict[str, Any] = json.loads(facts)
        sides: list[list[list[str]]] = [value["verified"], value["declared"]]
        numbers = [DocumentTrait("", _find(side, "document_number")) for side in sides]
        for kind, _country, on_document in value["documents"]:
            sides.append(on_document)
            documents.append(DocumentTrait(kind, _find(on_document, "document_number")))
        for side in sides:
            names += _read_names(side)
            dates.append(_find(side, "birth_date"))
            emails.append(_find(side, "email"))
        # The number of a document that is described as well would stand there twice, once without its kind.
        known = {document.number for document in documents}
        documents += [document for document in numbers if document.number not in known]
    traits = Traits(
        _distinct(names)[:_MOST_VALUES],
        _distinct(dates)[:_MOST_VALUES],
        tuple(dict.fromkeys(document for document in documents if document.number)),
        _distinct(emails)[:_MOST_VALUES],
        _distinct(references)[:_MOST_VALUES],
    )
    return Told(_distinct(references), _distinct(emails), traits)


def build_keys(environment: str, told: Told) -> dict[int, int]:
    """The bit of its reason by digest. Environments are part of it, so that they never meet."""
    keys: dict[int, int] = {}
    for reason, values in (
        (LinkReason.REFERENCE, map(_fold_exact, told.references)),
        (LinkReason.EMAIL, map(_fold_exact, told.emails)),
        (LinkReason.NAME_AND_BIRTH_DATE, _fold_names(told.traits)),
    ):
        for value in values:
            if len(value) >= _LEAST_CHARACTERS:
                keys[_to_digest(environment, reason, value)] = reason.bit
    return keys


def _fold_exact(value: str) -> str:
    """Accents stay: they tell one address or reference from another."""
    return value.strip().casefold()


def _fold_names(traits: Traits) -> list[str]:
    names = dict.fromkeys(parts for name in traits.names if len(parts := to_name_parts(name)) >= _LEAST_PARTS)
    days = dict.fromkeys(day for value in traits.birth_dates if (day := to_date(value)) is not None)
    return [f"{' '.join(parts)}\n{day.isoformat()}" for parts, day in product(names, days)]


def _to_digest(environment: str, reason: LinkReason, value: str) -> int:
    text = f"{environment}\n{reason.value}\n{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_DIGEST_BYTES).digest(), "big", signed=True)


def _read_names(side: Sequence[Sequence[str]]) -> list[str]:
    whole = [value for field, value in side if field in _WHOLE]
    first = next((value for field, value in side if field in _FIRST), "")
    last = _find(side, "last_name")
    return [*whole, f"{first} {last}"] if first and last else whole


def _find(side: Sequence[Sequence[str]], wanted: str) -> str:
    return next((value for field, value in side if field == wanted), "")


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value.strip()))
