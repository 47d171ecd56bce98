"""Answers and webhook bodies of the simulated iDenfy, built from a record; changes nothing.

Sources: https://documentation.idenfy.com/kyc/generate-token , https://documentation.idenfy.com/kyc/data-retrieval ,
https://documentation.idenfy.com/kyc/webhooks
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from console.sandbox.idenfy.addons import build_blocks
from console.sandbox.idenfy.catalogue import DEFAULT_DOCUMENTS, LEGACY_REASONS, Status
from console.sandbox.idenfy.comparing import to_age, to_step_result
from console.sandbox.idenfy.records import Happening, Json, Papers, Record, Switches
from console.sandbox.idenfy.requests import TokenSwitches

_EXPECTED_ON: Final = frozenset(("showInstructions", "questionnaireRequired", "autoFaceMatching"))
_AGES: Final = (
    (30, "OVER_30"),
    (25, "OVER_25"),
    (22, "OVER_22"),
    (21, "OVER_21"),
    (18, "OVER_18"),
    (16, "OVER_16"),
)
_SEXES: Final = {"F": "FEMALE", "M": "MALE"}
_NEVER_READ: Final = (
    "docTemporaryAddress",
    "mothersMaidenName",
    "docBirthName",
    "docPatronymic",
    "driverLicenseCategory",
    "orgBirthPlace",
    "orgAuthority",
    "orgAddress",
    "orgTemporaryAddress",
    "orgMothersMaidenName",
    "orgPatronymic",
    "orgBirthName",
)
_STEP_WORDS: Final = {
    "ADDITIONAL_STEP_NOT_FOUND": "NOT_FOUND",
    "INVALID_ADDITIONAL_STEP": "INVALID",
    "EXPIRED_ADDITIONAL_STEP_INFORMATION": "INVALID",
    "EXPIRED_UTILITY_BILL": "INVALID",
}


def build_token(record: Record, redirect_url: str, *, is_dummy: bool) -> Json:
    """Every request field with its default filled in, and what was made."""
    sent = record.request
    made = "Dummy token and verification created successfully" if is_dummy else "Token created successfully"
    answer: Json = {
        name: value for name, value in sent.model_dump(mode="json").items() if name != "dummyStatus"
    }
    for name in TokenSwitches.model_fields:
        if answer[name] is None:
            answer[name] = name in _EXPECTED_ON
    documents = list(sent.documents or DEFAULT_DOCUMENTS)
    answer |= {
        "message": made,
        "authToken": record.auth_token,
        "scanRef": record.scan_ref,
        "personScanRef": sent.clientId,
        "firstName": None if sent.firstName is None else sent.firstName.upper(),
        "lastName": None if sent.lastName is None else sent.lastName.upper(),
        "redirectUrl": redirect_url,
        "locale": sent.locale or "en",
        "documents": [*documents],
        "allowedDocuments": {"ALL": [*documents]},
        "tokenType": sent.tokenType or "IDENTIFICATION",
        "digitString": record.digit_string,
        "expiryTime": record.expiry_s,
        "sessionLength": record.session_s,
    }
    return answer


def build_status(record: Record, switches: Switches) -> Json:
    """The flat answer of the status call; empty codes until something was analysed.

    Source: https://documentation.idenfy.com/kyc/data-retrieval
    """
    codes, no_code = record.codes, None if switches.manual_codes_null else ""
    answer: Json = {
        "status": record.status.value,
        "autoDocument": codes.auto_document,
        "autoFace": codes.auto_face,
        "manualDocument": codes.manual_document or no_code,
        "manualFace": codes.manual_face or no_code,
        "fraudTags": [*codes.fraud_tags],
        "mismatchTags": [*codes.mismatch_tags],
        "scanRef": record.scan_ref,
        "clientId": record.request.clientId,
    }
    return answer | {"final": record.is_final} if switches.final_in_status else answer


def build_data(record: Record, today: date) -> Json:
    """The flat answer of the data call; all null before the document was shown."""
    return build_document(record, today) | {"scanRef": record.scan_ref, "clientId": record.request.clientId}


def build_document(record: Record, today: date) -> Json:
    """The `data` object of a webhook."""
    read = _read_papers(record.papers, today) | dict.fromkeys(_NEVER_READ)
    return (read if record.has_photos else dict.fromkeys(read)) | _flags(record)


def _read_papers(papers: Papers, today: date) -> Json:
    return {
        "docFirstName": papers.given_name.upper(),
        "docLastName": papers.family_name.upper(),
        "docNumber": papers.document_number,
        "docPersonalCode": papers.personal_code,
        "docExpiry": papers.expires.isoformat(),
        "docDob": papers.birth_date.isoformat(),
        "docDateOfIssue": papers.issued.isoformat(),
        "docType": papers.document_type,
        "docSex": _SEXES.get(papers.sex, "UNDEFINED"),
        "docNationality": papers.nationality,
        "docIssuingCountry": papers.issuing_country,
        "selectedCountry": papers.issuing_country,
        "fullName": papers.full_name.upper(),
        "orgFirstName": papers.original_given_name or None,
        "orgLastName": papers.original_family_name or None,
        "orgNationality": papers.nationality,
        "address": papers.address,
        "birthPlace": "EXAMPLETON",
        "authority": "EXAMPLE OFFICE",
        "ageEstimate": estimate_age(papers.birth_date, today),
    }


def _flags(record: Record) -> Json:
    tags, others = record.codes.fraud_tags, [*record.duplicates]
    approved = record.status is Status.APPROVED and record.is_final and record.request.checkIpProxy
    return {
        "manuallyDataChanged": False,
        "clientIpProxyRiskLevel": "LOW" if approved else None,
        "duplicateFaces": [*others] if "DUPLICATE_FACE" in tags else None,
        "duplicateDocFaces": [*others] if "DUPLICATE_DOC_FACE" in tags else None,
        "additionalData": _step_results(record),
    }


def _step_results(record: Record) -> Json | None:
    if record.request.additionalData is None or not record.is_captured:
        return None
    return {
        step: {
            name: {"value": value, "status": to_step_result(record, name, value)}
            for name, value in fields.items()
        }
        for step, fields in record.request.additionalData.items()
    }


def estimate_age(birth_date: date, today: date) -> str:
    """The word for an age that a photo alone would give."""
    years = to_age(birth_date, today)
    return next((word for limit, word in _AGES if years >= limit), "OVER_13" if years >= 13 else "UNDER_13")


def build_webhook(happening: Happening, file_urls: Mapping[str, str], now: datetime) -> Json:
    """The body of every IDENTIFICATION event."""
    record = happening.record
    began = record.opened_at or record.created_at
    return {
        "final": happening.is_final,
        "platform": record.platform,
        "status": _webhook_status(happening),
        "data": build_document(record, now.date()),
        "fileUrls": dict(file_urls),
        "additionalStepPdfUrls": None,
        "additionalSteps": dict(record.additional_step_types) or None,
        **build_blocks(record),
        "scanRef": record.scan_ref,
        "externalRef": record.request.externalRef,
        "clientId": record.request.clientId,
        "companyId": "",
        "beneficiaryId": "",
        "startTime": int(began.timestamp()),
        "finishTime": int((record.finished_at or now).timestamp()),
        "clientIp": "203.0.113.24" if record.opened_at else None,
        "clientIpCountry": record.papers.nationality if record.opened_at else None,
        "clientLocation": "Exampleton" if record.opened_at else None,
        "gdcMatch": None,
        "manualAddress": None,
        "manualAddressMatch": False,
    }


def _webhook_status(happening: Happening) -> Json:
    codes = happening.record.codes
    return {
        "overall": happening.overall.value,
        "suspicionReasons": [tag for tag in codes.fraud_tags if tag in LEGACY_REASONS],
        "denyReasons": [],
        "fraudTags": [*codes.fraud_tags],
        "mismatchTags": [*codes.mismatch_tags],
        "autoFace": codes.auto_face,
        "manualFace": codes.manual_face,
        "autoDocument": codes.auto_document,
        "manualDocument": codes.manual_document,
        "additionalSteps": _step_word(happening.record),
    }


def _step_word(record: Record) -> str | None:
    """How the additional steps stand, null where there are none."""
    if not record.additional_step_types:
        return None
    if not record.is_captured:
        return "NOT_FOUND"
    return next((_STEP_WORDS[tag] for tag in record.codes.mismatch_tags if tag in _STEP_WORDS), "VALID")


def build_document_notice(happening: Happening) -> Json:
    """The body of a DOCUMENT_EXPIRATION event."""
    record = happening.record
    return {
        "scanRef": record.scan_ref,
        "clientId": record.request.clientId,
        "expirationThreshold": happening.threshold,
        "documentExpiration": record.papers.expires.isoformat(),
    }
