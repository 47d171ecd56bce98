"""Iron's HTTP as values: what to send, what came back, whether a webhook is genuine. No I/O."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

from console.domain.customer import CustomerId
from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.keys import VerificationId
from console.domain.webhook import Delivery, Notice
from console.providers.contract import ErrorFacts
from console.providers.iron.manifest import TITLE
from console.providers.iron.wire import Customer, Identification, Requirements, Signing, Webhook
from console.providers.reading import WireModel, read_json, read_model, read_object

Row = TypeVar("Row", bound=WireModel)

KEY_HEADER: Final = "IDEMPOTENCY-KEY"
CONTENT_TYPE: Final = ("Content-Type", "application/json; charset=utf-8")
_IDENTIFICATION_EVENT: Final = "identification_status"
_CUSTOMER_EVENT: Final = "customer_status"
# https://docs.iron.xyz/webhooks names no window; five minutes either way is the usual one.
_WINDOW_S: Final = 300.0
_LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Read(Generic[Row]):
    """A record as read: its id, the model, the row it came from and the names of its unreadable fields."""

    id: str
    model: Row
    document: object
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `cursor` is empty on the last one."""

    items: tuple[Read[Row], ...]
    cursor: str


def build_headers(api_key: str, api_version: str, sub_partner_id: str = "") -> tuple[tuple[str, str], ...]:
    """Headers of every call; https://docs.iron.xyz/authentication. `sub_partner_id` only where it is accepted."""
    headers = [("X-API-Key", api_key)]
    if api_version:
        headers.append(("X-API-Version", api_version))
    if sub_partner_id:
        headers.append(("X-SUB-PARTNER-ID", sub_partner_id))
    return tuple(headers)


def build_write_headers(idempotency_key: str) -> tuple[tuple[str, str], ...]:
    """Headers of a create; the key makes a repetition within 24 hours harmless (https://docs.iron.xyz/idempotency)."""
    return (CONTENT_TYPE, (KEY_HEADER, idempotency_key))


def build_body(fields: Mapping[str, object]) -> bytes:
    """A JSON body: the same fields give the same bytes."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_customer(body: bytes) -> Read[Customer]:
    """One customer. Raises `ReplyUnreadable`."""
    return _read_row(Customer, read_object(body, TITLE))


def read_identification(body: bytes) -> Read[Identification]:
    """One identification. Raises `ReplyUnreadable`."""
    return _read_row(Identification, read_object(body, TITLE))


def read_signing(body: bytes) -> Read[Signing]:
    """One recorded consent. Raises `ReplyUnreadable`."""
    return _read_row(Signing, read_object(body, TITLE))


def read_signings(body: bytes) -> Page[Signing]:
    """One page of consents; rows without an id are left out. Raises `ReplyUnreadable`."""
    return _read_page(Signing, body)


def read_customers(body: bytes) -> Page[Customer]:
    """One page of customers; rows without an id are left out. Raises `ReplyUnreadable`."""
    return _read_page(Customer, body)


def read_identifications(body: bytes) -> Page[Identification]:
    """One page of identifications; rows without an id are left out. Raises `ReplyUnreadable`."""
    return _read_page(Identification, body)


def read_requirements(body: bytes) -> Requirements:
    """What a customer lacks. Raises `ReplyUnreadable`."""
    return read_model(Requirements, read_object(body, TITLE))[0]


def read_error(status: int, headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """Iron's four shapes of an error body: envelope, `{message, trace_id}`, a JSON string, plain text.

    https://docs.iron.xyz/hosted and the published OpenAPI description
    """
    del status, headers
    try:
        value = read_json(body, TITLE)
    except ReplyUnreadable:
        return ErrorFacts(message=body.decode("utf-8", "replace")[:_LONGEST_TEXT])
    if isinstance(value, str):
        return ErrorFacts(message=value[:_LONGEST_TEXT])
    if not isinstance(value, dict):
        return ErrorFacts()
    outer = cast("dict[str, object]", value)
    nested = outer.get("error")
    error = cast("dict[str, object]", nested) if isinstance(nested, dict) else outer
    code = _to_text(error.get("code"))
    request_id = _to_text(error.get("request_id")) or _to_text(outer.get("trace_id"))
    return ErrorFacts((code,) if code else (), _to_text(error.get("message")), request_id)


def read_webhook(delivery: Delivery, key: str) -> Notice:
    """What a genuine delivery says. Raises `WebhookRefused`.

    A hint only: the identification, or every one of the customer whose status changed, must be read again. A repeated
    delivery carries a new webhook-id, so what it says makes the dedupe key; https://docs.iron.xyz/webhooks
    """
    verify_webhook(delivery, key)
    try:
        event, unreadable = read_model(Webhook, read_object(delivery.body, TITLE))
    except ReplyUnreadable as error:
        raise WebhookRefused("A message from Iron could not be read.", http_status=400) from error
    if event.type is None or "type" in unreadable:
        raise WebhookRefused("A message from Iron does not say what it is about.", http_status=400)
    message = _unwrap(event.data.message if event.data and event.data.message else {})
    record_id, status = _to_text(message.get("id")), _to_text(message.get("status"))
    is_ours = event.type == _IDENTIFICATION_EVENT and record_id
    customer_id = record_id or (event.data.customer_id if event.data else None) or ""
    return Notice(
        event=event.type,
        dedupe_key="|".join((event.type, record_id, status, event.timestamp or "")),
        verification_id=VerificationId(record_id) if is_ours else None,
        customer_id=CustomerId(customer_id if event.type == _CUSTOMER_EVENT else ""),
    )


def verify_webhook(delivery: Delivery, key: str) -> None:
    """Check time and signature of the raw bytes. Raises `WebhookRefused`.

    The page signs timestamp + body in hex as `v1=` but says it follows Standard Webhooks (`id.timestamp.body`,
    base64, `v1,`) and leaves open how the secret becomes a key: every documented reading is accepted.
    """
    sent_at = delivery.headers.get("webhook-timestamp", "")
    signatures = delivery.headers.get("webhook-signature", "")
    if not key:
        raise WebhookRefused("This account has no webhook secret, so nothing sent to it can be trusted.")
    if not sent_at or not signatures:
        raise WebhookRefused("A message without a signature was refused.")
    if not (sent_at.isascii() and sent_at.isdigit()) or len(sent_at) > 12:
        raise WebhookRefused("A message without a readable time was refused.")
    if abs(delivery.received_at.timestamp() - int(sent_at)) > _WINDOW_S:
        raise WebhookRefused("A message that is too old, or from the future, was refused.")
    given = [text.encode("utf-8") for text in _split_signatures(signatures)]
    for expected in _build_signatures(delivery, key, sent_at):
        if any(hmac.compare_digest(expected, candidate) for candidate in given):
            return
    raise WebhookRefused("A message with a wrong signature was refused.")


def _split_signatures(header: str) -> set[str]:
    """`v1=<hex>` stands between commas or blanks, `v1,<base64>` between blanks."""
    return {*header.split(), *header.replace(",", " ").split()}


def _build_signatures(delivery: Delivery, key: str, sent_at: str) -> Iterator[bytes]:
    published = sent_at.encode("ascii") + delivery.body
    message_id = delivery.headers.get("webhook-id", "").encode("utf-8")
    standard = b".".join((message_id, sent_at.encode("ascii"), delivery.body))
    for secret in _to_secrets(key):
        yield b"v1=" + hmac.new(secret, published, hashlib.sha256).hexdigest().encode("ascii")
        yield b"v1," + base64.b64encode(hmac.new(secret, standard, hashlib.sha256).digest())


def _to_secrets(key: str) -> Iterator[bytes]:
    yield key.encode("utf-8")
    try:
        yield base64.b64decode(key.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return


def _unwrap(message: Mapping[str, object]) -> Mapping[str, object]:
    """`{"IdentificationStatus": {...}}` and the bare object are both documented."""
    if len(message) == 1:
        inner = next(iter(message.values()))
        if isinstance(inner, dict):
            return cast("dict[str, object]", inner)
    return message


def _read_page(kind: type[Row], body: bytes) -> Page[Row]:
    document = read_object(body, TITLE)
    rows = document.get("items")
    if not isinstance(rows, list):
        raise ReplyUnreadable(f"{TITLE} sent a list that cannot be read.", "items")
    cursor = document.get("cursor")
    return Page(
        tuple(_read_rows(kind, cast("list[object]", rows))), cursor if isinstance(cursor, str) else ""
    )


def _read_rows(kind: type[Row], rows: list[object]) -> Iterator[Read[Row]]:
    for row in rows:
        if isinstance(row, dict):
            try:
                yield _read_row(kind, cast("dict[str, object]", row))
            except ReplyUnreadable:
                continue


def _read_row(kind: type[Row], document: Mapping[str, object]) -> Read[Row]:
    model, unreadable = read_model(kind, document)
    record_id = document.get("id")
    if not isinstance(record_id, str) or not record_id:
        raise ReplyUnreadable(f"{TITLE} sent a record without an id.", "id")
    return Read(record_id, model, document, unreadable)


def _to_text(value: object) -> str:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""
