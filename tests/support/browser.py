"""Opens a hosted page and presses its buttons as a customer's phone would; knows nothing of the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

_DEADLINE_S = 20
_MOST_REDIRECTS = 5


@dataclass(slots=True)
class Page:
    """What a customer sees: the heading, and what the buttons send, in their order."""

    title: str = ""
    steps: list[str] = field(default_factory=list[str])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.page.steps.append(dict(attrs).get("value") or "")
        self._in_heading = tag == "h1"

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.page.title += data
            self._in_heading = False


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    location: str
    text: str


def open_page(url: str) -> Page:
    """Open a link, following where it leads. Raises `AssertionError` when there is no page."""
    return _read(_follow(url))[1]


def finish(url: str) -> Page:
    """Open the link and press what a customer presses, and then what the provider decides; the last page."""
    here, page = _read(_follow(url))
    for step in ("capture", "submit", "approve"):
        if step in page.steps:
            here, page = _press(here, step)
    return page


def _press(url: str, step: str) -> tuple[str, Page]:
    """Press the button that sends `step`; the page that follows."""
    reply = _exchange(url, "POST", urlencode({"step": step}).encode())
    assert reply.status == HTTPStatus.SEE_OTHER, reply
    return _read(_follow(urljoin(url, reply.location)))


def _follow(url: str) -> tuple[str, _Reply]:
    for _ in range(_MOST_REDIRECTS):
        reply = _exchange(url, "GET")
        if reply.status not in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT):
            return url, reply
        url = urljoin(url, reply.location)
    raise AssertionError(f"{url} leads in a circle")


def _read(opened: tuple[str, _Reply]) -> tuple[str, Page]:
    url, reply = opened
    assert reply.status == HTTPStatus.OK, reply
    reader = _Reader()
    reader.feed(reply.text)
    return url, reader.page


def _exchange(url: str, method: str, body: bytes | None = None) -> _Reply:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_DEADLINE_S)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = connection.getresponse()
        return _Reply(answer.status, answer.getheader("location") or "", answer.read().decode("utf-8"))
    finally:
        connection.close()
