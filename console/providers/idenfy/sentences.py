"""What a person is told about a value iDenfy would not take. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BY_FIELD: Final[Mapping[str, str]] = {
    "clientId": "The reference must have 1 to 100 plain (ASCII) characters.",
    "firstName": "The given name must have 1 to 100 characters, no digits and no special signs.",
    "lastName": "The family name must have 1 to 100 characters, no digits and no special signs.",
    "dateOfBirth": "The birth date must be written like 1991-11-03.",
    "dateOfExpiry": "The expiry date must be written like 2031-02-28.",
    "dateOfIssue": "The date of issue must be written like 2021-02-28.",
    "sex": "Sex must be M or F.",
    "nationality": "The nationality must be a country code of two letters.",
    "country": "The country must be a code of two letters, or a list of them.",
    "registryCentersCountries": "The countries must be codes of two letters, separated by commas.",
    "address": "The address must not be longer than 255 characters.",
    "externalRef": "The external reference must not be longer than 40 plain (ASCII) characters.",
    "documents": "The documents must be iDenfy's types, such as PASSPORT, separated by commas.",
    "documentNumber": "The document number must have 1 to 50 characters.",
    "personalNumber": "The personal number must have 1 to 50 characters.",
    "tokenType": "The kind of check must be IDENTIFICATION or DOCUMENT.",
    "expiryTime": "The link's life must be a whole number of seconds from 60 to 2592000.",
    "sessionLength": "The session's length must be a whole number of seconds from 60 to 3600.",
    "locale": "The language must be a code such as en.",
    "theme": "The theme must be the id shown in iDenfy's dashboard, such as 2f6c1d52-1111-4222-8333-944455566677.",
    "ageLimit": "The youngest age must be a whole number.",
    "ageMax": "The oldest age must be a whole number.",
    "faceMatchingThresholdModifier": "The threshold must be a number above 0; 1 is iDenfy's own.",
    "additionalSteps": "The additional steps must be an object in JSON, as iDenfy's page describes it.",
    "additionalData": "The data to compare must be an object in JSON: step, then field, then value.",
    "riskAssessmentProfile": "The risk profile must be the number or the id shown in iDenfy's dashboard.",
    "lifetime": "The link's life must be a whole number of seconds from 0 to 2592000.",
    "language": "The report's language must be en or lt.",
    "bankCardExpectedLastFour": "The end of the card number must have exactly 4 characters.",
    "manualFaceMatchResult": "The result for the face must be one of iDenfy's codes, such as FACE_MATCH.",
    "manualDocumentValidity": "The result for the document must be one of iDenfy's codes, such as DOC_VALIDATED.",
}
_BY_KIND: Final[Mapping[str, str]] = {
    "bool_type": "Choose yes or no.",
    "int_type": "This must be a whole number.",
    "missing": "This is needed.",
}


def find_sentence(field: str, kind: str) -> str:
    """One sentence for a field; `kind` is the validator's word for what is wrong."""
    return _BY_FIELD.get(field) or _BY_KIND.get(kind, "This value is not what iDenfy accepts here.")
