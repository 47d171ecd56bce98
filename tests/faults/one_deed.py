"""A program of its own that asks for one create and is killed in the middle of it: python -m tests.faults.one_deed.

Arguments: the profile's folder, the account's id, the intent as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from console.bootstrap import open_console
from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId
from console.domain.outbox import CreateIntent


def dump_intent(intent: CreateIntent) -> str:
    """The intent as the last argument."""
    return json.dumps(asdict(intent))


async def _ask(folder: Path, account_id: AccountId, text: str) -> None:
    values = json.loads(text)
    customer_id, verification_id = (
        CustomerId(values.pop("customer_id")),
        VerificationId(values.pop("verification_id")),
    )
    intent = CreateIntent(customer_id=customer_id, verification_id=verification_id, **values)
    console = await asyncio.to_thread(open_console, folder)
    try:
        await console.services.creation.create(account_id, intent, accept_loss=True)
    finally:
        await console.aclose()


if __name__ == "__main__":
    asyncio.run(_ask(Path(sys.argv[1]), AccountId(sys.argv[2]), sys.argv[3]))
