"""The bodies iDenfy takes, as strict models written from the provider's documents; makes and changes no record.

Sources: https://documentation.idenfy.com/kyc/generate-token , https://documentation.idenfy.com/openapi/kyc.yaml
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Final, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from console.sandbox.idenfy.answers import Identifier, Refusal, build_bad_value
from console.sandbox.idenfy.catalogue import (
    COUNTRIES,
    DOCUMENT_CODES,
    DOCUMENT_TYPES,
    DUMMY_STATUSES,
    FACE_CODES,
    TOKEN_TYPES,
)

MAX_LIFETIME_S: Final = 2_592_000
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_REFUSED_IN_NAMES: Final = frozenset('0123456789~!@#$%^*()_+={}[]|\\:;",<>/?')
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def _check_ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError("must contain ASCII characters only")
    return text


def _check_name(text: str) -> str:
    if _REFUSED_IN_NAMES.intersection(text):
        raise ValueError("must contain letters only")
    return text


def _check_date(text: str) -> str:
    try:
        date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise ValueError("must be a date in the form YYYY-MM-DD") from None
    return text


def _check_country(text: str) -> str:
    # Lower case was accepted in the vendor's older examples and came back unchanged.
    if text.upper() not in COUNTRIES:
        raise ValueError("must be a valid ISO 3166-1 alpha-2 code")
    return text


def _check_https(text: str) -> str:
    parts = _split(text)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("must be an HTTPS URL")
    return text


def _check_callback(text: str) -> str:
    # The vendor wants HTTPS; plain HTTP to this machine is this simulator's own exception.
    parts = _split(text)
    is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise ValueError("must be an HTTPS URL")
    return text


def _split(text: str):
    try:
        return urlsplit(text)
    except ValueError:
        raise ValueError("must be an HTTPS URL") from None


def _one_of(values: frozenset[str] | tuple[str, ...]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in values:
            raise ValueError("has an unknown value")
        return text

    return AfterValidator(check)


def _check_uuid(text: str) -> str:
    if _UUID.fullmatch(text) is None:
        raise ValueError("must be a UUID")
    return text


Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_check_name)]
Number = Annotated[str, Field(min_length=1, max_length=50)]
DateText = Annotated[str, AfterValidator(_check_date)]
Country = Annotated[str, AfterValidator(_check_country)]
ResultUrl = Annotated[str, Field(min_length=5, max_length=2048), AfterValidator(_check_https)]
CallbackUrl = Annotated[str, Field(min_length=5, max_length=2048), AfterValidator(_check_callback)]
Uuid = Annotated[str, AfterValidator(_check_uuid)]
Switch = bool | None


class _Body(BaseModel):
    """null counts as absent everywhere: where it is refused is not documented."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StepSettings(_Body):
    canUpload: bool = True
    canCapture: bool = True
    canUploadPDF: bool = False


class AdditionalStep(_Body):
    type: Literal["UPLOAD", "EXTRACT", "COMPARE"]
    fields: list[str] | None = None
    texts: dict[str, dict[str, str]] | None = None
    settings: StepSettings | None = None


Steps = dict[str, dict[str, dict[str, AdditionalStep]]]


class TokenSwitches(_Body):
    """Features on or off for one session; a missing one has the account's own setting."""

    showInstructions: Switch = None
    generateDigitString: Switch = None
    verifyEmail: Switch = None
    verifyPhone: Switch = None
    verifyAddress: Switch = None
    verifyBank: Switch = None
    verifyBankAccounts: Switch = None
    verifyBankBalances: Switch = None
    verifyBankTransactions: Switch = None
    bankCardVerification: Switch = None
    bankCardPdfUpload: Switch = None
    nfcRequired: Switch = None
    nfcOptional: Switch = None
    driverLicenseBack: Switch = None
    allowBsnMasking: Switch = None
    checkLiveness: Switch = None
    idLiveFaceValidation: Switch = None
    idLiveDocumentValidation: Switch = None
    checkAml: Switch = None
    autoAmlMonitoring: Switch = None
    checkIpProxy: Switch = None
    checkFaceBlacklist: Switch = None
    checkDocFaceBlacklist: Switch = None
    checkPersonBlacklist: Switch = None
    checkDuplicateFaces: Switch = None
    checkDuplicateDocFaces: Switch = None
    checkDuplicatePersonalData: Switch = None
    checkBlurAndGlare: Switch = None
    autoFaceMatching: Switch = None
    checkCriminal: Switch = None
    checkDriverLicense: Switch = None
    checkLid: Switch = None
    utilityBill: Switch = None
    questionnaireRequired: Switch = None
    reviewFailed: Switch = None
    reviewSuccessful: Switch = None


class TokenRequest(TokenSwitches):
    """`POST /api/v2/token`."""

    clientId: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_check_ascii)]
    firstName: Name | None = None
    lastName: Name | None = None
    dateOfBirth: DateText | None = None
    sex: Literal["M", "F"] | None = None
    nationality: Country | None = None
    address: Annotated[str, Field(max_length=255)] | None = None
    externalRef: Annotated[str, Field(max_length=40), AfterValidator(_check_ascii)] | None = None
    country: Country | Annotated[list[Country], Field(min_length=1)] | None = None
    documents: Annotated[list[Annotated[str, _one_of(DOCUMENT_TYPES)]], Field(min_length=1)] | None = None
    documentNumber: Number | None = None
    personalNumber: Number | None = None
    dateOfExpiry: DateText | None = None
    dateOfIssue: DateText | None = None
    tokenType: Annotated[str, _one_of(TOKEN_TYPES)] | None = None
    successUrl: ResultUrl | None = None
    errorUrl: ResultUrl | None = None
    unverifiedUrl: ResultUrl | None = None
    callbackUrl: CallbackUrl | None = None
    locale: Annotated[str, Field(min_length=2, max_length=7)] | None = None
    expiryTime: Annotated[int, Field(ge=60, le=MAX_LIFETIME_S)] | None = None
    sessionLength: Annotated[int, Field(ge=60, le=3600)] | None = None
    theme: Uuid | None = None
    ageLimit: Annotated[int, Field(ge=0)] | None = None
    ageMax: Annotated[int, Field(ge=0)] | None = None
    registryCentersCountries: list[Country] | None = None
    faceMatchingThresholdModifier: float | None = None
    additionalSteps: Steps | None = None
    additionalData: dict[str, dict[str, JsonValue]] | None = None
    questionnaire: Annotated[str, Field(min_length=1)] | None = None
    riskAssessmentProfile: int | Uuid | None = None
    dummyStatus: Annotated[str, Field(max_length=30), _one_of(DUMMY_STATUSES)] | None = None

    @model_validator(mode="after")
    def _check_together(self) -> TokenRequest:
        if self.additionalSteps is not None and self.utilityBill:
            raise ValueError("Field 'additionalSteps' cannot be combined with 'utilityBill'.")
        if self.additionalData is not None and self.additionalSteps is None:
            raise ValueError("Field 'additionalData' needs 'additionalSteps'.")
        return self


class ScanRefRequest(_Body):
    """`POST /api/v2/status`, `data`, `files` and `delete`."""

    scanRef: Annotated[str, Field(min_length=1, max_length=40)]


class PdfRequest(ScanRefRequest):
    """`POST /api/v2/generate-pdf`; English is the assumed default."""

    language: Literal["en", "lt"] = "en"
    includeMainStepFiles: bool = True
    includeAdditionalStepFiles: bool = True


class DummyReview(ScanRefRequest):
    """`POST /api/v2/add-dummy-status`, the result a human reviewer would send."""

    manualFaceMatchResult: Annotated[str, _one_of(FACE_CODES)]
    manualDocumentValidity: Annotated[str, _one_of(DOCUMENT_CODES)]


class InformationRequest(_Body):
    """`POST /kyc/identifications/{scanRef}/request-information/`."""

    lifetime: Annotated[int, Field(ge=0, le=MAX_LIFETIME_S)] = 86_400
    questionnaire: Annotated[str, Field(min_length=1)] | None = None
    riskAssessmentProfile: Uuid | None = None
    additionalStepUploadRequired: Switch = None
    bankCardVerification: Switch = None
    bankCardExpectedLastFour: Annotated[str, Field(min_length=4, max_length=4)] | None = None


BodyT = TypeVar("BodyT", bound=BaseModel)


def read_body(model: type[BodyT], raw: bytes) -> BodyT:
    """Raises Refusal with the provider's identifier for the first thing that is wrong."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "Request body must be UTF-8.", Identifier.ENCODING_ERROR) from None
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        message = "An error occurred while parsing/constructing the request body."
        raise Refusal(400, message, Identifier.JSON_ERROR) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _to_refusal(error) from None


_RULES: Final = {
    "string_type": "must be a string",
    "int_type": "must be an integer",
    "float_type": "must be a number",
    "bool_type": "must be a boolean",
    "list_type": "must be an array",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "literal_error": "has an unknown value",
    "extra_forbidden": "is not known",
    "string_too_short": "is too short",
    "too_short": "must not be empty",
}


def _to_refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False)[0]
    kind, field = first["type"], str(first["loc"][0]) if first["loc"] else ""
    context = first.get("ctx", {})
    if kind == "missing":
        return Refusal(400, f"Field '{field}' is required.", Identifier.MISSING_VALUE)
    if kind == "value_error" and not field:
        return Refusal(400, str(context["error"]), Identifier.BAD_VALUE)
    if not field:
        return Refusal(400, "Request body must be a JSON object.", Identifier.BAD_VALUE)
    if kind == "value_error":
        return build_bad_value(field, str(context["error"]))
    limits = {
        "string_too_long": "must be at most {max_length} characters long",
        "greater_than_equal": "must be at least {ge}",
        "less_than_equal": "must be at most {le}",
    }
    rule = limits[kind].format(**context) if kind in limits else _RULES.get(kind, "is not valid")
    return build_bad_value(field, rule)
