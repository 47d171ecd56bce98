"""Words of a dossier: fields a person can read, whoever named them."""

from __future__ import annotations

import pytest

from console.papers.fonts import PaperFonts
from console.papers.typesetting import Typesetter
from console.services.dossier_words import field_text

_LABEL_WIDTH_PT = 132.0
_LABEL_SIZE_PT = 9.0


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("email", "E-mail"),
        ("place_of_birth", "Place of birth"),
        ("certifications.0.data.gpg45_profile", "Certifications \u203a 0 \u203a data \u203a gpg45 profile"),
        ("autoDocument", "AutoDocument"),
        ("", ""),
    ],
)
def test_a_field_is_told_in_words(field: str, words: str) -> None:
    assert field_text(field) == words


def test_a_path_is_broken_between_its_words() -> None:
    words = field_text("certifications.0.data.level_of_confidence")
    lines = Typesetter(PaperFonts()).build_lines(words, _LABEL_WIDTH_PT, _LABEL_SIZE_PT)
    assert len(lines) > 1
    assert " ".join(line.text for line in lines) == words
