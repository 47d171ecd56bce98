"""Bodies of Checkout.com's writes from what a person entered; every limit checked before anything is sent. No I/O.

https://api-reference.checkout.com/tag/Identity-Verification and /tag/Applicants
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, cast
from urllib.parse import urlsplit

from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent
from console.providers.checkout.manifest import (
    DOCUMENT_TYPES,
    LONGEST_NAME,
    SCENARIO_KEY,
    SHORTEST_NAME,
    TITLE,
)
from console.providers.checkout.marking import build_marked_url

_LINE_LIMITS: Final[Mapping[str, int]] = {
    "address_line1": 250,
    "address_line2": 250,
    "city": 50,
    "state": 50,
    "zip": 50,
}
ADDRESS_KEYS: Final = (*_LINE_LIMITS, "country")
PRESELECTION_KEYS: Final = (
    "pre_selected_residence_country",
    "pre_selected_language",
    "pre_selected_document_issuing_country",
    "pre_selected_document_type",
)
# The number of the person declared is `phone_number`; this one is where an attempt's link is sent by SMS.
SMS_KEY: Final = "attempt_phone_number"
DECLARED_KEYS: Final = ("birth_date", "phone_number", "address", *ADDRESS_KEYS, "user_journey_id")
ATTEMPT_KEYS: Final = ("redirect_url", *PRESELECTION_KEYS, SMS_KEY)

_JOURNEY: Final = re.compile(r"usj_\w+", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_PREFIX: Final = re.compile(r"\+\d+", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,14}", re.ASCII)
_BETWEEN_DIGITS: Final = re.compile(r"[\s()./-]")
_SCENARIO: Final = re.compile(r"eaplt_\w+", re.ASCII)


def build_body(fields: Mapping[str, object]) -> bytes:
    """A JSON body: the same fields give the same bytes."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def build_applicant_body(intent: CreateIntent, external_id: str, *, needs_name: bool = True) -> bytes:
    """A new applicant carrying our reference; the provider itself wants no name. Raises `InputInvalid`."""
    fields: dict[str, object] = {"external_applicant_id": external_id}
    if needs_name or intent.name.strip():
        fields["external_applicant_name"] = (
            _to_name(intent.name) if needs_name else _to_short_name(intent.name)
        )
    if intent.email.strip():
        fields["email"] = _to_email(intent.email)
    return build_body(fields)


def build_applicant_change(values: Mapping[str, str]) -> bytes:
    """What is to change of an applicant: only e-mail and name can. Raises `InputInvalid`."""
    verify_keys(values, ("email", "external_applicant_name"))
    fields: dict[str, object] = {}
    if values.get("email", "").strip():
        fields["email"] = _to_email(values["email"])
    if values.get("external_applicant_name", "").strip():
        fields["external_applicant_name"] = _to_short_name(values["external_applicant_name"])
    if not fields:
        raise InputInvalid("Give a new e-mail address or a new name.", field="email")
    return build_body(fields)


def build_verification_body(
    intent: CreateIntent, defaults: Mapping[str, str], applicant_id: str, *, opens: bool = True
) -> bytes:
    """A verification; `opens` adds the return address its first attempt needs, with our reference in it.

    `defaults` hold the account's user journey and return address. Raises `InputInvalid` naming the field.
    """
    fields: dict[str, object] = {"declared_data": _to_declared(intent)}
    if opens:
        redirect = _to_redirect(intent.options.get("redirect_url") or defaults["redirect_url"])
        fields["redirect_url"] = build_marked_url(redirect, intent.reference)
    journey = intent.options.get("user_journey_id") or defaults["user_journey_id"]
    if journey.strip():
        fields["user_journey_id"] = _to_journey(journey)
    if applicant_id:
        fields["applicant_id"] = applicant_id
    return build_body(fields)


def build_attempt_body(values: Mapping[str, str], defaults: Mapping[str, str], reference: str) -> bytes:
    """A new attempt. Its return address carries our reference: by it a lost answer's attempt is found in the list.

    Raises `InputInvalid` naming the field.
    """
    redirect = _to_redirect(values.get("redirect_url") or defaults["redirect_url"])
    fields: dict[str, object] = {"redirect_url": build_marked_url(redirect, reference)}
    information = {key: _to_preselection(key, values[key]) for key in PRESELECTION_KEYS if values.get(key)}
    if information:
        fields["client_information"] = information
    if values.get(SMS_KEY):
        fields["phone_number"] = _to_phone(values[SMS_KEY], SMS_KEY)
    return build_body(fields)


def to_scenario(options: Mapping[str, str]) -> str:
    """The sandbox's magic reference that takes the place of ours, empty without one. Raises `InputInvalid`.

    https://www.checkout.com/docs/developer-resources/testing/identity-verification-testing
    """
    scenario = options.get(SCENARIO_KEY, "").strip()
    if scenario and not _SCENARIO.fullmatch(scenario):
        raise InputInvalid("A scenario is eaplt_ followed by letters and digits.", field=SCENARIO_KEY)
    return scenario


def is_preselecting(options: Mapping[str, str]) -> bool:
    """True when something is asked for that only the call for an attempt takes."""
    return any(options.get(key) for key in (*PRESELECTION_KEYS, SMS_KEY))


def verify_keys(values: Mapping[str, str], known: Collection[str]) -> None:
    """Raises `InputInvalid` for a value no call of the provider's takes here."""
    for name in values:
        if name not in known:
            raise InputInvalid(f"{TITLE} has no option {name}; it knows {', '.join(known)}.", field=name)


def _to_declared(intent: CreateIntent) -> dict[str, object]:
    options = intent.options
    declared: dict[str, object] = {"name": _to_name(intent.name)}
    if options.get("birth_date"):
        declared["birth_date"] = _to_date(options["birth_date"])
    if intent.email.strip():
        declared["email"] = _to_email(intent.email)
    if options.get("phone_number"):
        declared["phone_number"] = _to_phone(options["phone_number"], "phone_number")
    address = _to_address(options)
    if address:
        declared["address"] = address
    return declared


def _to_name(text: str) -> str:
    name = text.strip()
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise InputInvalid(
            f"{TITLE} needs a name of {SHORTEST_NAME} to {LONGEST_NAME} characters.", field="name"
        )
    return name


def _to_short_name(text: str) -> str:
    name = text.strip()
    if len(name) > LONGEST_NAME:
        raise InputInvalid(
            f"The name may have {LONGEST_NAME} characters at most.", field="external_applicant_name"
        )
    return name


def _to_email(text: str) -> str:
    email = text.strip()
    if "@" not in email.strip("@") or any(character.isspace() for character in email):
        raise InputInvalid("This is not an e-mail address.", field="email")
    return email


def _to_date(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise InputInvalid("The birth date must look like 1988-11-23.", field="birth_date") from error


def _to_phone(text: str, field: str) -> dict[str, object]:
    """`+32 470 00 00 17`: only the blank tells where the dialling prefix ends. JSON as documented is taken too."""
    given = text.strip()
    if given.startswith("{"):
        parts = _to_object(given, field)
        prefix, number = str(parts.get("country_code", "")), str(parts.get("number", ""))
    else:
        prefix, _, rest = given.partition(" ")
        number = _BETWEEN_DIGITS.sub("", rest)
    if not _PREFIX.fullmatch(prefix) or not _NUMBER.fullmatch(number):
        raise InputInvalid(
            "Write the phone number as +32 470000017: dialling prefix, a blank, at most 14 digits.",
            field=field,
        )
    return {"country_code": prefix, "number": number}


def _to_address(options: Mapping[str, str]) -> dict[str, object]:
    address = _to_object(options["address"], "address") if options.get("address") else {}
    for key in ADDRESS_KEYS:
        if options.get(key):
            address[key] = options[key].strip()
    for key, value in address.items():
        if key not in ADDRESS_KEYS or not isinstance(value, str):
            raise InputInvalid(f"An address has {', '.join(ADDRESS_KEYS)}, each a text.", field="address")
        if len(value) > _LINE_LIMITS.get(key, LONGEST_NAME):
            raise InputInvalid(f"At most {_LINE_LIMITS[key]} characters here.", field=key)
    if "country" in address:
        address["country"] = _to_country(str(address["country"]), "country")
    return address


def _to_preselection(key: str, text: str) -> str:
    value = text.strip()
    if key.endswith("_country"):
        return _to_country(value, key)
    if key == "pre_selected_document_type":
        if value not in DOCUMENT_TYPES:
            raise InputInvalid(f"{TITLE} knows these documents: {', '.join(DOCUMENT_TYPES)}.", field=key)
    elif not _LANGUAGE.fullmatch(value):
        raise InputInvalid("A language looks like en-US or nl.", field=key)
    return value


def _to_country(text: str, field: str) -> str:
    country = text.strip().upper()
    if not _COUNTRY.fullmatch(country):
        raise InputInvalid("A country is two letters, such as BE.", field=field)
    return country


def _to_object(text: str, field: str) -> dict[str, object]:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise InputInvalid(f"{field} must be a JSON object.", field=field) from error
    if not isinstance(value, dict):
        raise InputInvalid(f"{field} must be a JSON object.", field=field)
    return cast("dict[str, object]", value)


def _to_redirect(text: str) -> str:
    if not text.strip():
        raise InputInvalid(
            "Say where the customer's browser goes at the end, here or once for all in the account's settings.",
            field="redirect_url",
        )
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputInvalid("The return address must be a whole web address.", field="redirect_url")
    return text.strip()


def _to_journey(text: str) -> str:
    """The first id in a list however it is written; samples break the published pattern, only the prefix is sure."""
    found = _JOURNEY.search(text)
    if found is None:
        raise InputInvalid("A user journey id starts with usj_.", field="user_journey_id")
    return found.group()
