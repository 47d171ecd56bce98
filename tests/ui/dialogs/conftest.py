"""A new profile and the account form over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.bootstrap import OpenConsole, open_console


@pytest.fixture
async def empty_console(tmp_path: Path) -> AsyncIterator[OpenConsole]:
    """A new simulator profile without an account."""
    opened = await asyncio.to_thread(open_console, tmp_path / "empty", simulator=True)
    yield opened
    await opened.aclose()
