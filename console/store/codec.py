"""Domain values to JSON text and back, for what the database keeps whole; tolerant of nothing: we wrote it ourselves."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from console.domain.account import AccountId
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.outbox import CreateIntent, FrozenRequest, OutboxId, OutboxItem, OutboxState, StepResult
from console.domain.phase import Phase
from console.domain.verification import (
    DocumentFacts,
    Fact,
    HostedLink,
    RawDocument,
    Snapshot,
    Verification,
    VerificationId,
)
from console.store.texts import dump, to_labels, to_lists
from console.store.times import read_us, require_us, to_us

Json = dict[str, Any]


def dump_verification(verification: Verification) -> str:
    """One verification, whole."""
    return dump(_verification(verification))


def read_verification(text: str) -> Verification:
    """The verification again, equal to what was kept."""
    return _read_verification(json.loads(text))


def dump_attempts(attempts: Iterable[Attempt]) -> str:
    """Attempts in their order."""
    return dump([_attempt(attempt) for attempt in attempts])


def read_attempts(text: str) -> tuple[Attempt, ...]:
    """The attempts again."""
    return tuple(_read_attempt(value) for value in json.loads(text))


def dump_outbox(item: OutboxItem) -> str:
    """What an outbox item holds beyond its columns."""
    return dump(
        {
            "intent": _intent(item.intent),
            "done": [_step(step) for step in item.done],
            "pending": None if item.pending is None else _request(item.pending),
            "verification_id": item.verification_id,
            "reason": item.reason,
            "code": item.code,
            "first_sent_us": to_us(item.first_sent_at),
            "last_sent_us": to_us(item.last_sent_at),
        }
    )


def read_outbox(
    columns: tuple[str, str, str, int, int],
    text: str,
) -> OutboxItem:
    """The item again from (id, account id, state, created, updated) and its JSON."""
    item_id, account_id, state, created_us, updated_us = columns
    value = json.loads(text)
    known = value["verification_id"]
    return OutboxItem(
        OutboxId(item_id),
        AccountId(account_id),
        _read_intent(value["intent"]),
        OutboxState(state),
        require_us(created_us),
        require_us(updated_us),
        tuple(_read_step(step) for step in value["done"]),
        None if value["pending"] is None else _read_request(value["pending"]),
        None if known is None else VerificationId(known),
        value["reason"],
        value["code"],
        read_us(value.get("first_sent_us")),
        read_us(value.get("last_sent_us")),
    )


def _verification(value: Verification) -> Json:
    link = value.hosted_link
    return {
        "id": value.id,
        "customer_id": value.customer_id,
        "phase": value.phase.value,
        "raw_status": value.raw_status,
        "created_at": to_us(value.created_at),
        "updated_at": to_us(value.updated_at),
        "hosted_link": None if link is None else [link.url, to_us(link.expires_at)],
        "labels": to_lists(value.labels),
        "declared": _facts(value.declared),
        "verified": _facts(value.verified),
        "documents": [[d.document_type, d.issuing_country, _facts(d.facts)] for d in value.documents],
        "reference": value.reference,
        "comment": value.comment,
        "encrypted": value.encrypted,
        "is_final": value.is_final,
        "report_ready": value.report_ready,
        "details": _facts(value.details),
        "is_erased": value.is_erased,
    }


def _read_verification(value: Json) -> Verification:
    link = value["hosted_link"]
    return Verification(
        id=VerificationId(value["id"]),
        customer_id=CustomerId(value["customer_id"]),
        phase=Phase(value["phase"]),
        raw_status=value["raw_status"],
        created_at=read_us(value["created_at"]),
        updated_at=read_us(value["updated_at"]),
        hosted_link=None if link is None else HostedLink(link[0], read_us(link[1])),
        labels=to_labels(value["labels"]),
        declared=_read_facts(value["declared"]),
        verified=_read_facts(value["verified"]),
        documents=tuple(DocumentFacts(d[0], d[1], _read_facts(d[2])) for d in value["documents"]),
        reference=value["reference"],
        comment=value["comment"],
        encrypted=value["encrypted"],
        is_final=value["is_final"],
        report_ready=value["report_ready"],
        details=_read_facts(value.get("details", ())),
        is_erased=value.get("is_erased", False),
    )


def _facts(facts: Iterable[Fact]) -> list[list[str]]:
    return [[fact.field, fact.value] for fact in facts]


def _read_facts(values: Iterable[list[str]]) -> tuple[Fact, ...]:
    return tuple(Fact(field, value) for field, value in values)


def _attempt(value: Attempt) -> Json:
    return {
        "id": value.id,
        "raw_status": value.raw_status,
        "kind": value.kind.value,
        "created_at": to_us(value.created_at),
        "updated_at": to_us(value.updated_at),
        "outcome": value.outcome,
        "labels": to_lists(value.labels),
        "details": _facts(value.details),
    }


def _read_attempt(value: Json) -> Attempt:
    return Attempt(
        AttemptId(value["id"]),
        value["raw_status"],
        StretchKind(value["kind"]),
        read_us(value["created_at"]),
        read_us(value["updated_at"]),
        value["outcome"],
        to_labels(value["labels"]),
        _read_facts(value.get("details", ())),
    )


def _customer(value: Customer) -> Json:
    return {
        "id": value.id,
        "name": value.name,
        "email": value.email,
        "reference": value.reference,
        "raw_status": value.raw_status,
        "created_at": to_us(value.created_at),
    }


def _read_customer(value: Json) -> Customer:
    created: datetime | None = read_us(value["created_at"])
    return Customer(
        CustomerId(value["id"]),
        value["name"],
        value["email"],
        value["reference"],
        value["raw_status"],
        created,
    )


def _snapshot(value: Snapshot) -> Json:
    return {
        "verification": _verification(value.verification),
        "attempts": None if value.attempts is None else [_attempt(attempt) for attempt in value.attempts],
        "customer": None if value.customer is None else _customer(value.customer),
        "raw": [[raw.kind, _bytes(raw.body)] for raw in value.raw],
        "partial": value.partial,
        "unreadable": list(value.unreadable),
        "untold": sorted(value.untold),
    }


def _read_snapshot(value: Json) -> Snapshot:
    attempts = value["attempts"]
    customer = value["customer"]
    return Snapshot(
        _read_verification(value["verification"]),
        None if attempts is None else tuple(_read_attempt(attempt) for attempt in attempts),
        None if customer is None else _read_customer(customer),
        tuple(RawDocument(kind, _read_bytes(body)) for kind, body in value["raw"]),
        value["partial"],
        tuple(value["unreadable"]),
        frozenset(value.get("untold", ())),
    )


def _step(value: StepResult) -> Json:
    snapshot = None if value.snapshot is None else _snapshot(value.snapshot)
    return {"step": value.step, "id": value.id, "snapshot": snapshot, "by_person": value.by_person}


def _read_step(value: Json) -> StepResult:
    snapshot = value["snapshot"]
    read = None if snapshot is None else _read_snapshot(snapshot)
    return StepResult(value["step"], value["id"], read, bool(value.get("by_person", False)))


def _intent(value: CreateIntent) -> Json:
    options: Mapping[str, str] = value.options
    return {
        "reference": value.reference,
        "customer_id": value.customer_id,
        "name": value.name,
        "email": value.email,
        "options": dict(options),
        "operation": value.operation,
        "verification_id": value.verification_id,
    }


def _read_intent(value: Json) -> CreateIntent:
    return CreateIntent(
        value["reference"],
        CustomerId(value["customer_id"]),
        value["name"],
        value["email"],
        value["options"],
        value.get("operation", ""),
        VerificationId(value.get("verification_id", "")),
    )


def _request(value: FrozenRequest) -> Json:
    return {
        "step": value.step,
        "method": value.method,
        "path": value.path,
        "headers": [list(header) for header in value.headers],
        "body": _bytes(value.body),
        "idempotency_key": value.idempotency_key,
        "replay_s": value.replay_s,
        "mark": list(value.mark),
    }


def _read_request(value: Json) -> FrozenRequest:
    where, what = value.get("mark", ("", ""))
    return FrozenRequest(
        value["step"],
        value["method"],
        value["path"],
        tuple((name, text) for name, text in value["headers"]),
        _read_bytes(value["body"]),
        value["idempotency_key"],
        value.get("replay_s", 0.0),
        mark=(where, what),
    )


def _bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _read_bytes(value: str) -> bytes:
    return base64.b64decode(value)
