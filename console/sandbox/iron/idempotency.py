"""Iron's stored answers of writes by their IDEMPOTENCY-KEY; keeps them for 24 hours of simulator time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from console.sandbox.iron.answers import IronError

_LIFE = timedelta(hours=24)  # https://docs.iron.xyz/hosted


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the JSON of its body; None is no body at all."""

    status: int
    body: JsonValue = None


@dataclass(frozen=True, slots=True)
class _Stored:
    digest: bytes
    reply: Reply
    at: datetime


class IdempotencyStore:
    """One answer per method, path and key (the simulated partner has one API key)."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str, str], _Stored] = {}

    def answer(
        self, method: str, path: str, key: str, body: bytes, now: datetime, act: Callable[[], Reply]
    ) -> Reply:
        """The stored answer of a repeat, else what `act` says now; refusals are stored too.

        Raises IronError where the key is known with another body.
        """
        place = (method, path, key)
        digest = hashlib.sha256(body).digest()
        known = self._stored.get(place)
        if known is not None and now - known.at < _LIFE:
            if known.digest != digest:
                raise IronError(409, "conflict", "This idempotency key was used with another request body.")
            return known.reply
        reply = act()
        self._stored[place] = _Stored(digest, reply, now)
        return reply
