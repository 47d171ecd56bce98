"""Proofme: identifications shared from the customer's app, results encrypted for the organisation."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Proofme"
"""What people call it; here, because a list of accounts needs nothing else of this package."""
