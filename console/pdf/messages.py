"""What goes through the pipe between console and PDF worker: framed JSON headers with raw bytes behind them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

MAX_HEADER_BYTES: Final = 4 * 1024 * 1024
MAX_BODY_BYTES: Final = 256 * 1024 * 1024
_LENGTHS: Final = struct.Struct(">II")

HeaderValue = str | int | float | bool | list[float] | list[int] | list[str]
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
class Hit:
    """One place at which the words searched for stand, on a page counted from 0.

    `areas` has one area a line, and none where nobody knows where. `line` is what stands around the words, which begin at
    `start` in it and are `length` characters long.
    """

    page: int
    areas: tuple[Area, ...] = ()
    line: str = ""
    start: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class HitSlice:
    """What a slice of a search found; the search goes on at `next_page`, which is the number of pages at the end."""

    hits: tuple[Hit, ...]
    next_page: int


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of a document's table of contents; `page` counts from 0 and is -1 where the document names none."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page in reading order and where each stands: left, top, right, bottom, in points as shown.

    A character that the library made up (a line's end) has an empty box.
    """

    text: str
    boxes: Sequence[float] = ()

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of one character."""
        left, top, right, bottom = self.boxes[index * 4 : index * 4 + 4]
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a drawn page in pixels from its left and top edge."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A page or a part of it as pixels: rows of `stride` bytes, four bytes a pixel in the order blue, green, red, alpha."""

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
        if not all(isinstance(each, int | float) for each in value):
            raise BrokenPipeMessage(name)
        return tuple(cast("list[float]", value))

    def wholes(self, name: str) -> tuple[int, ...]:
        """Raises BrokenPipeMessage."""
        value = self.numbers(name)
        if not all(isinstance(each, int) for each in value):
            raise BrokenPipeMessage(name)
        return cast("tuple[int, ...]", value)

    def words(self, name: str) -> tuple[str, ...]:
        """Raises BrokenPipeMessage."""
        value = self.header.get(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise BrokenPipeMessage(name)
        return tuple(cast("list[str]", value))


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
