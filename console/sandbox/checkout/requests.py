"""Strict models of what may be sent to the simulated Checkout.com, and its error codes.

Source of fields and limits: https://api-reference.checkout.com/tag/Identity-Verification and /tag/Applicants
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from console.sandbox.checkout.catalogue import DOCUMENT_TYPES

_ERROR_WORDS: Final = {"missing": "required", "date_format": "invalid_format"}
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _checked_date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("date_format")
    date.fromisoformat(text)
    return text


def _checked_document(text: str) -> str:
    if text not in DOCUMENT_TYPES:
        raise ValueError("document_type")
    return text


def _checked_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("url")
    return text


IsoDate = Annotated[str, AfterValidator(_checked_date)]
WebUrl = Annotated[str, AfterValidator(_checked_url)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=255)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Text50 = Annotated[str, StringConstraints(max_length=50)]
# The reference's pattern, and the prefix of the sandbox's own values.
ExternalId = Annotated[str, StringConstraints(pattern=r"^(ext|eaplt)_\w+$", max_length=255)]
# https://www.rfc-editor.org/info/bcp47
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
DocumentType = Annotated[str, AfterValidator(_checked_document)]
Text250 = Annotated[str, StringConstraints(max_length=250)]


class _Model(BaseModel):
    """Values are strict; a field no document names is overlooked, as samples that send such fields show."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class PhoneNumber(_Model):
    """`country_code` is a dialling prefix such as +33."""

    country_code: Annotated[str, StringConstraints(pattern=r"^\+(\d+)$")]
    number: Annotated[str, StringConstraints(pattern=r"^\d{1,14}$")]


class DeclaredAddress(_Model):
    """Every part is optional."""

    address_line1: Text250 = ""
    address_line2: Text250 = ""
    city: Text50 = ""
    state: Text50 = ""
    zip: Text50 = ""
    country: Country | None = None


class DeclaredData(_Model):
    """What the applicant claims; only the name must be there."""

    name: Annotated[str, Field(min_length=2, max_length=255)]
    birth_date: IsoDate | None = None
    email: Email | None = None
    phone_number: PhoneNumber | None = None
    address: DeclaredAddress | None = None


class ClientInformation(_Model):
    """What the applicant finds chosen already."""

    pre_selected_residence_country: Country | None = None
    pre_selected_language: Language | None = None
    pre_selected_document_issuing_country: Country | None = None
    pre_selected_document_type: DocumentType | None = None


class NewApplicant(_Model):
    """`POST /applicants`."""

    external_applicant_id: ExternalId | None = None
    email: Email | None = None
    external_applicant_name: Annotated[str, Field(max_length=255)] | None = None


class ApplicantChange(_Model):
    """`PATCH /applicants/{id}`: the reference cannot be changed."""

    email: Email | None = None
    external_applicant_name: Annotated[str, Field(max_length=255)] | None = None


class NewOpenVerification(_Model):
    """`POST /create-and-open-idv`."""

    declared_data: DeclaredData
    redirect_url: WebUrl
    user_journey_id: Annotated[str, StringConstraints(pattern=r"^usj_\w+$")] | None = None
    applicant_id: str | None = None


class NewVerification(_Model):
    """`POST /identity-verifications`."""

    applicant_id: str
    declared_data: DeclaredData
    user_journey_id: Annotated[str, StringConstraints(pattern=r"^usj_\w+$")] | None = None


class NewAttempt(_Model):
    """`POST /identity-verifications/{id}/attempts`."""

    redirect_url: WebUrl
    client_information: ClientInformation | None = None
    phone_number: PhoneNumber | None = None


def to_error_codes(error: ValidationError) -> list[str]:
    """`{object}__{attribute}__{error}` for every fault found.

    The format is documented for the identity engine, the words are not:
    https://docs.ubble.ai/docs/api-standard/error-handling
    """
    codes: list[str] = []
    for fault in error.errors(include_url=False, include_input=False):
        place = "__".join(str(part) for part in fault["loc"]) or "body"
        word = _ERROR_WORDS.get(fault["type"], "invalid")
        if fault["type"] == "value_error" and place.endswith("birth_date"):
            word = _ERROR_WORDS["date_format"]
        codes.append(f"{place}__{word}")
    return codes
