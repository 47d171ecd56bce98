"""The checker itself: every promise that is broken is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from console.domain.account import AccountId
from console.domain.outbox import CreateIntent, FrozenRequest, OutboxId, OutboxItem, OutboxState, StepResult
from console.domain.verification import VerificationId
from console.store.values import AuditEntry
from tests.faults.checker import Ask, History, Round, Sent, World, find_breaches
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
    sent: Sequence[Sent] = (),
    asks: Sequence[Ask] = (),
    rounds: Sequence[Round] = (),
) -> World:
    history = History(list(seen), list(sent), list(asks), list(rounds))
    return World({"iron": ledger}, {ACCOUNT: "iron"}, items, audit, history)


def _send(
    holder: str,
    began: int,
    ended: int,
    request: FrozenRequest = FROZEN,
    *,
    at: datetime = NOON,
    status: int = 0,
) -> Sent:
    return Sent(ITEM.id, holder, request, at, at + LEASE, began, ended, status)


LEASE: Final = timedelta(seconds=15)
REPLAYED: Final = replace(FROZEN, replay_s=86_400.0)


UNKNOWN: Final = replace(ITEM, state=OutboxState.UNKNOWN, reason="Why.", verification_id=None)
TWIN: Final = replace(ITEM, id=OutboxId("o3"), intent=CreateIntent("cc-9", email="ADA@example.com"), done=())
IN_ORDER: Final[dict[str, Callable[[], World]]] = {
    "one record each": _world,
    "sent again by the next holder, for the key makes that harmless": lambda: _world(
        sent=(_send("h1", 0, 1, REPLAYED), _send("h2", 2, 3, REPLAYED))
    ),
    "sent again after a refusal": lambda: _world(
        sent=(_send("h1", 0, 1, status=429), _send("h2", 2, 3, status=201))
    ),
    "taken over when the hold was over": lambda: _world(
        sent=(_send("h1", 0, 9, REPLAYED), _send("h2", 2, 3, REPLAYED, at=NOON + LEASE))
    ),
    "held up by an open item of the same customer": lambda: _world(asks=(Ask(TWIN, (UNKNOWN,), None),)),
    "looked at in a round": lambda: _world(rounds=(Round({ITEM.id: NOON}, {ITEM.id: NOON + LEASE}),)),
}


@pytest.mark.parametrize("build", IN_ORDER.values(), ids=IN_ORDER)
def test_a_world_in_order_has_no_breach(build: Callable[[], World]) -> None:
    assert find_breaches(build()) == []


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
    "I1: POST /x left": lambda: _world(sent=(replace(_send("", 0, 1), item_id=OutboxId("")),)),
    "I3: 2": lambda: _world(
        sent=(_send("h1", 0, 1, REPLAYED), _send("h2", 2, 3, replace(REPLAYED, body=b"two")))
    ),
    "I4: o3": lambda: _world(asks=(Ask(TWIN, (UNKNOWN,), TWIN.id),)),
    "I6: cc-2 was held up": lambda: _world(asks=(Ask(replace(OTHER, done=()), (UNKNOWN,), None),)),
    "I6: o1 was passed over": lambda: _world(rounds=(Round({ITEM.id: NOON}, {ITEM.id: NOON}),)),
    "I6: o1 is left queued": lambda: _world(items=(replace(ITEM, state=OutboxState.QUEUED),)),
    "I8: o1 was sent 2 times": lambda: _world(sent=(_send("h1", 0, 1), _send("h2", 2, 3, status=422))),
    "I8: o1 was sent twice by one holder": lambda: _world(
        sent=(_send("h1", 0, 1, REPLAYED), _send("h1", 2, 3, REPLAYED))
    ),
    "I8: o1 was sent by two at once": lambda: _world(
        sent=(_send("h1", 0, 2, REPLAYED), _send("h2", 1, 3, REPLAYED))
    ),
    "I7": lambda: _world(audit=(_entry(1, "outbox_refused"), _entry(2, "outbox_accepted"))),
}


@pytest.mark.parametrize(("expected", "build"), BROKEN.items(), ids=BROKEN)
def test_every_broken_promise_is_named(expected: str, build: Callable[[], World]) -> None:
    assert any(breach.startswith(expected) for breach in find_breaches(build()))
