"""iDenfy's answers and webhooks as they are spelled, with everything optional. Interprets nothing.

https://documentation.idenfy.com/openapi/kyc.yaml
"""

from __future__ import annotations

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from console.providers.reading import WireModel


class _Wire(WireModel):
    model_config = ConfigDict(alias_generator=to_camel)


class TokenReply(_Wire):
    """Answer of the token call; only the members we use."""

    auth_token: str | None = None
    scan_ref: str | None = None
    client_id: str | None = None
    redirect_url: str | None = None
    external_ref: str | None = None
    expiry_time: int | None = None
    session_length: int | None = None
    digit_string: str | None = None


class InformationReply(_Wire):
    """Answer of the request for more information; https://documentation.idenfy.com/openapi/kyc.yaml"""

    session_url: str | None = None


class ListRow(_Wire):
    """One line of the list: three keys are all there is."""

    scan_ref: str | None = None
    status: str | None = None
    suspected: bool | None = None


class ListReply(_Wire):
    """One page of the list; `count` is of all pages."""

    count: int | None = None
    next: str | None = None
    results: list[ListRow] | None = None


class Codes(_Wire):
    """Result codes and tags, spelled alike in the status answer and in a webhook's `status`."""

    auto_document: str | None = None
    auto_face: str | None = None
    manual_document: str | None = None
    manual_face: str | None = None
    fraud_tags: list[str] | None = None
    mismatch_tags: list[str] | None = None
    suspicion_reasons: list[str] | None = None
    deny_reasons: list[str] | None = None
    aml_result_class: str | None = None
    peps_status: str | None = None
    sanctions_status: str | None = None
    adverse_media_status: str | None = None


class StatusReply(Codes):
    """Answer of the status call. `final` is in a guide, not in the documented body."""

    status: str | None = None
    scan_ref: str | None = None
    client_id: str | None = None
    external_ref: str | None = None
    final: bool | None = None


class WebhookStatus(Codes):
    """`status` of a webhook."""

    overall: str | None = None


class Data(_Wire):
    """What was read from the document: the data call's answer and a webhook's `data`."""

    doc_first_name: str | None = None
    doc_last_name: str | None = None
    full_name: str | None = None
    doc_number: str | None = None
    doc_personal_code: str | None = None
    doc_expiry: str | None = None
    doc_dob: str | None = None
    doc_date_of_issue: str | None = None
    doc_type: str | None = None
    doc_sex: str | None = None
    doc_nationality: str | None = None
    doc_issuing_country: str | None = None
    selected_country: str | None = None
    birth_place: str | None = None
    authority: str | None = None
    address: str | None = None
    doc_temporary_address: str | None = None
    mothers_maiden_name: str | None = None
    doc_birth_name: str | None = None
    doc_patronymic: str | None = None
    driver_license_category: str | None = None
    org_first_name: str | None = None
    org_last_name: str | None = None
    org_nationality: str | None = None
    org_birth_place: str | None = None
    org_authority: str | None = None
    org_address: str | None = None
    org_temporary_address: str | None = None
    org_mothers_maiden_name: str | None = None
    org_patronymic: str | None = None
    org_birth_name: str | None = None
    age_estimate: str | None = None
    client_ip_proxy_risk_level: str | None = None
    scan_ref: str | None = None
    client_id: str | None = None


class AmlHit(_Wire):
    """One person found in the lists (third version of the AML block)."""

    datasets: list[str] | None = None


class AmlCheck(_Wire):
    """Third version of the AML block."""

    overall_status: str | None = None
    aml_check: list[AmlHit] | None = None


class AmlV2Hit(_Wire):
    """One hit of the second version."""

    suspicion: str | None = None


class AmlV2Check(_Wire):
    """One service of the second version."""

    data: list[AmlV2Hit] | None = None


class Webhook(_Wire):
    """Body of every `IDENTIFICATION*` event, and as far as it goes of the others."""

    final: bool | None = None
    scan_ref: str | None = None
    client_id: str | None = None
    external_ref: str | None = None
    start_time: int | None = None
    finish_time: int | None = None
    status: WebhookStatus | None = None
    data: Data | None = None
    aml_check: AmlCheck | None = None
    aml: list[AmlV2Check] | None = Field(default=None, alias="AML")
    expiration_threshold: str | None = None
    document_expiration: str | None = None


class ErrorReply(_Wire):
    """The error envelope; https://documentation.idenfy.com/kyc/id-error-messages"""

    message: str | None = None
    identifier: str | None = None
