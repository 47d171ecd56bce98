"""An account whose provider is a raw server of the test, and one read and one write to it."""

from __future__ import annotations

from console.domain.account import Account, AccountId
from console.domain.provider import (
    Environment,
    PollingMode,
    PollingPolicy,
    ProviderId,
    ProviderManifest,
)
from console.providers.contract import HttpRequest

MANIFEST = ProviderManifest(
    id=ProviderId("sample"),
    title="Sample",
    abilities=frozenset(),
    base_urls={},
    hosted_hosts=(),
    fields=(),
    create_fields=(),
    polling=PollingPolicy(PollingMode.POLL, 2.0, 5.0, 5.0, 5.0, 5.0),
    documentation_url="",
)
READ = HttpRequest("GET", "/record?page=1", (("X-API-Key", "sk-planted"),))
WRITE = HttpRequest("POST", "/record", (("X-API-Key", "sk-planted"),), b'{"a":1}', is_safe=False)


def build_account(url: str, environment: Environment = Environment.SIMULATOR) -> Account:
    return Account(AccountId("a"), "Desk", ProviderId("sample"), environment, url)
