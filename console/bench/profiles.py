"""Filled simulator profiles for measurements: everything in them is invented and the same at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from console.base.clock import SystemClock
from console.domain.account import Account, AccountId, Credentials
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import RawDocument, Snapshot, Verification, VerificationId
from console.providers.registry import load_providers
from console.store.store import Store, open_store
from console.vault.profile import open_profile

_BATCH: Final = 2_000
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_GIVEN: Final = ("Hannah", "Łukasz", "Zoë", "王芳", "Νίκος", "Олена", "محمد", "Mary-Jane", "O'Neill", "ສົມ")
_FAMILY: Final = (
    "Bret",
    "Nowak",
    "Dupont",
    "李",
    "Παπάς",
    "Шевченко",
    "الهاشمي",
    "van der Berg",
    "Müller",
    "Åse",
)
_STATUSES: Final = {
    Phase.NOT_STARTED: "pending",
    Phase.CAPTURING: "capture_in_progress",
    Phase.IN_REVIEW: "checks_in_progress",
    Phase.ACTION_NEEDED: "retry_required",
    Phase.APPROVED: "approved",
    Phase.DECLINED: "declined",
    Phase.EXPIRED: "expired",
}
_LABELS: Final = (
    (),
    (LabelRef(LabelKind.LABEL, "multiple_faces_detected"),),
    (
        LabelRef(LabelKind.CODE, "62304", "face_mismatch"),
        LabelRef(LabelKind.CODE, "62401", "declared_identity_mismatch"),
    ),
)


def make_filled_profile(folder: Path, rows: int, seed: int = 1) -> None:
    """Make a simulator profile in `folder` with `rows` verifications spread over one account per provider."""
    profile = open_profile(folder, simulator=True)
    store = open_store(profile.store_path, profile.db_key, SystemClock(), "bench")
    try:
        accounts = _add_accounts(store)
        for account in accounts:
            profile.secrets.save(account, Credentials({"api_key": "invented"}))
        chooser = random.Random(seed)  # noqa: S311 - invented people
        for account_number, account in enumerate(accounts):
            share = rows // len(accounts) + (1 if account_number < rows % len(accounts) else 0)
            for start in range(0, share, _BATCH):
                batch = list(_build_snapshots(chooser, account, start, min(_BATCH, share - start)))
                _record(store, account, batch)
    finally:
        store.close()


def _record(store: Store, account: Account, batch: list[Snapshot]) -> None:
    store.write_now(lambda work: work.record_snapshots(account.id, batch, EventSource.POLL, _START))


def _add_accounts(store: Store) -> tuple[Account, ...]:
    accounts = tuple(
        Account(
            AccountId(f"bench-{provider}"),
            f"{found.manifest.title} bench",
            provider,
            Environment.SIMULATOR,
            "http://127.0.0.1:9",
        )
        for provider, found in load_providers().items()
    )
    for account in accounts:
        store.write_now(lambda work, account=account: work.save_account(account))
    return accounts


def _build_snapshots(chooser: random.Random, account: Account, start: int, count: int) -> Iterator[Snapshot]:
    for number in range(start, start + count):
        phase = chooser.choice(tuple(_STATUSES))
        made_at = _START + timedelta(seconds=chooser.randrange(20_000_000))
        name = f"{chooser.choice(_GIVEN)} {chooser.choice(_FAMILY)} {number}"
        identifier = f"{account.provider}-{number:07d}-{chooser.randrange(16**8):08x}"
        customer = Customer(
            CustomerId(f"c-{identifier}"), name, f"p{number}@example.org", f"ref-{number:07d}", "", made_at
        )
        yield Snapshot(
            Verification(
                VerificationId(identifier),
                customer.id,
                phase,
                _STATUSES[phase],
                made_at,
                made_at + timedelta(minutes=chooser.randrange(600)),
                labels=chooser.choice(_LABELS),
                reference=customer.reference,
            ),
            (Attempt(AttemptId(f"a-{identifier}"), "completed", StretchKind.VERDICT, made_at, made_at),),
            customer,
            (RawDocument("identification", f'{{"id": "{identifier}"}}'.encode()),),
        )
