"""iDenfy's requests as bytes, every documented limit kept before anything is sent. No I/O, no clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from console.domain.account import Account
from console.domain.errors import InputInvalid
from console.domain.outbox import CreateIntent, FrozenRequest
from console.domain.provider import Environment
from console.providers.idenfy import endpoints
from console.providers.idenfy.bodies import (
    DummyReviewRequest,
    InformationRequest,
    ReportRequest,
    TokenRequest,
)
from console.providers.idenfy.sentences import find_sentence

STEP: Final = "verification"
INFORMATION_STEP: Final = "information"
_JSON: Final = (("content-type", "application/json"),)
_LONGEST_EXTERNAL_REF: Final = 40
# Settings that go into every token unless the person chooses otherwise.
_EVERY_TIME: Final = (
    *("locale", "successUrl", "errorUrl", "unverifiedUrl", "callbackUrl", "expiryTime", "sessionLength"),
)
_ADDRESSES: Final = ("successUrl", "errorUrl", "unverifiedUrl", "callbackUrl")
# Everything else in a body is a number, a switch, a list or an object.
_TEXTS: Final = frozenset(
    {
        *("firstName", "lastName", "dateOfBirth", "sex", "nationality", "address", "externalRef"),
        *("documentNumber", "personalNumber", "dateOfExpiry", "dateOfIssue", "tokenType", "locale"),
        *_ADDRESSES,
        *("dummyStatus", "language", "scanRef", "bankCardExpectedLastFour"),
        *("manualFaceMatchResult", "manualDocumentValidity"),
    }
)
# Texts, of which the word null switches the account's own choice off; a key may well be 12345 or true.
_TEXTS_OR_NULL: Final = frozenset({"questionnaire", "theme"})
_LISTS: Final = frozenset({"documents", "registryCentersCountries"})
_WORDS: Final[Mapping[str, object]] = {"yes": True, "no": False}
# The only environment where results may be invented; https://documentation.idenfy.com/kyc/dummy-results
_DEV: Final = "DEV"


def build_token_request(account: Account, intent: CreateIntent) -> FrozenRequest:
    """The one step of a create. `clientId` is the known customer's or our reference, which travels along as
    `externalRef` and comes back in every webhook. Raises `InputInvalid` naming the field."""
    fields: dict[str, object] = {"tokenType": "IDENTIFICATION"}
    chosen = {key: account.settings.get(key, "") for key in _EVERY_TIME} | dict(intent.options)
    fields |= _read_options(chosen)
    if "clientId" in intent.options:
        raise InputInvalid("The clientId comes from the customer or the reference.", field="clientId")
    fields["clientId"] = str(intent.customer_id or intent.reference)
    if intent.customer_id or len(intent.reference) <= _LONGEST_EXTERNAL_REF:
        fields.setdefault("externalRef", intent.reference)
    _verify_together(account, fields)
    body = _build_body(TokenRequest, fields)
    return FrozenRequest(
        STEP, "POST", endpoints.TOKEN, _JSON, body, mark=("clientId", str(fields["clientId"]))
    )


def build_information_request(intent: CreateIntent) -> FrozenRequest:
    """The one step of asking for more. Raises `InputInvalid` naming the field."""
    body = _build_body(InformationRequest, _read_options(intent.options))
    path = endpoints.build_information_path(intent.verification_id)
    return FrozenRequest(
        INFORMATION_STEP, "POST", path, _JSON, body, mark=("scanRef", intent.verification_id)
    )


def build_scan_ref_body(scan_ref: str) -> bytes:
    """Body of the status, data, files and delete calls."""
    return json.dumps({"scanRef": scan_ref}, separators=(",", ":")).encode()


def build_report_body(scan_ref: str, values: Mapping[str, str]) -> bytes:
    """Body of the report call; pictures are part of the report unless asked otherwise. Raises `InputInvalid`."""
    return _build_body(ReportRequest, {"language": "en", **_read_options(values), "scanRef": scan_ref})


def build_dummy_review_body(account: Account, scan_ref: str, values: Mapping[str, str]) -> bytes:
    """Body of the invented reviewer's result. Raises `InputInvalid`, also where results must be real."""
    _verify_dummy(account, "manualDocumentValidity")
    return _build_body(DummyReviewRequest, {**_read_options(values), "scanRef": scan_ref})


def _read_options(options: Mapping[str, str]) -> dict[str, object]:
    return {key: _read_option(key, text) for key, text in options.items() if text}


def _read_option(key: str, text: str) -> object:
    """An option's text as the value iDenfy expects; an unfit one stays text and is refused by the request's model."""
    if key in _TEXTS:
        return text
    word = text.strip().lower()
    if key in _TEXTS_OR_NULL:
        return None if word == "null" else text
    if word in _WORDS:
        return _WORDS[word]
    value: object = text
    try:
        value = cast(object, json.loads(text))
    except (ValueError, RecursionError):
        value = text
    if isinstance(value, str) and (key in _LISTS or (key == "country" and "," in value)):
        return [part.strip() for part in value.split(",")]
    return value


def _verify_together(account: Account, fields: Mapping[str, object]) -> None:
    schemes = {"https", "http"} if account.environment is Environment.SIMULATOR else {"https"}
    for key in _ADDRESSES:
        address = fields.get(key)
        if isinstance(address, str) and not _is_address(address, schemes):
            raise InputInvalid("The address must begin with https:// and name a host.", field=key)
    if fields.get("dummyStatus"):
        _verify_dummy(account, "dummyStatus")
    if fields.get("additionalSteps") and fields.get("utilityBill"):
        raise InputInvalid("Additional steps and a utility bill cannot be combined.", field="utilityBill")
    if fields.get("additionalData") and not fields.get("additionalSteps"):
        raise InputInvalid("Additional data needs additional steps.", field="additionalData")


def _verify_dummy(account: Account, field: str) -> None:
    named = account.settings.get("environment_name", "").strip().upper()
    if account.environment is Environment.LIVE or named not in {"", _DEV}:
        raise InputInvalid("An invented result is possible only with keys of a DEV environment.", field=field)


def _is_address(text: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False


def _build_body(model: type[BaseModel], fields: Mapping[str, object]) -> bytes:
    try:
        request = model.model_validate(fields)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        name = str(detail["loc"][0])
        is_known = name in {info.alias for info in model.model_fields.values()}
        sentence = find_sentence(name, detail["type"]) if is_known else "iDenfy has no such field."
        raise InputInvalid(sentence, detail["type"], field=name) from error
    sent = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()
