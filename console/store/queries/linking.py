"""Customers' records to choose from when somebody links two by hand; plain SQL, changes and judges nothing."""

from __future__ import annotations

from typing import Final

from console.domain.listing import CustomerRow, ListQuery
from console.domain.people import CustomerKey
from console.store.driver import mapped_errors
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable

# Records that are looked through at most: behind so many of another environment nobody looks on.
_MOST_LOOKED_AT: Final = 2000
_WINDOW: Final = 200
_OF_PERSON: Final = """
SELECT a.id, c.id FROM customer c JOIN account a ON a.number = c.account WHERE c.number IN (
  SELECT c.number FROM customer c JOIN account a ON a.number = c.account WHERE a.id = ?1 AND c.id = ?2
  UNION SELECT customer FROM person_member WHERE person = (
    SELECT person FROM person_member WHERE customer = (
      SELECT c.number FROM customer c JOIN account a ON a.number = c.account WHERE a.id = ?1 AND c.id = ?2)))
"""


class LinkingQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def find_linkable(self, query: ListQuery, of: CustomerKey | None, count: int) -> tuple[CustomerRow, ...]:
        """At most `count` records of a list of customers; with `of` those that can be linked with that one.

        They are of the same environment and not linked with it.
        """
        if of is None:
            return self.load_customers(query, 0, count)
        environment = self._one("SELECT environment FROM account WHERE id = ?", (of.account_id,))
        if environment is None:
            return ()
        with mapped_errors():
            theirs = self._connection.execute(_OF_PERSON, (of.account_id, to_storable(of.id)))
            known = set(theirs.fetchall())
        found: list[CustomerRow] = []
        for start in range(0, _MOST_LOOKED_AT, _WINDOW):
            rows = self.load_customers(query, start, _WINDOW)
            found += (
                row
                for row in rows
                if row.environment.value == environment[0] and (row.account_id, row.customer_id) not in known
            )
            if len(found) >= count or len(rows) < _WINDOW:
                break
        return tuple(found[:count])
