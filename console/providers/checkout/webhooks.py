"""Checkout.com's webhooks: genuine or not is decided on the raw bytes first, then they are read. No I/O.

https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks.md
"""

from __future__ import annotations

import hashlib
import hmac

from console.domain.errors import ReplyUnreadable, WebhookRefused
from console.domain.keys import VerificationId
from console.domain.webhook import Delivery, Notice
from console.providers.checkout import wire
from console.providers.checkout.manifest import TITLE
from console.providers.reading import read_model, read_object


def read_webhook(delivery: Delivery, key: str, authorization: str = "") -> Notice:
    """What a genuine delivery says; never the verdict itself, which is read again. Raises `WebhookRefused`.

    The signature holds no time and an event may be sent again by hand, so age refuses nothing: a delivery that comes
    twice has the same `dedupe_key`, and any only causes a look.
    """
    verify_webhook(delivery, key, authorization)
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


def verify_webhook(delivery: Delivery, key: str, authorization: str = "") -> None:
    """`Cko-Signature` is the hex HMAC-SHA256 of the raw body. Raises `WebhookRefused`.

    `authorization` is the header value the account was told to expect; empty: none is looked for.
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
    brought = delivery.headers.get("authorization", "")
    if authorization and not hmac.compare_digest(brought.encode("utf-8"), authorization.encode("utf-8")):
        raise WebhookRefused("A message without the agreed authorization header was refused.")
