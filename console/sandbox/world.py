"""Invents the synthetic people from a seed; makes no provider records and reads no clock."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from console.sandbox.module import Address, Person
from console.sandbox.names import CUSTOMS, Custom, Name

_EPOCH = date(2026, 1, 1)
_DOCUMENTS = ("PASSPORT", "ID_CARD", "DRIVER_LICENSE", "RESIDENCE_PERMIT")
_MAIL_HOSTS = ("example.org", "example.com", "example.net", "mail.example")


def build_people(seed: int, count: int, providers: Sequence[str]) -> tuple[Person, ...]:
    """`count` people, the same for the same seed, number and providers.

    The providers take turns as a person's main one, so each has at least a quarter; every tenth person is a customer at
    two or more of them.
    """
    source = random.Random(f"{seed}:people")  # noqa: S311  # invented data, no secrets
    return tuple(_build_person(source, number, providers) for number in range(count))


def _build_person(source: random.Random, number: int, providers: Sequence[str]) -> Person:
    custom = CUSTOMS[number % len(CUSTOMS)] if number < 2 * len(CUSTOMS) else source.choice(CUSTOMS)
    gender = source.choice(("F", "M"))
    given = source.choice(custom.women if gender == "F" else custom.men)
    family = source.choice(custom.families)
    issued = _EPOCH - timedelta(days=source.randrange(30, 3000))
    return Person(
        number=number,
        given_name="" if custom.single else given.native,
        family_name=given.native if custom.single else family.native,
        full_name=_full_name(custom, given, family),
        latin_given_name="" if custom.single else given.latin,
        latin_family_name=given.latin if custom.single else family.latin,
        script=custom.script,
        birth_date=_EPOCH - timedelta(days=source.randrange(19 * 366, 84 * 365)),
        gender="F" if gender == "F" else "M",
        nationality=custom.country,
        nationality3=custom.country3,
        email=_email(source, custom, given, family, number),
        phone=custom.dial + "".join(source.choices("0123456789", k=7)),
        document_type=source.choice(_DOCUMENTS),
        document_number=_document_number(source),
        document_issued=issued,
        document_expires=issued + timedelta(days=3652),
        address=Address(
            street=f"{custom.street} {source.randrange(1, 180)}",
            city=custom.city,
            postcode=f"{source.randrange(10000, 99999)}",
            country=custom.country,
        ),
        reference=f"crm-{20000 + number}-{source.getrandbits(20):05x}",
        providers=_choose_providers(source, number, providers),
    )


def _full_name(custom: Custom, given: Name, family: Name) -> str:
    if custom.single:
        return given.native
    parts = (family.native, given.native) if custom.family_first else (given.native, family.native)
    return custom.joiner.join(parts)


def _email(source: random.Random, custom: Custom, given: Name, family: Name, number: int) -> str:
    words = [given.latin] if custom.single else [given.latin.split()[0], family.latin.split()[-1]]
    local = ".".join("".join(filter(str.isalnum, _plain(word))) for word in words)
    return f"{local.lower()}{number}@{source.choice(_MAIL_HOSTS)}"


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode("ascii")


def _document_number(source: random.Random) -> str:
    letters = "".join(source.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=2))
    return letters + "".join(source.choices("0123456789", k=7))


def _choose_providers(source: random.Random, number: int, providers: Sequence[str]) -> tuple[str, ...]:
    main = providers[number % len(providers)]
    others = [name for name in providers if name != main]
    if number % 10 != 9:
        return (main,)
    return (main, *source.sample(others, source.choice((1, 1, 1, 2, 3))))
