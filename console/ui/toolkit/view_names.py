"""Names of the views that are built, as the command line spells them; no Qt, so that a check comes before a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from console.domain.errors import InputInvalid

FIRST_LIST: Final = "verifications"
QUICK_OPEN: Final = "quick-open"
LABELS: Final = "labels"
LIBRARY: Final = "report-search"
OVER_VIEWS: Final = (QUICK_OPEN, LABELS, LIBRARY)
"""Windows of their own over whatever view is shown."""
LIST_VIEWS: Final = ("inbox", "customers", "verifications")
FRONT_DESK: Final = "front-desk"
WORK_VIEWS: Final = (FRONT_DESK, "insights", "activity")
RAIL_VIEWS: Final = (*LIST_VIEWS, FRONT_DESK, "reports", "insights", "activity", "settings")
# The page of a person, all suggested links, and the verifications of a person beside each other.
PEOPLE_VIEWS: Final = ("customer", "links", "compare")
# What stands in front of the clerk: nobody yet, the code of somebody who is still waiting for it, or how that ended.
DESK_STATES: Final = ("find", "code", "outcome")
DETAIL_TABS: Final = ("overview", "timeline", "risk", "documents", "report", "notes", "raw")
BUILT_VIEWS: Final = (*RAIL_VIEWS, "verification", *PEOPLE_VIEWS, "first-run", *OVER_VIEWS)

_TABS: Final[Mapping[str, tuple[str, ...]]] = {"verification": DETAIL_TABS, FRONT_DESK: DESK_STATES}


def read_view(name: str) -> tuple[str, str]:
    """Split `verification:TAB` into view and tab. Raises `InputInvalid` for a view or tab that is not built."""
    view, _, tab = name.partition(":")
    if view not in BUILT_VIEWS or (tab and tab not in _TABS.get(view, ())):
        there = ", ".join(f"{one}[:{'|'.join(_TABS[one])}]" if one in _TABS else one for one in BUILT_VIEWS)
        raise InputInvalid(f"There is no view {name!r} yet. Views: {there}.", field="view")
    return view, tab
