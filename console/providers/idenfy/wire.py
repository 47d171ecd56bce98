"""iDenfy's bodies as they are spelled: answers and webhooks with everything optional, the token request with its limits.

Interprets nothing. https://documentation.idenfy.com/openapi/kyc.yaml
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
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


class ListRow(_Wire):
    """One line of the list: three keys are all there is."""

    scan_ref: str | None = None
    status: str | None = None
    suspected: bool | None = None


class ListReply(_Wire):
    """One page of the list."""

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
    additional_steps: str | None = None


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
    manually_data_changed: bool | None = None
    org_first_name: str | None = None
    org_last_name: str | None = None
    age_estimate: str | None = None
    client_ip_proxy_risk_level: str | None = None
    duplicate_faces: list[str] | None = None
    duplicate_doc_faces: list[str] | None = None
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


def _verify_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _verify_countries(value: str | list[str]) -> str | list[str]:
    for code in [value] if isinstance(value, str) else value:
        _verify_country(code)
    return value


def _verify_country(code: str) -> str:
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise ValueError("not alpha-2")
    return code


def _verify_ascii(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError("not ASCII")
    return text


# Digits and these characters are refused in names: https://github.com/idenfy/Documentation
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r'^[^\d~!@#$%^*()_+={}\[\]|\\:;",<>/?]+$')]
_Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_verify_day)]
_Number = Annotated[str, Field(min_length=1, max_length=50)]
_Url = Annotated[str, Field(min_length=5, max_length=2048), AfterValidator(_verify_ascii)]
_Country = Annotated[str, AfterValidator(_verify_country)]
_Document = Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,40}$")]


class TokenRequest(BaseModel):
    """Body of the token call with its documented limits; only what is set is sent.

    https://documentation.idenfy.com/kyc/generate-token
    """

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)

    client_id: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_verify_ascii)]
    token_type: Literal[
        "IDENTIFICATION", "DOCUMENT", "VIDEO_CALL", "VIDEO_CALL_PHOTOS", "VIDEO_CALL_IDENTIFICATION"
    ]
    first_name: _Name | None = None
    last_name: _Name | None = None
    date_of_birth: _Day | None = None
    sex: Literal["M", "F"] | None = None
    nationality: _Country | None = None
    address: Annotated[str, Field(max_length=255)] | None = None
    external_ref: Annotated[str, Field(max_length=40), AfterValidator(_verify_ascii)] | None = None
    country: Annotated[str | list[str], AfterValidator(_verify_countries)] | None = None
    documents: Annotated[list[_Document], Field(min_length=1)] | None = None
    document_number: _Number | None = None
    personal_number: _Number | None = None
    date_of_expiry: _Day | None = None
    date_of_issue: _Day | None = None
    success_url: _Url | None = None
    error_url: _Url | None = None
    unverified_url: _Url | None = None
    callback_url: _Url | None = None
    locale: Annotated[str, Field(min_length=2, max_length=7)] | None = None
    expiry_time: Annotated[int, Field(ge=60, le=2_592_000)] | None = None
    session_length: Annotated[int, Field(ge=60, le=3600)] | None = None
    show_instructions: bool | None = None
    generate_digit_string: bool | None = None
    theme: UUID | None = Field(default=None, strict=False)
    verify_email: bool | None = None
    verify_phone: bool | None = None
    verify_address: bool | None = None
    verify_bank: bool | None = None
    verify_bank_accounts: bool | None = None
    verify_bank_balances: bool | None = None
    verify_bank_transactions: bool | None = None
    bank_card_verification: bool | None = None
    bank_card_pdf_upload: bool | None = None
    nfc_required: bool | None = None
    nfc_optional: bool | None = None
    age_limit: Annotated[int, Field(ge=0)] | None = None
    age_max: Annotated[int, Field(ge=0)] | None = None
    driver_license_back: bool | None = None
    allow_bsn_masking: bool | None = None
    registry_centers_countries: list[_Country] | None = None
    check_liveness: bool | None = None
    id_live_face_validation: bool | None = None
    id_live_document_validation: bool | None = None
    check_aml: bool | None = None
    auto_aml_monitoring: bool | None = None
    check_ip_proxy: bool | None = None
    check_face_blacklist: bool | None = None
    check_doc_face_blacklist: bool | None = None
    check_person_blacklist: bool | None = None
    check_duplicate_faces: bool | None = None
    check_duplicate_doc_faces: bool | None = None
    check_duplicate_personal_data: bool | None = None
    check_blur_and_glare: bool | None = None
    auto_face_matching: bool | None = None
    check_criminal: bool | None = None
    check_driver_license: bool | None = None
    check_lid: bool | None = None
    face_matching_threshold_modifier: Annotated[float, Field(gt=0)] | None = None
    additional_steps: dict[str, object] | None = None
    additional_data: dict[str, object] | None = None
    utility_bill: bool | None = None
    questionnaire: Annotated[str, Field(min_length=1)] | None = None
    questionnaire_required: bool | None = None
    risk_assessment_profile: int | str | None = None
    review_failed: bool | None = None
    review_successful: bool | None = None
    dummy_status: Annotated[str, Field(min_length=1, max_length=30)] | None = None
