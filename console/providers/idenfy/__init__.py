"""iDenfy: sessions made by token, results announced by signed webhooks."""

from __future__ import annotations

from typing import Final

TITLE: Final = "iDenfy"
"""What people call it; here, because a list of accounts needs nothing else of this package."""
