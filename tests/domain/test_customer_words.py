"""What customers are told: all of it in every language, each language a Qt Linguist file that Qt's own reader takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest

from console.base.paths import resource_path
from console.domain.customer_words import DISPLAY_LANGUAGES, Say, find_tag, read_customer_words

_TAGS: Final = tuple(tag for tag, _ in DISPLAY_LANGUAGES if tag != "en")
# The word on the frame is the same in all of them.
_SAME: Final = frozenset({Say.TEST})


def _file(tag: str) -> Path:
    return resource_path("translations", f"customer_{tag}.ts")


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    found = {path.name for path in resource_path("translations").glob("*.ts")}
    assert found == {f"customer_{tag}.ts" for tag in _TAGS}


@pytest.mark.parametrize("tag", _TAGS)
def test_everything_is_said_in_every_language(tag: str) -> None:
    words = read_customer_words(tag, _file(tag).read_bytes())
    assert set(words.texts) == {say.value for say in Say}
    for say in Say:
        text = words.say(say)
        assert text.strip() == text != ""
        assert text != say.value or say in _SAME
        assert text.endswith(".") == say.value.endswith("."), say
        assert "%" not in text
    assert words.is_right_to_left == (tag == "ar")


@pytest.mark.parametrize("tag", _TAGS)
def test_our_reader_and_a_real_one_read_the_same(tag: str) -> None:
    root = ElementTree.fromstring(_file(tag).read_text("utf-8"))
    assert root.attrib == {"version": "2.1", "sourcelanguage": "en", "language": tag}
    real = {
        message.findtext("source", ""): message.findtext("translation", "")
        for message in root.iter("message")
    }
    assert real == read_customer_words(tag, _file(tag).read_bytes()).texts
    assert all("type" not in each.attrib for each in root.iter("translation"))


def test_an_unfinished_message_is_said_in_english() -> None:
    document = (
        "<TS><context><message><source>Welcome</source><translation type='unfinished'>x</translation></message>"
        "<message><source>TEST</source><translation>a &amp; b</translation></message></context></TS>"
    )
    words = read_customer_words("de", document.encode())
    assert words.say(Say.WELCOME) == "Welcome"
    assert words.say(Say.TEST) == "a & b"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("de-AT", "de"), ("AR", "ar"), ("pt", "en"), ("", "en"), ("lt_LT", "lt"), ("en", "en")],
)
def test_the_nearest_language_is_taken(wanted: str, found: str) -> None:
    assert find_tag(wanted) == found
