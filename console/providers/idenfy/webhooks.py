"""iDenfy's webhooks: the signature over the raw bytes first, then the facts. No I/O, no clock.

The signature covers the body alone: neither a time, so a delivery cannot be too old, nor the header that names the
event, so that word is no proof of anything. The same bytes are the same message and have one `dedupe_key`; only what
was handed in later may come in the bytes of before.
https://documentation.idenfy.com/security/callback-signing
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from console.domain.customer import CustomerId
from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.verification import RawDocument, Snapshot, Verification, VerificationId
from console.domain.webhook import Delivery, Notice
from console.providers.idenfy import details, mapping
from console.providers.idenfy.manifest import TITLE
from console.providers.idenfy.wire import Webhook
from console.providers.reading import read_model, read_object, read_unix_seconds

_AUTO_FINISHED: Final = "IDENTIFICATION_AUTO_FINISHED"
_RESUBMITTED: Final = "IDENTIFICATION_RESUBMITTED"
_LEGACY_EVENT: Final = "IDENTIFICATION"
_A_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Message:
    """A delivery that was read: the model, the whole document and what could not be read of it."""

    event: str
    webhook: Webhook
    document: Mapping[str, object]
    unreadable: tuple[str, ...]
    delivery: Delivery


def read_webhook(delivery: Delivery, key: str, *, is_reviewed_by_people: bool) -> Notice:
    """A delivery with its own facts. Without a `key` nothing proves where it comes from: then the facts are left out,
    so that the session is read from iDenfy itself. Raises `WebhookRefused`.

    https://documentation.idenfy.com/kyc/webhooks
    """
    if key:
        _verify_signature(delivery, key)
    message = _read_message(delivery)
    webhook = message.webhook
    status = webhook.status.overall if webhook.status is not None else None
    # iDenfy repeats the bytes it sent; a verdict that comes back after another one differs somewhere in them.
    dedupe_key = hashlib.sha256(delivery.body).hexdigest()
    if message.event == _RESUBMITTED:
        # Material that arrived may leave every fact as it was; what would move a verdict is asked about all the same.
        dedupe_key += " resubmitted"
    if not webhook.scan_ref:
        return Notice(message.event, dedupe_key, None)
    snapshot: Snapshot | None = None
    if key and status:
        snapshot = _to_snapshot(message, is_reviewed_by_people=is_reviewed_by_people)
    elif key and webhook.expiration_threshold:
        snapshot = _to_expiry_snapshot(message)
    return Notice(message.event, dedupe_key, VerificationId(webhook.scan_ref), snapshot)


def _read_message(delivery: Delivery) -> _Message:
    try:
        document = read_object(delivery.body, TITLE)
        webhook, unreadable = read_model(Webhook, document)
    except ReplyUnreadable as error:
        raise WebhookRefused("The delivery is not a message of iDenfy's.", http_status=400) from error
    event = delivery.headers.get("idenfy-event-type", "").strip() or _LEGACY_EVENT
    return _Message(event, webhook, document, unreadable, delivery)


def _to_snapshot(message: _Message, *, is_reviewed_by_people: bool) -> Snapshot:
    webhook = message.webhook
    session = mapping.Session(webhook.scan_ref or "", webhook.client_id or "", webhook.external_ref or "")
    started_at, bad_start = _read_time("startTime", webhook.start_time)
    finished_at, bad_finish = _read_time("finishTime", webhook.finish_time)
    verification = mapping.to_announced(
        session,
        webhook,
        _to_changed_at(message, finished_at),
        details.to_webhook_details(message.document),
        is_reviewed_by_people=is_reviewed_by_people,
    )
    attempt = mapping.to_attempt(
        verification, started_at, verification.updated_at, details.to_attempt_details(message.document)
    )
    return Snapshot(
        verification,
        attempts=(attempt,),
        customer=mapping.to_customer(session) if session.client_id else None,
        raw=(RawDocument("webhook", message.delivery.body),),
        unreadable=(*message.unreadable, *bad_start, *bad_finish),
    )


def _to_expiry_snapshot(message: _Message) -> Snapshot:
    """A document that expires changes no verdict: two details beside what is known.

    https://documentation.idenfy.com/guides/webhooks-overview
    """
    webhook = message.webhook
    found = (
        Fact("documentExpiration", webhook.document_expiration or ""),
        Fact("expirationThreshold", webhook.expiration_threshold or ""),
    )
    verification = Verification(
        VerificationId(webhook.scan_ref or ""),
        CustomerId(webhook.client_id or ""),
        Phase.UNKNOWN,
        "",
        details=tuple(fact for fact in found if fact.value),
    )
    raw = (RawDocument("webhook", message.delivery.body),)
    return Snapshot(verification, raw=raw, partial=True, unreadable=message.unreadable)


def _to_changed_at(message: _Message, finished_at: datetime | None) -> datetime:
    """`finishTime` is the automatic decision's; anything else happened after it and before now. An automatic result
    that arrives late must stay older than the reviewer's, even where the two machines' clocks differ."""
    received_at = message.delivery.received_at
    if finished_at is None:
        return received_at
    # Whatever the unsigned event says: only material that was handed in later opens a result again.
    is_provisional = message.webhook.final is False and message.event != _RESUBMITTED
    if message.event == _AUTO_FINISHED or is_provisional:
        return finished_at
    return max(finished_at + _A_MOMENT, received_at)


def _read_time(name: str, seconds: int | None) -> tuple[datetime | None, tuple[str, ...]]:
    try:
        return read_unix_seconds(seconds), ()
    except ValueError:
        return None, (name,)


def _verify_signature(delivery: Delivery, key: str) -> None:
    given = delivery.headers.get("idenfy-signature", "").strip().lower()
    wanted = hmac.new(key.encode(), delivery.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "surrogatepass")):
        raise WebhookRefused("The delivery is not signed with this account's webhook key.")
