"""The C functions of PDFium, of which the library tells no types; imported inside the worker process only."""

from __future__ import annotations

from typing import Any, Final

import pypdfium2.raw  # pyright: ignore[reportMissingTypeStubs] - it carries no types

pdfium: Final[Any] = pypdfium2.raw
