"""iDenfy's list over several pages, served byte by byte: all of it, in order, never elsewhere, never for ever."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from console.domain.account import Account, AccountId, Credentials
from console.domain.errors import ReplyUnreadable
from console.domain.provider import Environment, ProviderId
from console.providers.idenfy.client import IdenfyClient, build_client
from console.providers.idenfy.manifest import MANIFEST
from console.providers.transport import Transport
from tests.support.raw_server import RawRequest, RawServer, build_http, start_raw_server

FIRST = "/kyc/identifications/?perPage=100"


@asynccontextmanager
async def serve(
    pages: dict[str, tuple[list[str], str | None]],
) -> AsyncIterator[tuple[RawServer, IdenfyClient]]:
    """Pages by target: the ids on them and the next target or address."""
    async with start_raw_server() as server:

        async def answer(request: RawRequest, writer: asyncio.StreamWriter) -> None:
            ids, following = pages[request.target]
            url = server.url + following if following is not None and following.startswith("/") else following
            rows = [{"scanRef": each, "status": "ACTIVE", "suspected": False} for each in ids]
            body = json.dumps({"count": 3, "next": url, "previous": None, "results": rows}).encode()
            writer.write(build_http(200, body))
            await writer.drain()

        server.answer = answer
        account = Account(AccountId("a"), "A", ProviderId("idenfy"), Environment.SIMULATOR, server.url)
        credentials = Credentials({"api_key": "DEMOKEY", "api_secret": "DEMOSECRET"})
        transport = Transport()
        client = build_client(account, credentials, transport.open_account(account, credentials, MANIFEST))
        assert isinstance(client, IdenfyClient)
        try:
            yield server, client
        finally:
            await transport.aclose()


async def listed(client: IdenfyClient) -> list[str]:
    return [str(s.verification.id) async for page in client.list_verifications(None) for s in page]


async def test_every_page_is_walked_with_the_account_s_keys() -> None:
    second = "/kyc/identifications/?page=2&perPage=100"
    async with serve({FIRST: (["a", "b"], second), second: (["c"], None)}) as (server, client):
        assert await listed(client) == ["a", "b", "c"]
        assert [request.target for request in server.requests] == [FIRST, second]
        keys = {request.headers["authorization"] for request in server.requests}
    # The sheet's own example.
    assert keys == {"Basic REVNT0tFWTpERU1PU0VDUkVU"}


async def test_a_list_that_leads_in_a_circle_ends() -> None:
    async with serve({FIRST: (["a"], FIRST)}) as (server, client):
        assert await listed(client) == ["a"]
        assert len(server.requests) == 1


async def test_a_list_that_leads_elsewhere_is_not_followed() -> None:
    async with start_raw_server() as elsewhere:
        target = f"{elsewhere.url}/kyc/identifications/?page=2"
        async with serve({FIRST: (["a"], target)}) as (_, client):
            with pytest.raises(ReplyUnreadable):
                await listed(client)
        assert elsewhere.requests == []
