"""What an export asks beyond the lists' own rows: identities out of the facts, raw records, customers by their ids."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.domain.account import AccountId
from console.domain.case import RawRecord
from console.domain.customer import CustomerId
from console.domain.keys import VerificationKey
from console.domain.listing import CustomerRow
from console.domain.timeline import EventSource
from console.store.driver import mapped_errors
from console.store.queries import rows
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import require_us

_BIRTH_DATE: Final = "birth_date"
_DOCUMENT_NUMBER: Final = "document_number"
_EMAIL: Final = "email"
_FACTS: Final = """
SELECT v.facts FROM verification v JOIN account a ON a.number = v.account WHERE a.id = ? AND v.id = ?
"""
_RAW: Final = """
SELECT o.kind, o.source, o.seen_us, o.body FROM observation o WHERE o.number IN (
    SELECT max(n.number) FROM observation n JOIN verification v ON v.number = n.verification
    JOIN account a ON a.number = v.account WHERE a.id = ? AND v.id = ? GROUP BY n.kind)
ORDER BY o.number
"""
_CUSTOMER_PLACE: Final = """
SELECT e.place FROM customer_entry e JOIN customer c ON c.number = e.number JOIN account a ON a.number = c.account
WHERE a.id = ? AND c.id = ?
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the facts of a verification say; the verified side before the declared one, several values in one line."""

    birth_date: str = ""
    document_number: str = ""
    email: str = ""


class ExportQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_identity(self, key: VerificationKey) -> Identity:
        """Birth date, document numbers and an e-mail address, empty where nobody told them."""
        row = self._one(_FACTS, (key.account_id, to_storable(key.id)))
        if row is None:
            return Identity()
        kept = json.loads(row[0])
        # As the codec keeps them; making all of the record again would take half of an export's time.
        papers = [fact for document in kept["documents"] for fact in document[2]]
        facts = [*kept["verified"], *papers, *kept["declared"]]
        births = [value for name, value in facts if name == _BIRTH_DATE and value]
        numbers = dict.fromkeys(value for name, value in facts if name == _DOCUMENT_NUMBER and value)
        emails = [value for name, value in facts if name == _EMAIL and value]
        first = births[0] if births else ""
        return Identity(first, ", ".join(numbers), emails[0] if emails else "")

    def load_raw_records(self, key: VerificationKey) -> tuple[RawRecord, ...]:
        """The newest answer of every kind."""
        return tuple(
            RawRecord(kind, EventSource(source), require_us(seen_us), bytes(body))
            for kind, source, seen_us, body in self._all(_RAW, (key.account_id, to_storable(key.id)))
        )

    def load_customer_rows(self, keys: Sequence[tuple[AccountId, CustomerId]]) -> tuple[CustomerRow, ...]:
        """The rows of these customers, unknown ones left out."""
        places = [
            row[0]
            for account_id, customer_id in keys
            if (row := self._one(_CUSTOMER_PLACE, (account_id, to_storable(customer_id)))) is not None
        ]
        with mapped_errors():
            return rows.load_customer_rows(self._connection, places)
