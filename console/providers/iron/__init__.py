"""Iron: customers with identifications, a hosted link each, decided by Iron; no report resource."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Iron"
"""What people call it; here, because a list of accounts needs nothing else of this package."""
