"""Checkout.com's webhooks: the published signature, all others refused, every documented event and unknown ones read."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.domain.errors import WebhookRefused
from console.domain.webhook import Delivery
from console.providers.checkout import webhooks
from tests.support.samples import load_sample, load_sample_bytes

NOW = datetime(2026, 3, 4, 9, 42, tzinfo=UTC)
VECTOR: dict[str, Any] = load_sample("checkout/webhook_report_created/vector.json")
SIGNATURE: str = VECTOR["Cko-Signature"]
BODY = load_sample_bytes("checkout/webhook_report_created/body.raw")


def build_delivery(signature: str, body: bytes = BODY) -> Delivery:
    return Delivery({"cko-signature": signature}, body, NOW + timedelta(days=1))


@pytest.mark.parametrize("signature", [SIGNATURE, SIGNATURE.upper(), f" {SIGNATURE} "])
def test_the_published_signature_is_accepted(signature: str) -> None:
    notice = webhooks.read_webhook(build_delivery(signature), VECTOR["key"])
    assert notice.event == "identity_verification_report_created"
    assert notice.verification_id == "idv_x5tq2mzk7wv4hbn3jd6ryc5fae"
    assert notice.dedupe_key == "evt_q4m7x2kzt5wbn3hvd6rjyc4fae"
    assert notice.snapshot is None


@pytest.mark.parametrize(
    ("signature", "body", "key"),
    [
        ("", BODY, VECTOR["key"]),
        ("0" * 64, BODY, VECTOR["key"]),
        ("1772617267:key-1:MEUCIQ", BODY, VECTOR["key"]),
        ("é", BODY, VECTOR["key"]),
        (SIGNATURE, BODY + b"\n", VECTOR["key"]),
        (SIGNATURE, BODY, "another"),
        (SIGNATURE, BODY, ""),
    ],
    ids=["none", "forged", "the engine's own form", "not ascii", "changed", "other key", "no key"],
)
def test_every_other_signature_is_refused(signature: str, body: bytes, key: str) -> None:
    with pytest.raises(WebhookRefused) as caught:
        webhooks.read_webhook(build_delivery(signature, body), key)
    assert caught.value.http_status == 401


def sign(body: bytes) -> Delivery:
    return build_delivery(hmac.new(b"key", body, hashlib.sha256).hexdigest(), body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type": 1}', b"\xff"])
def test_a_signed_but_unreadable_message_is_refused_as_unreadable(body: bytes) -> None:
    with pytest.raises(WebhookRefused) as caught:
        webhooks.read_webhook(sign(body), "key")
    assert caught.value.http_status == 400


def test_an_unknown_event_without_an_id_still_gives_a_notice() -> None:
    notice = webhooks.read_webhook(sign(b'{"type": "brand_new", "created_on": "2026"}'), "key")
    assert (notice.event, notice.verification_id, notice.dedupe_key) == (
        "brand_new",
        None,
        "brand_new|||2026",
    )
