"""The bodies iDenfy takes, as strict models written from the provider's documents; makes and changes no record.

Sources: https://documentation.idenfy.com/kyc/generate-token , https://documentation.idenfy.com/openapi/kyc.yaml
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from console.sandbox.idenfy.catalogue import (
    DOCUMENT_CODES,
    DOCUMENT_TYPES,
    DUMMY_STATUSES,
    FACE_CODES,
    TOKEN_TYPES,
)
from console.sandbox.idenfy.values import (
    MAX_LIFETIME_S,
    Address,
    AsciiText,
    Country,
    DateText,
    Name,
    Number,
    Uuid,
    one_of,
)

Switch = bool | None


class _Body(BaseModel):
    """null counts as absent everywhere: where it is refused is not documented."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StepSettings(_Body):
    """How the person may hand in one additional step; https://documentation.idenfy.com/kyc/additional-steps"""

    canUpload: bool = True
    canCapture: bool = True
    canUploadPDF: bool = False


class AdditionalStep(_Body):
    """One additional step: stored only, read by a reviewer, or compared with `additionalData`."""

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
    """`POST /api/v2/token`; https://documentation.idenfy.com/kyc/generate-token

    `tokenType` may be left out: the sources disagree, and the supplied page gives it a default.
    """

    clientId: Annotated[str, Field(min_length=1, max_length=100), AsciiText]
    firstName: Name | None = None
    lastName: Name | None = None
    dateOfBirth: DateText | None = None
    sex: Literal["M", "F"] | None = None
    nationality: Country | None = None
    address: Annotated[str, Field(max_length=255)] | None = None
    externalRef: Annotated[str, Field(max_length=40), AsciiText] | None = None
    country: Country | Annotated[list[Country], Field(min_length=1)] | None = None
    documents: Annotated[list[Annotated[str, one_of(DOCUMENT_TYPES)]], Field(min_length=1)] | None = None
    documentNumber: Number | None = None
    personalNumber: Number | None = None
    dateOfExpiry: DateText | None = None
    dateOfIssue: DateText | None = None
    tokenType: Annotated[str, one_of(TOKEN_TYPES)] | None = None
    successUrl: Address | None = None
    errorUrl: Address | None = None
    unverifiedUrl: Address | None = None
    callbackUrl: Address | None = None
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
    dummyStatus: Annotated[str, Field(max_length=30), one_of(DUMMY_STATUSES)] | None = None

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

    manualFaceMatchResult: Annotated[str, one_of(FACE_CODES)]
    manualDocumentValidity: Annotated[str, one_of(DOCUMENT_CODES)]


class InformationRequest(_Body):
    """`POST /kyc/identifications/{scanRef}/request-information/`."""

    lifetime: Annotated[int, Field(ge=0, le=MAX_LIFETIME_S)] = 86_400
    questionnaire: Annotated[str, Field(min_length=1)] | None = None
    riskAssessmentProfile: Uuid | None = None
    additionalStepUploadRequired: Switch = None
    bankCardVerification: Switch = None
    bankCardExpectedLastFour: Annotated[str, Field(min_length=4, max_length=4)] | None = None


class SwitchValues(_Body):
    """What may be switched through the control API; see `records.Switches`."""

    environment: Literal["DEV", "DEMO", "TEST", "PROD"] = "DEV"
    enforce_single_session: bool = True
    identifier_in_401: bool = False
    final_in_status: bool = False
    manual_codes_null: bool = False
    hourly_limit: Annotated[int, Field(ge=1)] = 10_000
    credits: Annotated[int, Field(ge=0)] | None = None
    credit_error: Literal["token_limit", "funds"] = "token_limit"
    restrict_polling: bool = False
