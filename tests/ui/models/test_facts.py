"""Declared beside verified: what counts as different and what does not."""

from __future__ import annotations

import pytest

from console.domain.verification import Fact
from console.ui.models.facts import Agreement, compare_facts


@pytest.mark.parametrize(
    ("declared", "verified", "agreement"),
    [
        ("Zoë van der Berg", "ZOE VAN DER BERG", Agreement.SAME),
        ("  Ada   Muster ", "Ada Muster", Agreement.SAME),
        ("山田 太郎", "太郎 山田", Agreement.SAME),
        ("Zoë van der Berg", "VAN DER BERG, ZOE", Agreement.SAME),
        ("Ada Ada", "Ada", Agreement.DIFFERENT),
        ("Łukasz", "Lukas", Agreement.DIFFERENT),
        ("1988-11-23", "1988-11-32", Agreement.DIFFERENT),
        ("Юлія Ґалаґан", "YULIIA GALAGAN", Agreement.OTHER_SCRIPT),
        ("Юлія Ґалаґан", "Юлія Галаган", Agreement.DIFFERENT),
        ("山田 太郎", "TARO YAMADA", Agreement.OTHER_SCRIPT),
        ("1988-11-23", "Юлія", Agreement.DIFFERENT),
        ("Ada", "", Agreement.ONE_SIDED),
        ("", "Ada", Agreement.ONE_SIDED),
    ],
)
def test_writing_makes_no_difference_and_content_does(
    declared: str, verified: str, agreement: Agreement
) -> None:
    [fact] = compare_facts((Fact("full_name", declared),), (Fact("full_name", verified),))
    assert fact.agreement is agreement
    assert (fact.declared, fact.verified) == (declared, verified)


def test_every_field_comes_once_who_it_is_first_then_the_verified_ones() -> None:
    facts = compare_facts(
        (Fact("email", "a@example.com"), Fact("full_name", "Ada")),
        (Fact("step_selfie", "Approved"), Fact("birth_date", "1988-11-23"), Fact("full_name", "Ada")),
    )
    assert [fact.field for fact in facts] == ["full_name", "birth_date", "step_selfie", "email"]


def test_only_the_parts_of_a_name_may_stand_in_another_order() -> None:
    [fact] = compare_facts((Fact("address", "Main 12 Berlin"),), (Fact("address", "Berlin 12 Main"),))
    assert fact.agreement is Agreement.DIFFERENT
