"""The fonts a PDF of ours names, and whether they come along."""

from __future__ import annotations

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def find_fonts(reader: PdfReader) -> list[DictionaryObject]:
    """Every font of the file, whether a page uses it or not."""
    found = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return [each for each in found if isinstance(each, DictionaryObject) and each.get("/Type") == "/Font"]


def is_embedded(font: DictionaryObject) -> bool:
    """Whether a font's letters are in the file itself; one of the standard fonts has no descriptor at all."""
    return "/FontFile2" in str(font.get("/FontDescriptor"))
