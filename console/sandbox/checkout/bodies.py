"""JSON bodies exactly as the simulated Checkout.com answers; reads records, changes nothing.

Fields without a value are left out, not null: https://docs.ubble.ai/openapi.yaml
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from console.sandbox.checkout.catalogue import CODES, DECIDED, Event, Status
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.state import Applicant, Attempt, Identity, Verification

if TYPE_CHECKING:
    from pydantic import JsonValue

Json = dict[str, "JsonValue"]

_ONE_SIDED = frozenset({"Passport", "Visa", "Travel Document", "Other"})
# The event itself lives on the general interface, which is not simulated: nothing follows this address.
_EVENTS_URL = "https://simulator.api.example.org/workflows/events"
_USER_AGENT = "Mozilla/5.0 (synthetic person)"


def to_stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build_codes(codes: Sequence[int]) -> JsonValue:
    return [{"code": code, "summary": CODES.get(code, f"code_{code}")} for code in codes]


def build_applicant(applicant: Applicant, base_url: str) -> Json:
    optional: Json = {
        "external_applicant_id": applicant.external_applicant_id,
        "email": applicant.email,
        "external_applicant_name": applicant.external_applicant_name,
    }
    return {
        "id": applicant.id,
        "created_on": to_stamp(applicant.created_on),
        "modified_on": to_stamp(applicant.modified_on),
        **{key: value for key, value in optional.items() if value is not None},
        "_links": {"self": {"href": f"{base_url}/applicants/{applicant.id}"}},
    }


def build_verification(verification: Verification, base_url: str, files: SignedFiles) -> Json:
    body: Json = {
        "id": verification.id,
        "created_on": to_stamp(verification.created_on),
        "modified_on": to_stamp(verification.modified_on),
        "user_journey_id": verification.user_journey_id,
        "applicant_id": verification.applicant_id,
        "status": verification.status.value,
        "response_codes": build_codes(verification.codes),
        "risk_labels": list(verification.labels),
        "documents": [],
        "_links": {
            "self": {"href": f"{base_url}/identity-verifications/{verification.id}"},
            "applicant": {"href": f"{base_url}/applicants/{verification.applicant_id}"},
        },
    }
    if verification.declared is not None:
        body["declared_data"] = dict(verification.declared)
    if verification.status in DECIDED and not verification.is_anonymized:
        body["documents"] = [_build_document(verification, files)]
        body["face"] = {"image_signed_url": files.link(f"{verification.id}/face.png")}
        if verification.status is Status.APPROVED:
            body["verified_identity"] = _build_identity(verification.identity)
    return body


def build_opened_verification(
    verification: Verification, base_url: str, files: SignedFiles, url: str
) -> Json:
    """Return the answer of create-and-open: the verification with the first attempt's address in it."""
    body = build_verification(verification, base_url, files)
    body["redirect_url"] = verification.redirect_url
    links = body["_links"]
    assert isinstance(links, dict)
    links["verification_url"] = {"href": url}
    return body


def _build_identity(identity: Identity) -> Json:
    return {
        "full_name": identity.full_name,
        "first_names": identity.first_names,
        "last_name": identity.last_name,
        "birth_date": identity.birth_date.isoformat(),
        "birth_place": identity.birth_place,
        "nationality": identity.nationality,
        "gender": identity.gender,
    }


def _build_document(verification: Verification, files: SignedFiles) -> Json:
    identity = verification.identity
    body: Json = {
        "document_type": identity.document_type,
        "document_issuing_country": identity.nationality,
        "document_number": identity.document_number,
        "document_issue_date": identity.document_issued.isoformat(),
        "document_expiry_date": identity.document_expires.isoformat(),
        "full_name": identity.full_name,
        "first_names": identity.first_names,
        "last_name": identity.last_name,
        "birth_date": identity.birth_date.isoformat(),
        "nationality": identity.nationality,
        "gender": identity.gender,
        "front_image_signed_url": files.link(f"{verification.id}/document-front.png"),
    }
    if identity.document_type not in _ONE_SIDED:
        body["back_image_signed_url"] = files.link(f"{verification.id}/document-back.png")
    return body


def build_attempt(verification: Verification, attempt: Attempt, base_url: str, hosted_url: str) -> Json:
    body: Json = {
        "id": attempt.id,
        "created_on": to_stamp(attempt.created_on),
        "modified_on": to_stamp(attempt.modified_on),
        "status": attempt.status.value,
        "response_codes": build_codes(attempt.codes),
        "redirect_url": attempt.redirect_url,
    }
    if attempt.client_information is not None:
        body["client_information"] = dict(attempt.client_information)
    if attempt.phone_number is not None:
        body["phone_number"] = dict(attempt.phone_number)
    if attempt.has_session:
        body["applicant_session_information"] = _build_session(verification.identity, attempt)
    body["_links"] = {
        "self": {"href": f"{base_url}/identity-verifications/{verification.id}/attempts/{attempt.id}"},
        "verification_url": {"href": hosted_url},
    }
    return body


def _build_session(identity: Identity, attempt: Attempt) -> Json:
    body: Json = {
        "ip_address": identity.ip_address,
        "number_of_sessions": 1,
        "user_agent": _USER_AGENT,
        "initial_device": "mobile",
    }
    if attempt.has_assets:
        body["selected_documents"] = [
            {"country": identity.nationality, "document_type": identity.document_type}
        ]
    return body


def build_assets(verification: Verification, attempt: Attempt, files: SignedFiles) -> list[Json]:
    """Return the captured files of an attempt; videos stay withheld, as they are for accounts by default."""
    if not attempt.has_assets:
        return []
    kinds = [("document_front_image", "document-front.png")]
    if verification.identity.document_type not in _ONE_SIDED:
        kinds.append(("document_back_image", "document-back.png"))
    kinds.append(("face_image", "face.png"))
    return [
        {"type": kind, "_links": {"asset_url": {"href": files.link(f"{verification.id}/{name}")}}}
        for kind, name in kinds
    ]


def build_list(items: Sequence[Json], skip: int, limit: int, url: str) -> Json:
    """Return one page of `items` (all of them, newest first) with the addresses of its neighbours."""
    links: Json = {"self": {"href": f"{url}?skip={skip}&limit={limit}"}}
    if skip + limit < len(items):
        links["next"] = {"href": f"{url}?skip={skip + limit}&limit={limit}"}
    if skip > 0:
        links["previous"] = {"href": f"{url}?skip={max(0, skip - limit)}&limit={limit}"}
    page: JsonValue = list(items[skip : skip + limit])
    return {"total_count": len(items), "skip": skip, "limit": limit, "data": page, "_links": links}


def build_error(request_id: str, codes: Sequence[str]) -> Json:
    return {"request_id": request_id, "error_type": "request_invalid", "error_codes": list(codes)}


def build_event(
    verification: Verification,
    event: Event,
    event_id: str,
    applicant: Applicant,
    sent_at: datetime,
) -> bytes:
    """Return a webhook's body; it holds no personal data, no labels and no attempt id.

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
        "type": f"identity_verification_{event.value}",
        "version": "1.2.0",
        "created_on": sent_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "data": data,
        "_links": {"self": {"href": f"{_EVENTS_URL}/{event_id}"}},
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
