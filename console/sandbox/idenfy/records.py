"""What the simulated iDenfy remembers; plain data with the few questions asked of it, no transitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import JsonValue

from console.sandbox.clock import Scheduled
from console.sandbox.idenfy.catalogue import DECIDED, DOC_VALIDATED, ERASED, FACE_MATCH, EventType, Status
from console.sandbox.idenfy.requests import TokenRequest


@dataclass(frozen=True, slots=True)
class Switches:
    """Behaviour on which the documents disagree or are silent, and the limits of the account.

    `credits` None means there are always enough; `hourly_limit` counts every call with good keys.
    """

    environment: str = "DEV"
    enforce_single_session: bool = True
    identifier_in_401: bool = False
    final_in_status: bool = False
    manual_codes_null: bool = False
    hourly_limit: int = 10_000
    credits: int | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """The document a person shows, as it is read from it; Latin letters unless the field says otherwise."""

    given_name: str
    family_name: str
    original_given_name: str
    original_family_name: str
    birth_date: date
    sex: str
    nationality: str
    document_type: str
    document_number: str
    personal_code: str | None
    issued: date
    expires: date
    issuing_country: str
    address: str | None

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Codes:
    """Result codes and tags; an empty code means not analysed, or not reviewed."""

    auto_document: str = ""
    auto_face: str = ""
    manual_document: str = ""
    manual_face: str = ""
    fraud_tags: tuple[str, ...] = ()
    mismatch_tags: tuple[str, ...] = ()


@dataclass(slots=True)
class InformationSession:
    """Further material asked for after the end; `until` is when its link dies."""

    token: str
    until: datetime


@dataclass(slots=True)
class Record:
    """One verification: one token, one scanRef."""

    scan_ref: str
    auth_token: str
    digit_string: str | None
    request: TokenRequest
    papers: Papers
    person_name: str
    created_at: datetime
    platform: str = "PC"
    status: Status = Status.ACTIVE
    is_final: bool = False
    opened_at: datetime | None = None
    is_captured: bool = False
    is_submitted: bool = False
    finished_at: datetime | None = None
    codes: Codes = field(default_factory=Codes)
    duplicates: tuple[str, ...] = ()
    information: InformationSession | None = None
    clock: Scheduled | None = None
    notices: list[Scheduled] = field(default_factory=list[Scheduled])

    @property
    def expiry_s(self) -> int:
        return self.request.expiryTime or 86_400

    @property
    def session_s(self) -> int:
        return self.request.sessionLength or 1800

    @property
    def token_dies_at(self) -> datetime:
        """When a token that nobody opened dies; also the moment from which an open record may be erased."""
        return self.created_at + timedelta(seconds=self.expiry_s)

    @property
    def ends_at(self) -> datetime:
        """When the clock that runs now ends the session."""
        if self.opened_at is None:
            return self.token_dies_at
        return self.opened_at + timedelta(seconds=self.session_s)

    @property
    def has_face(self) -> bool:
        return self.request.tokenType != "DOCUMENT"

    @property
    def wants_review(self) -> bool:
        return bool(self.request.reviewFailed or self.request.reviewSuccessful)

    @property
    def is_open(self) -> bool:
        """No final result yet: the client may not have a second session."""
        return not self.is_final

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def is_erased(self) -> bool:
        return self.status in ERASED

    @property
    def is_readable(self) -> bool:
        """Data and files can still be asked for."""
        return not self.is_erased and self.status is not Status.ARCHIVED

    @property
    def core_check_passed(self) -> bool:
        document = self.codes.manual_document or self.codes.auto_document
        face = self.codes.manual_face or self.codes.auto_face
        return document == DOC_VALIDATED and (face == FACE_MATCH or not self.has_face)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a receiver is told: a result event, or (with `threshold`) a document that expires."""

    record: Record
    event: EventType
    overall: Status
    is_final: bool
    threshold: str | None = None


Json = dict[str, JsonValue]
