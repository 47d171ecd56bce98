"""Starts, talks to and ends the worker process; used by one thread, but `kill` may be called from any."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.pdf.messages import BrokenPipeMessage, Header, Message, read_message, write_message
from console.pdf.refusals import PdfFault, PdfRefused
from console.pdf.shared import SharedPixels

_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV")
_END_WITHIN_S: Final = 1.0
# A page's pixels in a handful of turns instead of dozens; where the system has no such thing, it is not asked for.
_PIPE_BYTES: Final = 1024 * 1024 if sys.platform == "linux" else -1


class ProcessEnded(Exception):
    """The worker died, or was killed, before it answered."""


class ProcessTooSlow(ProcessEnded):
    """The worker was killed because its answer took longer than the deadline."""


class WorkerProcess:
    """At most one running worker: `module` reads requests from its input and answers on its output.

    `shares_memory` where it draws pages: memory for their pixels is made, and told to it as its argument.
    """

    def __init__(self, module: str = "console.pdf.worker", *, shares_memory: bool = True) -> None:
        self._module = module
        self._shares_memory = shares_memory
        self._shared: SharedPixels | None = None
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        running = self._running
        return None if running is None else running.pid

    def ensure_running(self) -> bool:
        """True when a new process was started. Raises PdfRefused where that is impossible."""
        if self._running is not None and self._running.poll() is None:
            return False
        self.stop()
        self._shared = SharedPixels.make() if self._shares_memory else None
        numbers = () if self._shared is None else (self._shared.number,)
        try:
            self._running = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                # Without `site`: its hooks take longer than the worker's own first page, and the path is told.
                [sys.executable, "-P", "-S", "-m", self._module, *map(str, numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_build_environment(os.environ),
                cwd=Path(sys.executable).anchor,
                start_new_session=True,
                pass_fds=numbers,
                pipesize=_PIPE_BYTES,
            )
        except OSError as error:
            raise PdfRefused(PdfFault.WORKER_MISSING, str(error)) from error
        return True

    def exchange(self, header: Header, body: bytes, deadline_s: float) -> Message:
        """Send one request and wait for its answer. Raises ProcessEnded, ProcessTooSlow, BrokenPipeMessage."""
        running = self._running
        if running is None or running.stdin is None or running.stdout is None:
            raise ProcessEnded
        late = threading.Event()

        def end() -> None:
            late.set()
            running.kill()

        watch = threading.Timer(deadline_s, end)
        watch.daemon = True
        watch.start()
        try:
            write_message(running.stdin, header, body)
            answer = read_message(running.stdout)
            return answer if self._shared is None else self._shared.complete(answer)
        except (OSError, BrokenPipeMessage, ValueError) as error:
            raise (ProcessTooSlow if late.is_set() else ProcessEnded) from error
        finally:
            watch.cancel()

    def kill(self) -> None:
        """End it now, whatever it does; `stop` still has to be called."""
        running = self._running
        if running is not None:
            running.kill()

    def stop(self) -> None:
        """End the process and free its pipes."""
        running, self._running = self._running, None
        shared, self._shared = self._shared, None
        if shared is not None:
            shared.close()
        if running is None:
            return
        running.kill()
        for pipe in (running.stdin, running.stdout):
            if pipe is not None:
                _close_quietly(pipe)
        running.wait(_END_WITHIN_S * 10)


def _close_quietly(pipe: object) -> None:
    close = getattr(pipe, "close", None)
    try:
        if callable(close):
            close()
    except OSError:
        # Half a request is still in the pipe of a process that is gone.
        return


def _build_environment(own: Mapping[str, str]) -> dict[str, str]:
    """What the interpreter needs to find itself and this package; nothing that may hold a secret."""
    root = str(Path(__file__).resolve().parents[2])
    places = [root, *(place for place in sys.path if place.endswith("-packages") and place != root)]
    passed_on = {name: own[name] for name in _PASSED_ON if name in own}
    return passed_on | {"PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1"}
