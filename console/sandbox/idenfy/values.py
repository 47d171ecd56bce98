"""Single values in iDenfy's request bodies with their documented limits; knows no body.

Source: https://documentation.idenfy.com/kyc/generate-token
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field

from console.sandbox.idenfy.catalogue import COUNTRIES

MAX_LIFETIME_S: Final = 2_592_000
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_REFUSED_IN_NAMES: Final = frozenset('0123456789~!@#$%^*()_+={}[]|\\:;",<>/?')
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def _check_ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError("must contain ASCII characters only")
    return text


def _check_name(text: str) -> str:
    if _REFUSED_IN_NAMES.intersection(text):
        raise ValueError("must contain letters only")
    return text


def _check_date(text: str) -> str:
    try:
        date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise ValueError("must be a date in the form YYYY-MM-DD") from None
    return text


def _check_country(text: str) -> str:
    # Lower case was accepted in the vendor's older examples and came back unchanged.
    if text.upper() not in COUNTRIES:
        raise ValueError("must be a valid ISO 3166-1 alpha-2 code")
    return text


def _check_address(text: str) -> str:
    # The vendor wants HTTPS; plain HTTP to this machine is this simulator's own exception.
    parts = _split(text)
    is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise ValueError("must be an HTTPS URL")
    return text


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        raise ValueError("must be an HTTPS URL") from None


def one_of(values: frozenset[str] | tuple[str, ...]) -> AfterValidator:
    """Only these words: where the vendor lists them all, an unknown one is refused."""

    def check(text: str) -> str:
        if text not in values:
            raise ValueError("has an unknown value")
        return text

    return AfterValidator(check)


def _check_uuid(text: str) -> str:
    if _UUID.fullmatch(text) is None:
        raise ValueError("must be a UUID")
    return text


AsciiText = AfterValidator(_check_ascii)
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_check_name)]
Number = Annotated[str, Field(min_length=1, max_length=50)]
DateText = Annotated[str, AfterValidator(_check_date)]
Country = Annotated[str, AfterValidator(_check_country)]
Address = Annotated[str, Field(min_length=5, max_length=2048), AfterValidator(_check_address)]
Uuid = Annotated[str, AfterValidator(_check_uuid)]
