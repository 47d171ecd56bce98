"""Runs the simulator as a process of its own and reads its start line; knows nothing of what it simulates."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Final, cast

from console.domain.errors import ProviderUnreachable
from console.services.simulator import read_object

_START_DEADLINE_S: Final = 60.0
_END_DEADLINE_S: Final = 5.0


@contextmanager
def running_simulator(
    customers: int, seed: int, speed: float, host: str = "127.0.0.1"
) -> Iterator[Mapping[str, object]]:
    """A simulator of ours; yields its start line and ends it afterwards. Raises `ProviderUnreachable`.

    `host` is where its hosted pages are for other machines too; its providers answer this machine only, and its control
    address is on loopback whatever that is.
    """
    command = [sys.executable, "-m", "console", "sandbox"]
    command += ["--customers", str(customers), "--seed", str(seed), "--speed", str(speed), "--host", host]
    command += ["--pages-only"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        yield read_object(_read_first_line(cast("IO[bytes]", process.stdout)))
    finally:
        _end(process)


def _read_first_line(stream: IO[bytes]) -> str:
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=_START_DEADLINE_S)
    except queue.Empty:
        line = b""
    if not line:
        raise ProviderUnreachable("The simulator did not start. Run `compliance-console sandbox` to see why.")
    return line.decode("utf-8")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
