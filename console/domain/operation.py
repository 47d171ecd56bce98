"""What a provider documents beyond the main flow, described as data: one form, one guard and one log serve them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from console.domain.attempt import AttemptId
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId
from console.domain.next_action import Action
from console.domain.provider import CreateField, Environment
from console.domain.verification import RawDocument, Snapshot

OperationId = NewType("OperationId", str)


class Target(StrEnum):
    """What an operation is done to: decides where it is offered and which ids of `OperationCall` are filled."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    VERIFICATION = "verification"
    ATTEMPT = "attempt"


class Effect(StrEnum):
    """What an operation does at the provider.

    READ changes nothing. CHANGE may be repeated: twice leaves what once leaves. CREATE makes something new each
    time, so it goes through the outbox. ERASE cannot be undone.
    """

    READ = "read"
    CHANGE = "change"
    CREATE = "create"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented call a person may make. `id` is unique within its provider; `title` says what the button does.

    `action` is the engine's action that must be allowed first; None for reads and for what no rule of ours concerns.
    `setting` names an account setting that must be "true" for it to be offered. `environments` is where the provider
    has it. `source` is the provider's page. `erases_data`: personal data is gone there afterwards, so it goes here too.
    `only_while`: what it reads is there only while the engine allows this other action; where that is refused, so is
    this, for the same reason.
    """

    id: OperationId
    title: str
    target: Target
    effect: Effect
    source: str
    fields: tuple[CreateField, ...] = ()
    action: Action | None = None
    help: str = ""
    setting: str = ""
    environments: frozenset[Environment] = frozenset(Environment)
    erases_data: bool = False
    only_while: Action | None = None


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A request for one operation: ids of its target and of what holds it, and the values of its fields as text."""

    operation: OperationId
    customer_id: CustomerId = CustomerId("")
    verification_id: VerificationId = VerificationId("")
    attempt_id: AttemptId = AttemptId("")
    values: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of an answer; `label` in our words where we have some, else the provider's field name, verbatim."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file the provider sent. `name` is one of ours, never the server's."""

    name: str
    media_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What came back. `summary` is one sentence of ours; `raw` the answer as received, kept in the case's record.

    `snapshot` is set when the answer tells the verification as it is now. Of a list, `count` is how many records this
    page has and `total` how many there are, None where the provider does not tell; `more` are the values by which the
    same call gives the next page, empty after the last.
    """

    summary: str
    rows: tuple[ResultRow, ...] = ()
    raw: RawDocument | None = None
    snapshot: Snapshot | None = None
    files: tuple[ResultFile, ...] = ()
    count: int = 0
    total: int | None = None
    more: Mapping[str, str] = field(default_factory=dict[str, str])
