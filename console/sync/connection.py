"""An account's way to its provider, made on first use: the client and what its transport has counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.domain.account import Account
from console.providers.contract import Client


@dataclass(frozen=True, slots=True)
class Connection:
    """`count_requests` is the total sent so far, `requests_left` what the budget allows right now."""

    client: Client
    count_requests: Callable[[], int]
    requests_left: Callable[[], float]
    aclose: Callable[[], Awaitable[None]]


Connect = Callable[[Account], Awaitable[Connection]]
