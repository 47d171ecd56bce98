"""What the simulated iDenfy remembers; plain data with the few questions asked of it, no transitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

from pydantic import JsonValue

from console.sandbox.clock import Scheduled
from console.sandbox.idenfy.catalogue import DECIDED, DOC_VALIDATED, ERASED, FACE_MATCH, EventType, Status
from console.sandbox.idenfy.requests import TokenRequest


@dataclass(slots=True)
class Switches:
    """Behaviour on which the documents disagree or are silent, and the limits of the account.

    `credits` None means there are always enough; `hourly_limit` counts every call with good keys. `restrict_polling`
    plays what the vendor threatens: the account is inactive once an unfinished session's status is asked for twice
    within a quarter of an hour. Set by `POST {control_url}/switches/idenfy`.
    """

    environment: str = "DEV"
    enforce_single_session: bool = True
    identifier_in_401: bool = False
    final_in_status: bool = False
    manual_codes_null: bool = False
    hourly_limit: int = 10_000
    credits: int | None = None
    credit_error: Literal["token_limit", "funds"] = "token_limit"
    restrict_polling: bool = False


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
        """In the order of the Latin name."""
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


_BILL: Final = "UTILITY_BILL"
_EXTRA: Final = {
    "verifyEmail",
    "verifyPhone",
    "verifyAddress",
    "verifyBank",
    "bankCardVerification",
    "questionnaire",
}


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
    has_photos: bool = False
    is_captured: bool = False
    is_submitted: bool = False
    finished_at: datetime | None = None
    codes: Codes = field(default_factory=Codes)
    duplicates: tuple[str, ...] = ()
    information: InformationSession | None = None
    status_asked_at: datetime | None = None
    clock: Scheduled | None = None
    notices: list[Scheduled] = field(default_factory=list[Scheduled])

    @property
    def expiry_s(self) -> int:
        """Seconds the token can be opened."""
        return self.request.expiryTime or 86_400

    @property
    def session_s(self) -> int:
        """Seconds the session lasts from its first opening."""
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
        """A selfie is taken: not where only the document is asked for."""
        return self.request.tokenType != "DOCUMENT"

    @property
    def compares_face(self) -> bool:
        """The selfie is compared with the document; `autoFaceMatching` false switches every check of it off."""
        return self.has_face and self.request.autoFaceMatching is not False

    @property
    def additional_step_types(self) -> dict[str, str]:
        """Every additional step of the session with its type, for whatever country and document it is meant."""
        steps = self.request.additionalSteps or {}
        by_document = [kinds for countries in steps.values() for kinds in countries.values()]
        found: dict[str, str] = {name: step.type for own in by_document for name, step in own.items()}
        return found | ({_BILL: "UPLOAD"} if self.request.utilityBill else {})

    @property
    def extra_steps(self) -> tuple[str, ...]:
        """What the person must do besides photos of document and face, in the order of the flow."""
        switched = (name for name, is_on in self.request.model_dump(include=_EXTRA).items() if is_on)
        return (*self.additional_step_types, *switched)

    @property
    def wants_review(self) -> bool:
        """People review some result of this session."""
        return bool(self.request.reviewFailed or self.request.reviewSuccessful)

    def is_reviewed_after(self, overall: Status) -> bool:
        """People review this automatic result; one in dummy mode has a reviewer only by its own call."""
        if self.request.dummyStatus is not None:
            return False
        wanted = self.request.reviewSuccessful if overall is Status.APPROVED else self.request.reviewFailed
        return bool(wanted)

    @property
    def is_open(self) -> bool:
        """No final result yet: the client may not have a second session."""
        return not self.is_final

    @property
    def is_decided(self) -> bool:
        """A verdict stands, final or not."""
        return self.status in DECIDED

    @property
    def is_erased(self) -> bool:
        """Nothing of the person is left."""
        return self.status in ERASED

    @property
    def is_readable(self) -> bool:
        """Data and files can still be asked for."""
        return not self.is_erased and self.status is not Status.ARCHIVED

    @property
    def core_check_passed(self) -> bool:
        """Document and face are good; tags may still make it a suspicion.

        Source: https://documentation.idenfy.com/kyc/status-handling
        """
        document = self.codes.manual_document or self.codes.auto_document
        face = self.codes.manual_face or self.codes.auto_face
        return document == DOC_VALIDATED and (face == FACE_MATCH or not self.compares_face)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a receiver is told: a result event, or (with `threshold`) a document that expires."""

    record: Record
    event: EventType
    overall: Status
    is_final: bool
    threshold: str | None = None


Json = dict[str, JsonValue]
