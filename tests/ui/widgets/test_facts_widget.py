"""Facts in a grid whose labels are kept from case to case: what they say, and that nothing of the one before stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtWidgets import QLabel

from console.domain.verification import Fact
from console.ui.models.facts import compare_facts
from console.ui.widgets.fact_sections_widget import FactSection, FactSectionsWidget
from console.ui.widgets.facts_widget import FactsWidget
from tests.support.screen import texts_of

_TOLD = (Fact("first_name", "Síle"), Fact("last_name", "Nowak"), Fact("email", "sile@mail.example"))
_FOUND = (Fact("first_name", "Sile"), Fact("last_name", "Kowalska"))


@pytest.fixture
async def facts() -> AsyncIterator[FactsWidget]:
    made = FactsWidget()
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
async def sections() -> AsyncIterator[FactSectionsWidget]:
    made = FactSectionsWidget()
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


def _all_texts(part: FactsWidget | FactSectionsWidget) -> str:
    """Everything a label holds, hidden ones too."""
    return "\n".join(label.text() + label.accessibleName() for label in part.findChildren(QLabel))


async def test_both_sides_and_what_differs_are_said(facts: FactsWidget) -> None:
    facts.show_facts(compare_facts(_TOLD, _FOUND))
    shown = texts_of(facts)
    assert {"Declared", "Verified", "Síle", "Sile", "Nowak", "Kowalska", "\N{EN DASH}", "differs"} <= set(
        shown
    )
    assert shown.count("differs") == 1


async def test_the_same_labels_say_what_comes_next_and_nothing_else(facts: FactsWidget) -> None:
    facts.show_facts(compare_facts(_TOLD, _FOUND))
    before = set(facts.findChildren(QLabel))
    facts.show_facts(compare_facts((), (Fact("birth_date", "1990-01-02"),)), one_sided=True)
    assert texts_of(facts) == ["Birth date", "1990-01-02"]
    assert set(facts.findChildren(QLabel)) == before
    held = _all_texts(facts)
    assert not [said for said in ("Síle", "Sile", "Nowak", "Kowalska", "mail", "differ") if said in held]


async def test_a_value_that_is_missing_looks_and_reads_like_one_until_it_is_told(facts: FactsWidget) -> None:
    facts.show_facts(compare_facts((Fact("email", "a@mail.example"),), ()))
    [missing] = [label for label in facts.findChildren(QLabel) if label.text() == "\N{EN DASH}"]
    assert (missing.property("role"), missing.accessibleName()) == ("muted", "not told")
    facts.show_facts(compare_facts((Fact("email", "a@mail.example"),), (Fact("email", "b@mail.example"),)))
    assert (missing.text(), missing.property("role")) == ("b@mail.example", "body")
    assert missing.accessibleName() == "b@mail.example"


async def test_groups_come_and_go_without_a_trace(sections: FactSectionsWidget) -> None:
    passport = FactSection("Document: passport (IE)", compare_facts((), (Fact("number", "P123"),)))
    record = FactSection("Record", compare_facts((), (Fact("email", "sile@mail.example"),)))
    sections.show_sections((passport, record))
    assert {"Document: passport (IE)", "P123", "Record"} <= set(texts_of(sections))
    sections.show_sections((record,))
    shown = texts_of(sections)
    assert shown[0] == "Record" and "sile@mail.example" in shown
    held = _all_texts(sections)
    assert "P123" not in held and "passport" not in held
