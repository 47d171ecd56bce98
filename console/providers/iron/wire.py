"""Iron's records as they are spelled; everything optional, nothing interpreted.

https://docs.iron.xyz/reference-sandbox
"""

from __future__ import annotations

from console.providers.reading import Moment, WireModel


class Customer(WireModel):
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer"""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    customer_type: str | None = None
    active_email: str | None = None
    partner_id: str | None = None
    status: str | None = None
    identification_status: str | None = None
    identification_ids: list[str] | None = None
    signing_ids: list[str] | None = None
    created_at: Moment = None
    updated_at: Moment = None


class StepDetail(WireModel):
    """One step of an identification; `retry` means it may be sent in again."""

    result: str | None = None
    retry: bool | None = None
    comment: str | None = None


class StepStatus(WireModel):
    """The steps of a person and of a company in one model: both shapes share `questionnaire`."""

    identity: StepDetail | None = None
    selfie: StepDetail | None = None
    proof_of_residence: StepDetail | None = None
    questionnaire: StepDetail | None = None
    company_data: StepDetail | None = None
    company_beneficiaries: StepDetail | None = None
    company_documents: StepDetail | None = None


class Identification(WireModel):
    """https://docs.iron.xyz/reference-sandbox/customer/get-an-identification-by-id"""

    id: str | None = None
    customer_id: str | None = None
    status: str | None = None
    url: str | None = None
    with_edd: bool | None = None
    review_comment: str | None = None
    residence_country: str | None = None
    partner_id: str | None = None
    step_status: StepStatus | None = None
    created_at: Moment = None
    updated_at: Moment = None


class RejectReason(WireModel):
    """A reject label with its words."""

    code: str | None = None
    description: str | None = None


class MissingQuestion(WireModel):
    """A question of the questionnaire without an answer."""

    id: str | None = None
    title: str | None = None


class Requirement(WireModel):
    """One thing a customer lacks or has; `identification_id` names the try that showed it.

    `retryable` is None where nothing is to be sent again.
    """

    code: str | None = None
    reject_labels: list[str] | None = None
    reject_reasons: list[RejectReason] | None = None
    missing_questions: list[MissingQuestion] | None = None
    description: str | None = None
    identification_id: str | None = None
    retryable: bool | None = None


class Requirements(WireModel):
    """https://docs.iron.xyz/reference-2025-03-13/customer/get-customer-requirements"""

    requirements_due: list[str] | None = None
    complete: list[Requirement] | None = None
    pending: list[Requirement] | None = None
    missing: list[Requirement] | None = None
    issues: list[Requirement] | None = None


class Signing(WireModel):
    """Consent to one document; older answers name it `document_id`.

    https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer-signing
    """

    id: str | None = None
    customer_id: str | None = None
    content_id: str | None = None
    document_id: str | None = None


class WebhookData(WireModel):
    """The part of a webhook that names the record; `message` comes bare or wrapped in one key."""

    customer_id: str | None = None
    message: dict[str, object] | None = None


class Webhook(WireModel):
    """https://docs.iron.xyz/webhooks"""

    type: str | None = None
    timestamp: str | None = None
    data: WebhookData | None = None
