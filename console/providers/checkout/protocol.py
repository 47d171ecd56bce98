"""Checkout.com's HTTP as values: what to send, what came back, whether a webhook is genuine. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast
from urllib.parse import urlencode, urlsplit

from console.domain.errors import InputInvalid, ReplyUnreadable, ReportUnreadable, WebhookRefused
from console.domain.keys import VerificationId
from console.domain.outbox import CreateIntent
from console.domain.webhook import Delivery, Notice
from console.providers.checkout import wire
from console.providers.checkout.manifest import LONGEST_NAME, SHORTEST_NAME, TITLE
from console.providers.contract import ErrorFacts, HttpReply
from console.providers.reading import read_model, read_object

SCOPE: Final = "identity-verification"
# Without a documented life a token is used for this long; the answer always names one in practice.
_SHORTEST_LIFE_S: Final = 60.0
_LONGEST_CODE: Final = 200
# Some writers put a little after the end mark.
_PDF_TAIL: Final = 2048
_OPTIONS: Final = ("user_journey_id", "redirect_url", "birth_date", "phone_number", "address")
_JOURNEY: Final = re.compile(r"usj_\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the seconds it lives from the moment it was read."""

    value: str
    lives_s: float


def build_bearer(credential: str) -> tuple[tuple[str, str], ...]:
    """The header both kinds of credentials end up in."""
    return (("Authorization", f"Bearer {credential}"),)


def build_token_form(client_id: str, client_secret: str) -> bytes:
    """Form of the token call, as Checkout.com's own libraries send it;
    https://www.checkout.com/docs/resources/api-authentication/oauth-2-0-client-credentials"""
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": SCOPE,
    }
    return urlencode(form).encode("ascii")


def build_body(fields: Mapping[str, object]) -> bytes:
    """A JSON body: the same fields give the same bytes."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def build_applicant_body(intent: CreateIntent, external_id: str) -> bytes:
    """A new applicant carrying our reference. Raises `InputInvalid`."""
    fields: dict[str, object] = {
        "external_applicant_id": external_id,
        "external_applicant_name": _to_name(intent),
    }
    if intent.email.strip():
        fields["email"] = _to_email(intent)
    return build_body(fields)


def build_verification_body(intent: CreateIntent, defaults: Mapping[str, str], applicant_id: str) -> bytes:
    """Verification with its first attempt. `defaults` hold the account's user journey and return address.

    Raises `InputInvalid` naming the field; limits as in https://api-reference.checkout.com/tag/Identity-Verification
    """
    _verify_options(intent)
    declared: dict[str, object] = {"name": _to_name(intent)}
    if intent.options.get("birth_date"):
        declared["birth_date"] = _to_date(intent.options["birth_date"])
    if intent.email.strip():
        declared["email"] = _to_email(intent)
    for key in ("phone_number", "address"):
        if intent.options.get(key):
            declared[key] = _to_object(intent.options[key], key)
    fields: dict[str, object] = {
        "declared_data": declared,
        "redirect_url": _to_redirect(intent.options.get("redirect_url") or defaults["redirect_url"]),
    }
    journey = intent.options.get("user_journey_id") or defaults["user_journey_id"]
    if journey.strip():
        fields["user_journey_id"] = _to_journey(journey)
    if applicant_id:
        fields["applicant_id"] = applicant_id
    return build_body(fields)


def read_token(body: bytes) -> Token:
    """Raises `ReplyUnreadable` when there is no token in it."""
    token, _ = read_model(wire.Token, read_object(body, TITLE))
    if not token.access_token:
        raise ReplyUnreadable(f"{TITLE} sent an answer without an access token.", "access_token")
    return Token(token.access_token, max(float(token.expires_in or 0), _SHORTEST_LIFE_S))


def read_verification(body: bytes) -> tuple[str, wire.Verification, tuple[str, ...]]:
    """Id, record and unreadable fields. Raises `ReplyUnreadable`."""
    model, unreadable = read_model(wire.Verification, read_object(body, TITLE))
    return _verify_id(model.id), model, unreadable


def read_applicant(body: bytes) -> tuple[str, wire.Applicant]:
    """Id and record. Raises `ReplyUnreadable`."""
    model, _ = read_model(wire.Applicant, read_object(body, TITLE))
    return _verify_id(model.id), model


def read_attempts(body: bytes) -> tuple[tuple[wire.Attempt, ...], int, int, tuple[str, ...]]:
    """Attempts with an id, number of rows on the page, total count, unreadable fields. Raises `ReplyUnreadable`."""
    page, unreadable = read_model(wire.AttemptPage, read_object(body, TITLE))
    if page.data is None:
        raise ReplyUnreadable(f"{TITLE} sent a list that cannot be read.", "data")
    attempts: list[wire.Attempt] = []
    names = [f"attempts.{name}" for name in unreadable]
    for row in page.data:
        attempt, wrong = read_model(wire.Attempt, row)
        names.extend(f"attempts.{name}" for name in wrong)
        if attempt.id:
            attempts.append(attempt)
    total = page.total_count if page.total_count is not None else len(page.data)
    return tuple(attempts), len(page.data), total, tuple(names)


def read_report_link(reply: HttpReply) -> str:
    """The signed link, or an empty string when the answer is the PDF itself (one documented library reads it so).

    Raises `ReportUnreadable` when there is neither.
    """
    if is_pdf(reply):
        return ""
    try:
        report, _ = read_model(wire.Report, read_object(reply.body, TITLE))
    except ReplyUnreadable as error:
        raise ReportUnreadable(f"{TITLE} sent something that is no report.", "not JSON") from error
    link = report.pdf_report or report.signed_url
    if not link:
        raise ReportUnreadable(f"{TITLE} gave no link to the report. Try again later.", "no link")
    return link


def is_pdf(reply: HttpReply) -> bool:
    """True when the answer says or shows that it is a PDF."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/pdf" or reply.body.startswith(b"%PDF-")


def verify_pdf(body: bytes) -> None:
    """Raises `ReportUnreadable` unless `body` is a PDF from its first mark to its last."""
    if not body.startswith(b"%PDF-"):
        raise ReportUnreadable(f"What {TITLE} sent as a report is not a PDF. It was not kept.", "no %PDF-")
    if b"%%EOF" not in body[-_PDF_TAIL:]:
        raise ReportUnreadable(f"The report from {TITLE} was cut short. Fetch it again.", "no %%EOF")


def build_source(url: str) -> str:
    """Where a report came from, without the signature in the query: that is a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def read_error(status: int, headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """The error envelope; the body may be empty, the request id then stands in a header."""
    del status
    try:
        error, _ = read_model(wire.Error, read_object(body, TITLE))
    except ReplyUnreadable:
        error = wire.Error()
    codes = tuple(code[:_LONGEST_CODE] for code in (*(error.error_codes or ()), error.error) if code)
    return ErrorFacts(codes, "", error.request_id or headers.get("cko-request-id", ""))


def read_webhook(delivery: Delivery, key: str) -> Notice:
    """What a genuine delivery says; never the verdict itself, which is read again. Raises `WebhookRefused`."""
    verify_webhook(delivery, key)
    try:
        event, _ = read_model(wire.Webhook, read_object(delivery.body, TITLE))
    except ReplyUnreadable as error:
        raise WebhookRefused(f"A message from {TITLE} could not be read.", http_status=400) from error
    if not event.type:
        raise WebhookRefused(f"A message from {TITLE} does not say what it is about.", http_status=400)
    data = event.data or wire.WebhookData()
    about = data.identity_verification_id or ""
    described = "|".join((event.type, about, data.status or "", event.created_on or ""))
    return Notice(event.type, event.id or described, VerificationId(about) if about else None)


def verify_webhook(delivery: Delivery, key: str) -> None:
    """`Cko-Signature` is the hex HMAC-SHA256 of the raw body. Raises `WebhookRefused`.

    https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks.md
    """
    given = delivery.headers.get("cko-signature", "").strip().lower()
    if not key:
        raise WebhookRefused(
            "This account has no webhook signature key, so nothing sent to it can be trusted."
        )
    if not given:
        raise WebhookRefused("A message without a signature was refused.")
    expected = hmac.new(key.encode("utf-8"), delivery.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode("ascii"), given.encode("utf-8")):
        raise WebhookRefused("A message with a wrong signature was refused.")


def _verify_id(identifier: str | None) -> str:
    if not identifier:
        raise ReplyUnreadable(f"{TITLE} sent a record without an id.", "id")
    return identifier


def _verify_options(intent: CreateIntent) -> None:
    for name in intent.options:
        if name not in _OPTIONS:
            known = ", ".join(_OPTIONS)
            raise InputInvalid(f"{TITLE} has no option {name}; it knows {known}.", field=name)


def _to_name(intent: CreateIntent) -> str:
    name = intent.name.strip()
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise InputInvalid(
            f"{TITLE} needs a name of {SHORTEST_NAME} to {LONGEST_NAME} characters.", field="name"
        )
    return name


def _to_email(intent: CreateIntent) -> str:
    email = intent.email.strip()
    if "@" not in email.strip("@") or any(character.isspace() for character in email):
        raise InputInvalid("This is not an e-mail address.", field="email")
    return email


def _to_date(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise InputInvalid("The birth date must look like 1988-11-23.", field="birth_date") from error


def _to_object(text: str, field: str) -> dict[str, object]:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise InputInvalid(f"{field} must be a JSON object.", field=field) from error
    if not isinstance(value, dict):
        raise InputInvalid(f"{field} must be a JSON object.", field=field)
    return cast("dict[str, object]", value)


def _to_redirect(text: str) -> str:
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
