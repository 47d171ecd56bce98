"""iDenfy's requests and answers as bytes: built, read, verified. No I/O, no clock."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from urllib.parse import urlsplit

from pydantic import ValidationError

from console.domain.account import Account
from console.domain.errors import InputInvalid, ReplyUnreadable, ReportUnreadable, WebhookRefused
from console.domain.outbox import CreateIntent, FrozenRequest
from console.domain.provider import Environment
from console.domain.verification import RawDocument, Snapshot, VerificationId
from console.domain.webhook import Delivery, Notice
from console.providers.contract import ErrorFacts
from console.providers.idenfy import endpoints, mapping
from console.providers.idenfy.manifest import TITLE
from console.providers.idenfy.wire import (
    Data,
    ErrorReply,
    ListReply,
    StatusReply,
    TokenReply,
    TokenRequest,
    Webhook,
)
from console.providers.reading import (
    read_json,
    read_model,
    read_object,
    read_unix_seconds,
)

STEP: Final = "verification"
_JSON: Final = (("content-type", "application/json"),)
_AUTO_FINISHED: Final = "IDENTIFICATION_AUTO_FINISHED"
_LEGACY_EVENT: Final = "IDENTIFICATION"
_PDF_START: Final = b"%PDF-"
_PDF_END: Final = b"%%EOF"
_TAIL: Final = 1024
_LONGEST_EXTERNAL_REF: Final = 40
# Settings that go into every token unless the person chooses otherwise.
_EVERY_TIME: Final = (
    "locale",
    "successUrl",
    "errorUrl",
    "unverifiedUrl",
    "callbackUrl",
    "expiryTime",
    "sessionLength",
)
_ADDRESSES: Final = ("successUrl", "errorUrl", "unverifiedUrl", "callbackUrl")
# Every other field of the token body is a number, a switch, a list or an object.
_TEXTS: Final = frozenset(
    {
        *("firstName", "lastName", "dateOfBirth", "sex", "nationality", "address", "externalRef"),
        *("documentNumber", "personalNumber", "dateOfExpiry", "dateOfIssue", "tokenType", "locale"),
        *_ADDRESSES,
        "dummyStatus",
    }
)
_LISTS: Final = frozenset({"documents", "registryCentersCountries"})
_SENTENCES: Final = {
    "clientId": "The reference must have 1 to 100 plain (ASCII) characters.",
    "firstName": "The given name must have 1 to 100 characters, no digits and no special signs.",
    "lastName": "The family name must have 1 to 100 characters, no digits and no special signs.",
    "dateOfBirth": "The birth date must be written like 1991-11-03.",
    "dateOfExpiry": "The expiry date must be written like 2031-02-28.",
    "dateOfIssue": "The date of issue must be written like 2021-02-28.",
    "sex": "Sex must be M or F.",
    "nationality": "The nationality must be a country code of two letters.",
    "country": "The country must be a code of two letters, or a list of them.",
    "address": "The address must not be longer than 255 characters.",
    "externalRef": "The external reference must not be longer than 40 plain (ASCII) characters.",
    "documents": "The document must be one of iDenfy's types, such as PASSPORT.",
    "documentNumber": "The document number must have 1 to 50 characters.",
    "personalNumber": "The personal number must have 1 to 50 characters.",
    "tokenType": "The kind of check must be IDENTIFICATION or DOCUMENT.",
    "expiryTime": "The link's life must be a whole number of seconds from 60 to 2592000.",
    "sessionLength": "The session's length must be a whole number of seconds from 60 to 3600.",
    "locale": "The language must be a code such as en.",
    "ageLimit": "The minimum age must be a whole number.",
    "ageMax": "The maximum age must be a whole number.",
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `next_path` is None at its end."""

    snapshots: tuple[Snapshot, ...]
    next_path: str | None


def build_token_request(account: Account, intent: CreateIntent) -> FrozenRequest:
    """The one step of a create. `clientId` is the known customer's or our reference, which travels along as
    `externalRef` and comes back in every webhook. Raises `InputInvalid` naming the field."""
    fields: dict[str, object] = {"tokenType": "IDENTIFICATION"}
    chosen = {key: account.settings.get(key, "") for key in _EVERY_TIME} | dict(intent.options)
    fields |= {key: _read_option(key, text) for key, text in chosen.items() if text}
    if "clientId" in intent.options:
        raise InputInvalid("The clientId comes from the customer or the reference.", field="clientId")
    fields["clientId"] = str(intent.customer_id or intent.reference)
    if intent.customer_id or len(intent.reference) <= _LONGEST_EXTERNAL_REF:
        fields.setdefault("externalRef", intent.reference)
    _verify_together(account, fields)
    body = json.dumps(_verify_fields(fields), ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenRequest(STEP, "POST", endpoints.TOKEN, _JSON, body)


def build_scan_ref_body(scan_ref: str) -> bytes:
    """Body of the status, data and report calls."""
    return json.dumps({"scanRef": scan_ref}, separators=(",", ":")).encode()


def build_report_body(scan_ref: str, language: str = "en") -> bytes:
    """Body of the report call; pictures are part of the report unless asked otherwise."""
    return json.dumps({"scanRef": scan_ref, "language": language}, separators=(",", ":")).encode()


def read_error(_status: int, _headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """The envelope `{message, identifier}`; total, because an error answer may hold anything."""
    try:
        reply, _ = read_model(ErrorReply, read_object(body, TITLE))
    except ReplyUnreadable:
        return ErrorFacts()
    return ErrorFacts((reply.identifier,) if reply.identifier else (), reply.message or "")


def read_token(body: bytes) -> tuple[TokenReply, tuple[str, ...]]:
    """The answer of the token call. Raises `ReplyUnreadable` when it lacks the session or its link."""
    reply, unreadable = read_model(TokenReply, read_object(body, TITLE))
    if not reply.scan_ref or not (reply.redirect_url or reply.auth_token):
        raise ReplyUnreadable("iDenfy's answer names no session.", "scanRef or authToken missing")
    return reply, unreadable


def read_list(body: bytes, base_url: str) -> ListPage:
    """One page of the list. Raises `ReplyUnreadable` when it is none or continues somewhere else."""
    document = read_object(body, TITLE)
    reply, unreadable = read_model(ListReply, document)
    if reply.results is None:
        raise ReplyUnreadable("iDenfy's list cannot be read.", "results missing")
    next_path = endpoints.build_next_path(reply.next, base_url) if reply.next else None
    if reply.next and next_path is None:
        raise ReplyUnreadable("iDenfy's list continues at another address; it is not followed.")
    rows = (mapping.to_listed(row) for row in reply.results)
    named = tuple(name for name in unreadable if not name.startswith("results"))
    found = tuple(Snapshot(row, partial=True, unreadable=named) for row in rows if row is not None)
    return ListPage(found, next_path)


def read_status(body: bytes, scan_ref: str) -> tuple[StatusReply, tuple[str, ...]]:
    """The answer of the status call. Raises `ReplyUnreadable` when it is about another session."""
    reply, unreadable = read_model(StatusReply, read_object(body, TITLE))
    _verify_scan_ref(reply.scan_ref, scan_ref)
    if not reply.status and "status" not in unreadable:
        raise ReplyUnreadable("iDenfy's answer has no status.", "status missing")
    return reply, unreadable


def read_data(body: bytes, scan_ref: str) -> tuple[Data, tuple[str, ...]]:
    """The answer of the data call, flat or below `data`. Raises `ReplyUnreadable` as `read_status`."""
    document = read_object(body, TITLE)
    inner = document.get("data")
    if isinstance(inner, dict):
        document = {"scanRef": document.get("scanRef"), **cast("dict[str, object]", inner)}
    data, unreadable = read_model(Data, document)
    _verify_scan_ref(data.scan_ref, scan_ref)
    return data, tuple(f"data.{name}" for name in unreadable)


def read_report(body: bytes) -> bytes:
    """The PDF, whether it comes as it is, as Base64 text or as Base64 in JSON: how it is wrapped is not documented.

    Raises `ReportUnreadable`. https://documentation.idenfy.com/kyc/pdf-generation
    """
    pdf = body if body.startswith(_PDF_START) else _decode_base64(_read_report_text(body))
    if not pdf.startswith(_PDF_START):
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.")
    if _PDF_END not in pdf[-_TAIL:]:
        raise ReportUnreadable("iDenfy's report was cut short. Fetch it again.")
    return pdf


def read_webhook(delivery: Delivery, key: str, *, is_reviewed_by_people: bool) -> Notice:
    """A delivery with its own facts. Without a `key` nothing proves where it comes from: then the facts are left out,
    so that the session is read from iDenfy itself. Raises `WebhookRefused`.

    https://documentation.idenfy.com/security/callback-signing
    """
    if key:
        _verify_signature(delivery, key)
    try:
        webhook, unreadable = read_model(Webhook, read_object(delivery.body, TITLE))
    except ReplyUnreadable as error:
        raise WebhookRefused("The delivery is not a message of iDenfy's.", http_status=400) from error
    event = delivery.headers.get("idenfy-event-type", "").strip() or _LEGACY_EVENT
    status = webhook.status.overall if webhook.status is not None else None
    dedupe_key = "|".join((webhook.scan_ref or "", event, str(webhook.final), status or _detail(webhook)))
    if not webhook.scan_ref:
        return Notice(event, dedupe_key, None)
    verification_id = VerificationId(webhook.scan_ref)
    if not key or not status:
        return Notice(event, dedupe_key, verification_id)
    snapshot = _to_snapshot(webhook, unreadable, event, delivery, is_reviewed_by_people=is_reviewed_by_people)
    return Notice(event, dedupe_key, verification_id, snapshot)


def _to_snapshot(
    webhook: Webhook,
    unreadable: tuple[str, ...],
    event: str,
    delivery: Delivery,
    *,
    is_reviewed_by_people: bool,
) -> Snapshot:
    session = mapping.Session(webhook.scan_ref or "", webhook.client_id or "", webhook.external_ref or "")
    started_at, bad_start = _read_time("startTime", webhook.start_time)
    finished_at, bad_finish = _read_time("finishTime", webhook.finish_time)
    status = webhook.status.overall if webhook.status is not None else None
    verification = mapping.to_announced(
        session,
        webhook,
        status or "",
        _to_changed_at(event, finished_at, delivery.received_at),
        is_reviewed_by_people=is_reviewed_by_people,
    )
    return Snapshot(
        verification,
        attempts=(mapping.to_attempt(verification, started_at, verification.updated_at),),
        customer=mapping.to_customer(session) if session.client_id else None,
        raw=(RawDocument("webhook", delivery.body),),
        unreadable=(*unreadable, *bad_start, *bad_finish),
    )


def _to_changed_at(event: str, finished_at: datetime | None, received_at: datetime) -> datetime:
    """`finishTime` is the automatic decision's; anything later happened between it and now. An automatic result that
    arrives late must stay older than the reviewer's."""
    if finished_at is None:
        return received_at
    return finished_at if event == _AUTO_FINISHED else max(finished_at, received_at)


def _read_time(name: str, seconds: int | None) -> tuple[datetime | None, tuple[str, ...]]:
    try:
        return read_unix_seconds(seconds), ()
    except ValueError:
        return None, (name,)


def _detail(webhook: Webhook) -> str:
    """What tells two messages without a status apart."""
    return f"{webhook.expiration_threshold or ''} {webhook.document_expiration or ''}".strip()


def _verify_signature(delivery: Delivery, key: str) -> None:
    given = delivery.headers.get("idenfy-signature", "").strip().lower()
    wanted = hmac.new(key.encode(), delivery.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "surrogatepass")):
        raise WebhookRefused("The delivery is not signed with this account's webhook key.")


def _verify_scan_ref(told: str | None, asked: str) -> None:
    if told and told != asked:
        raise ReplyUnreadable(
            "iDenfy answered about another session; the answer is not used.", "scanRef differs"
        )


def _read_report_text(body: bytes) -> str:
    text = body.decode("ascii", "replace")
    if not text.lstrip().startswith(('"', "{", "[")):
        return text
    try:
        document = read_json(body, TITLE)
    except ReplyUnreadable as error:
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.", "broken JSON") from error
    members = [document]
    if isinstance(document, dict):
        members = list(cast("dict[str, object]", document).values())
    texts = [member for member in members if isinstance(member, str)]
    # A message may stand before the document: prefer what begins like a PDF in Base64.
    return next((found for found in texts if "JVBER" in found[:64]), texts[0] if texts else "")


def _decode_base64(text: str) -> bytes:
    compact = "".join(text.rpartition("base64,")[2].split())
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportUnreadable("What iDenfy sent as a report is not a PDF.", "not Base64") from error


def _read_option(key: str, text: str) -> object:
    """An option's text as the value iDenfy expects; an unfit one stays text and is refused by the request's model."""
    if key in _TEXTS:
        return text
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
    if fields.get("dummyStatus") and account.environment is Environment.LIVE:
        raise InputInvalid("An invented result is not possible with a live account.", field="dummyStatus")
    if fields.get("additionalSteps") and fields.get("utilityBill"):
        raise InputInvalid("Additional steps and a utility bill cannot be combined.", field="utilityBill")
    if fields.get("additionalData") and not fields.get("additionalSteps"):
        raise InputInvalid("Additional data needs additional steps.", field="additionalData")


def _is_address(text: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False


def _verify_fields(fields: Mapping[str, object]) -> dict[str, object]:
    try:
        request = TokenRequest.model_validate(fields)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        name = str(detail["loc"][0])
        known = name in {info.alias for info in TokenRequest.model_fields.values()}
        sentence = "This value is not what iDenfy accepts here." if known else "iDenfy has no such field."
        raise InputInvalid(_SENTENCES.get(name, sentence), detail["type"], field=name) from error
    return request.model_dump(mode="json", by_alias=True, exclude_unset=True)
