"""A single record is read up to its own limit, whichever provider sends more; lists and reports have room of theirs."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from console.domain.errors import ReplyUnreadable
from console.providers.contract import RECORD_BYTES
from tests.support.desk import Desk

_TOO_MUCH: Final = "sent more data than expected; it was not read."


@pytest.mark.parametrize("provider", ["iron", "checkout", "idenfy"])
async def test_a_record_that_grows_in_reading_is_not_read(desk: Desk, provider: str) -> None:
    key = await desk.create(provider)
    await asyncio.to_thread(desk.journey, key, "finish")
    before = (await desk.services.cases.load_case(key)).stored.verification
    known = await desk.services.cases.load_known(key)
    coordinator = desk.console._directory.coordinator(key.account_id)
    bomb = {"provider": provider, "method": "*", "path": "*", "action": "gzip_bomb", "times": None}
    with (
        desk.simulator.faults({**bomb, "bytes": RECORD_BYTES + 1000}),
        pytest.raises(ReplyUnreadable) as told,
    ):
        await coordinator.read_now(known)
    assert told.value.user_message.endswith(_TOO_MUCH)
    assert (await desk.services.cases.load_case(key)).stored.verification == before
    await coordinator.read_now(known)
    assert (await desk.services.cases.load_case(key)).stored.verification != before
