"""Names of the views that are built, as the command line spells them; no Qt, so that a check comes before a window."""

from __future__ import annotations

from typing import Final

from console.domain.errors import InputInvalid

FIRST_LIST: Final = "verifications"
QUICK_OPEN: Final = "quick-open"
LABELS: Final = "labels"
OVER_VIEWS: Final = (QUICK_OPEN, LABELS)
"""Windows of their own over whatever view is shown."""
LIST_VIEWS: Final = ("inbox", "customers", "verifications")
WORK_VIEWS: Final = ("insights", "activity")
RAIL_VIEWS: Final = (*LIST_VIEWS, "reports", *WORK_VIEWS, "settings")
# The page of a person, all suggested links, and the verifications of a person beside each other.
PEOPLE_VIEWS: Final = ("customer", "links", "compare")
DETAIL_TABS: Final = ("overview", "timeline", "risk", "report", "notes", "raw")
BUILT_VIEWS: Final = (*RAIL_VIEWS, "verification", *PEOPLE_VIEWS, "first-run", LABELS, QUICK_OPEN)


def read_view(name: str) -> tuple[str, str]:
    """Split `verification:TAB` into view and tab. Raises `InputInvalid` for a view or tab that is not built."""
    view, _, tab = name.partition(":")
    known = view in BUILT_VIEWS and (not tab or (view == "verification" and tab in DETAIL_TABS))
    if not known:
        tabs = "|".join(DETAIL_TABS)
        there = ", ".join(f"verification[:{tabs}]" if one == "verification" else one for one in BUILT_VIEWS)
        raise InputInvalid(f"There is no view {name!r} yet. Views: {there}.", field="view")
    return view, tab
