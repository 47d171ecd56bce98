"""iDenfy's request bodies with their documented limits; only what is set is sent. Sends and reads nothing.

https://documentation.idenfy.com/kyc/generate-token
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


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
_Code = Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,40}$")]
_Document = Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,40}$")]


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class TokenRequest(_Body):
    """Body of the token call with its documented limits; only what is set is sent.

    https://documentation.idenfy.com/kyc/generate-token
    """

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


class ReportRequest(_Body):
    """Body of the report call; what is not set has iDenfy's default.

    https://documentation.idenfy.com/kyc/pdf-generation
    """

    scan_ref: str
    language: Literal["en", "lt"] = "en"
    include_main_step_files: bool | None = None
    include_additional_step_files: bool | None = None


class InformationRequest(_Body):
    """Body of the request for more information; https://documentation.idenfy.com/openapi/kyc.yaml"""

    lifetime: Annotated[int, Field(ge=0, le=2_592_000)] | None = None
    questionnaire: Annotated[str, Field(min_length=1)] | None = None
    risk_assessment_profile: UUID | None = Field(default=None, strict=False)
    additional_step_upload_required: bool | None = None
    bank_card_verification: bool | None = None
    bank_card_expected_last_four: Annotated[str, Field(min_length=4, max_length=4)] | None = None


class DummyReviewRequest(_Body):
    """Body of the invented reviewer's result; https://documentation.idenfy.com/kyc/dummy-results"""

    scan_ref: str
    manual_face_match_result: _Code
    manual_document_validity: _Code
