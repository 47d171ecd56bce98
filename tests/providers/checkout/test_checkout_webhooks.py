"""Checkout.com's webhooks: the published signature, all others refused, every documented event and unknown ones read."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from console.domain.errors import WebhookRefused
from console.domain.webhook import Delivery
from console.providers.checkout import webhooks
from tests.support.receiver import receive_webhooks
from tests.support.samples import load_sample, load_sample_bytes
from tests.support.simulator import Simulator

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


# Event, status and code of the provider's own sample of each; the sheet's section 11.3.
EVENTS = (
    ("created", "created", None),
    ("opened", "pending", None),
    ("started", "capture_in_progress", None),
    ("capture_completed", "checks_in_progress", None),
    ("checks_completed", "approved", 10000),
    ("report_created", "declined", 62103),
    ("link_expired", "retry_required", 61101),
    ("capture_aborted", "retry_required", 61203),
    ("capture_refused", "refused", 63001),
    ("checks_inconclusive", "retry_required", 61411),
    ("retry_requested", "pending", None),
    ("reset", "pending", None),
    ("closed", "retry_required", 64001),
    ("anonymized", "approved", 10000),
    ("audit_completed", "approved", 10000),
)


@pytest.mark.parametrize(("name", "status", "code"), EVENTS)
def test_every_documented_event_is_read(name: str, status: str, code: int | None) -> None:
    event = {
        "id": f"evt_{name}",
        "type": f"identity_verification_{name}",
        "version": "1.2.0",
        "created_on": "2026-03-04T09:41:07.2051182Z",
        "data": {
            "applicant_id": "aplt_1",
            "status": status,
            "identity_verification_id": "idv_1",
            "response_codes": [] if code is None else [{"code": code, "summary": "any"}],
            "user_journey_id": "usj_01heqt35",
        },
        "_links": {"self": {"href": "https://abcd1234.api.sandbox.checkout.com/workflows/events/evt_1"}},
    }
    notice = webhooks.read_webhook(sign(json.dumps(event).encode()), "key")
    assert notice.event == f"identity_verification_{name}"
    assert (notice.verification_id, notice.dedupe_key) == ("idv_1", f"evt_{name}")
    # The verdict is never taken from a message: it is read again.
    assert notice.snapshot is None


def test_an_event_sent_again_much_later_is_the_same_event() -> None:
    first = webhooks.read_webhook(Delivery({"cko-signature": SIGNATURE}, BODY, NOW), VECTOR["key"])
    again = webhooks.read_webhook(
        Delivery({"cko-signature": SIGNATURE}, BODY, NOW + timedelta(days=60)), VECTOR["key"]
    )
    assert first == again


@pytest.mark.parametrize(
    ("brought", "is_good"), [("Basic agreed", True), ("Basic other", False), (None, False)]
)
def test_an_agreed_authorization_header_must_be_there(brought: str | None, is_good: bool) -> None:
    headers = {"cko-signature": SIGNATURE} | ({"authorization": brought} if brought is not None else {})
    delivery = Delivery(headers, BODY, NOW)
    if is_good:
        assert webhooks.read_webhook(delivery, VECTOR["key"], "Basic agreed").verification_id
        return
    with pytest.raises(WebhookRefused) as caught:
        webhooks.read_webhook(delivery, VECTOR["key"], "Basic agreed")
    assert caught.value.http_status == 401


def test_every_event_the_simulator_can_send_is_verified_and_read(quiet_simulator: Simulator) -> None:
    account = quiet_simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    with (
        httpx.Client(base_url=account["base_url"], headers=headers, trust_env=False) as calls,
        receive_webhooks() as receiver,
    ):
        subscription = quiet_simulator.subscribe("checkout", receiver.url)
        expected = play_everything(quiet_simulator, calls)
        received = [receiver.take() for _ in expected]
    notices = [
        webhooks.read_webhook(Delivery(each.headers, each.body, NOW), str(subscription["webhook_key"]))
        for each in received
    ]
    names = [notice.event.removeprefix("identity_verification_") for notice in notices]
    assert names == expected
    assert set(names) == {name for name, _, _ in EVENTS}
    assert len({notice.dedupe_key for notice in notices}) == len(notices)


def play_everything(simulator: Simulator, calls: httpx.Client) -> list[str]:
    """Make all fifteen events happen; their names in order."""
    applicant = calls.post("/applicants", json={}).json()["id"]
    declared = {"applicant_id": applicant, "declared_data": {"name": "Ann Bee"}}
    verification = calls.post("/identity-verifications", json=declared).json()["id"]
    path = f"/identity-verifications/{verification}"

    def attempt() -> None:
        assert calls.post(f"{path}/attempts", json={"redirect_url": "https://example.com/"}).is_success

    attempt()
    attempt()
    for step in ("expire", "abort", "retry"):
        simulator.journey("checkout", verification, step)
        attempt()
    simulator.journey("checkout", verification, "approve")
    simulator.journey("checkout", verification, "decline", comment="audit")
    calls.post(f"{path}/anonymize")
    other = calls.post("/create-and-open-idv", json={**declared, "redirect_url": "https://example.com/"})
    simulator.journey("checkout", other.json()["id"], "refuse")
    third = calls.post("/create-and-open-idv", json={**declared, "redirect_url": "https://example.com/"})
    simulator.journey("checkout", third.json()["id"], "inconclusive")
    return [
        *("created", "opened", "reset"),
        *("link_expired", "retry_requested"),
        *("started", "capture_aborted", "retry_requested"),
        *("started", "capture_completed", "checks_inconclusive", "retry_requested"),
        *("started", "capture_completed", "checks_completed", "report_created"),
        *("audit_completed", "anonymized"),
        *("created", "opened", "started", "capture_refused"),
        *("created", "opened", "closed"),
    ]
