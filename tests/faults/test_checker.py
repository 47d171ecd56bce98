"""The checker itself: every promise that is broken is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from console.domain.account import AccountId
from console.domain.outbox import CreateIntent, FrozenRequest, OutboxId, OutboxItem, OutboxState, StepResult
from console.domain.verification import VerificationId
from console.store.values import AuditEntry
from tests.faults.checker import History, World, find_breaches
from tests.support.stores import NOON

ACCOUNT: Final = AccountId("a1")
ITEM: Final = OutboxItem(
    OutboxId("o1"),
    ACCOUNT,
    CreateIntent("cc-1", email="ada@example.com"),
    OutboxState.ACCEPTED,
    NOON,
    NOON,
    done=(StepResult("customer", "c1"), StepResult("verification", "v1")),
    verification_id=VerificationId("v1"),
)
OTHER: Final = replace(ITEM, id=OutboxId("o2"), intent=CreateIntent("cc-2", email="bob@example.com"))
FROZEN: Final = FrozenRequest("verification", "POST", "/x", (), b"one", "key-1")


def _row(record_id: str, kind: str, reference: str = "cc-1", key: str | None = None) -> dict[str, Any]:
    return {
        "id": record_id,
        "kind": kind,
        "by": "api",
        "reference": reference,
        "customer_id": "c1",
        "idempotency_key": key,
    }


LEDGER: Final = (_row("c1", "customer", key="key-0"), _row("v1", "verification", key="key-1"))


def _entry(number: int, action: str) -> AuditEntry:
    return AuditEntry(number, NOON, "tester", action, ITEM.id, "", "", "")


def _world(
    items: Sequence[OutboxItem] = (ITEM,),
    ledger: Sequence[dict[str, Any]] = LEDGER,
    seen: Sequence[OutboxItem] = (ITEM,),
    audit: Sequence[AuditEntry] = (_entry(1, "outbox_unknown"), _entry(2, "outbox_accepted")),
) -> World:
    return World({"iron": ledger}, {ACCOUNT: "iron"}, items, audit, History(list(seen)))


def test_a_world_in_order_has_no_breach() -> None:
    assert find_breaches(_world()) == []


UNKNOWN: Final = replace(ITEM, state=OutboxState.UNKNOWN, reason="Why.", verification_id=None)
BROKEN: Final[dict[str, Callable[[], World]]] = {
    "I1": lambda: _world(seen=(ITEM, OTHER)),
    "I2: cc-1": lambda: _world(ledger=(*LEDGER, _row("c2", "customer"))),
    "I2: iron": lambda: _world(ledger=(*LEDGER, _row("v2", "verification", "cc-3", "key-1"))),
    "I3": lambda: _world(
        seen=(replace(ITEM, pending=FROZEN), replace(ITEM, pending=replace(FROZEN, body=b"two")))
    ),
    "I4": lambda: _world(items=(UNKNOWN, replace(UNKNOWN, id=OutboxId("o2"))), seen=()),
    "I5: cc-1 is said to be refused": lambda: _world(items=(replace(ITEM, state=OutboxState.REFUSED),)),
    "I5: cc-1 needs attention": lambda: _world(
        items=(replace(UNKNOWN, state=OutboxState.ATTENTION, reason="Why."),)
    ),
    "I5: cc-1 is accepted": lambda: _world(items=(replace(ITEM, verification_id=VerificationId("v9")),)),
    "I5: o1 is unknown": lambda: _world(items=(replace(UNKNOWN, reason=""),)),
    "I7": lambda: _world(audit=(_entry(1, "outbox_refused"), _entry(2, "outbox_accepted"))),
}


@pytest.mark.parametrize(("expected", "build"), BROKEN.items(), ids=BROKEN)
def test_every_broken_promise_is_named(expected: str, build: Callable[[], World]) -> None:
    assert any(breach.startswith(expected) for breach in find_breaches(build()))
