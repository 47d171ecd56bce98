"""Who may be the second person: another one, here before, with a PIN from before; order by the log, not by a clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.second_person import SecondFacts, find_second_problem

MIA = SecondFacts("Mia Lind", "Otto", True, 3, 10, ((3, True),))


def test_another_person_with_an_older_pin_may() -> None:
    assert find_second_problem(MIA) == ""
    assert find_second_problem(replace(MIA, joined_entry=0, pin_changes=((9, True),))) == ""


def test_a_pin_that_its_owner_changed_since_is_still_theirs() -> None:
    assert find_second_problem(replace(MIA, pin_changes=((3, True), (12, True)))) == ""


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(MIA, decided_by="MÍA  lind"), "made it yourself"),
        (replace(MIA, is_here=False), "Nobody at this desk"),
        (replace(MIA, joined_entry=11, pin_changes=((11, True),)), "after this was decided"),
        (replace(MIA, joined_later=True), "after this was decided"),
        (replace(MIA, pin_changes=()), "you have none"),
        (replace(MIA, pin_changes=((3, True), (4, False))), "you have none"),
        (replace(MIA, pin_changes=((11, True),)), "younger than this decision"),
        (replace(MIA, pin_changes=((3, True), (11, False), (12, True))), "younger than this decision"),
        (replace(MIA, pin_changes=((3, True), (4, False), (11, True))), "younger than this decision"),
        (replace(MIA, decided_entry=0), "after this was decided"),
    ],
)
def test_nobody_else_may_and_the_sentence_says_why(facts: SecondFacts, words: str) -> None:
    assert words in find_second_problem(facts)
