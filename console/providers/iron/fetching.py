"""Reads Iron's records, page by page where there are pages; knows no rules and keeps nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from console.domain.errors import ProviderForbidden, ProviderNotFound
from console.domain.verification import RawDocument
from console.providers.contract import RECORD_BYTES
from console.providers.iron import endpoints, protocol, wire
from console.providers.iron.calls import IronCalls
from console.providers.iron.protocol import Page, Read
from console.providers.reading import WireModel

Row = TypeVar("Row", bound=WireModel)


class IronRecords:
    """Every read raises a `ProviderFault` unless it says otherwise."""

    def __init__(self, calls: IronCalls) -> None:
        self._calls = calls

    async def check(self) -> None:
        """Read one customer, for its key's sake."""
        await self._fetch_customer_page("", 1)

    def iter_customers(self) -> AsyncIterator[Page[wire.Customer]]:
        """All customers, newest first."""
        return iter_pages(lambda cursor: self._fetch_customer_page(cursor, endpoints.LARGEST_PAGE))

    async def search_customers(self, term: str) -> Page[wire.Customer]:
        """The first page of customers whose name, id, e-mail or reference holds the term."""
        query = {"search_term": term, **endpoints.to_page(endpoints.LARGEST_PAGE)}
        reply = await self._calls.read(endpoints.with_query(endpoints.CUSTOMERS, query))
        return protocol.read_customers(reply.body)

    async def fetch_identifications(self, customer_id: str) -> list[Read[wire.Identification]]:
        """All of a customer, each once, in the order they came."""

        async def fetch_page(cursor: str) -> Page[wire.Identification]:
            path = endpoints.build_identifications_path(customer_id, endpoints.LARGEST_PAGE, cursor)
            return protocol.read_identifications((await self._calls.read(path)).body)

        return [item async for page in iter_pages(fetch_page) for item in page.items]

    async def fetch_signings(self, customer_id: str) -> list[Read[wire.Signing]]:
        """All consents of a customer."""

        async def fetch_page(cursor: str) -> Page[wire.Signing]:
            query = endpoints.to_page(endpoints.LARGEST_PAGE, cursor)
            path = endpoints.with_query(endpoints.build_signings_path(customer_id), query)
            return protocol.read_signings((await self._calls.read(path)).body)

        return [item async for page in iter_pages(fetch_page) for item in page.items]

    async def fetch_identification(
        self, identification_id: str, raw: list[RawDocument]
    ) -> Read[wire.Identification]:
        """One identification; this call does not take the sub-partner's header. Adds to `raw`."""
        path = endpoints.build_identification_path(identification_id)
        reply = await self._calls.read(path, is_scoped=False, max_bytes=RECORD_BYTES)
        raw.append(RawDocument("identification", reply.body))
        return protocol.read_identification(reply.body)

    async def fetch_customer(self, customer_id: str, raw: list[RawDocument]) -> Read[wire.Customer] | None:
        """None for a customer who is gone or somebody else's. Adds to `raw`."""
        try:
            reply = await self._calls.read(endpoints.build_customer_path(customer_id), max_bytes=RECORD_BYTES)
        except (ProviderNotFound, ProviderForbidden):
            return None
        raw.append(RawDocument("customer", reply.body))
        return protocol.read_customer(reply.body)

    async def fetch_requirements(self, customer_id: str, raw: list[RawDocument]) -> wire.Requirements | None:
        """None where Iron has none. Adds to `raw`."""
        try:
            reply = await self._calls.read(
                endpoints.build_requirements_path(customer_id), max_bytes=RECORD_BYTES
            )
        except (ProviderNotFound, ProviderForbidden):
            return None
        raw.append(RawDocument("requirements", reply.body))
        return protocol.read_requirements(reply.body)

    async def _fetch_customer_page(self, cursor: str, page_size: int) -> Page[wire.Customer]:
        reply = await self._calls.read(endpoints.build_customers_path(page_size, cursor))
        return protocol.read_customers(reply.body)


async def iter_pages(fetch: Callable[[str], Awaitable[Page[Row]]]) -> AsyncIterator[Page[Row]]:
    """Pages until there is no cursor; a row that comes twice is given once."""
    cursor, seen_cursors, seen = "", set[str](), set[str]()
    while True:
        page = await fetch(cursor)
        fresh = {item.id: item for item in page.items if item.id not in seen}
        seen.update(fresh)
        yield Page(tuple(fresh.values()), page.cursor)
        cursor = page.cursor
        # A cursor that comes back would go round for ever.
        if not cursor or cursor in seen_cursors:
            return
        seen_cursors.add(cursor)
