"""The languages of the customer display, read when first shown; the staff's own language is not theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt

from console.base.paths import resource_path
from console.domain.customer_words import (
    DISPLAY_LANGUAGES,
    SOURCE_TAG,
    CustomerWords,
    find_tag,
    read_customer_words,
)

__all__ = ["DISPLAY_LANGUAGES", "Languages", "to_direction"]


class Languages:
    """Keeps what was read, so that changing the language is instant."""

    def __init__(self) -> None:
        self._read: dict[str, CustomerWords] = {SOURCE_TAG: CustomerWords(SOURCE_TAG, {})}

    def words(self, tag: str) -> CustomerWords:
        """The words of a language, English for a tag there is not."""
        known = find_tag(tag)
        found = self._read.get(known)
        if found is None:
            document = resource_path("translations", f"customer_{known}.ts").read_bytes()
            found = self._read[known] = read_customer_words(known, document)
        return found


def to_direction(words: CustomerWords) -> Qt.LayoutDirection:
    """How a layout runs in that language."""
    return Qt.LayoutDirection.RightToLeft if words.is_right_to_left else Qt.LayoutDirection.LeftToRight
