"""Receives webhooks on loopback and remembers them; answers what the test tells it to."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_DEADLINE_S = 20


@dataclass(frozen=True, slots=True)
class Received:
    """One webhook as it came in; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """The queue of what came in; `statuses` are answered one by one, then 200 for ever."""

    def __init__(self, statuses: tuple[int, ...] = ()) -> None:
        self.url = ""
        self._statuses = list(statuses)
        self._received: queue.Queue[Received] = queue.Queue()

    def take(self) -> Received:
        """The next webhook; fails the test when none comes."""
        return self._received.get(timeout=_DEADLINE_S)

    def is_empty(self) -> bool:
        return self._received.empty()

    def accept(self, received: Received) -> int:
        self._received.put(received)
        return self._statuses.pop(0) if self._statuses else 200


@contextmanager
def receive_webhooks(*statuses: int) -> Iterator[Receiver]:
    """A receiver on a free loopback port for the length of a block."""
    receiver = Receiver(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.accept(Received(self.path, headers, body)))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
