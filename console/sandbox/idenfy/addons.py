"""The add-on blocks of a webhook: one for each feature the session asked for, with invented findings.

Source: https://documentation.idenfy.com/openapi/kyc.yaml , https://documentation.idenfy.com/kyc/webhooks
"""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from console.sandbox.idenfy.records import Json, Record

_WATCHED_TAGS: Final = frozenset(("AML_SUSPECTION", "SANCTIONS_SUSPECTION"))
_NO_BLOCKS: Final = (
    *("AML", "amlCheck", "LID", "CRIMINAL_CHECK", "registryCenterCheck", "addressVerification"),
    *("questionnaireAnswers", "riskAssessment", "bankVerification", "emailVerification"),
    *("phoneVerification", "driverLicenseCheck", "bankCardVerification"),
)


def build_blocks(record: Record) -> Json:
    """Every block by its key; null where the feature is off or nothing was captured."""
    blocks: Json = dict.fromkeys(_NO_BLOCKS)
    blocks["amlCheck"] = _build_aml(record)
    if not record.is_captured:
        return blocks
    request, papers = record.request, record.papers
    wanted: tuple[tuple[str, bool, JsonValue], ...] = (
        ("LID", bool(request.checkLid), [_build_register("LID", _lid_row(record))]),
        ("CRIMINAL_CHECK", bool(request.checkCriminal), [_build_register("CRIMINAL_CHECK", None)]),
        ("addressVerification", bool(request.verifyAddress), _build_address(record)),
        (
            "emailVerification",
            bool(request.verifyEmail),
            {"email": "person@mail.example", "emailVerified": True},
        ),
        ("phoneVerification", bool(request.verifyPhone), {"phone": "+37060000000", "phoneVerified": True}),
        ("riskAssessment", request.riskAssessmentProfile is not None, {"riskScore": 12, "riskLevel": "LOW"}),
        ("questionnaireAnswers", request.questionnaire is not None, _build_answers(record)),
        ("bankVerification", bool(request.verifyBank), _build_bank(record)),
        ("bankCardVerification", bool(request.bankCardVerification), _build_card(record)),
        ("driverLicenseCheck", bool(request.checkDriverLicense), _build_licence(record)),
        (
            "registryCenterCheck",
            bool(request.registryCentersCountries),
            {"resourceType": "LithuaniaRegistryCenterCheck", "fullName": papers.full_name},
        ),
    )
    blocks.update((key, block) for key, is_on, block in wanted if is_on)
    return blocks


def _build_aml(record: Record) -> JsonValue:
    hits = _WATCHED_TAGS.intersection(record.codes.fraud_tags)
    if not hits and not record.request.checkAml:
        return None
    name = record.papers.full_name
    found: Json = {
        "name": name,
        "match": name,
        "score": 91,
        "datasets": ["PEP_CURRENT"],
        "pepTier": "PEP_TIER_2",
    }
    if "SANCTIONS_SUSPECTION" in hits:
        found = {"name": name, "match": name, "score": 88, "datasets": ["SAN_CURRENT"], "pepTier": None}
    return {
        "id": record.scan_ref,
        "overallStatus": "FLAGS_FOUND" if hits else "NO_FLAGS",
        "statusSetBy": None,
        "statusSetAt": None,
        "adverseMedia": [],
        "amlCheck": [found] if hits else [],
    }


def _build_register(group: str, row: Json | None) -> Json:
    return {
        "status": {
            "serviceSuspected": False,
            "serviceUsed": True,
            "serviceFound": row is not None,
            "checkSuccessful": True,
            "overallStatus": "NOT_SUSPECTED",
        },
        "serviceName": group,
        "serviceGroupType": group,
        "uid": "1",
        "errorMessage": None,
        "data": [] if row is None else [row],
    }


def _lid_row(record: Record) -> Json:
    papers = record.papers
    return {
        "documentNumber": papers.document_number,
        "documentType": papers.document_type,
        "valid": True,
        "expiryDate": papers.expires.isoformat(),
        "checkDate": (record.finished_at or record.created_at).date().isoformat(),
    }


def _build_address(record: Record) -> Json:
    is_other = "UTILITY_ADDRESS" in record.codes.mismatch_tags
    return {
        "address": record.papers.address,
        "country": record.papers.issuing_country,
        "status": "UNVERIFIED" if is_other else "VERIFIED",
        "accuracy": 40 if is_other else 98,
        "quality": "POOR" if is_other else "EXCELLENT",
    }


def _build_answers(record: Record) -> Json:
    return {
        "title": record.request.questionnaire,
        "sections": [
            {
                "title": "Purpose",
                "questions": [
                    {"key": "purpose", "title": "Purpose of the account", "type": "TEXT", "value": "Savings"},
                    {"key": "pep", "title": "Public office held", "type": "CHECKBOX", "value": False},
                ],
            }
        ],
    }


def _build_bank(record: Record) -> Json:
    account: Json = {
        "id": "1",
        "name": record.papers.full_name,
        "iban": "LT00 0000 0000 0000 0000",
        "currency": "EUR",
        "balancesOverview": {"bookedBalance": "100.00", "availableBalance": "100.00"},
        "transactionsCount": 3,
    }
    return {
        "id": record.scan_ref,
        "country": record.papers.issuing_country,
        "bank": "Example Bank",
        "accounts": [account],
        "riskLevel": "LOW",
    }


def _build_card(record: Record) -> Json:
    return {
        "id": record.scan_ref,
        "status": "MATCH",
        "noMatchReason": None,
        "name": record.papers.full_name.upper(),
        "firstSix": "400000",
        "lastFour": "0002",
        "expiryDate": "12/31",
        "nameMatch": True,
        "lastFourMatch": None,
    }


def _build_licence(record: Record) -> Json:
    papers = record.papers
    return {
        "name": papers.given_name,
        "nameMatch": True,
        "surname": papers.family_name,
        "surnameMatch": True,
        "documentNumber": papers.document_number,
        "documentNumberMatch": True,
    }
