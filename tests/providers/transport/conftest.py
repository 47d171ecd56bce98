"""A transport, its budgeted account and the raw server it talks to."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator

import pytest

from console.domain.account import Credentials
from console.providers.account_http import AccountHttp
from console.providers.contract import Exchange
from console.providers.transport import Transport
from tests.support.raw_server import RawServer, start_raw_server
from tests.support.transport_account import MANIFEST, build_account


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with start_raw_server() as raw:
        yield raw


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
async def transport(exchanges: list[Exchange]) -> AsyncIterator[Transport]:
    transport = Transport(exchanges.append)
    yield transport
    await transport.aclose(grace_s=0.0)


@pytest.fixture
def http(transport: Transport, server: RawServer) -> AccountHttp:
    return transport.open_account(build_account(server.url), Credentials({}), MANIFEST, math.inf)
