"""From an encrypted result and the account's key to what can be shown; the slow part runs in a thread. Keeps nothing."""

from __future__ import annotations

import asyncio

from console.domain.errors import ReplyUnreadable
from console.providers.proofme.mapping import ResultState
from console.providers.proofme.results import read_result
from console.providers.proofme.wire import IdentificationData


async def open_data(data: IdentificationData | None, private_key: bytes) -> ResultState:
    """What became of a result. Never raises for one that cannot be opened: the reason is in the answer."""
    if data is None:
        return ResultState(exists=False)
    if not private_key:
        return ResultState(exists=True)
    return await asyncio.to_thread(_open, data, private_key)


def _open(data: IdentificationData, private_key: bytes) -> ResultState:
    # Imported here: two libraries of some weight, needed only where there is a key.
    from console.providers.proofme.decrypt import ResultLocked, open_result

    try:
        plain = open_result(data.encrypted_data or "", data.encrypted_encryption_secret or "", private_key)
        return ResultState(exists=True, opened=read_result(plain))
    except ResultLocked as locked:
        return ResultState(exists=True, reason=locked.reason)
    except ReplyUnreadable:
        return ResultState(exists=True, reason="The opened result is not of a kind this program can read.")
