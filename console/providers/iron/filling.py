"""Makes a body of Iron's out of the texts of a form; pure, and says which field is wrong before anything is sent."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, cast

from console.domain.errors import InputInvalid
from console.domain.provider import CreateField, FieldKind
from console.providers.iron.forms import EDD, JSON_KEYS, KYC

_SWITCH: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
_LONGEST_FILE: Final = 10_000_000  # https://docs.iron.xyz/outsourcing
_GROUPS: Final = (KYC, EDD)


def fill(fields: Sequence[CreateField], values: Mapping[str, str]) -> dict[str, object]:
    """The nested body. Raises `InputInvalid` for a missing, unknown or wrong value."""
    known = {field.key for field in fields}
    for name in values:
        if name not in known:
            raise InputInvalid(f"Iron has no field {name} here.", field=name)
    given = {key: text for key, text in values.items() if text.strip()}
    body: dict[str, object] = {}
    for field in fields:
        text = given.get(field.key, "").strip()
        if text:
            _put(body, field.key, _to_value(field, text))
        elif field.required or _is_half_filled(field, given):
            raise InputInvalid(f"Iron needs this: {field.label}.", field=field.key)
    return body


def to_switch(text: str, key: str) -> bool:
    """Raises `InputInvalid` for anything but yes and no in the usual spellings; an empty text means no."""
    value = _SWITCH.get(text.strip().casefold())
    if value is None:
        raise InputInvalid(f"{key} is either true or false.", field=key)
    return value


def verify_email(text: str, key: str = "email") -> str:
    """The address without blanks around it. Raises `InputInvalid` for what can be none."""
    email = text.strip()
    if "@" not in email.strip("@") or any(character.isspace() for character in email):
        raise InputInvalid("This is not an e-mail address.", field=key)
    return email


def verify_country(text: str, key: str) -> str:
    """Two capital letters. Raises `InputInvalid`."""
    country = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InputInvalid("A country is two letters, such as SE.", field=key)
    return country


def _is_half_filled(field: CreateField, given: Mapping[str, str]) -> bool:
    """A questionnaire is all or nothing; https://docs.iron.xyz/onboarding"""
    for group in _GROUPS:
        if field.key.startswith(f"{group}."):
            return any(key.startswith(f"{group}.") for key in given)
    return False


def _to_value(field: CreateField, text: str) -> object:
    key = field.key
    if key in JSON_KEYS:
        return _read_json(text, key)
    match field.kind:
        case FieldKind.FILE:
            return _verify_file(text, key)
        case FieldKind.SWITCH:
            return to_switch(text, key)
        case FieldKind.CHOICE if text not in field.choices:
            raise InputInvalid(f"{field.label} is one of: {', '.join(field.choices)}.", field=key)
        case FieldKind.COUNTRY:
            return verify_country(text, key)
        case FieldKind.EMAIL:
            return verify_email(text, key)
        case FieldKind.DATE:
            return _verify_day(text, key)
        case _:
            return text


def _read_json(text: str, key: str) -> object:
    try:
        value = cast("object", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputInvalid("This is not JSON.", field=key) from error
    wanted, words = (dict, "object") if key == "questionnaire" else (list, "list")
    if not isinstance(value, wanted):
        raise InputInvalid(f"This is a JSON {words}.", field=key)
    return cast("object", value)


def _verify_file(text: str, key: str) -> str:
    try:
        size = len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InputInvalid(
            "This is not a file in base64; leave out what stands before it.", field=key
        ) from error
    if size > _LONGEST_FILE:
        raise InputInvalid("The file is larger than 10 MB.", field=key)
    return text


def _verify_day(text: str, key: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputInvalid("A date is written like 1990-12-31.", field=key) from error


def _put(body: dict[str, object], key: str, value: object) -> None:
    *outer, last = key.split(".")
    place = body
    for name in outer:
        place = cast("dict[str, object]", place.setdefault(name, {}))
    place[last] = value
