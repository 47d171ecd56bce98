"""Identifiers: their alphabet and length suit every provider, and their randomness can be handed in."""

from __future__ import annotations

import random
import re

from console.base.ids import new_reference, new_uuid


def test_a_reference_is_short_ascii_and_unique() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(re.fullmatch(r"cc-[a-z0-9]{12}", reference) for reference in references)


def test_the_prefix_and_the_randomness_are_the_callers() -> None:
    first = new_reference("desk7", random.Random(3).choice)
    assert first.startswith("desk7-")
    assert first == new_reference("desk7", random.Random(3).choice)


def test_uuids_differ() -> None:
    assert new_uuid() != new_uuid()
