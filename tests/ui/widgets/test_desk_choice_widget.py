"""What the desk makes: the form of the next customer is there at once, and nothing of the one before is in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from console.domain.account import AccountId
from console.domain.environment import Environment, ProviderId
from console.domain.provider import CreateField
from console.services.creation import FormField
from console.services.front_desk_values import DeskChoice, DeskMemory
from console.ui.toolkit.look import Look, current_look
from console.ui.widgets.desk_choice_widget import DeskChoiceWidget

FIELDS = tuple(
    FormField(CreateField(key, title), "") for key, title in (("name", "Name"), ("email", "E-mail"))
)
CHOICE = DeskChoice(
    AccountId("a"),
    "Desk",
    ProviderId("iron"),
    "Iron",
    Environment.TEST,
    (),
    FIELDS,
    FIELDS,
    uses_credits=False,
)


@pytest.fixture
def choice(look: Look) -> Iterator[DeskChoiceWidget]:
    """For somebody new, with one account."""
    made = DeskChoiceWidget()
    made.show()
    made.show_choices((CHOICE,), DeskMemory(AccountId("a")))
    yield made
    made.close()
    made.deleteLater()
    assert current_look() is look


def name_of(choice: DeskChoiceWidget) -> QLineEdit:
    editor = choice.form.editor("name")
    assert isinstance(editor, QLineEdit)
    return editor


def test_a_form_nobody_typed_in_is_not_made_again(choice: DeskChoiceWidget) -> None:
    editor = name_of(choice)
    choice.form.show_problems({"name": "Who is it?"})
    choice.show_person(None)
    choice.show_choices((CHOICE,), DeskMemory(AccountId("a")))
    assert name_of(choice) is editor
    assert choice.form.problem("name") == ""


def test_nothing_typed_for_the_one_before_can_be_brought_back(choice: DeskChoiceWidget) -> None:
    QTest.keyClicks(name_of(choice), "Bo")
    choice.show_person(None)
    assert name_of(choice).text() == ""
    QTest.keyClicks(name_of(choice), "Bo")
    for _ in "Bo":
        QTest.keyClick(name_of(choice), Qt.Key.Key_Backspace)
    choice.show_person(None)
    QTest.keyClick(name_of(choice), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert name_of(choice).text() == ""


def test_words_typed_in_the_search_are_filled_in(choice: DeskChoiceWidget) -> None:
    choice.show_person(None, "Bo Berg")
    assert choice.form.values() == {"name": "Bo Berg"}
    choice.show_person(None)
    assert choice.form.values() == {}
