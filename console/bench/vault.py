"""Group `vault`: how fast everything stored is checked, beside bare decryption and hashing of as many bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from console.bench import openssl_speed
from console.bench.processes import run_json, take_number
from console.bench.result import Direction, Metric

_PROCESS: Final = "console.bench.vault_process"
# Where the program openssl is not installed.
_LIBRARY: Final = "AES-256-GCM and SHA-256 of the library alone"
_RATIO: Final = 0.6
# Where the bare figure is out of reach, this is fast enough for any desk.
_MB_PER_S: Final = 300.0
_STALL_MS: Final = 50.0


def measure_vault(folder: Path) -> tuple[Metric, ...]:
    """Speed on one core, and how long the window's thread waits at most meanwhile."""
    found = run_json((_PROCESS, str(folder / "vault-bench")))
    ours, bare = take_number(found, "ours_mb_s"), take_number(found, "bare_mb_s")
    least = Direction.MIN
    yardstick = _LIBRARY if openssl_speed.find_openssl() is None else openssl_speed.NAME
    speed = Metric("vault", "verify_speed", ours, "MB/s", _RATIO, bare, yardstick, least, _MB_PER_S)
    stall = Metric("vault", "loop_longest_wait", take_number(found, "stall_ms"), "ms", _STALL_MS)
    return (speed, stall)
