"""What carries secrets or a person's data does not spell it in its repr, which ends up in messages and reports."""

from __future__ import annotations

import pytest

from console.domain.account import Credentials
from console.domain.outbox import FrozenRequest
from console.domain.provider import Environment, ProviderId
from console.domain.verification import HostedLink, RawDocument
from console.providers.contract import HttpReply, HttpRequest
from console.services.accounts import AccountDraft

_SECRET = "s3cr3t-marker"


@pytest.mark.parametrize(
    "value",
    [
        Credentials({"api_key": _SECRET}),
        HostedLink(f"https://example.com/{_SECRET}"),
        RawDocument("identification", _SECRET.encode()),
        FrozenRequest("customer", "POST", "/customers", (), _SECRET.encode()),
        HttpRequest("POST", "/customers", (("authorization", _SECRET),), _SECRET.encode()),
        HttpReply(200, {}, _SECRET.encode()),
        AccountDraft(
            ProviderId("iron"), "Iron", Environment.TEST, "https://example.com", {"api_key": _SECRET}
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_repr_keeps_it(value: object) -> None:
    assert type(value).__name__ in repr(value)
    assert _SECRET not in repr(value)
