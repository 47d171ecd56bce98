"""JSON bodies exactly as the simulated Checkout.com answers; reads records, changes nothing.

Fields without a value are left out, not null: https://docs.ubble.ai/openapi.yaml
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from console.sandbox.checkout.catalogue import CODES, DECIDED, Status
from console.sandbox.checkout.files import SignedFiles
from console.sandbox.checkout.state import Applicant, Attempt, Identity, Verification
from console.sandbox.checkout.switches import Switches

if TYPE_CHECKING:
    from pydantic import JsonValue

Json = dict[str, "JsonValue"]

_ONE_SIDED: Final = frozenset({"Passport", "Visa", "Travel Document", "Other"})
_USER_AGENT: Final = "Mozilla/5.0 (synthetic person)"
_POLICY: Final = "1.0"


def to_stamp(moment: datetime) -> str:
    """A moment as the interface writes it: ISO 8601 in UTC, without a fraction."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build_codes(codes: Sequence[int]) -> list[JsonValue]:
    """`response_codes`: each number with its documented summary, an undocumented one with a word of ours."""
    return [{"code": code, "summary": CODES.get(code, f"code_{code}")} for code in codes]


def build_applicant(applicant: Applicant, base_url: str) -> Json:
    """Source: https://api-reference.checkout.com/tag/Applicants"""
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


def build_verification(
    verification: Verification, base_url: str, files: SignedFiles, switches: Switches
) -> Json:
    """The record of V1 to V4; once anonymized its personal fields are blank in the way the switch asks for."""
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
    personal = _build_personal(verification, files)
    if not verification.is_anonymized or switches.anonymized_fields == "kept":
        body |= personal
    elif switches.anonymized_fields == "null":
        body |= dict.fromkeys(personal)
    if switches.unknown_words:
        _add_unknown_words(body, verification)
    return body


def open_verification(body: Json, redirect_url: str, url: str) -> Json:
    """The answer of create-and-open: the verification with the first attempt's address in it."""
    links = body["_links"]
    assert isinstance(links, dict)
    return {**body, "redirect_url": redirect_url, "_links": {**links, "verification_url": {"href": url}}}


def build_report(link: str, form: str) -> Json:
    """`form` names the field of today, the older one, or both as they once were."""
    fields = ("pdf_report", "signed_url") if form == "both" else (form,)
    return dict.fromkeys(fields, link)


def _build_personal(verification: Verification, files: SignedFiles) -> Json:
    body: Json = {"declared_data": dict(verification.declared)}
    if verification.status in DECIDED:
        body["documents"] = [_build_document(verification, files)]
        body["face"] = {"image_signed_url": files.link(f"{verification.id}/face.png")}
    if verification.status is Status.APPROVED:
        body["verified_identity"] = _build_identity(verification.identity)
        if verification.is_certified:
            body["certifications"] = [_build_certification()]
            body["verification_policy_version"] = _POLICY
    return body


def _add_unknown_words(body: Json, verification: Verification) -> None:
    body["status"] = "awaiting_second_opinion"
    body["response_codes"] = [*build_codes(verification.codes), {"code": 69999, "summary": "not_in_any_list"}]
    body["risk_labels"] = [*verification.labels, "not_in_any_list"]
    body["second_opinion"] = {"asked_on": to_stamp(verification.modified_on), "level": 2}


def _build_certification() -> JsonValue:
    data: JsonValue = {
        "gpg45_profile": "M1A",
        "level_of_confidence": "medium",
        "right_to_work": "not assessed",
    }
    return {"type": "diatf", "data": data}


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
        "document_issuing_country": identity.issuing_country,
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
    """The record of T1 to T3; what the applicant's browser showed appears once the link was opened."""
    body: Json = {
        "id": attempt.id,
        "created_on": to_stamp(attempt.created_on),
        "modified_on": to_stamp(attempt.modified_on),
        "status": attempt.status.value,
        "response_codes": build_codes(attempt.codes),
        "redirect_url": attempt.redirect_url,
    }
    optional: Mapping[str, Mapping[str, JsonValue] | None] = {
        "client_information": attempt.client_information,
        "phone_number": attempt.phone_number,
        "applicant_session_information": _build_session(verification.identity, attempt),
    }
    body |= {key: dict(value) for key, value in optional.items() if value is not None}
    body["_links"] = {
        "self": {"href": f"{base_url}/identity-verifications/{verification.id}/attempts/{attempt.id}"},
        "verification_url": {"href": hosted_url},
    }
    return body


def _build_session(identity: Identity, attempt: Attempt) -> Json | None:
    if not attempt.has_session:
        return None
    body: Json = {
        "ip_address": identity.ip_address,
        "number_of_sessions": 1,
        "user_agent": _USER_AGENT,
        "initial_device": "mobile",
    }
    if attempt.has_assets:
        body["selected_documents"] = [
            {"country": identity.issuing_country, "document_type": identity.document_type}
        ]
    return body


def build_assets(verification: Verification, attempt: Attempt, files: SignedFiles) -> list[Json]:
    """The captured files of an attempt; videos stay withheld, as they are for accounts by default."""
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
    """One page of `items` (all of them, newest first) with the addresses of its neighbours."""
    links: Json = {"self": {"href": f"{url}?skip={skip}&limit={limit}"}}
    if skip + limit < len(items):
        links["next"] = {"href": f"{url}?skip={skip + limit}&limit={limit}"}
    if skip > 0:
        links["previous"] = {"href": f"{url}?skip={max(0, skip - limit)}&limit={limit}"}
    page: JsonValue = list(items[skip : skip + limit])
    return {"total_count": len(items), "skip": skip, "limit": limit, "data": page, "_links": links}


def build_error(request_id: str, codes: Sequence[str]) -> Json:
    """The envelope of every error that has a body."""
    return {"request_id": request_id, "error_type": "request_invalid", "error_codes": list(codes)}
