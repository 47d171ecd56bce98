"""The words a person reads on a hosted page, per language; draws nothing and knows no provider."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

from console.base.paths import resource_path

_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language. `buttons` are by step; what only the simulator's user decides stays in English."""

    verify: str
    finished: str
    name: str
    state: str
    closing: str
    go_on: str
    buttons: Mapping[str, str]


def find_words(language: str) -> PageWords:
    """The words for a language tag such as `de` or `pt_BR`; English where there are none."""
    known = _load_words()
    return known.get(language.replace("_", "-").partition("-")[0].lower(), known[_ENGLISH])


@cache
def _load_words() -> Mapping[str, PageWords]:
    text = resource_path("simulator", "hosted_words.json").read_text("utf-8")
    tables = cast("dict[str, dict[str, object]]", json.loads(text))
    return {language: _to_words(table) for language, table in tables.items()}


def _to_words(table: Mapping[str, object]) -> PageWords:
    told = {key: str(value) for key, value in table.items() if key != "buttons"}
    return PageWords(**told, buttons=cast("dict[str, str]", table["buttons"]))
