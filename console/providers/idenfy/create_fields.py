"""The form of a new session: every parameter of the token call, grouped as iDenfy's page groups them. Light.

A switch is a choice of yes, no or nothing, because nothing means: as configured in iDenfy's dashboard.
https://documentation.idenfy.com/kyc/generate-token
"""

from __future__ import annotations

from typing import Final

from console.domain.provider import CreateField, CreatePreset, FieldKind
from console.providers.idenfy.words import DUMMY_STATUSES, LOCALES, TOKEN_TYPES, YES_OR_NO

PERSONAL: Final = "Personal data"
DOCUMENT: Final = "Document data"
SESSION: Final = "Session settings"
FEATURES: Final = "Verification features"
SECURITY: Final = "Security and fraud detection"
CUSTOM: Final = "Customisation"

_COMPARED: Final = "Only if you want it compared: a typing error then raises a false mismatch."
_COUNTRIES: Final = "Two letters, as in LT; several separated by commas."


def _text(
    group: str, key: str, label: str, help_text: str = "", *, most: int = 0, setting: str = ""
) -> CreateField:
    return CreateField(key, label, max_characters=most, help=help_text, group=group, setting=setting)


def _date(group: str, key: str, label: str) -> CreateField:
    return CreateField(key, label, FieldKind.DATE, help=_COMPARED, group=group)


def _choice(
    group: str, key: str, label: str, choices: tuple[str, ...], help_text: str = "", *, setting: str = ""
) -> CreateField:
    return CreateField(
        key, label, FieldKind.CHOICE, choices=choices, help=help_text, group=group, setting=setting
    )


def _switch(group: str, key: str, label: str, help_text: str = "") -> CreateField:
    return _choice(group, key, label, YES_OR_NO, help_text)


_KEPT_HERE: Final = (
    CreateField("name", "Name", required=True, help="Kept here; not sent to iDenfy."),
    CreateField("email", "E-mail", FieldKind.EMAIL, help="Kept here; not sent to iDenfy."),
)
_PERSONAL: Final = (
    _text(PERSONAL, "firstName", "Given name to compare", _COMPARED, most=100),
    _text(PERSONAL, "lastName", "Family name to compare", _COMPARED, most=100),
    _date(PERSONAL, "dateOfBirth", "Birth date to compare"),
    _choice(PERSONAL, "sex", "Sex to compare", ("M", "F"), _COMPARED),
    CreateField("nationality", "Nationality to compare", FieldKind.COUNTRY, help=_COMPARED, group=PERSONAL),
    _text(PERSONAL, "address", "Address to compare", "For a proof of address.", most=255),
    _text(PERSONAL, "externalRef", "External reference", "Comes back in every message of iDenfy's.", most=40),
)
_DOCUMENT: Final = (
    _text(
        DOCUMENT,
        "country",
        "Expected issuing country",
        f"{_COUNTRIES} Another one makes the result SUSPECTED.",
    ),
    _text(
        DOCUMENT,
        "documents",
        "Accepted documents",
        "As in PASSPORT, ID_CARD, DRIVER_LICENSE, RESIDENCE_PERMIT.",
    ),
    _text(DOCUMENT, "documentNumber", "Document number to compare", _COMPARED, most=50),
    _text(DOCUMENT, "personalNumber", "Personal number to compare", _COMPARED, most=50),
    _date(DOCUMENT, "dateOfExpiry", "Expiry date to compare"),
    _date(DOCUMENT, "dateOfIssue", "Date of issue to compare"),
)
_SESSION: Final = (
    _choice(SESSION, "tokenType", "Kind of check", TOKEN_TYPES, "IDENTIFICATION: document and selfie."),
    _choice(SESSION, "locale", "Language of the page", LOCALES, setting="locale"),
    _text(SESSION, "expiryTime", "Seconds the link can be opened", "60 to 2592000.", setting="expiryTime"),
    _text(SESSION, "sessionLength", "Seconds the session lasts", "60 to 3600.", setting="sessionLength"),
    _text(SESSION, "successUrl", "Return address after approval", most=2048, setting="successUrl"),
    _text(SESSION, "errorUrl", "Return address after a refusal", most=2048, setting="errorUrl"),
    _text(SESSION, "unverifiedUrl", "Return address after a cancel", most=2048, setting="unverifiedUrl"),
    _text(
        *(SESSION, "callbackUrl", "Own webhook address"),
        "Replaces the account's; iDenfy must have allowed it.",
        most=2048,
        setting="callbackUrl",
    ),
    _switch(SESSION, "showInstructions", "Instruction screens"),
    _switch(
        *(SESSION, "generateDigitString", "Code for the mobile app"),
        "Eight digits beside the link; part of some contracts only.",
    ),
    _text(SESSION, "theme", "Branding theme", "The id shown in iDenfy's dashboard."),
    _choice(
        *(SESSION, "dummyStatus", "Invented result", DUMMY_STATUSES),
        "Nobody is checked; only with keys of a DEV environment.",
    ),
)
_FEATURES: Final = (
    _switch(FEATURES, "verifyEmail", "Check the e-mail address"),
    _switch(FEATURES, "verifyPhone", "Check the phone", "By SMS."),
    _switch(FEATURES, "verifyAddress", "Check the address"),
    _switch(FEATURES, "verifyBank", "Check the bank"),
    _switch(FEATURES, "verifyBankAccounts", "Check bank accounts"),
    _switch(FEATURES, "verifyBankBalances", "Check bank balances"),
    _switch(FEATURES, "verifyBankTransactions", "Check bank transactions"),
    _switch(FEATURES, "bankCardVerification", "Check a bank card"),
    _switch(FEATURES, "bankCardPdfUpload", "Bank card as PDF"),
    _switch(FEATURES, "nfcRequired", "Chip must be read"),
    _switch(FEATURES, "nfcOptional", "Chip may be read"),
    _text(FEATURES, "ageLimit", "Youngest age", "Anybody younger makes the result SUSPECTED."),
    _text(FEATURES, "ageMax", "Oldest age", "Anybody older makes the result SUSPECTED."),
    _switch(FEATURES, "driverLicenseBack", "Both sides of a driving licence"),
    _switch(FEATURES, "allowBsnMasking", "Dutch BSN may be masked"),
    _text(FEATURES, "registryCentersCountries", "State registers to ask", _COUNTRIES),
)
_SECURITY: Final = (
    _switch(SECURITY, "checkLiveness", "Active liveness", "The person moves the head."),
    _switch(SECURITY, "idLiveFaceValidation", "Passive liveness of the face"),
    _switch(SECURITY, "idLiveDocumentValidation", "Passive liveness of the document"),
    _switch(SECURITY, "autoFaceMatching", "Compare faces", "No switches every check of the face off."),
    _switch(SECURITY, "checkAml", "Sanctions and PEP screening"),
    _switch(SECURITY, "autoAmlMonitoring", "Keep screening afterwards"),
    _switch(SECURITY, "checkIpProxy", "Look for VPN and proxy"),
    _switch(SECURITY, "checkFaceBlacklist", "Selfie against the blocklist"),
    _switch(SECURITY, "checkDocFaceBlacklist", "Portrait against the blocklist"),
    _switch(SECURITY, "checkPersonBlacklist", "Personal data against the blocklist"),
    _switch(SECURITY, "checkDuplicateFaces", "Selfie seen before"),
    _switch(SECURITY, "checkDuplicateDocFaces", "Portrait seen before"),
    _switch(SECURITY, "checkDuplicatePersonalData", "Personal data seen before"),
    _switch(SECURITY, "checkBlurAndGlare", "Quality of the photos"),
    _switch(SECURITY, "checkCriminal", "Criminal record"),
    _switch(SECURITY, "checkDriverLicense", "Driving licence register"),
    _switch(SECURITY, "checkLid", "Register of lost documents"),
    _text(SECURITY, "faceMatchingThresholdModifier", "Threshold of the face match", "1 is iDenfy's own."),
)
_CUSTOM: Final = (
    _text(CUSTOM, "additionalSteps", "Additional steps", "In JSON: country, document, step."),
    _text(CUSTOM, "additionalData", "Data for steps that compare", "In JSON; only with additional steps."),
    _switch(CUSTOM, "utilityBill", "Utility bill", "Not together with additional steps."),
    _text(CUSTOM, "questionnaire", "Questionnaire", "Its key; null switches the account's own off."),
    _switch(CUSTOM, "questionnaireRequired", "Questionnaire must be answered"),
    _text(CUSTOM, "riskAssessmentProfile", "Risk profile", "As shown in iDenfy's dashboard."),
    _switch(CUSTOM, "reviewFailed", "People review what failed"),
    _switch(CUSTOM, "reviewSuccessful", "People review what passed"),
)

CREATE_FIELDS: Final = (
    *_KEPT_HERE,
    *_PERSONAL,
    *_DOCUMENT,
    *_SESSION,
    *_FEATURES,
    *_SECURITY,
    *_CUSTOM,
)

PRESETS: Final = (
    CreatePreset("Document and selfie", {"tokenType": "IDENTIFICATION"}),
    CreatePreset("Document only", {"tokenType": "DOCUMENT"}),
    CreatePreset("Passport or ID card", {"documents": "PASSPORT, ID_CARD"}),
    CreatePreset("Adults only", {"ageLimit": "18"}),
    CreatePreset("Reviewed by people", {"reviewFailed": "yes", "reviewSuccessful": "yes"}),
    CreatePreset(
        "High assurance",
        {
            "tokenType": "IDENTIFICATION",
            "nfcRequired": "yes",
            "checkLiveness": "yes",
            "idLiveFaceValidation": "yes",
            "idLiveDocumentValidation": "yes",
            "reviewSuccessful": "yes",
        },
    ),
    CreatePreset(
        "Screening and duplicates",
        {
            "checkAml": "yes",
            "checkIpProxy": "yes",
            "checkDuplicateFaces": "yes",
            "checkDuplicateDocFaces": "yes",
            "checkDuplicatePersonalData": "yes",
        },
    ),
    CreatePreset("Mobile app with a code", {"generateDigitString": "yes"}),
    CreatePreset("Invented approval (DEV only)", {"dummyStatus": "APPROVED"}),
)
