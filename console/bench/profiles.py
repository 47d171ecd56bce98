"""Filled simulator profiles for measurements: everything in them is invented and the same at every run."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from console.base.clock import SystemClock
from console.bench.multiplying import multiply
from console.domain.account import Account, AccountId, Credentials
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import RawDocument, Snapshot, Verification, VerificationId
from console.parts import load_rules
from console.providers.registry import load_providers
from console.store.driver import Access, connect
from console.store.store import Store, open_store
from console.vault.profile import Profile, open_profile

_BATCH: Final = 2_000
# So many are taken in as a sync would; larger profiles are made of copies of them.
_RECORDED: Final = 10_000
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PEOPLE: Final = ("Mia Lind", "Jonas Ek", "Ana Sousa")
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
# How many of a hundred are where, and what the provider calls it: most of a long-used profile is over.
_STATES: Final = (
    (58, Phase.APPROVED, "approved"),
    (14, Phase.DECLINED, "declined"),
    (9, Phase.EXPIRED, "expired"),
    (4, Phase.INCONCLUSIVE, "inconclusive"),
    (5, Phase.NOT_STARTED, "pending"),
    (2, Phase.CAPTURING, "capture_in_progress"),
    (4, Phase.IN_REVIEW, "checks_in_progress"),
    (4, Phase.ACTION_NEEDED, "retry_required"),
)
_REPORTED_PERCENT: Final = 96
_ASSIGNED_PERCENT: Final = 5
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
    factor = max(1, rows // _RECORDED)
    recorded = rows // factor
    chooser = random.Random(seed)  # noqa: S311 - invented people
    store = _open(profile)
    try:
        accounts = _add_accounts(store)
        for account in accounts:
            profile.secrets.save(account, Credentials({"api_key": "invented"}))
        _record(store, accounts, chooser, range(1, recorded + 1))
    finally:
        store.close()
    _work_on(profile.store_path, profile.db_key, chooser)
    store = _open(profile)
    try:
        while store.write_now(lambda work: work.refold_lists(_BATCH)):
            pass
    finally:
        store.close()
    if factor > 1:
        multiply(profile.store_path, profile.db_key, recorded, factor)
    if recorded * factor < rows:
        store = _open(profile)
        try:
            _record(store, accounts, chooser, range(recorded * factor + 1, rows + 1))
        finally:
            store.close()


def find_filled_profile(folder: Path, rows: int) -> Path:
    """A filled profile of that size in a run's folder, made the first time somebody asks for it."""
    profile = folder / f"filled-{rows}"
    if not profile.exists():
        # One that could not be made whole is no profile for the next group.
        draft = folder / f"filling-{rows}"
        shutil.rmtree(draft, ignore_errors=True)
        make_filled_profile(draft, rows)
        draft.rename(profile)
    return profile


def _open(profile: Profile) -> Store:
    return open_store(profile.store_path, profile.db_key, SystemClock(), "bench", load_rules)


def _record(
    store: Store, accounts: Sequence[Account], chooser: random.Random, numbers: Sequence[int]
) -> None:
    share = -(-len(numbers) // len(accounts))
    for place, account in enumerate(accounts):
        theirs = numbers[place * share : (place + 1) * share]
        for start in range(0, len(theirs), _BATCH):
            batch = [_build_snapshot(chooser, account, number) for number in theirs[start : start + _BATCH]]
            store.write_now(
                lambda work, account=account, batch=batch: work.record_snapshots(
                    account.id, batch, EventSource.POLL, START
                )
            )


def _work_on(path: Path, key: bytes, chooser: random.Random) -> None:
    """Reports for most verdicts and people for some cases, in one go: nobody did any of it."""
    connection = connect(path, key, Access.WRITE)
    try:
        connection.execute("BEGIN")
        for name in _PEOPLE:
            connection.execute(
                "INSERT INTO desk_person (name, folded, initials, joined_us) VALUES (?, ?, ?, 0)",
                (name, name.casefold(), name[:2]),
            )
        decided = "SELECT number FROM verification WHERE phase IN ('approved', 'declined')"
        for (number,) in connection.execute(decided).fetchall():
            if chooser.randrange(100) < _REPORTED_PERCENT:
                connection.execute(
                    "INSERT INTO report (verification, kind, size_bytes, sha256, fetched_us, source, request_id, "
                    "object_id) VALUES (?, 'pdf', 1, ?, 0, '', '', ?)",
                    (number, "0" * 64, f"{number:064x}"),
                )
        for (number,) in connection.execute("SELECT number FROM verification").fetchall():
            if chooser.randrange(100) < _ASSIGNED_PERCENT:
                connection.execute(
                    "INSERT INTO desk_state (verification, assignee) VALUES (?, ?)",
                    (number, chooser.choice(_PEOPLE)),
                )
        # The lines do not know of it yet.
        connection.execute("UPDATE list_state SET rules = ''")
        connection.execute("COMMIT")
    finally:
        connection.close()


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


def _build_snapshot(chooser: random.Random, account: Account, number: int) -> Snapshot:
    [(_, phase, status)] = chooser.choices(_STATES, [share for share, _, _ in _STATES])
    made_at = START + timedelta(seconds=chooser.randrange(20_000_000))
    name = f"{chooser.choice(_GIVEN)} {chooser.choice(_FAMILY)} {number:07d}"
    identifier = f"{account.provider}-{number:07d}-{chooser.randrange(16**8):08x}"
    customer = Customer(
        CustomerId(f"c-{identifier}"), name, f"p{number:07d}@example.org", f"ref-{number:07d}", "", made_at
    )
    return Snapshot(
        Verification(
            VerificationId(identifier),
            customer.id,
            phase,
            status,
            made_at,
            made_at + timedelta(minutes=chooser.randrange(600)),
            labels=chooser.choice(_LABELS),
            reference=customer.reference,
        ),
        (Attempt(AttemptId(f"a-{identifier}"), "completed", StretchKind.VERDICT, made_at, made_at),),
        customer,
        (RawDocument("identification", f'{{"id": "{identifier}"}}'.encode()),),
    )
