"""What can be asked about saved views; plain SQL."""

from __future__ import annotations

import json
from typing import cast

from console.domain.saved_query import read_words
from console.domain.saved_view import SavedView
from console.store.queries.list_queries import ListQueries


class SavedViewQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_views(self) -> tuple[SavedView, ...]:
        """Every saved view, those of one list in their order."""
        found = self._all(
            "SELECT number, list, name, query, position FROM saved_view ORDER BY position, number"
        )
        return tuple(
            SavedView(
                number, shown_in, name, read_words(cast("dict[str, object]", json.loads(query))), position
            )
            for number, shown_in, name, query, position in found
        )
