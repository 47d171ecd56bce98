"""The form alone: what is read from each kind of field and what counts as filled in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from console.domain.provider import CreateField, FieldKind
from console.services.creation import FormField
from console.ui.widgets.create_form_widget import CreateFormWidget

_FIELDS = (
    FormField(CreateField("name", "Name", required=True, max_characters=5), ""),
    FormField(CreateField("born", "Birth date", FieldKind.DATE), ""),
    FormField(CreateField("kind", "Kind", FieldKind.CHOICE, choices=("Person", "Business")), ""),
    FormField(CreateField("journey", "Journey", setting="journeys"), "usj_a, usj_b"),
    FormField(CreateField("address", "Address", setting="address"), "https://example.com/a,b"),
    FormField(CreateField("off", "Off", FieldKind.SWITCH), ""),
    FormField(CreateField("on", "On & <on>", FieldKind.SWITCH, setting="on"), "yes"),
)


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[CreateFormWidget]:
    made = CreateFormWidget()
    made.resize(500, 600)
    made.show_fields(_FIELDS, {})
    qtbot.addWidget(made)
    made.show()
    yield made
    made.hide()


def _edit(form: CreateFormWidget, key: str) -> QLineEdit:
    editor = form.editor(key)
    assert isinstance(editor, QLineEdit)
    return editor


def _box(form: CreateFormWidget, key: str) -> QComboBox:
    editor = form.editor(key)
    assert isinstance(editor, QComboBox)
    return editor


def _switch(form: CreateFormWidget, key: str) -> QCheckBox:
    editor = form.editor(key)
    assert isinstance(editor, QCheckBox)
    return editor


def test_only_what_was_filled_in_or_given_by_default_counts(form: CreateFormWidget) -> None:
    assert form.values() == {"journey": "usj_a", "address": "https://example.com/a,b", "on": "true"}
    _edit(form, "name").setText("  Ada ")
    _box(form, "kind").setCurrentText("Business")
    _switch(form, "off").setChecked(True)
    _switch(form, "on").setChecked(False)
    values = form.values()
    assert (values["name"], values["kind"], values["off"], values["on"]) == (
        "Ada",
        "Business",
        "true",
        "false",
    )


def test_one_of_several_defaults_is_chosen_or_another_is_typed(form: CreateFormWidget) -> None:
    journeys = _box(form, "journey")
    assert [journeys.itemText(row) for row in range(1, journeys.count())] == ["usj_a", "usj_b"]
    journeys.setCurrentIndex(2)
    assert form.values()["journey"] == "usj_b"
    journeys.setEditText("usj_other")
    assert form.values()["journey"] == "usj_other"


def test_problems_stand_at_their_fields_and_the_first_gets_the_keyboard(form: CreateFormWidget) -> None:
    _edit(form, "name").setText("far too long")
    _edit(form, "born").setText("yesterday")
    problems = form.find_problems(is_known_customer=False)
    assert problems["name"] == "At most 5 characters; these are 12."
    assert form.show_problems(problems)
    assert form.problem("born").startswith("Write the date")
    assert bool(_edit(form, "born").property("wrong"))
    form.clear_problems()
    assert form.problem("born") == ""
    assert not form.show_problems({"no_such_field": "Somewhere else."})


def test_a_known_customer_may_lack_what_a_new_one_needs(form: CreateFormWidget) -> None:
    assert set(form.find_problems(is_known_customer=False)) == {"name"}
    assert form.find_problems(is_known_customer=True) == {}


def test_every_field_names_itself_for_a_screen_reader(form: CreateFormWidget) -> None:
    assert _edit(form, "name").accessibleName() == "Name"
    assert _switch(form, "on").accessibleName() == "On & <on> (optional)"
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in form.findChildren(QLabel))


def test_scrolling_over_a_choice_does_not_change_it(form: CreateFormWidget) -> None:
    box = _box(form, "kind")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    form.editor("name").setFocus()
    QApplication.sendEvent(box, turn)
    assert box.currentIndex() == 0
