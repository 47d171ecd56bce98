"""Starts the simulator as a process of its own for `demo` and `bench`, and ends it again; serves nothing itself."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import IO, cast

from console.domain.errors import EnvironmentFault

_START_DEADLINE_S = 60.0
_END_DEADLINE_S = 5.0


@contextmanager
def running_simulator(customers: int, seed: int, speed: float) -> Generator[Mapping[str, object]]:
    """Yields the start line once the simulator serves. Raises `EnvironmentFault` when it does not start."""
    command = [sys.executable, "-m", "console", "sandbox"]
    command += ["--customers", str(customers), "--seed", str(seed), "--speed", str(speed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        yield _read_start_line(cast("IO[bytes]", process.stdout))
    finally:
        process.terminate()
        try:
            process.wait(_END_DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        cast("IO[bytes]", process.stdout).close()


def _read_start_line(stream: IO[bytes]) -> Mapping[str, object]:
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=_START_DEADLINE_S)
        return cast("Mapping[str, object]", json.loads(line))
    except (queue.Empty, ValueError) as error:
        raise EnvironmentFault(
            "The simulator did not start. Run `compliance-console sandbox` to see why."
        ) from error
