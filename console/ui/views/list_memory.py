"""What a list remembers between two runs: its columns, order and filters; never what somebody typed, never a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, cast

from console.domain.saved_query import SavedQuery, read_words, to_words
from console.ui.models.filter_chips import NOBODY
from console.ui.models.list_layout import ListLayout, read_layout, to_text
from console.ui.toolkit.memory import WindowMemory

_COLUMNS: Final = "columns."
_FILTER: Final = "filter."


class ListMemory:
    """By the list's name, in the window's memory, which is a plain file."""

    def __init__(self, memory: WindowMemory) -> None:
        self._memory = memory

    def layout(self, name: str) -> ListLayout:
        """How the columns were arranged."""
        return read_layout(self._memory.text(_COLUMNS + name))

    def keep_layout(self, name: str, layout: ListLayout) -> None:
        """Remember how the columns are arranged."""
        self._memory.put(_COLUMNS + name, to_text(layout))

    def filter(self, name: str) -> SavedQuery | None:
        """What narrowed and ordered the list, None when nothing is remembered."""
        words = _read(self._memory.text(_FILTER + name))
        return read_words(words) if words else None

    def keep_filter(self, name: str, saved: SavedQuery) -> None:
        """Remember what narrows and orders the list, without typed words and without anybody's name.

        Whose rows "mine" are is known only after the first paint, so that is not remembered either.
        """
        kept = replace(saved.query, text="", assignees=saved.query.assignees & {NOBODY})
        self._memory.put(_FILTER + name, json.dumps(to_words(SavedQuery(kept, saved.days))))


def _read(text: str) -> Mapping[str, object]:
    try:
        document: object = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", document) if isinstance(document, dict) else {}
