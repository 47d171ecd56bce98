"""The simulated Checkout.com's webhooks: what each event says and how it is signed; sends nothing itself.

Source: https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks.md
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from console.sandbox.checkout.bodies import Json, build_codes
from console.sandbox.checkout.catalogue import Event
from console.sandbox.checkout.state import Applicant, Verification

# Waits between tries in seconds, as documented: eight times within about thirty hours.
RETRIES_S: Final = (300.0, 600.0, 900.0, 1800.0, 3600.0, 14400.0, 43200.0, 43200.0)
# The event itself lives on the general interface, which is not simulated: nothing follows this address.
_EVENTS_URL: Final = "https://simulator.api.example.org/workflows/events"


def to_event_name(event: Event) -> str:
    """An event as webhooks and return addresses spell it."""
    return f"identity_verification_{event.value}"


def build_event(
    verification: Verification, event: Event, event_id: str, applicant: Applicant, sent_at: datetime
) -> bytes:
    """A webhook's body; it holds no personal data, no labels and no attempt id.

    Source: https://www.checkout.com/docs/developer-resources/event-notifications/event-types
    """
    data: Json = {"applicant_id": verification.applicant_id}
    if applicant.external_applicant_id is not None:
        data["external_applicant_id"] = applicant.external_applicant_id
    data |= {
        "status": verification.status.value,
        "identity_verification_id": verification.id,
        "response_codes": build_codes(verification.codes),
        "user_journey_id": verification.user_journey_id,
    }
    body: Json = {
        "id": event_id,
        "type": to_event_name(event),
        "version": "1.2.0",
        "created_on": sent_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "data": data,
        "_links": {"self": {"href": f"{_EVENTS_URL}/{event_id}"}},
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def build_headers(key: str, body: bytes) -> Mapping[str, str]:
    """The signature is made of the raw body alone; there is no time in it."""
    signature = hmac.new(key.encode("utf-8"), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "Cko-Signature": signature}
