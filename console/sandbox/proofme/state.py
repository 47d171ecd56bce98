"""What the simulated Proofme remembers: identifications and templates; no rules, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pydantic import JsonValue


class Status(StrEnum):
    """An identification's status; all but PENDING are final."""

    PENDING = "PENDING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Credential:
    """One thing a template asks for, such as LAST_NAME from the chip of a passport."""

    provider: str
    key: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """A request made in the dashboard: what the customer is asked to share, and why."""

    id: str
    name: str
    purpose: str
    revision: int
    credentials: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers an identification; every value is invented."""

    first_name: str
    last_name: str
    birth_date: date
    gender: str
    nationality: str
    document_type: str
    document_number: str
    document_expires: date
    email: str
    phone: str


@dataclass(slots=True)
class Identification:
    """`data` is the `identificationData` object once it was made; `is_erased` says that it was deleted."""

    id: str
    template: Template
    created_at: datetime
    updated_at: datetime
    holder: Holder
    reference: str
    mode: Literal["test", "live"] = "live"
    is_request: bool = True
    status: Status = Status.PENDING
    description: str | None = None
    redirect_url: str | None = None
    webhook_url: str | None = None
    metadata: JsonValue = None
    notify: JsonValue = None
    scanned_at: datetime | None = None
    finished_at: datetime | None = None
    encryption_mode: Literal["CBC", "GCM"] = "CBC"
    has_older_shape: bool = False
    data: dict[str, JsonValue] | None = None
    is_erased: bool = False


@dataclass(slots=True)
class Records:
    """Everything by id."""

    templates: dict[str, Template] = field(default_factory=dict[str, Template])
    identifications: dict[str, Identification] = field(default_factory=dict[str, Identification])
