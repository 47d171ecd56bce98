"""What the viewer is measured beside: the library in this very process, and poppler's own program; shows nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

_RESOLUTION: Final = 110


class BarePdf:
    """A document in the library, without a process, a window or a vault."""

    def __init__(self, body: bytes) -> None:
        import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it carries no types

        self._pdf: Any = cast(Any, pypdfium2.PdfDocument(body))

    def render_ms(self, page: int, scale: float) -> float:
        """Milliseconds to make one page's pixels."""
        return _time_ms(lambda: self._pdf[page].render(scale=scale, may_draw_forms=False))

    def search_ms(self, words: str) -> float:
        """Milliseconds to find words in every page, with their places."""
        return _time_ms(lambda: self._search(words))

    def _search(self, words: str) -> None:
        for page in range(len(self._pdf)):
            text = self._pdf[page].get_textpage()
            text.get_text_bounded()
            searcher = text.search(words)
            while (found := searcher.get_next()) is not None:
                for number in range(text.count_rects(*found)):
                    text.get_rect(number)


def first_page_ms(program: str, paper: Path, target: Path) -> float:
    """Milliseconds of `pdftoppm -f 1 -l 1 -r 110`, from its start to its end."""
    resolution = str(_RESOLUTION)
    command = [program, "-f", "1", "-l", "1", "-r", resolution, str(paper), str(target)]
    return _time_ms(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603 - poppler's own program


def _time_ms(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1000.0
