"""The vault checked as a whole, in a process of its own beside bare decryption and hashing of as many bytes; prints JSON.

The argument is a folder in which nothing is yet.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from console.base.process import share_fairly
from console.bench.openssl_speed import find_openssl, measure_openssl
from console.bootstrap import OpenConsole, open_console
from console.vault.keys import seal, unseal
from console.vault.vault import Identity, Vault

# As a desk has them: many reports, some with photos, a few large ones.
_SIZES: Final = (*[120_000] * 120, *[1_500_000] * 30, *[12_000_000] * 4)
_ROUNDS: Final = 5
# Most of the bytes are in objects of about this size.
_BLOCK_BYTES: Final = 1_500_000
_TICK_S: Final = 0.002
_KEY: Final = bytes(range(32))
_MEGA: Final = 1e6


def _fill(vault: Vault) -> tuple[bytes, ...]:
    bodies = tuple(os.urandom(size) for size in _SIZES)
    for number, body in enumerate(bodies):
        vault.put(Identity(f"bench/{number}", "pdf"), body)
    return bodies


def _time(work: Callable[[], object]) -> float:
    began_at = time.perf_counter()
    work()
    return time.perf_counter() - began_at


def _open_bare(sealed: tuple[bytes, ...]) -> None:
    for each in sealed:
        hashlib.sha256(unseal(_KEY, each, b"bench")).digest()


async def _measure_speed(console: OpenConsole, bodies: tuple[bytes, ...]) -> dict[str, float]:
    """What the button and the command do, and the bare work, in turn, so that a drifting machine drifts for both; each
    uses one thread at a time."""
    total = sum(_SIZES) / _MEGA
    program = find_openssl()
    sealed = () if program is not None else tuple(seal(_KEY, body, b"bench") for body in bodies)

    def measure_bare() -> float:
        if program is not None:
            return measure_openssl(program, _BLOCK_BYTES)
        return total / _time(lambda: _open_bare(sealed))

    ours: list[float] = []
    bare: list[float] = []
    for _ in range(_ROUNDS):
        began_at = time.perf_counter()
        check = await console.services.evidence.verify()
        ours.append(total / (time.perf_counter() - began_at))
        if check.size_bytes != sum(_SIZES):
            raise RuntimeError("not everything was checked")
        bare.append(await asyncio.to_thread(measure_bare))
    return {"ours_mb_s": statistics.median(ours), "bare_mb_s": statistics.median(bare)}


async def _measure_stall(console: OpenConsole) -> float:
    """The longest time the loop did nothing else while everything was checked, in milliseconds."""
    loop = asyncio.get_running_loop()
    longest_s, told_at = 0.0, loop.time()
    checking = asyncio.ensure_future(console.services.evidence.verify())
    while not checking.done():
        await asyncio.sleep(_TICK_S)
        now = loop.time()
        longest_s, told_at = max(longest_s, now - told_at - _TICK_S), now
    checking.result()
    return longest_s * 1000.0


async def _measure(folder: Path) -> dict[str, float]:
    share_fairly()
    console = await asyncio.to_thread(open_console, folder, simulator=True)
    try:
        await asyncio.to_thread(console.load_parts)
        vault = console.profile.vault
        bodies = await asyncio.to_thread(_fill, vault)
        # Once before, for what is imported the first time.
        await _measure_stall(console)
        found = await _measure_speed(console, bodies)
        return {**found, "stall_ms": await _measure_stall(console)}
    finally:
        await console.aclose()


def main() -> None:
    """Measure and print."""
    print(json.dumps(asyncio.run(_measure(Path(sys.argv[1])))))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
