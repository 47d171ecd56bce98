"""Iron's request bodies as strict models, written from its documentation; validates and nothing else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_Text = Annotated[str, Field(min_length=1)]
_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]

IntendedUse = Literal[
    "Investing",
    "PaymentToFriendsFamilyorOthers",
    "PurchaseDigitalAssets",
    "OnlinePurchasesOfGoodsOrServices",
    "Trading",
]


class CreateCustomer(BaseModel):
    model_config = _STRICT
    customer_type: Literal["Person", "Business"]
    email: _Text
    name: str | None = None
    external_id: str | None = None


class UpdateCustomer(BaseModel):
    model_config = _STRICT
    email: _Text
    external_id: str | None = None


class LinkIdentification(BaseModel):
    model_config = _STRICT
    type: Literal["Link"]
    with_edd: bool | None = None


class TokenIdentification(BaseModel):
    model_config = _STRICT
    type: Literal["Token"]
    token: _Text
    intended_use: IntendedUse
    ip_address: str | None = None
    kyc_questionnaire: dict[str, JsonValue] | None = None
    edd_questionnaire: dict[str, JsonValue] | None = None


class PostalAddress(BaseModel):
    model_config = _STRICT
    street_1: _Text
    city: _Text
    zip_code: _Text
    country: _Country
    street_2: str | None = None
    state: str | None = None


class Identity(BaseModel):
    model_config = _STRICT
    identity_country_code: _Country
    identity_document_type: Literal["Passport", "NationalId", "DriverLicense", "ResidencePermit"]
    identity_document_front: _Text
    selfie: _Text
    selfie_collected_at: _Text
    ip_address: _Text
    nationality: _Country
    identity_document_back: str | None = None
    identity_number: str | None = None


class PersonIdentification(BaseModel):
    model_config = _STRICT
    type: Literal["Person"]
    sharing_consent: bool
    consent_collected_at: _Text
    first_name: _Text
    last_name: _Text
    full_name: _Text
    date_of_birth: _Day
    phone_number: Annotated[str, Field(pattern=r"^\+[1-9]\d{3,14}$")]
    email_address: _Text
    address: PostalAddress
    identity: Identity
    intended_use: IntendedUse
    kyc_questionnaire: dict[str, JsonValue]
    edd_questionnaire: dict[str, JsonValue] | None = None
    tax_identification_number: str | None = None
    documents: list[dict[str, JsonValue]] | None = None


class CompanyData(BaseModel):
    model_config = _STRICT
    company_info: dict[str, JsonValue]
    beneficiaries: list[dict[str, JsonValue]]
    documents: Annotated[list[dict[str, JsonValue]], Field(max_length=4)]


class BusinessIdentification(BaseModel):
    model_config = _STRICT
    type: Literal["Business"]
    company_data: CompanyData
    phone: _Text
    ip_address: _Text
    questionnaire: dict[str, JsonValue]


CreateIdentification = Annotated[
    LinkIdentification | TokenIdentification | PersonIdentification | BusinessIdentification,
    Field(discriminator="type"),
]
CREATE_IDENTIFICATION: TypeAdapter[
    LinkIdentification | TokenIdentification | PersonIdentification | BusinessIdentification
] = TypeAdapter(CreateIdentification)


class Decision(BaseModel):
    model_config = _STRICT
    approved: bool


class CreateSigning(BaseModel):
    model_config = _STRICT
    content_id: _Text
    signed: Literal[True]


class PatchWebhook(BaseModel):
    model_config = _STRICT
    url: str | None = None
    label: str | None = None
    topics: list[str] | None = None
    enabled: bool | None = None


class PingWebhook(BaseModel):
    model_config = _STRICT
    customer_id: _Text


class SwitchValues(BaseModel):
    """The body of the simulator's own switches; what is left out stays."""

    model_config = _STRICT
    second_create: Literal["reset", "conflict"] | None = None
    error_style: Literal["envelope", "openapi"] | None = None
    webhook_key: Literal["text", "decoded"] | None = None
    webhook_message: Literal["wrapped", "bare"] | None = None
