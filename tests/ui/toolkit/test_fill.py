"""Values from outside cannot disturb the sentence they are put into."""

from __future__ import annotations

from console.ui.toolkit.fill import fill


def test_values_take_their_places_whatever_the_order_of_the_sentence() -> None:
    assert fill("%2 at %1", "Iron", "Hannah") == "Hannah at Iron"


def test_a_value_that_looks_like_a_place_stays_as_it_came() -> None:
    assert fill("%1 accepted %2.", "100 %2", "the keys") == "100 %2 accepted the keys."


def test_a_place_without_a_value_is_still_a_sentence() -> None:
    assert fill("At most %1 of %2.", 3) == "At most 3 of %2."
