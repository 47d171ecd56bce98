"""Proofme's answers and deliveries as bytes: read, never believed beyond what they say. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import parse_qs

from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.keys import VerificationId
from console.domain.verification import Fact
from console.domain.webhook import Delivery, Notice
from console.providers.contract import ErrorFacts
from console.providers.proofme.details import build_details
from console.providers.proofme.manifest import TITLE
from console.providers.proofme.wire import Deleted, ErrorReply, Identification
from console.providers.reading import read_json, read_model, read_object, to_raw

_LONGEST_ID: Final = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One identification as read. `details` are what has no place of its own, `unreadable` what had the wrong type."""

    found: Identification
    details: tuple[Fact, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, each row as read and as received; `size` counts rows that could not be read too."""

    rows: tuple[tuple[Reading, bytes], ...]
    size: int
    total: int | None


def read_error(_status: int, _headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """Whatever member holds the words; total, because error bodies are documented in general only.

    https://docs.proofme.id/#/api/errors
    """
    try:
        reply, _ = read_model(ErrorReply, read_object(body, TITLE))
    except ReplyUnreadable:
        return ErrorFacts()
    words = reply.detail or reply.message or reply.error or reply.title or ""
    return ErrorFacts((reply.field,) if reply.field else (), words)


def read_identification(body: bytes, wanted_id: str = "") -> Reading:
    """One identification, wrapped or not. Raises `ReplyUnreadable` without an id or when it is another one."""
    document = read_object(body, TITLE)
    inner = document.get("identification")
    if isinstance(inner, dict):
        document = cast("dict[str, object]", inner)
    reading = _read(document)
    if not reading.found.id:
        raise ReplyUnreadable("Proofme's answer names no identification.", "id missing")
    if wanted_id and reading.found.id != wanted_id:
        raise ReplyUnreadable(
            "Proofme answered about another identification; the answer is not used.", "id differs"
        )
    return reading


def read_page(body: bytes) -> Page:
    """One page of the list. Raises `ReplyUnreadable` when it is none; a row that cannot be read is passed over."""
    document = read_object(body, TITLE)
    rows = document.get("rows")
    if not isinstance(rows, list):
        raise ReplyUnreadable("Proofme's list cannot be read.", "rows missing")
    found: list[tuple[Reading, bytes]] = []
    for row in cast("list[object]", rows):
        if isinstance(row, dict):
            reading = _read(cast("dict[str, object]", row))
            if reading.found.id:
                found.append((reading, to_raw(cast("dict[str, object]", row))))
    count = document.get("count")
    total = count if isinstance(count, int) and not isinstance(count, bool) else None
    return Page(tuple(found), len(cast("list[object]", rows)), total)


def read_deleted(body: bytes) -> int | None:
    """How many results a deletion took away; None when the answer does not tell. Never raises for a 2xx answer.

    https://docs.proofme.id/#/api/v1/identification/delete_identification_data
    """
    try:
        deleted, _ = read_model(Deleted, read_object(body, TITLE))
    except ReplyUnreadable:
        return None
    return deleted.count


def _read(document: Mapping[str, object]) -> Reading:
    found, unreadable = read_model(Identification, document)
    return Reading(found, build_details(document), unreadable)


def read_webhook(delivery: Delivery) -> Notice:
    """The id and nothing else: deliveries are not signed, so a read of the identification must follow.

    As nothing tells two events of one identification apart, no delivery counts as a repetition: each one is a hint.
    Raises `WebhookRefused`. https://docs.proofme.id/#/api/webhooks
    """
    identification_id = _read_webhook_id(delivery.body)
    if not identification_id or len(identification_id) > _LONGEST_ID or not identification_id.isprintable():
        raise WebhookRefused("The delivery names no identification.", http_status=400)
    return Notice("identification", "", VerificationId(identification_id), is_signed=False)


def _read_webhook_id(body: bytes) -> str:
    """JSON today, a form until August 2023."""
    if body.lstrip()[:1] in (b"{", b"[", b'"'):
        try:
            document = read_json(body, TITLE)
        except ReplyUnreadable as error:
            raise WebhookRefused("The delivery cannot be read.", http_status=400) from error
        value = cast("dict[str, object]", document).get("id") if isinstance(document, dict) else None
        return value if isinstance(value, str) else ""
    try:
        values = parse_qs(body.decode("ascii"), max_num_fields=20).get("id", [])
    except (UnicodeDecodeError, ValueError) as error:
        raise WebhookRefused("The delivery cannot be read.", http_status=400) from error
    return values[0].strip() if values else ""
