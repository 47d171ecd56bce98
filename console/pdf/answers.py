"""What the worker says, read with suspicion: it has read hostile bytes, so every answer is checked before it is used."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import Final

from console.pdf.messages import (
    Area,
    Bitmap,
    BrokenPipeMessage,
    Hit,
    HitSlice,
    Message,
    OutlineEntry,
    PageText,
    PdfInfo,
)

_BYTES_A_PIXEL: Final = 4
_FLOATS_A_BOX: Final = 4


def to_info(answer: Message) -> PdfInfo:
    """Raises BrokenPipeMessage, like everything here."""
    sides = answer.numbers("sides")
    if len(sides) % 2 or min(sides, default=1.0) <= 0:
        raise BrokenPipeMessage("sides")
    sizes = tuple(zip(sides[::2], sides[1::2], strict=True))
    return PdfInfo(len(sizes), sizes, to_text(answer))


def to_text(answer: Message) -> str:
    """The body as text."""
    return answer.body.decode("utf-8", "replace")


def to_page_text(answer: Message) -> PageText:
    """Letters, and as many boxes behind them."""
    letter_bytes = answer.whole("letter_bytes")
    if not 0 <= letter_bytes <= len(answer.body):
        raise BrokenPipeMessage("letters")
    text = answer.body[:letter_bytes].decode("utf-8", "replace")
    boxes = array("f")
    try:
        boxes.frombytes(answer.body[letter_bytes:])
    except ValueError as error:
        raise BrokenPipeMessage("boxes") from error
    if len(boxes) != len(text) * _FLOATS_A_BOX:
        raise BrokenPipeMessage("boxes")
    return PageText(text, boxes)


def to_hits(answer: Message) -> HitSlice:
    """Places with what stands around them."""
    columns = tuple(answer.wholes(name) for name in ("pages", "starts", "lengths", "counts"))
    lines, sides = answer.words("lines"), answer.numbers("sides")
    counts = columns[3]
    if any(len(column) != len(lines) for column in columns) or min(counts, default=0) < 0:
        raise BrokenPipeMessage("hits")
    if sum(counts) * 4 != len(sides):
        raise BrokenPipeMessage("sides")
    areas = (Area(*sides[start : start + 4]) for start in range(0, len(sides), 4))
    rows = zip(*columns, lines, strict=True)
    hits = tuple(
        Hit(page, tuple(islice(areas, count)), line, start, length)
        for page, start, length, count, line in rows
    )
    return HitSlice(hits, answer.whole("next"))


def to_outline(answer: Message) -> tuple[OutlineEntry, ...]:
    """Lines of a table of contents."""
    levels, pages, titles = answer.wholes("levels"), answer.wholes("pages"), answer.words("titles")
    if not len(levels) == len(pages) == len(titles):
        raise BrokenPipeMessage("outline")
    return tuple(
        OutlineEntry(level, title, page) for level, title, page in zip(levels, titles, pages, strict=True)
    )


def to_bitmap(answer: Message) -> Bitmap:
    """Pixels that are as many as they say."""
    made = Bitmap(answer.whole("width"), answer.whole("height"), answer.whole("stride"), answer.body)
    fits = 0 < made.width * _BYTES_A_PIXEL <= made.stride and made.stride * made.height == len(made.pixels)
    if not fits:
        raise BrokenPipeMessage("pixels")
    return made
