"""Iron's bodies of a new identification as strict models, written from its documentation; decides nothing.

https://docs.iron.xyz/onboarding, https://docs.iron.xyz/outsourcing, https://docs.iron.xyz/reliance-kyc-token-sharing
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, Discriminator, Field, TypeAdapter, model_validator

from console.sandbox.iron.questionnaires import CompanyQuestionnaire, EddQuestionnaire, KycQuestionnaire
from console.sandbox.iron.records import Draft
from console.sandbox.iron.requests import STRICT, Country, Day, File, LinkIdentification, Phone, Text

_WHOLE: Final = Decimal(100)

IntendedUse = Literal[
    "Investing",
    "PaymentToFriendsFamilyorOthers",
    "PurchaseDigitalAssets",
    "OnlinePurchasesOfGoodsOrServices",
    "Trading",
]


class TokenIdentification(BaseModel):
    """Reuse of a verification held elsewhere; the share token works once."""

    model_config = STRICT
    type: Literal["Token"]
    token: Text
    intended_use: IntendedUse
    ip_address: str | None = None
    kyc_questionnaire: KycQuestionnaire | None = None
    edd_questionnaire: EddQuestionnaire | None = None


class PostalAddress(BaseModel):
    """Where a person lives or a company sits."""

    model_config = STRICT
    street_1: Text
    city: Text
    zip_code: Text
    country: Country
    street_2: str | None = None
    state: str | None = None


class Identity(BaseModel):
    """The document and the picture of a person."""

    model_config = STRICT
    identity_country_code: Country
    identity_document_type: Literal["Passport", "NationalId", "DriverLicense", "ResidencePermit"]
    identity_document_front: File
    selfie: File
    selfie_collected_at: Text
    ip_address: Text
    nationality: Country
    identity_document_back: File | None = None
    identity_number: str | None = None


class PersonDocument(BaseModel):
    """A paper of a person; `name` holds the extension."""

    model_config = STRICT
    name: Annotated[str, Field(pattern=r"\.[A-Za-z0-9]+$")]
    file: File
    type: Literal[
        "BusinessRegistrationDocument",
        "MemorandumOfAssociation",
        "ShareholdersRegistry",
        "Other",
        "ProofOfAddress",
    ]


class PersonIdentification(BaseModel):
    """A person's data, collected by the partner."""

    model_config = STRICT
    type: Literal["Person"]
    sharing_consent: bool
    consent_collected_at: Text
    first_name: Text
    last_name: Text
    full_name: Text
    date_of_birth: Day
    phone_number: Phone
    email_address: Text
    address: PostalAddress
    identity: Identity
    intended_use: IntendedUse
    kyc_questionnaire: KycQuestionnaire
    edd_questionnaire: EddQuestionnaire | None = None
    tax_identification_number: str | None = None
    documents: list[PersonDocument] | None = None


class CompanyInfo(BaseModel):
    """A company as its register knows it."""

    model_config = STRICT
    company_name: Text
    registration_number: Text
    country: Country
    incorporation_date: Day
    legal_address: Text
    postal_address: Text
    address: PostalAddress
    email: Text
    tax_identification_number: Text
    website: Text
    company_type: Literal[
        "LimitedLiabilityCompany",
        "PubliclyListedCompany",
        "SoleProprietorship",
        "Partnership",
        "Corporation",
        "Trust",
        "PrivateFoundation",
        "Charity",
        "NonprofitCorporation",
        "NonprofitOrganization",
        "PublicAgenciesOrAuthorities",
        "StockCorporationOutOfStock",
        "GeneralCorporation",
    ]
    alternative_names: list[str] | None = None


class BirthPlace(BaseModel):
    """Where a person was born."""

    model_config = STRICT
    place: str | None = None
    state: str | None = None
    country: str | None = None


class PersonInfo(BaseModel):
    """A person who owns, leads or stands for a company; which of these are required is not documented."""

    model_config = STRICT
    first_name: Text
    last_name: Text
    date_of_birth: Day | None = None
    address: PostalAddress | None = None
    email_address: str | None = None
    phone_number: str | None = None
    tax_jurisdiction_country_code: str | None = None
    birth_place: BirthPlace | None = None
    identity: Identity | None = None


class NestedCompany(BaseModel):
    """A company that owns, leads or stands for another one."""

    model_config = STRICT
    company_data: CompanyData


class Beneficiary(BaseModel):
    """Somebody behind a company."""

    model_config = STRICT
    roles: Annotated[
        list[Literal["UltimateBeneficialOwner", "Representative", "Director", "Shareholder"]],
        Field(min_length=1),
    ]
    beneficiary_info: PersonInfo | NestedCompany
    share_percentage: str | None = None
    attesting_party: str | None = None
    attested_at: str | None = None

    @property
    def share(self) -> Decimal:
        """Zero where none is told. Raises ValueError for what is no number from 0 to 100."""
        try:
            share = Decimal(self.share_percentage or "0")
        except InvalidOperation as error:
            raise ValueError("share_percentage must be a decimal number") from error
        if not (share.is_finite() and 0 <= share <= _WHOLE):
            raise ValueError("share_percentage must be between 0 and 100")
        return share


class CompanyDocument(BaseModel):
    """A paper of a company; its types are not listed for companies."""

    model_config = STRICT
    type: Text
    country: Country
    file: File


class CompanyData(BaseModel):
    """A company with the people behind it; each level needs a director, and nobody owns more than all of it."""

    model_config = STRICT
    company_info: CompanyInfo
    beneficiaries: list[Beneficiary]
    documents: Annotated[list[CompanyDocument], Field(max_length=4)]

    @model_validator(mode="after")
    def _verify_people(self) -> Self:
        if not any("Director" in each.roles for each in self.beneficiaries):
            raise ValueError("at least one beneficiary must be a Director")
        if sum((each.share for each in self.beneficiaries), Decimal()) > _WHOLE:
            raise ValueError("the shares add up to more than 100")
        return self


class BusinessIdentification(BaseModel):
    """A company's data, collected by the partner."""

    model_config = STRICT
    type: Literal["Business"]
    company_data: CompanyData
    phone: Text
    ip_address: Text
    questionnaire: CompanyQuestionnaire


AnyIdentification = LinkIdentification | TokenIdentification | PersonIdentification | BusinessIdentification
CREATE_IDENTIFICATION: TypeAdapter[AnyIdentification] = TypeAdapter(
    Annotated[AnyIdentification, Discriminator("type")]
)


def to_draft(body: AnyIdentification) -> Draft:
    """What is made of a body: complete where nothing is left for the person to do."""
    match body:
        case LinkIdentification():
            return Draft(with_edd=body.with_edd)
        case BusinessIdentification():
            return Draft(is_complete=bool(body.company_data.documents))
        case _:
            answers = {"intended_use": body.intended_use}
            if body.kyc_questionnaire is not None:
                answers["employment_status"] = body.kyc_questionnaire.employment_status
            if body.edd_questionnaire is not None:
                answers["occupation"] = body.edd_questionnaire.occupation
            with_edd = True if body.edd_questionnaire is not None else None
            return Draft(with_edd, body.kyc_questionnaire is not None, answers)
