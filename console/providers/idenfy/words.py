"""iDenfy's words a person chooses from, and names of details. Light: read before the first window."""

from __future__ import annotations

from typing import Final


def _read_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# https://documentation.idenfy.com/kyc/generate-token
LOCALES: Final = _read_words("lt en ru pl lv ro it de fr sv es hu ja bg et cs nl pt uk vi sk th hi id ko")
TOKEN_TYPES: Final = (
    "IDENTIFICATION",
    "DOCUMENT",
    "VIDEO_CALL",
    "VIDEO_CALL_PHOTOS",
    "VIDEO_CALL_IDENTIFICATION",
)
# https://documentation.idenfy.com/kyc/dummy-results
DUMMY_STATUSES: Final = ("APPROVED", "DENIED", "SUSPECTED", "EXPIRED")
# https://documentation.idenfy.com/resources/vocabulary
FACE_CODES: Final = _read_words(
    """
    FACE_MATCH FACE_NOT_CHECKED FACE_MISMATCH NO_FACE_FOUND TOO_MANY_FACES FACE_TOO_BLURRY FACE_GLARED
    FACE_UNCERTAIN FACE_NOT_ANALYSED FACE_ERROR AUTO_UNVERIFIABLE FAKE_FACE
    """
)
DOCUMENT_CODES: Final = _read_words(
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
YES_OR_NO: Final = ("yes", "no")
# Fields of a session's details that the rules look at: what the token's answer told, and until when the link of a
# request for more information lives.
SESSION_LENGTH: Final = "asked.sessionLength"
# The short code for the mobile app, where one was asked for.
DIGIT_STRING: Final = "digitString"
INFORMATION_UNTIL: Final = "information.until"
