"""The references of the network's measurements: bare `httpx.AsyncClient` with its default transport, and a bare loop of
GET, `json.loads` and one `executemany`; in a process of their own on the same loop. Uses nothing of our client."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any, Final, cast

import httpx

from console.bench.net_process import AT_ONCE, run_measurement
from console.store.driver import Access, connect

_KEY: Final = bytes(range(32))


async def measure_reads(url: str, reads: int) -> dict[str, float]:
    """GET the same records, 20 at once; nothing is done with the answers."""
    numbers = iter(range(reads))

    async with httpx.AsyncClient(base_url=url) as client:

        async def work() -> None:
            for number in numbers:
                await client.get(f"/v1/identification/v-{number}")

        began_s = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return {"requests_per_s": reads / (time.perf_counter() - began_s)}


async def measure_sync(url: str, folder: Path) -> dict[str, float]:
    """GET every page and every identification in one loop, then write all of them at once, encrypted as ours are."""
    began_s = time.perf_counter()
    async with httpx.AsyncClient(base_url=url) as client:
        rows = await _fetch_rows(client)
    connection = connect(folder, _KEY, Access.CREATE)
    try:
        connection.execute("CREATE TABLE row (id TEXT PRIMARY KEY, status TEXT, body TEXT)")
        connection.execute("BEGIN")
        cast("Any", connection).executemany("INSERT INTO row VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return {"rows_per_s": len(rows) / (time.perf_counter() - began_s), "rows": len(rows)}


async def _fetch_rows(client: httpx.AsyncClient) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    cursor = ""
    while True:
        page = _read((await client.get(f"/api/customers?page_size=100&cursor={cursor}")).content)
        for customer in cast("list[dict[str, object]]", page["items"]):
            reply = await client.get(f"/api/customers/{customer['id']}/identifications?page_size=100")
            for item in cast("list[dict[str, object]]", _read(reply.content)["items"]):
                rows.append((str(item["id"]), str(item["status"]), json.dumps(item)))
        cursor = str(page.get("cursor") or "")
        if not cursor:
            return rows


def _read(body: bytes) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(body))


if __name__ == "__main__":
    # `reads URL COUNT` or `sync URL FILE`
    run_measurement(measure_reads, measure_sync)
