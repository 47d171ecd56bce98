"""The fields of Iron's identifications made of our own data; light, because the manifest's neighbours are.

Keys are the paths of the provider's fields in the body. https://docs.iron.xyz/onboarding, https://docs.iron.xyz/outsourcing,
https://docs.iron.xyz/reliance-kyc-token-sharing
"""

from __future__ import annotations

from typing import Final

from console.domain.provider import CreateField, FieldKind

KYC: Final = "kyc_questionnaire"
EDD: Final = "edd_questionnaire"
# Values that are JSON themselves: lists, or objects whose shape depends on what they hold.
JSON_KEYS: Final = frozenset(
    {
        "documents",
        "company_data.beneficiaries",
        "company_data.documents",
        "company_data.company_info.alternative_names",
        "questionnaire",
    }
)
_FILE_HELP: Final = "A picture or a PDF, at most 10 MB."

_INTENDED_USE: Final = CreateField(
    "intended_use",
    "Intended use",
    FieldKind.CHOICE,
    required=True,
    choices=(
        "Investing",
        "PaymentToFriendsFamilyorOthers",
        "PurchaseDigitalAssets",
        "OnlinePurchasesOfGoodsOrServices",
        "Trading",
    ),
)


def _text(key: str, label: str, group: str = "", *, required: bool = False, help_: str = "") -> CreateField:
    return CreateField(key, label, required=required, help=help_, group=group)


def _need(
    key: str, label: str, group: str = "", kind: FieldKind = FieldKind.TEXT, help_: str = ""
) -> CreateField:
    return CreateField(key, label, kind, required=True, help=help_, group=group)


def _file(key: str, label: str, group: str, *, required: bool = False) -> CreateField:
    return CreateField(key, label, FieldKind.FILE, required, help=_FILE_HELP, group=group)


def _choose(key: str, label: str, group: str, *choices: str, required: bool = False) -> CreateField:
    return CreateField(key, label, FieldKind.CHOICE, required, choices=choices, group=group)


def _build_kyc(*, required: bool) -> tuple[CreateField, ...]:
    """All or none of these where they are not required."""
    group = "Questionnaire"
    return (
        _choose(
            f"{KYC}.employment_status",
            "Employment",
            group,
            "Employed",
            "SelfEmployed",
            "Unemployed",
            "Retired",
            "Student",
            required=required,
        ),
        _choose(f"{KYC}.yearly_gross_income", "Yearly gross income", group, *_INCOMES, required=required),
        _choose(
            f"{KYC}.source_of_wealth",
            "Source of wealth",
            group,
            "Salary",
            "Savings",
            "Investments",
            "CryptoTrading",
            "Other",
            required=required,
        ),
        _choose(
            f"{KYC}.expected_monthly_transaction_count",
            "Transactions a month",
            group,
            "LessThan5",
            "Between5And10",
            "MoreThan10",
            required=required,
        ),
        _choose(
            f"{KYC}.expected_monthly_transaction_volume",
            "Volume a month",
            group,
            "LessThan500",
            "MoreThan500LessThan2000",
            "MoreThan2000",
            required=required,
        ),
    )


_INCOMES: Final = (
    "LessThan20000",
    "From20001To30000",
    "From30001To40000",
    "From40001To50000",
    "From50001To60000",
    "From60001To70000",
    "From70001To80000",
    "From80001To90000",
    "From90001To100000",
    "From100001To110000",
    "From110001To120000",
    "From120001To130000",
    "From130001To140000",
    "From140001To150000",
    "MoreThan150000",
    "From150001To200000",
    "From200001To500000",
    "MoreThan500000",
)
_EDD_GROUP: Final = "Enhanced due diligence (all or none)"
_EDD: Final = (
    _choose(
        f"{EDD}.occupation",
        "Occupation",
        _EDD_GROUP,
        "Agriculture",
        "ArtsAndEntertainment",
        "Construction",
        "Education",
        "FinancialServices",
        "InformationAndTechnology",
        "Retail",
        "RealEstate",
        "Other",
        "BusinessOwner",
        "Healthcare",
        "Industrial",
        "LegalServices",
        "PublicSector",
        "SeniorManagement",
    ),
    _choose(
        f"{EDD}.approximate_net_worth",
        "Net worth",
        _EDD_GROUP,
        "UpTo25000",
        "Between25001And50000",
        "Between50001And100000",
        "Between100001And300000",
        "Between300001And500000",
        "Between500001And1000000",
        "Over1000001",
    ),
    _file(f"{EDD}.source_of_funds_proof", "Proof of the source of funds", _EDD_GROUP),
)


def _build_address(prefix: str) -> tuple[CreateField, ...]:
    group = "Address"
    return (
        _need(f"{prefix}.street_1", "Street", group),
        _text(f"{prefix}.street_2", "Street, second line", group),
        _need(f"{prefix}.city", "City", group),
        _need(f"{prefix}.zip_code", "Postcode", group),
        _text(f"{prefix}.state", "State", group),
        _need(f"{prefix}.country", "Country", group, FieldKind.COUNTRY),
    )


TOKEN_FIELDS: Final = (
    _need("token", "Share token", help_="Made by the provider that holds the verification; it works once."),
    _INTENDED_USE,
    _text("ip_address", "Customer's IP address", help_="May be left out if the token carries it."),
    *_build_kyc(required=False),
    *_EDD,
)

PERSON_FIELDS: Final = (
    _need("sharing_consent", "The customer agreed to share these data", kind=FieldKind.SWITCH),
    _need(
        "consent_collected_at",
        "When the customer agreed",
        help_="A time in UTC such as 2026-02-01T15:38:21Z.",
    ),
    _need("first_name", "First name"),
    _need("last_name", "Last name"),
    _need("full_name", "Full name"),
    _need("date_of_birth", "Date of birth", kind=FieldKind.DATE),
    _need("phone_number", "Phone number", help_="With + and the country's code."),
    _need("email_address", "E-mail", kind=FieldKind.EMAIL),
    _text("tax_identification_number", "Tax number", help_="For residents of the United States: SSN or TIN."),
    _INTENDED_USE,
    *_build_address("address"),
    _need("identity.identity_country_code", "Country of the document", "Document", FieldKind.COUNTRY),
    _choose(
        "identity.identity_document_type",
        "Kind of document",
        "Document",
        "Passport",
        "NationalId",
        "DriverLicense",
        "ResidencePermit",
        required=True,
    ),
    _text("identity.identity_number", "Number of the document", "Document"),
    _file("identity.identity_document_front", "Front of the document", "Document", required=True),
    _file("identity.identity_document_back", "Back of the document", "Document"),
    _file("identity.selfie", "Selfie", "Document", required=True),
    _need("identity.selfie_collected_at", "When the selfie was taken", "Document", help_="An ISO 8601 time."),
    _need("identity.ip_address", "Customer's IP address", "Document"),
    _need("identity.nationality", "Nationality", "Document", FieldKind.COUNTRY),
    *_build_kyc(required=True),
    *_EDD,
    _text(
        "documents",
        "More documents",
        "More",
        help_='A JSON list of {"name", "file", "type"}; name with its extension, file as base64.',
    ),
)

_INFO: Final = "company_data.company_info"
BUSINESS_FIELDS: Final = (
    _need(f"{_INFO}.company_name", "Company"),
    _need(f"{_INFO}.registration_number", "Register number"),
    _need(f"{_INFO}.country", "Country", kind=FieldKind.COUNTRY),
    _need(f"{_INFO}.incorporation_date", "Date of incorporation", kind=FieldKind.DATE),
    _choose(
        f"{_INFO}.company_type",
        "Kind of company",
        "",
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
        required=True,
    ),
    _need(f"{_INFO}.tax_identification_number", "Tax number"),
    _need(f"{_INFO}.website", "Website"),
    _need(f"{_INFO}.email", "E-mail", kind=FieldKind.EMAIL),
    _need("phone", "Phone number"),
    _need("ip_address", "IP address"),
    _need(f"{_INFO}.legal_address", "Legal address", "Address"),
    _need(f"{_INFO}.postal_address", "Postal address", "Address"),
    *_build_address(f"{_INFO}.address"),
    _text(f"{_INFO}.alternative_names", "Other names", "More", help_="A JSON list of texts."),
    _need(
        "company_data.beneficiaries",
        "People and companies behind it",
        "More",
        help_="A JSON list; each with roles and beneficiary_info, and at least one Director.",
    ),
    _text(
        "company_data.documents",
        "Documents",
        "More",
        help_='A JSON list of at most four {"type", "country", "file"}. Without any, Iron asks for them on a link.',
    ),
    _need(
        "questionnaire", "Questionnaire", "More", help_='A JSON object whose "type" is Generic or SoleProp.'
    ),
)
