"""Iron's answers: the JSON of its records and its four shapes of errors; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import JsonValue

from console.sandbox.iron.records import (
    LABEL_TEXTS,
    Customer,
    Finding,
    Identification,
    LegalDocument,
    Signing,
    StepDetail,
)

Json = dict[str, JsonValue]
Place = Literal["complete", "pending", "missing", "issues"]


class IronError(Exception):
    """A refusal; drawn in the shape the error style asks for."""

    def __init__(self, status: int, code: str, message: str, *, is_text: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.is_text = is_text
        """Always a bare JSON string, whatever the style."""


def build_error(error: IronError, style: str, request_id: str) -> JsonValue:
    """The body of a refusal: an envelope, or the JSON string of the published description."""
    if style == "openapi" or error.is_text:
        return error.message
    return {"error": {"code": error.code, "message": error.message, "request_id": request_id}}


def to_moment(moment: datetime) -> str:
    """RFC 3339 in UTC, as in every record; https://docs.iron.xyz/hosted"""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_customer(customer: Customer, newest: Identification | None, partner_id: str) -> Json:
    """Fields without a value are left out; https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer"""
    answer: Json = {
        "id": customer.id,
        "customer_type": customer.customer_type,
        "name": customer.name,
        "email": customer.email,
    }
    if customer.external_id is not None:
        answer["external_id"] = customer.external_id
    if customer.active_email is not None:
        answer["active_email"] = customer.active_email
    answer |= {
        "partner_id": partner_id,
        "status": customer.status,
        "identification_ids": list(customer.identification_ids),
        "signing_ids": [each.id for each in customer.signings],
        "created_at": to_moment(customer.created_at),
        "updated_at": to_moment(customer.updated_at),
    }
    if newest is not None:
        answer["identification_status"] = newest.status
    return answer


def to_identification(identification: Identification, url: str, residence_country: str | None) -> Json:
    """With its link only while that leads somewhere; https://docs.iron.xyz/reference-sandbox/customer/get-an-identification-by-id"""
    answer: Json = {
        "id": identification.id,
        "customer_id": identification.customer_id,
        "status": identification.status,
    }
    if identification.waits_for_person:
        answer["url"] = url
    if identification.review_comment is not None:
        answer["review_comment"] = identification.review_comment
    if identification.with_edd is not None:
        answer["with_edd"] = identification.with_edd
    if identification.steps:
        answer["step_status"] = {name: _to_step(step) for name, step in identification.steps.items()}
    if residence_country is not None:
        answer["residence_country"] = residence_country
    answer["created_at"] = to_moment(identification.created_at)
    answer["updated_at"] = to_moment(identification.updated_at)
    return answer


def _to_step(step: StepDetail) -> Json:
    answer: Json = {"result": step.result, "retry": step.retry}
    if step.comment is not None:
        answer["comment"] = step.comment
    return answer


def to_signing(signing: Signing) -> Json:
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer-signing"""
    return {
        "id": signing.id,
        "customer_id": signing.customer_id,
        "content_id": signing.content_id,
        "created_at": to_moment(signing.created_at),
        "updated_at": to_moment(signing.created_at),
    }


def to_document(document: LegalDocument) -> Json:
    """A link object of the required signings and of the terms; https://docs.iron.xyz/onboarding"""
    return {"id": document.id, "display_name": document.display_name, "url": document.url}


def build_requirements(customer: Customer, newest: Identification | None) -> Json:
    """What is complete, pending, missing or a blocker; computed from the newest attempt."""
    places: dict[Place, list[JsonValue]] = {"complete": [], "pending": [], "missing": [], "issues": []}
    area = "kyb" if customer.customer_type == "Business" else "kyc"
    if newest is None or newest.status in ("Expired", "Archived"):
        places["missing"].append(_item(f"identification_{area}", None, retryable=True))
    else:
        for step in customer.steps(newest.with_edd):
            detail = newest.steps.get(step)
            place = _place(newest, detail)
            places[place].append(_step_item(customer.requirement_code(step), newest.id, place, detail))
        for finding in newest.findings:
            places[finding.place].append(_finding_item(finding, newest.id))
    is_due = bool(places["pending"] or places["missing"] or places["issues"])
    return {"requirements_due": [area] if is_due else [], **places}


def _place(newest: Identification, detail: StepDetail | None) -> Place:
    if newest.status == "Approved" or (detail is not None and detail.result == "Approved"):
        return "complete"
    if detail is None:
        return "missing" if newest.status == "Pending" else "pending"
    if detail.result == "Declined":
        return "missing" if detail.retry else "issues"
    return "pending"


def _step_item(code: str, identification_id: str, place: Place, detail: StepDetail | None) -> Json:
    labels = () if detail is None or place in ("complete", "pending") else detail.labels
    retryable = None if place in ("complete", "pending") else place == "missing"
    item = _item(code, identification_id, retryable=retryable, labels=labels)
    if place == "missing" and code.endswith("_questionnaire"):
        item["missing_questions"] = [
            {"id": "source_of_wealth", "title": "Where does your money come from?", "section_id": "money"}
        ]
    if detail is not None and detail.comment is not None and place in ("missing", "issues"):
        item["description"] = detail.comment
    return item


def _finding_item(finding: Finding, identification_id: str) -> Json:
    item = _item(finding.code, identification_id, retryable=finding.place == "missing")
    item["description"] = finding.description
    return item


def _item(
    code: str, identification_id: str | None, *, retryable: bool | None, labels: Sequence[str] = ()
) -> Json:
    reasons: list[JsonValue] = [
        {"code": label, "description": LABEL_TEXTS.get(label, label.replace("_", " ").capitalize())}
        for label in labels
    ]
    item: Json = {
        "code": code,
        "reject_labels": list(labels),
        "reject_reasons": reasons,
        "missing_questions": [],
        "retryable": retryable,
    }
    if identification_id is not None:
        item["identification_id"] = identification_id
    return item
