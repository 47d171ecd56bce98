"""What a customer is told, on the display and on paper, and in which languages; texts as marks, no Qt and no files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from html import unescape
from typing import Final, NamedTuple

SOURCE_TAG: Final = "en"
DISPLAY_LANGUAGES: Final[tuple[tuple[str, str], ...]] = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("nl", "Nederlands"),
    ("es", "Español"),
    ("lt", "Lietuvių"),
    ("pl", "Polski"),
    ("ar", "العربية"),
)
"""Tag and own name of each, in the order of the language switch."""

_RIGHT_TO_LEFT: Final = frozenset({"ar"})
_MESSAGE: Final = re.compile(r"<message>(.*?)</message>", re.DOTALL)
_SOURCE: Final = re.compile(r"<source>(.*?)</source>", re.DOTALL)
_TRANSLATION: Final = re.compile(r"<translation>(.*?)</translation>", re.DOTALL)


class Say(StrEnum):
    """Everything a customer may be told; the value is the English text."""

    WELCOME = "Welcome"
    WELCOME_MORE = "We will be with you in a moment."
    SCAN = "Scan this code with your phone"
    LEADS_TO = "The code leads to"
    REFERENCE = "Reference number"
    STEP_CAMERA = "Open your phone's camera."
    STEP_POINT = "Point it at the code and tap the link."
    STEP_FOLLOW = "Follow the steps on your phone."
    DIGITS = "Or type this number into the app"
    ONLY_HERE = "Practice only: this code works on this computer."
    NO_CODE = "The code cannot be shown here. Please ask at the desk."
    CONTINUE = "Continue on your phone"
    CONTINUE_MORE = "Follow the steps there. You can leave this screen alone."
    RECEIVED = "Thank you. We have received it."
    ONE_MORE_TRY = "One more try is needed, please wait."
    PLEASE_WAIT = "Please wait a moment."
    LANGUAGE = "Language"
    SLIP_KEEP = "Keep this slip to yourself: whoever scans the code acts in your name."
    SLIP_UNTIL = "Valid until"
    TEST = "TEST"


class CustomerWords(NamedTuple):
    """One language. A text without a translation is said in English."""

    tag: str
    texts: Mapping[str, str]

    @property
    def is_right_to_left(self) -> bool:
        """True where lines and layouts begin at the right."""
        return self.tag in _RIGHT_TO_LEFT

    def say(self, text: Say) -> str:
        """The text in this language."""
        return self.texts.get(text.value, text.value)


def find_tag(wanted: str) -> str:
    """The display language for a tag such as `de-AT` or `pt`; English for one there is not."""
    tag = wanted.replace("_", "-").partition("-")[0].lower()
    return tag if tag in dict(DISPLAY_LANGUAGES) else SOURCE_TAG


def read_customer_words(tag: str, document: bytes) -> CustomerWords:
    """A language from a Qt Linguist source file (.ts); unfinished messages are left out.

    Raises `UnicodeDecodeError`. The files are our own, one message to a source and no attributes inside a message
    but `type`: https://doc.qt.io/qt-6/linguist-ts-file-format.html
    """
    texts: dict[str, str] = {}
    for message in _MESSAGE.findall(document.decode("utf-8")):
        source, translation = _SOURCE.search(message), _TRANSLATION.search(message)
        if source is not None and translation is not None:
            texts[unescape(source[1])] = unescape(translation[1])
    return CustomerWords(tag, texts)
