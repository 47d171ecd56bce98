"""Known ids from a file: providers without a list call (Checkout.com) can only be read by id."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from console.domain.account import Account, AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.errors import InputInvalid
from console.domain.events import Event, VerificationsChanged
from console.domain.provider import ProviderId
from console.domain.verification import KnownRecord, VerificationId
from console.services.directory import Directory
from console.store.store import Store

COLUMNS = ("provider", "kind", "id", "customer_reference", "customer_name", "email")
_KINDS = frozenset({"customer", "verification"})
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of verifications; `problems` name bad rows by their line number, good rows went in all the same.

    Customers are kept too, without being counted.
    """

    added: int
    known: int
    problems: tuple[str, ...]


class ImportService:
    """Adds ids to the accounts of their providers; the next sync reads them in full."""

    def __init__(self, store: Store, directory: Directory, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._directory = directory
        self._publish = publish

    async def add_known(self, lines: Iterable[str]) -> ImportReport:
        """Read CSV with the columns of `COLUMNS`. Raises `InputInvalid` when the heading is not that."""
        # A thread's work: a file of a hundred thousand ids takes most of a second.
        records, problems = await asyncio.to_thread(self._read, lines, self._first_accounts())
        return await self._save(records, problems)

    def _read(
        self, lines: Iterable[str], owners: Mapping[ProviderId, Account]
    ) -> tuple[Mapping[AccountId, list[KnownRecord]], tuple[str, ...]]:
        """What stands in the file by whose it is, and the problems of its bad rows."""
        reader = csv.DictReader(lines)
        if not set(COLUMNS[:3]) <= set(reader.fieldnames or ()):
            raise InputInvalid(
                "The file needs a first line naming its columns: provider, kind, id, "
                "customer_reference, customer_name, email."
            )
        records: dict[AccountId, list[KnownRecord]] = {}
        problems: list[str] = []
        for row in reader:
            problem = self._find_problem(row, owners)
            if problem:
                problems.append(f"line {reader.line_num}: {problem}")
            else:
                owner = owners[ProviderId(row["provider"])]
                records.setdefault(owner.id, []).append(_to_known(row))
        return records, tuple(problems)

    async def _save(
        self, records: Mapping[AccountId, list[KnownRecord]], problems: tuple[str, ...]
    ) -> ImportReport:
        added = 0
        for account_id, found in records.items():
            added += await self._save_account(account_id, found)
        verifications = [each for found in records.values() for each in found if each.verification_id]
        return ImportReport(added, len(verifications) - added, problems)

    async def _save_account(self, account_id: AccountId, found: list[KnownRecord]) -> int:
        added = await self._store.write(lambda work: work.add_known(account_id, found))
        if added:
            self._publish(VerificationsChanged(added, added))
        self._directory.coordinator(account_id).discover_soon()
        return len(added)

    def _find_problem(self, row: Mapping[str, str | None], owners: Mapping[ProviderId, Account]) -> str:
        provider = ProviderId(row.get("provider") or "")
        if provider not in self._directory.providers:
            known = ", ".join(self._directory.providers)
            return f"there is no such provider; there are {known}."
        if provider not in owners:
            return "there is no account at this provider; add one first."
        if row.get("kind") not in _KINDS:
            return "kind must be customer or verification."
        identifier = row.get("id") or ""
        if not identifier or len(identifier) > _LONGEST_ID or not identifier.isprintable():
            return "the id is missing or not readable."
        return ""

    def _first_accounts(self) -> dict[ProviderId, Account]:
        owners: dict[ProviderId, Account] = {}
        for account in self._directory.accounts():
            owners.setdefault(account.provider, account)
        return owners


def _to_known(row: Mapping[str, str | None]) -> KnownRecord:
    identifier = row.get("id") or ""
    is_customer = row.get("kind") == "customer"
    customer = Customer(
        CustomerId(identifier if is_customer else ""),
        name=row.get("customer_name") or "",
        email=row.get("email") or "",
        reference=row.get("customer_reference") or "",
    )
    return KnownRecord(None if is_customer else VerificationId(identifier), customer)
