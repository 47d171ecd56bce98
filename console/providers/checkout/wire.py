"""Checkout.com's records as they are spelled; everything optional, nothing interpreted.

https://api-reference.checkout.com/tag/Identity-Verification and /tag/Applicants
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import BeforeValidator, ConfigDict, Field

from console.providers.reading import Moment, WireModel


def _read_code(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


# A number in the reference, a text in some samples: kept as text, never calculated with.
Code = Annotated[str | None, BeforeValidator(_read_code)]


class OpenModel(WireModel):
    """A record whose undocumented fields are kept: `extra` has them as they came, to be shown under their own names."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    @property
    def extra(self) -> Mapping[str, object]:
        """What came besides the documented fields."""
        return cast("Mapping[str, object]", self.model_extra or {})


class Href(WireModel):
    """One link of a record."""

    href: str | None = None


class Links(WireModel):
    """The links we use; the seed page shows them emptied."""

    verification_url: Href | None = None


class ResponseCode(OpenModel):
    """A reason with the provider's own short word for it."""

    code: Code = None
    summary: str | None = None


class PhoneNumber(OpenModel):
    """`country_code` is a dialling prefix such as +33."""

    country_code: str | None = None
    number: str | None = None


class Address(OpenModel):
    """A declared address."""

    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None


class DeclaredData(OpenModel):
    """What the applicant claims."""

    name: str | None = None
    birth_date: str | None = None
    email: str | None = None
    phone_number: PhoneNumber | None = None
    address: Address | None = None


class Person(OpenModel):
    """What verified identity and document have in common."""

    full_name: str | None = None
    first_names: str | None = None
    last_name: str | None = None
    last_name_at_birth: str | None = None
    birth_date: str | None = None
    birth_place: str | None = None
    nationality: str | None = None
    gender: str | None = None


class Document(Person):
    """One identity document; its signed image links are secrets and die within the hour, so they are never kept."""

    document_type: str | None = None
    document_issuing_country: str | None = None
    document_number: str | None = None
    document_issue_date: str | None = None
    document_issue_place: str | None = None
    document_expiry_date: str | None = None
    document_mrz: str | None = None
    personal_number: str | None = None
    tax_identification_number: str | None = None
    address: str | None = None
    permit_obtaining_date: str | None = None
    permit_expiry_date: str | None = None
    permit_type_detailed: str | None = None
    permit_type_remarks: str | None = None
    front_image_signed_url: str | None = None
    back_image_signed_url: str | None = None
    signature_image_signed_url: str | None = None


class Face(OpenModel):
    """The captured face; a signed link as short-lived as those of documents."""

    image_signed_url: str | None = None


class Verification(OpenModel):
    """An identity verification, as every call about it answers."""

    id: str | None = None
    created_on: Moment = None
    modified_on: Moment = None
    user_journey_id: str | None = None
    applicant_id: str | None = None
    status: str | None = None
    response_codes: list[ResponseCode] | None = None
    risk_labels: list[str] | None = None
    declared_data: DeclaredData | None = None
    verified_identity: Person | None = None
    documents: list[Document] | None = None
    face: Face | None = None
    certifications: list[dict[str, object]] | None = None
    verification_policy_version: str | None = None
    redirect_url: str | None = None
    links: Links | None = Field(default=None, alias="_links")


class SelectedDocument(OpenModel):
    """What the applicant chose to show, in the order of choosing."""

    country: str | None = None
    document_type: str | None = None


class Session(OpenModel):
    """The applicant's browser. `ip_address` stays text: the reference's own sample is no legal address."""

    ip_address: str | None = None
    selected_documents: list[SelectedDocument] | None = None
    number_of_sessions: int | None = None
    user_agent: str | None = None
    initial_device: str | None = None


class Attempt(OpenModel):
    """One try of the applicant's."""

    id: str | None = None
    created_on: Moment = None
    modified_on: Moment = None
    status: str | None = None
    response_codes: list[ResponseCode] | None = None
    redirect_url: str | None = None
    client_information: dict[str, object] | None = None
    phone_number: PhoneNumber | None = None
    applicant_session_information: Session | None = None
    links: Links | None = Field(default=None, alias="_links")


class Page(WireModel):
    """One page of attempts or assets; rows are read one by one."""

    total_count: int | None = None
    data: list[dict[str, object]] | None = None


class AssetLinks(WireModel):
    """Where a captured file can be fetched, for a short while."""

    asset_url: Href | None = None


class Asset(WireModel):
    """One captured file; `type` names it in the provider's words."""

    type: str | None = None
    links: AssetLinks | None = Field(default=None, alias="_links")


class Applicant(OpenModel):
    """The person, as this account knows them."""

    id: str | None = None
    created_on: Moment = None
    modified_on: Moment = None
    external_applicant_id: str | None = None
    external_applicant_name: str | None = None
    email: str | None = None


class Report(WireModel):
    """Where the PDF is; `signed_url` is the older name."""

    pdf_report: str | None = None
    signed_url: str | None = None


class Token(WireModel):
    """An access token with its life in seconds."""

    access_token: str | None = None
    expires_in: int | None = None


class Error(WireModel):
    """The error body, where there is one."""

    request_id: str | None = None
    error_type: str | None = None
    error_codes: list[str] | None = None
    error: str | None = None


class WebhookData(WireModel):
    """What an event is about; no personal data, no labels, no attempt."""

    identity_verification_id: str | None = None
    status: str | None = None


class Webhook(WireModel):
    """https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks.md"""

    id: str | None = None
    type: str | None = None
    created_on: str | None = None
    data: WebhookData | None = None
