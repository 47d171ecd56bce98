"""Iron's webhooks: payloads and signatures by the published recipe; sends nothing itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import JsonValue

from console.sandbox.iron.records import Customer, Identification, Switches
from console.sandbox.kernel import Publisher
from console.sandbox.module import WebhookEvent

# https://docs.iron.xyz/webhooks: topic of the API and type of the payload
TOPICS = {
    "IdentificationStatus": "identification_status",
    "CustomerStatus": "customer_status",
    "CustomerCreated": "customer_created",
    "Ping": "ping",
}


class IronEvents:
    """Tells the subscribers; `is_quiet` while the world's past is being made."""

    def __init__(self, publisher: Publisher, key: str, switches: Switches) -> None:
        self._publisher = publisher
        self._key = key
        self._switches = switches
        self.is_quiet = False

    def tell_identification(self, identification: Identification) -> None:
        """On every new status, the first one included; https://docs.iron.xyz/webhooks"""
        message: dict[str, JsonValue] = {"id": identification.id, "status": identification.status}
        self._publish(
            "IdentificationStatus",
            "IdentificationStatus",
            identification.customer_id,
            identification.id,
            message,
        )

    def tell_customer(self, customer: Customer) -> None:
        """On every new status but the first one."""
        message: dict[str, JsonValue] = {"id": customer.id, "status": customer.status}
        self._publish("CustomerStatus", "CustomerStatus", customer.id, customer.id, message)

    def tell_created(self, customer: Customer) -> None:
        """The one event whose message names a kind and no status."""
        message: dict[str, JsonValue] = {"id": customer.id, "kind": "CustomerCreated"}
        self._publish("CustomerCreated", "Event", customer.id, customer.id, message)

    def ping(self, url: str, customer: Customer, ping_id: str) -> None:
        """Only to this address, whatever it is subscribed to."""
        self._publish("Ping", "Ping", customer.id, ping_id, {"id": ping_id}, only=url)

    def _publish(
        self,
        topic: str,
        wrapper: str,
        customer_id: str,
        subject_id: str,
        message: dict[str, JsonValue],
        *,
        only: str = "",
    ) -> None:
        if self.is_quiet:
            return
        shown: JsonValue = message if self._switches.webhook_message == "bare" else {wrapper: message}
        body = json.dumps(
            {
                "type": TOPICS[topic],
                "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
                "data": {"customer_id": customer_id, "message": shown},
            },
            separators=(",", ":"),
        ).encode()
        event = WebhookEvent(
            "iron",
            TOPICS[topic],
            subject_id,
            body,
            self._build_headers,
            aliases=(topic,),
            targets=(only,) if only else (),
            use_subscriptions=not only,
        )
        self._publisher.publish(event)

    def _build_headers(self, body: bytes) -> Mapping[str, str]:
        timestamp = str(int(datetime.now(UTC).timestamp()))
        key = self._key.encode() if self._switches.webhook_key == "text" else decode_key(self._key)
        return {
            "content-type": "application/json",
            "webhook-id": str(uuid.uuid4()),
            "webhook-timestamp": timestamp,
            "webhook-signature": build_signature(key, timestamp, body),
        }


def decode_key(key: str) -> bytes:
    """The bytes behind a `whsec_` secret."""
    return base64.b64decode(key.removeprefix("whsec_"))


def build_signature(key: bytes, timestamp: str, body: bytes) -> str:
    """`v1=` and the hex HMAC-SHA256 over timestamp and body, nothing between them."""
    return "v1=" + hmac.new(key, timestamp.encode() + body, hashlib.sha256).hexdigest()
