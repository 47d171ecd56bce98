"""Our client and our first sync, measured in a process of their own on the window's loop; prints one JSON object."""

from __future__ import annotations

import asyncio
import math
import time
from pathlib import Path

from console.bench.net_process import AT_ONCE, run_measurement
from console.bootstrap import open_console
from console.domain.account import Account, AccountId, Credentials
from console.domain.customer import CustomerId
from console.domain.provider import Environment, ProviderId
from console.domain.verification import VerificationId
from console.providers.contract import KnownVerification
from console.providers.registry import load_providers
from console.providers.transport import Transport
from console.services.accounts import AccountDraft


async def measure_reads(url: str, reads: int) -> dict[str, float]:
    """Read one verification again and again, 20 at once, parsed and mapped."""
    provider = load_providers()[ProviderId("proofme")]
    account = Account(AccountId("bench"), "Bench", ProviderId("proofme"), Environment.SIMULATOR, f"{url}/v1")
    credentials = Credentials({"api_key": "invented"})
    transport = Transport()
    http = transport.open_account(account, credentials, provider.manifest, math.inf)
    client = provider.load_client_factory()(account, credentials, http)
    numbers = iter(range(reads))

    async def work() -> None:
        for number in numbers:
            known = KnownVerification(VerificationId(f"v-{number}"), CustomerId(""))
            await client.fetch_verification(known)

    began_s = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    seconds = time.perf_counter() - began_s
    await transport.aclose()
    return {"requests_per_s": reads / seconds}


async def measure_sync(url: str, folder: Path) -> dict[str, float]:
    """The first sync of an empty profile."""
    opened = await asyncio.to_thread(open_console, folder, simulator=True, requests_per_s=math.inf)
    try:
        values = {"api_key": "invented"}
        draft = AccountDraft(ProviderId("iron"), "Bench", Environment.SIMULATOR, f"{url}/api", values)
        await opened.services.accounts.add(draft)
        began_s = time.perf_counter()
        [report] = await opened.services.sync.sync_once()
        seconds = time.perf_counter() - began_s
    finally:
        await opened.aclose()
    if report.error:
        raise RuntimeError(report.error)
    return {"rows_per_s": report.added / seconds, "rows": report.added}


if __name__ == "__main__":
    # `reads URL COUNT` or `sync URL FOLDER`
    run_measurement(measure_reads, measure_sync)
