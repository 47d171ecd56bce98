"""iDenfy's documented words, transcribed from the sheet: statuses (19.1), codes and tags (20), screening words (21)."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATUSES: Final = _words(
    "ACTIVE REVIEWING APPROVED DENIED SUSPECTED EXPIRED EXPIRED-DELETED DELETED ARCHIVED"
)
FACE_CODES: Final = _words(
    """
    FACE_MATCH FACE_NOT_CHECKED FACE_MISMATCH NO_FACE_FOUND TOO_MANY_FACES FACE_TOO_BLURRY FACE_GLARED
    FACE_UNCERTAIN FACE_NOT_ANALYSED FACE_ERROR AUTO_UNVERIFIABLE FAKE_FACE
    """
)
DOCUMENT_CODES: Final = _words(
    """
    DOC_VALIDATED DOC_INFO_MISMATCH DOC_NOT_FOUND DOC_NOT_FULLY_VISIBLE DOC_FACE_NOT_FOUND DOC_TOO_BLURRY
    DOC_GLARED DOC_FACE_GLARED MRZ_NOT_FOUND MRZ_OCR_READING_ERROR MRZ_INVALID BARCODE_NOT_FOUND DOC_EXPIRED
    DOC_NOT_SUPPORTED DOC_NOT_ALLOWED COUNTRY_NOT_SUPPORTED COUNTRY_MISMATCH DOC_TYPE_MISMATCH
    DOC_SUBTYPE_MISMATCH DOC_SIDE_MISMATCH DOC_DAMAGED DOC_FAKE DOC_SPOOF_DETECTED DOC_PERSONAL_CODE_INVALID
    DOC_NAME_ERROR DOC_SURNAME_ERROR DOC_EXPIRY_ERROR DOC_DOB_ERROR DOC_PERSONAL_NUMBER_ERROR DOC_NUMBER_ERROR
    DOC_DATE_OF_ISSUE_ERROR DOC_SEX_ERROR DOC_NATIONALITY_ERROR DOC_NOT_ANALYSED DOC_ERROR AUTO_UNVERIFIABLE
    EID_FAILED NFC_INIT_FAILED NFC_FAILED NFC_TIMEOUT
    """
)
FRAUD_TAGS: Final = _words(
    """
    FACE_BLACKLISTED DOC_FACE_BLACKLISTED DATA_BLACKLISTED FACE_IN_BLACKLIST DOC_FACE_IN_BLACKLIST
    DATA_IN_BLACKLIST DUPLICATE_FACE DUPLICATE_DOC_FACE DUPLICATE_PERSONAL_DATA VIRTUAL_CAMERA
    ADDRESS_UNVERIFIED PORTRAIT_SUBSTITUTION FACE_SUSPECTED DOC_MOBILE_PHOTO DEV_TOOLS_OPENED DOC_PRINT_SPOOFED
    FAKE_PHOTO AML_SUSPECTION AML_FAILED LID_SUSPECTION LID_FAILED SANCTIONS_SUSPECTION SANCTIONS_FAILED
    CRIMINAL_SUSPECTED CRIMINAL_CHECK_FAILED RC_FAILED DL_FAILED AUTO_UNVERIFIABLE URJANET_FAILURE
    UTILITY_ADDRESS_CHECK_FAILURE
    """
)
MISMATCH_TAGS: Final = _words(
    """
    NAME SURNAME FULL_NAME DATE_OF_BIRTH DOCUMENT_NUMBER PERSONAL_CODE EXPIRY_DATE DATE_OF_ISSUE NATIONALITY SEX
    DOC_INFO_MISMATCH UNDER_AGE OVER_AGE UNKNOWN_AGE UTILITY_ADDRESS UTILITY_NAME EXPIRED_UTILITY_BILL
    INVALID_ADDITIONAL_STEP ADDITIONAL_STEP_NOT_FOUND ADDITIONAL_STEP_INFORMATION_MISMATCH
    EXPIRED_ADDITIONAL_STEP_INFORMATION REGISTRY_CENTER_INFO_MISMATCH DRIVER_LICENSE_INFO_MISMATCH
    NOT_SUPPORTED_POA_DOCUMENT_TYPE NOT_SUPPORTED_POA_DOCUMENT_COUNTRY POA_COUNTRIES_MISMATCH
    POA_SCREENSHOT_DETECTED GDC_NOT_MATCH
    """
)
SUSPICION_REASONS: Final = _words(
    """
    FACE_SUSPECTED FACE_BLACKLISTED DOC_FACE_BLACKLISTED DOC_MOBILE_PHOTO DEV_TOOLS_OPENED DOC_PRINT_SPOOFED
    FAKE_PHOTO AML_SUSPECTION AML_FAILED LID_SUSPECTION LID_FAILED SANCTIONS_SUSPECTION SANCTIONS_FAILED
    CRIMINAL_SUSPECTED CRIMINAL_CHECK_FAILED RC_FAILED DL_FAILED AUTO_UNVERIFIABLE
    """
)
# Section 19.4 of the sheet: words of add-on answers that the dictionary explains; no case carries them as a label.
DICTIONARY_CODES: Final = _words(
    """NAME_MISMATCH NUMBER_MISMATCH NAME_NOT_FOUND NUMBER_NOT_FOUND LIVENESS_FAILED
    DOCUMENT_EXPIRES_WITHIN_30_DAYS DOCUMENT_EXPIRES_WITHIN_7_DAYS DOCUMENT_EXPIRES_WITHIN_1_DAY DOCUMENT_EXPIRED"""
)
DICTIONARY_LABELS: Final = _words(
    "VERY_LOW LOW MEDIUM HIGH VERY_HIGH PEP_TIER_1 PEP_TIER_2 PEP_TIER_3 PEP_BY_ASSOCIATION"
)
SCREENING_WORDS: Final = _words(
    """
    NOT_CHECKED NO_FLAGS FLAGS_FOUND TRUE_POSITIVE FALSE_POSITIVE PEP_CURRENT PEP_FORMER PEP_LINKED SAN_CURRENT
    SAN_FORMER INS RRE DD POI REL GRI SANCTION INTERPOL PEPS ADVERSE_MEDIA OTHER
    """
)

TOKEN_PARAMETERS: Final = {
    "Personal data": _words("clientId firstName lastName dateOfBirth sex nationality address externalRef"),
    "Document data": _words("country documents documentNumber personalNumber dateOfExpiry dateOfIssue"),
    "Session settings": _words(
        """
        tokenType successUrl errorUrl unverifiedUrl callbackUrl locale expiryTime sessionLength showInstructions
        generateDigitString theme dummyStatus
        """
    ),
    "Verification features": _words(
        """
        verifyEmail verifyPhone verifyAddress verifyBank verifyBankAccounts verifyBankBalances
        verifyBankTransactions bankCardVerification bankCardPdfUpload nfcRequired nfcOptional ageLimit ageMax
        driverLicenseBack allowBsnMasking registryCentersCountries
        """
    ),
    "Security and fraud detection": _words(
        """
        checkLiveness idLiveFaceValidation idLiveDocumentValidation checkAml autoAmlMonitoring checkIpProxy
        checkFaceBlacklist checkDocFaceBlacklist checkPersonBlacklist checkDuplicateFaces checkDuplicateDocFaces
        checkDuplicatePersonalData checkBlurAndGlare autoFaceMatching checkCriminal checkDriverLicense checkLid
        faceMatchingThresholdModifier
        """
    ),
    "Customisation": _words(
        """
        additionalSteps additionalData utilityBill questionnaire questionnaireRequired riskAssessmentProfile
        reviewFailed reviewSuccessful
        """
    ),
}
"""Section 4.1: every parameter of the token call under the documentation's headings; `dummyStatus` is of section 18."""
LOCALES: Final = _words("lt en ru pl lv ro it de fr sv es hu ja bg et cs nl pt uk vi sk th hi id ko")
"""Section 4.1: the languages the hosted page is known to speak."""
