"""What can be asked of the front desk's numbers, drafts and choices; plain SQL."""

from __future__ import annotations

import json
from typing import Any, cast

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.front_desk import DeskDraft
from console.domain.keys import VerificationId, VerificationKey
from console.store.queries.list_queries import ListQueries
from console.store.times import read_us


class FrontDeskQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def find_by_number(self, reference: str) -> VerificationKey | None:
        """The verification for which the desk handed out this number."""
        row = self._one(
            "SELECT a.id, v.id FROM desk_reference r JOIN verification v ON v.number = r.verification "
            "JOIN account a ON a.number = v.account WHERE r.reference = ?",
            (reference,),
        )
        return None if row is None else VerificationKey(AccountId(row[0]), VerificationId(row[1]))

    def load_drafts(self) -> tuple[DeskDraft, ...]:
        """Every kept draft, oldest first."""
        rows = self._all(
            "SELECT d.number, a.id, d.customer_id, d.name, d.email, d.body, d.made_us, d.who "
            "FROM desk_draft d JOIN account a ON a.number = d.account ORDER BY d.number"
        )
        return tuple(_to_draft(*row) for row in rows)

    def load_desk_memory(self, name: str) -> object:
        """One of the desk's own choices; None for none."""
        row = self._one("SELECT value FROM desk_memory WHERE name = ?", (name,))
        return None if row is None else json.loads(row[0])


def _to_draft(
    number: int, account_id: str, customer_id: str, name: str, email: str, body: str, made_us: int, who: str
) -> DeskDraft:
    told = cast("dict[str, Any]", json.loads(body))
    return DeskDraft(
        AccountId(account_id),
        CustomerId(customer_id),
        name,
        email,
        str(told.get("preset", "")),
        {str(key): str(value) for key, value in told.get("values", {}).items()},
        str(told.get("language", "")),
        number,
        read_us(made_us),
        who,
    )
