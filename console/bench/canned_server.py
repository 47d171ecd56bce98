"""Answers requests for invented records as fast as Python can, so that a measurement is of the client; a process of its
own, which prints its address and ends with its standard input. Simulates nothing: the simulator does that."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable
from typing import Final

PAGE_SIZE: Final = 100
_CREATED: Final = "2026-03-04T09:00:00Z"
_UPDATED: Final = "2026-03-04T09:10:00Z"
_CURSOR: Final = re.compile(r"[?&]cursor=(\d+)")
_IDENTIFICATIONS: Final = re.compile(r"/customers/(c-\d+)/identifications")

Answer = Callable[[str], object]


class _Connection(asyncio.Protocol):
    """One kept connection; requests have no body and come one after the other."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("ascii")
            body = json.dumps(self._answer(target)).encode()
            reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(
                body
            )
            if self._transport is not None:
                self._transport.write(reply + body)


def answer(target: str, customers: int) -> object:
    """What stands at `target`: Proofme's one identification, or Iron's list of customers and their identifications."""
    path, _, _ = target.partition("?")
    if path.startswith("/v1/identification/"):
        return {"identification": _build_proofme(path.rpartition("/")[2])}
    found = _IDENTIFICATIONS.search(path)
    if found is not None:
        return {"items": [_build_identification(found[1])]}
    if path.endswith("/customers"):
        return _build_page(target, customers)
    return {}


def _build_proofme(identification_id: str) -> dict[str, object]:
    return {
        "id": identification_id,
        "proofmeId": "8a6e0804-2bd0-4672-b79d-d97027f9071a",
        "description": "cc-7hx2k9qm4vza",
        "status": "PENDING",
        "myPageUrl": f"https://my.proofme.id/i/{identification_id}",
        "redirectUrl": None,
        "webhookUrl": None,
        "metadata": {"name": "Zoë van der Berg", "email": "zoe@example.com"},
        "mode": "TEST",
        "scannedAt": None,
        "createdAt": _CREATED,
        "updatedAt": _UPDATED,
    }


def _build_page(target: str, customers: int) -> dict[str, object]:
    match = _CURSOR.search(target)
    start = int(match[1]) if match is not None else 0
    end = min(start + PAGE_SIZE, customers)
    page: dict[str, object] = {"items": [_build_customer(number) for number in range(start, end)]}
    return {**page, "cursor": str(end)} if end < customers else page


def _build_customer(number: int) -> dict[str, object]:
    return {
        "id": f"c-{number:07d}",
        "name": f"Łukasz Nowak {number}",
        "email": f"p{number}@example.org",
        "external_id": f"ref-{number:07d}",
        "customer_type": "Person",
        "status": "Active",
        "identification_status": "Approved",
        "identification_ids": [f"i-c-{number:07d}"],
        "signing_ids": [],
        "created_at": _CREATED,
        "updated_at": _UPDATED,
    }


def _build_identification(customer_id: str) -> dict[str, object]:
    done = {"result": "Approved", "retry": False, "comment": None}
    return {
        "id": f"i-{customer_id}",
        "customer_id": customer_id,
        "status": "Approved",
        "url": None,
        "with_edd": False,
        "review_comment": None,
        "residence_country": "PL",
        "step_status": {"identity": done, "selfie": done},
        "created_at": _CREATED,
        "updated_at": _UPDATED,
    }


async def _serve(customers: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Connection(lambda target: answer(target, customers)), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{port}"}) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """`python -m console.bench.canned_server CUSTOMERS`."""
    asyncio.run(_serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
