"""Stores for tests: real SQLCipher files with invented records, and a clock that stands still until it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from console.domain.account import Account, AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.provider import Environment, ProviderId
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import RawDocument, Snapshot, Verification, VerificationId, VerificationKey
from console.store.store import Store, open_store
from console.store.values import Recorded

KEY: Final = bytes(range(32))
NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class StillClock:
    """A clock that shows `moment`."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return self.moment.timestamp()

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def new_account(name: str = "Iron test", provider: str = "iron") -> Account:
    """An account whose id is its name in lower case."""
    return Account(
        AccountId(name.lower().replace(" ", "-")),
        name,
        ProviderId(provider),
        Environment.SIMULATOR,
        "http://127.0.0.1:1",
        {"journey": "one"},
    )


def new_store(folder: Path, *accounts: Account, clock: StillClock | None = None, key: bytes = KEY) -> Store:
    """A store in `folder` with these accounts; close it."""
    store = open_store(folder / "console.db", key, clock or StillClock(), "tester")
    for account in accounts:
        store.write_now(lambda work, account=account: work.save_account(account))
    return store


def new_snapshot(
    number: int,
    *,
    name: str = "",
    phase: Phase = Phase.IN_REVIEW,
    status: str = "Pending",
    labels: tuple[str, ...] = (),
    updated_at: datetime | None = None,
    partial: bool = False,
    raw: bytes = b"",
) -> Snapshot:
    """A full look at verification `v<number>` of customer `c<number>`, changed `number` minutes before noon."""
    customer_id = CustomerId(f"c{number}")
    verification = Verification(
        VerificationId(f"v{number}"),
        customer_id,
        phase,
        status,
        NOON - timedelta(days=1, minutes=number),
        updated_at or NOON - timedelta(minutes=number),
        labels=tuple(LabelRef(LabelKind.LABEL, value) for value in labels),
    )
    customer = Customer(
        customer_id, name or f"Person {number}", f"person{number}@mail.example", f"ref-{number}"
    )
    documents = (RawDocument("identification", raw),) if raw else ()
    return Snapshot(verification, customer=customer, raw=documents, partial=partial)


def record(store: Store, account: Account, *snapshots: Snapshot, seen_at: datetime = NOON) -> Recorded:
    """Take snapshots in as a poll would."""
    return store.write_now(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, seen_at)
    )


def key_of(account: Account, number: int) -> VerificationKey:
    """The key of what `new_snapshot` makes."""
    return VerificationKey(account.id, VerificationId(f"v{number}"))
