"""Checkout.com Identities: applicants, identity verifications with attempts, PDF reports; no list of any kind."""

from __future__ import annotations

from typing import Final

TITLE: Final = "Checkout.com"
"""What people call it; here, because a list of accounts needs nothing else of this package."""
