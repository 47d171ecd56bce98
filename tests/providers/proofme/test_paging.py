"""Proofme's list over several pages, served byte by byte: `count` may mean the total or the page's size."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.provider import Environment, ProviderId
from console.providers.proofme.client import ProofmeClient, build_client
from console.providers.proofme.manifest import MANIFEST
from console.providers.transport import Transport
from tests.support.raw_server import RawRequest, RawServer, build_http, start_raw_server


@asynccontextmanager
async def serve(
    total: int, most_per_page: int, *, counts_all: bool
) -> AsyncIterator[tuple[RawServer, ProofmeClient]]:
    """`total` identifications, at most `most_per_page` in one answer whatever `limit` says."""
    async with start_raw_server() as server:

        async def answer(request: RawRequest, writer: asyncio.StreamWriter) -> None:
            query = parse_qs(urlsplit(request.target).query)
            offset, limit = int(query["offset"][0]), int(query["limit"][0])
            ids = range(offset, min(total, offset + min(limit, most_per_page)))
            rows = [{"id": f"id-{number}", "status": "PENDING"} for number in ids]
            body = json.dumps({"count": total if counts_all else len(rows), "rows": rows}).encode()
            writer.write(build_http(200, body))
            await writer.drain()

        server.answer = answer
        account = Account(
            AccountId("a"), "A", ProviderId("proofme"), Environment.SIMULATOR, server.url + "/v1"
        )
        credentials = Credentials({"api_key": "proofme_demo"})
        transport = Transport()
        client = build_client(account, credentials, transport.open_account(account, credentials, MANIFEST))
        assert isinstance(client, ProofmeClient)
        try:
            yield server, client
        finally:
            await transport.aclose()


@pytest.mark.parametrize(
    ("total", "most_per_page", "counts_all"),
    [(0, 100, True), (99, 100, True), (100, 100, False), (250, 100, True), (250, 100, False), (70, 30, True)],
)
async def test_all_of_it_is_read_whatever_count_means(
    total: int, most_per_page: int, counts_all: bool
) -> None:
    async with serve(total, most_per_page, counts_all=counts_all) as (server, client):
        ids = [s.verification.id async for page in client.list_verifications(None) for s in page]
        assert ids == [f"id-{number}" for number in range(total)]
        assert len(server.requests) <= total // most_per_page + 1


async def test_the_key_stands_alone_and_the_order_is_always_asked_for() -> None:
    async with serve(1, 100, counts_all=True) as (server, client):
        await client.check_credentials()
        assert server.requests[0].headers["authorization"] == "proofme_demo"
        query = parse_qs(urlsplit(server.requests[0].target).query)
    assert (query["sortColumn"], query["sortDirection"]) == (["createdAt"], ["DESC"])
