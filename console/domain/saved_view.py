"""A list's filter that a person gave a name; a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from console.domain.saved_query import SavedQuery

LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class SavedView:
    """`shown_in` is the name of the list it belongs to; `position` its place among that list's views."""

    number: int
    shown_in: str
    name: str
    saved: SavedQuery
    position: int
