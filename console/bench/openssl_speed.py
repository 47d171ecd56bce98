"""What `openssl speed` says of this machine: bare AES-256-GCM and SHA-256, in MB/s; measures nothing else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from console.bench.processes import MeasurementFailedError

NAME: Final = "openssl speed, AES-256-GCM and SHA-256"
_CIPHER: Final = ("-evp", "aes-256-gcm", "-decrypt")
_DIGEST: Final = ("-evp", "sha256")
_SECONDS: Final = "1"
_DEADLINE_S: Final = 30.0
# In its machine-readable answer: bytes a second, after the number and the name of what was measured.
_FIGURE: Final = "+F:"
_MEGA: Final = 1e6


def find_openssl() -> str | None:
    """The program, None where it is not installed."""
    return shutil.which("openssl")


def measure_openssl(program: str, block_bytes: int) -> float:
    """MB/s of one core for decrypting and hashing every byte, by the sum of both times.

    Raises `MeasurementFailedError`.
    """
    return combine(
        read_speed(_run(program, _CIPHER, block_bytes)), read_speed(_run(program, _DIGEST, block_bytes))
    )


def combine(*speeds: float) -> float:
    """The speed of doing one after the other to every byte."""
    return 1.0 / sum(1.0 / speed for speed in speeds)


def read_speed(answer: str) -> float:
    """MB/s out of an answer of `openssl speed -mr`. Raises `MeasurementFailedError`."""
    lines = [line for line in answer.splitlines() if line.startswith(_FIGURE)]
    try:
        speed = float(lines[-1].rsplit(":", 1)[1]) / _MEGA
    except (IndexError, ValueError):
        raise MeasurementFailedError(f"no speed in the answer of openssl: {answer[:100]}") from None
    if not 0 < speed < float("inf"):
        raise MeasurementFailedError(f"no speed in the answer of openssl: {answer[:100]}")
    return speed


def _run(program: str, what: Sequence[str], block_bytes: int) -> str:
    arguments = ("speed", "-mr", "-seconds", _SECONDS, "-bytes", str(block_bytes), *what)
    try:
        done = subprocess.run(  # noqa: S603 - the program that was found, and constants of ours
            [program, *arguments], capture_output=True, text=True, timeout=_DEADLINE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MeasurementFailedError(f"openssl did not measure: {error}") from error
    return done.stdout
