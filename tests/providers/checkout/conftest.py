"""The account at the running simulator that tests of the client share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.checkout import CheckoutDesk, open_checkout
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator) -> AsyncIterator[CheckoutDesk]:
    """By its secret key."""
    async with open_checkout(quiet_simulator) as opened:
        yield opened
