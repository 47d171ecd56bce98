"""What an identification tells besides its state: nothing undocumented is lost on the way to a line."""

from __future__ import annotations

import pytest

from console.providers.proofme.details import build_details


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ({"provider": "EPASS", "key": "PHOTO", "required": True}, "EPASS PHOTO"),
        ({"provider": "EPASS", "key": "PHOTO", "required": False}, "EPASS PHOTO (optional)"),
        (
            {"provider": "EPASS", "key": "PHOTO", "required": False, "level": 2},
            "EPASS PHOTO (optional, level: 2)",
        ),
        (
            {"provider": "EPASS", "key": "PHOTO", "until": {"day": "2027"}},
            'EPASS PHOTO (until: {"day": "2027"})',
        ),
    ],
)
def test_what_a_template_asks_for_is_a_line_with_everything_in_it(wish: dict[str, object], line: str) -> None:
    document = {"proofme": {"requestedCredentials": {"credentials": [wish]}}}
    assert [fact.value for fact in build_details(document)] == [line]
