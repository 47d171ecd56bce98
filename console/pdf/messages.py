"""What goes through the pipe between console and PDF worker: framed JSON headers with raw bytes behind them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol, cast

MAX_HEADER_BYTES: Final = 4 * 1024 * 1024
MAX_BODY_BYTES: Final = 256 * 1024 * 1024
_LENGTHS: Final = struct.Struct(">II")

HeaderValue = str | int | float | bool | list[float] | list[int]
Header = Mapping[str, HeaderValue]


class ReadablePipe(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class WritablePipe(Protocol):
    def write(self, data: bytes | memoryview, /) -> int | None: ...
    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PdfInfo:
    """An opened document; sizes are width and height in points (1/72 inch), page by page."""

    pages: int
    sizes_pt: tuple[tuple[float, float], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Where something stands on a page: points from the page's left and top edge as it is shown."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page, counted from 0, on which the words searched for stand; `areas` may be empty where nobody knows where."""

    page: int
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Bitmap:
    """One page as pixels: rows of `stride` bytes, four bytes a pixel in the order blue, green, red, alpha."""

    width: int
    height: int
    stride: int
    pixels: bytes

    def __repr__(self) -> str:
        return f"Bitmap({self.width} x {self.height})"


@dataclass(frozen=True, slots=True)
class Message:
    """One request or one answer."""

    header: Header
    body: bytes = b""

    def word(self, name: str) -> str:
        """Raises BrokenPipeMessage."""
        value = self.header.get(name)
        if not isinstance(value, str):
            raise BrokenPipeMessage(name)
        return value

    def number(self, name: str) -> float:
        """Raises BrokenPipeMessage."""
        value = self.header.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BrokenPipeMessage(name)
        return value

    def whole(self, name: str) -> int:
        """Raises BrokenPipeMessage."""
        value = self.number(name)
        if not isinstance(value, int):
            raise BrokenPipeMessage(name)
        return value

    def numbers(self, name: str) -> tuple[float, ...]:
        """Raises BrokenPipeMessage."""
        value = self.header.get(name)
        if not isinstance(value, list):
            raise BrokenPipeMessage(name)
        return tuple(value)


class BrokenPipeMessage(Exception):
    """The pipe ended, or what came through it is not a message."""


def write_message(pipe: WritablePipe, header: Header, body: bytes | memoryview = b"") -> None:
    """Raises OSError when the other end is gone."""
    packed = json.dumps(header).encode()
    pipe.write(_LENGTHS.pack(len(packed), len(body)))
    pipe.write(packed)
    pipe.write(body)
    pipe.flush()


def read_message(pipe: ReadablePipe) -> Message:
    """Block until a whole message came. Raises BrokenPipeMessage, OSError."""
    header_bytes, body_bytes = _LENGTHS.unpack(_read_exactly(pipe, _LENGTHS.size))
    if header_bytes > MAX_HEADER_BYTES or body_bytes > MAX_BODY_BYTES:
        raise BrokenPipeMessage("lengths")
    try:
        header = json.loads(_read_exactly(pipe, header_bytes))
    except ValueError as error:
        raise BrokenPipeMessage("header") from error
    if not isinstance(header, dict):
        raise BrokenPipeMessage("header")
    return Message(cast("Header", header), _read_exactly(pipe, body_bytes))


def _read_exactly(pipe: ReadablePipe, size: int) -> bytes:
    part = pipe.read(size) or b""
    if len(part) == size:
        return part
    whole = bytearray(part)
    while len(whole) < size:
        part = pipe.read(size - len(whole))
        if not part:
            raise BrokenPipeMessage("end")
        whole += part
    return bytes(whole)
