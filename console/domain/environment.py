"""Which provider an account belongs to and in which of its worlds; alone, because everything names them."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

ProviderId = NewType("ProviderId", str)


class Environment(StrEnum):
    """Which world an account's credentials belong to."""

    TEST = "test"
    LIVE = "live"
    SIMULATOR = "simulator"
