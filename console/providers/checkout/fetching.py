"""Reads Checkout.com's records as snapshots: a verification with its attempts and its applicant. Changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from console.domain.customer import Customer
from console.domain.errors import (
    ProviderFault,
    ProviderForbidden,
    ProviderNotFound,
    ReplyUnreadable,
)
from console.domain.verification import RawDocument, Snapshot
from console.providers.checkout import endpoints, mapping, protocol, wire
from console.providers.checkout.authorizing import Sender
from console.providers.reading import Model

_MOST_PAGES: Final = 20
# Applicants change rarely: read once per session of the program, forgotten all at once beyond this many.
_MOST_APPLICANTS: Final = 5_000

Fetch = Callable[[int], Awaitable[protocol.Page[Model]]]


class Reader:
    """Reads by id. Remembers applicants, so that a pass over many verifications asks for each only once."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._applicants: dict[str, Customer] = {}

    async def fetch_snapshot(self, verification_id: str, customer_id: str) -> Snapshot:
        """The verification, its attempts and its applicant. Raises a `ProviderFault`."""
        reply = await self._sender.read(endpoints.build_verification_path(verification_id))
        return await self.complete(reply.body, customer_id)

    async def complete(self, body: bytes, customer_id: str) -> Snapshot:
        """The snapshot of a verification whose record was already received. Raises a `ProviderFault`."""
        verification_id, model, unreadable = protocol.read_verification(body)
        raw = [RawDocument("verification", body)]
        applicant_id = model.applicant_id or customer_id
        (attempts, wrong), customer = await asyncio.gather(
            self.fetch_attempts(verification_id, raw), self._fetch_applicant(applicant_id, raw)
        )
        return mapping.to_snapshot(
            verification_id,
            model,
            attempts,
            customer,
            customer_id=applicant_id,
            raw=raw,
            unreadable=(*unreadable, *wrong),
        )

    async def complete_created(self, body: bytes, customer_id: str, *, is_open: bool) -> Snapshot:
        """The snapshot of a new verification; it was made whatever happens here. Raises `ReplyUnreadable` for `body`.

        `is_open`: it has a first attempt, whose id only the list tells; without it the next read does.
        """
        verification_id, model, unreadable = protocol.read_verification(body)
        raw = [RawDocument("verification", body)]
        attempts: tuple[wire.Attempt, ...] | None = ()
        if is_open:
            try:
                attempts = (await self.fetch_attempts(verification_id, raw))[0]
            except ProviderFault:
                attempts = None
        return mapping.to_snapshot(
            verification_id,
            model,
            attempts,
            self._applicants.get(model.applicant_id or customer_id),
            customer_id=customer_id,
            raw=raw,
            unreadable=unreadable,
        )

    async def fetch_attempts(
        self, verification_id: str, raw: list[RawDocument]
    ) -> tuple[tuple[wire.Attempt, ...], tuple[str, ...]]:
        """All attempts, newest first, and unreadable fields; pages are added to `raw`. Raises a `ProviderFault`."""
        unreadable: list[str] = []

        async def fetch(skip: int) -> protocol.Page[wire.Attempt]:
            reply = await self._sender.read(endpoints.build_attempts_path(verification_id, skip))
            page, wrong = protocol.read_attempts(reply.body)
            raw.append(RawDocument("attempts", reply.body))
            unreadable.extend(wrong)
            return page

        found = {attempt.id: attempt for attempt in await fetch_pages(fetch)}
        return tuple(found.values()), tuple(unreadable)

    async def _fetch_applicant(self, applicant_id: str, raw: list[RawDocument]) -> Customer | None:
        """None for one that is gone: an anonymized applicant may not be readable any more."""
        if not applicant_id or applicant_id in self._applicants:
            return self._applicants.get(applicant_id)
        try:
            reply = await self._sender.read(endpoints.build_applicant_path(applicant_id))
            customer = self.remember(reply.body)
        except (ProviderNotFound, ProviderForbidden, ReplyUnreadable):
            return None
        raw.append(RawDocument("applicant", reply.body))
        return customer

    def remember(self, body: bytes) -> Customer:
        """The applicant of an answer, from now on the one that is known here. Raises `ReplyUnreadable`."""
        applicant_id, model = protocol.read_applicant(body)
        if len(self._applicants) >= _MOST_APPLICANTS:
            self._applicants.clear()
        customer = self._applicants[applicant_id] = mapping.to_customer(applicant_id, model)
        return customer

    def forget(self, applicant_id: str) -> None:
        """The next look asks for this applicant again."""
        self._applicants.pop(applicant_id, None)


async def fetch_pages(fetch: Fetch[Model]) -> tuple[Model, ...]:
    """Every item of a list. The largest page is not documented, so only the total or an empty page ends it.

    A list of the reference counts more than it holds; a server that overlooks `skip` is left after a few pages.
    """
    items: list[Model] = []
    skip = 0
    for _ in range(_MOST_PAGES):
        page = await fetch(skip)
        items.extend(page.items)
        skip += page.rows
        if not page.rows or (page.total is not None and skip >= page.total):
            break
    return tuple(items)
