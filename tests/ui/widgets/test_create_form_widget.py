"""The form alone: what is read from each kind of field and what counts as filled in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.domain.provider import CreateField, FieldKind
from console.services.creation import FormField
from console.ui.widgets.create_form_widget import CreateFormWidget
from console.ui.widgets.file_field_widget import FileFieldWidget
from tests.support.waiting import until

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


def test_only_what_was_filled_in_or_given_by_default_counts(form: CreateFormWidget) -> None:
    assert form.values() == {"journey": "usj_a", "address": "https://example.com/a,b", "on": "true"}
    _edit(form, "name").setText("  Ada ")
    _box(form, "kind").setCurrentText("Business")
    _box(form, "off").setCurrentText("Yes")
    _box(form, "on").setCurrentText("No")
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
    assert _box(form, "on").accessibleName() == "On & <on> (optional)"
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


def test_a_switch_is_yes_no_or_the_providers_to_decide(form: CreateFormWidget) -> None:
    box = _box(form, "on")
    assert [box.itemText(row) for row in range(box.count())] == ["Leave it to the provider", "Yes", "No"]
    box.setCurrentIndex(0)
    assert "on" not in form.values()


async def test_a_file_is_chosen_and_handed_on_as_base64(host: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    form = CreateFormWidget(host)
    form.show_fields((FormField(CreateField("proof", "Proof", FieldKind.FILE, required=True), ""),), {})
    form.resize(500, 200)
    form.show()
    assert form.find_problems(is_known_customer=False)
    editor = form.editor("proof")
    assert isinstance(editor, FileFieldWidget)
    (tmp_path / "proof.jpg").write_bytes(b"\xff\xd8picture")
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    await until(lambda: editor.findChild(QFileDialog))
    chooser = editor.findChild(QFileDialog)
    assert chooser is not None
    field = chooser.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(str(tmp_path / "proof.jpg"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(form.values)
    assert base64.b64decode(form.values()["proof"]) == b"\xff\xd8picture"
    assert "proof.jpg" in editor.note.text()


_MANY = (
    FormField(CreateField("name", "Name", required=True), ""),
    *(FormField(CreateField(f"flow_{n}", f"Flow {n}", group="Flow"), "") for n in range(12)),
    *(FormField(CreateField(f"limit_{n}", f"Limit {n}", group="Limits"), "") for n in range(12)),
    FormField(CreateField("needed", "Needed", required=True, group="Terms"), ""),
    FormField(CreateField("born", "Birth date", FieldKind.DATE, group="Person"), ""),
)


@pytest.fixture
def long_form(form: CreateFormWidget) -> CreateFormWidget:
    form.show_fields(_MANY, {})
    return form


def test_groups_are_closed_unless_something_in_them_is_needed(long_form: CreateFormWidget) -> None:
    assert long_form.editor("name").isVisible()
    assert long_form.editor("needed").isVisible()
    assert not long_form.editor("flow_3").isVisible()


def test_a_group_opens_and_closes_by_mouse_and_by_keyboard(long_form: CreateFormWidget, qtbot: QtBot) -> None:
    heading = long_form.section("Flow").heading
    qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
    assert long_form.editor("flow_3").isVisible()
    _edit(long_form, "flow_3").setText("x")
    qtbot.keyClick(heading, Qt.Key.Key_Space)
    assert not long_form.editor("flow_3").isVisible()
    assert "1 of 12" in heading.text()
    qtbot.keyClick(heading, Qt.Key.Key_Right)
    assert long_form.editor("flow_3").isVisible()
    qtbot.keyClick(heading, Qt.Key.Key_Left)
    assert not long_form.editor("flow_3").isVisible()
    assert long_form.values()["flow_3"] == "x"


def test_a_field_is_found_by_its_name_whatever_group_it_is_in(
    long_form: CreateFormWidget, qtbot: QtBot
) -> None:
    assert long_form.search.isVisible()
    qtbot.keyClicks(long_form.search, "limit_7")
    assert long_form.editor("limit_7").isVisible()
    assert not long_form.editor("limit_8").isVisible()
    assert not long_form.editor("name").isVisible()
    _edit(long_form, "limit_7").setText("3")
    long_form.search.setText("flow_2")
    assert long_form.editor("flow_2").isVisible()
    long_form.search.clear()
    assert long_form.editor("name").isVisible()
    assert not long_form.editor("flow_2").isVisible()
    assert long_form.editor("limit_7").isVisible()


def test_a_preset_fills_what_it_names_and_shows_it(long_form: CreateFormWidget) -> None:
    _edit(long_form, "flow_1").setText("mine")
    unknown = long_form.apply({"limit_2": "9", "gone": "1"})
    assert unknown == ("gone",)
    assert long_form.editor("limit_2").isVisible()
    assert (long_form.values()["limit_2"], long_form.values()["flow_1"]) == ("9", "mine")


def test_a_problem_behind_a_heading_opens_it(long_form: CreateFormWidget) -> None:
    _edit(long_form, "name").setText("Ada")
    _edit(long_form, "needed").setText("yes")
    _edit(long_form, "born").setText("yesterday")
    assert not long_form.editor("born").isVisible()
    assert long_form.show_problems(long_form.find_problems(is_known_customer=False))
    assert long_form.editor("born").isVisible()
    assert long_form.problem("born").startswith("Write the date")


def test_enter_in_the_search_goes_to_the_first_field_found(long_form: CreateFormWidget, qtbot: QtBot) -> None:
    qtbot.keyClicks(long_form.search, "limit")
    qtbot.keyClick(long_form.search, Qt.Key.Key_Return)
    assert long_form.editor("limit_0").hasFocus()


def test_escape_in_the_search_ends_the_search(long_form: CreateFormWidget, qtbot: QtBot) -> None:
    qtbot.keyClicks(long_form.search, "limit")
    qtbot.keyClick(long_form.search, Qt.Key.Key_Escape)
    assert long_form.search.text() == ""
    assert long_form.editor("name").isVisible()


def test_the_keyboard_goes_where_it_can_be_seen(long_form: CreateFormWidget, qtbot: QtBot) -> None:
    long_form.resize(500, 240)
    _edit(long_form, "name").setText("Ada")
    _edit(long_form, "needed").setText("yes")
    for title in ("Flow", "Limits"):
        long_form.section(title).set_open(is_open=True)
    for key in ("limit_11", "flow_0"):
        long_form.show_problems({key: "This is wrong."})
        qtbot.waitUntil(partial(_is_in_sight, long_form, key))
        assert long_form.search.isVisible()
        assert not long_form.search.visibleRegion().isEmpty()


def _is_in_sight(form: CreateFormWidget, key: str) -> bool:
    editor = form.editor(key)
    return editor.visibleRegion().boundingRect() == editor.rect()


def test_another_preset_takes_the_one_before_back_but_not_what_a_person_typed(
    long_form: CreateFormWidget,
) -> None:
    _edit(long_form, "flow_1").setText("mine")
    long_form.apply({"flow_1": "preset", "flow_2": "a", "flow_3": "b"})
    _edit(long_form, "flow_3").setText("typed over it")
    long_form.apply({"limit_2": "9"})
    assert long_form.values() == {"flow_1": "mine", "flow_3": "typed over it", "limit_2": "9"}
    long_form.apply({})
    assert long_form.values() == {"flow_1": "mine", "flow_3": "typed over it"}
