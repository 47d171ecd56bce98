"""What iDenfy is and can do; light, because it is read before the first window is painted."""

from __future__ import annotations

from typing import Final

from console.domain.provider import (
    Ability,
    CreateField,
    Environment,
    FieldKind,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
    SettingField,
)

TITLE: Final = "iDenfy"
_HOST: Final = "https://ivs.idenfy.com"

# https://documentation.idenfy.com/kyc/generate-token
_LOCALES: Final = (
    "lt",
    "en",
    "ru",
    "pl",
    "lv",
    "ro",
    "it",
    "de",
    "fr",
    "sv",
    "es",
    "hu",
    "ja",
    "bg",
    "et",
    "cs",
    "nl",
    "pt",
    "uk",
    "vi",
    "sk",
    "th",
    "hi",
    "id",
    "ko",
)
# https://documentation.idenfy.com/openapi/kyc.yaml
DOCUMENT_TYPES: Final = (
    "ID_CARD",
    "PASSPORT",
    "RESIDENCE_PERMIT",
    "DRIVER_LICENSE",
    "PAN_CARD",
    "AADHAAR",
    "VISA",
    "NATIONAL_PASSPORT",
    "PROVISIONAL_DRIVER_LICENSE",
    "OLD_ID_CARD",
    "MILITARY_CARD",
    "ADDRESS_CARD",
    "SMART_ID",
    "CLEAR",
    "ONE_ID",
    "BANK_ID_SE",
    "BANK_ID_NO",
    "BANK_ID_CZ",
    "FTN",
    "MIT_ID",
    "VERIMI",
    "LA_WALLET",
    "SAMSUNG_WALLET",
    "MOJE_ID_CZ",
    "YOTI_ID",
    "OTHER",
    "BORDER_CROSSING",
    "ASYLUM",
    "PHOTO_CARD",
    "PROOF_OF_AGE_CARD",
    "TRAVEL_CARD",
    "SOCIAL_SECURITY_CARD",
    "VOTER_CARD",
    "DIPLOMATIC_ID",
    "WORK_PERMIT",
    "INTERNATIONAL_PASSPORT",
)
# How long a webhook may be late before the status may be asked for: both default clocks of a session
# (86 400 s and 1 800 s) and half an hour for the reviewers; https://documentation.idenfy.com/kyc/data-retrieval
_OVERDUE_S: Final = 86_400.0 + 1_800.0 + 1_800.0

_COMPARED: Final = "Only if you want it compared: a typing error then raises a false mismatch."

_FIELDS: Final = (
    SettingField("api_key", "API key", secret=True),
    SettingField("api_secret", "API secret", secret=True),
    SettingField(
        "webhook_key",
        "Webhook signing key",
        secret=True,
        required=False,
        help="The signing key of the notification entry in iDenfy's dashboard.",
    ),
    SettingField("locale", "Language of the hosted page", secret=False, required=False),
    SettingField("successUrl", "Return address after approval", secret=False, required=False),
    SettingField("errorUrl", "Return address after a refusal", secret=False, required=False),
    SettingField("unverifiedUrl", "Return address after a cancel", secret=False, required=False),
    SettingField("callbackUrl", "Own webhook address", secret=False, required=False),
    SettingField(
        "expiryTime",
        "Seconds a link can be opened",
        secret=False,
        required=False,
        help="60 to 2592000; iDenfy's own default is one day.",
    ),
    SettingField(
        "sessionLength",
        "Seconds a session lasts",
        secret=False,
        required=False,
        help="60 to 3600; iDenfy's own default is half an hour.",
    ),
    SettingField(
        "manual_review",
        "People at iDenfy review every session",
        secret=False,
        required=False,
        default="no",
        help="yes or no: with yes a result without a reviewer's codes counts as provisional.",
    ),
)

_CREATE_FIELDS: Final = (
    CreateField("name", "Name", required=True, help="Kept here; not sent to iDenfy."),
    CreateField("email", "E-mail", FieldKind.EMAIL, help="Kept here; not sent to iDenfy."),
    CreateField("firstName", "Given name to compare", max_characters=100, help=_COMPARED),
    CreateField("lastName", "Family name to compare", max_characters=100, help=_COMPARED),
    CreateField("dateOfBirth", "Birth date to compare", FieldKind.DATE, help=_COMPARED),
    CreateField("country", "Issuing country", FieldKind.COUNTRY),
    CreateField("documents", "Document", FieldKind.CHOICE, choices=DOCUMENT_TYPES),
    CreateField("tokenType", "Kind of check", FieldKind.CHOICE, choices=("IDENTIFICATION", "DOCUMENT")),
    CreateField("locale", "Language", FieldKind.CHOICE, setting="locale", choices=_LOCALES),
    CreateField("ageLimit", "Minimum age"),
    CreateField("externalRef", "External reference", max_characters=40),
)

MANIFEST: Final = ProviderManifest(
    id=ProviderId("idenfy"),
    title=TITLE,
    abilities=frozenset({Ability.LISTS, Ability.READS, Ability.CREATES, Ability.REPORTS, Ability.WEBHOOKS}),
    base_urls={Environment.TEST: _HOST, Environment.LIVE: _HOST},
    hosted_hosts=("ivs.idenfy.com", "ui.idenfy.com"),
    fields=_FIELDS,
    create_fields=_CREATE_FIELDS,
    # Regular reading of the status is forbidden: https://documentation.idenfy.com/kyc/data-retrieval
    polling=PollingPolicy(
        mode=PollingMode.WEBHOOK,
        requests_per_s=2.0,
        watched_s=0.0,
        live_s=0.0,
        review_s=0.0,
        discover_s=0.0,
        overdue_s=_OVERDUE_S,
    ),
    documentation_url="https://documentation.idenfy.com/kyc/generate-token",
    refusals={Ability.ATTEMPTS: "iDenfy counts the tries inside a session itself and does not show them."},
)
