"""Buttons, questions, faces, badges, clipboard and memory with real widgets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.base.paths import resource_path
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.risk import Severity
from console.ui.toolkit.badges import Badge, BadgePainter
from console.ui.toolkit.clipboard import clear_secret, copy_secret, copy_text
from console.ui.toolkit.controls import IdField, make_button, make_line_edit, set_wrong
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.questions import ask
from console.ui.toolkit.theme import ThemeName
from tests.support.waiting import until


@pytest.mark.parametrize("path", sorted(resource_path("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_in_the_colour_it_is_given(look: Look, path: Path) -> None:
    image = look.pixmap(path.stem, "#FF0000", 20, 2.0).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    assert image.width() == 40
    seen = {
        image.pixelColor(x, y).name()
        for x in range(40)
        for y in range(40)
        if image.pixelColor(x, y).alpha() > 200
    }
    assert seen == {"#ff0000"}


def test_an_icon_we_do_not_have_is_an_error(look: Look) -> None:
    for name in ("no-such", "../style/tokens"):
        with pytest.raises(FileNotFoundError):
            look.pixmap(name, "#FF0000", 16, 1.0)


@pytest.mark.parametrize("theme", list(ThemeName))
def test_badges_carry_colour_shape_and_word(look: Look, qtbot: QtBot, theme: ThemeName) -> None:
    look.set_theme(theme)
    badge = Badge()
    qtbot.addWidget(badge)
    widths = set[int]()
    for phase in Phase:
        badge.show_phase(phase)
        badge.show()
        image = badge.grab().toImage()
        pair = look.theme.phase(phase)
        colors = {
            image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())
        }
        assert {pair.ground, pair.text} <= colors
        assert badge.accessibleName()
        widths.add(badge.width())
    assert len(widths) > 3
    badge.show_severity(Severity.HIGH, "3")
    assert badge.accessibleName() == "3"
    badge.show_environment(Environment.TEST)
    assert badge.accessibleName() == "TEST"


def test_badges_are_painted_once_per_ratio(look: Look) -> None:
    painter = BadgePainter(look)
    first = painter.phase(Phase.APPROVED, 1.0)
    assert painter.phase(Phase.APPROVED, 1.0) is first
    assert painter.phase(Phase.APPROVED, 2.0).width() == pytest.approx(first.width() * 2, abs=2)


def test_a_button_names_itself_and_its_icon_follows_the_theme(look: Look, qtbot: QtBot) -> None:
    button = make_button("", "quiet", "copy", tooltip="Copy")
    qtbot.addWidget(button)
    before = button.icon().pixmap(16, 16).toImage()
    look.set_theme(ThemeName.DARK)
    assert button.accessibleName() == "Copy"
    assert button.icon().pixmap(16, 16).toImage() != before
    button.deleteLater()


def test_a_focused_button_has_a_ring_in_the_accent(look: Look, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    button = make_button("Show QR", parent=host)
    button.resize(120, 32)
    other = make_button("Other", parent=host)
    host.show()
    host.activateWindow()
    other.setFocus()
    edge = QPoint(60, 1)
    before = QColor(button.grab().toImage().pixel(edge))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    after = QColor(button.grab().toImage().pixel(edge))
    assert after.name().upper() == look.theme.colors["accent"]
    assert before != after


def test_a_secret_field_shows_dots() -> None:
    edit = make_line_edit("Key", secret=True)
    edit.setText("sk_live")
    assert edit.displayText() != "sk_live"
    set_wrong(edit, wrong=True)
    assert edit.property("wrong") is True
    edit.deleteLater()


def test_copying_an_id_copies_it_whole(qtbot: QtBot) -> None:
    field = IdField("0198f3a244aa7c1e9d3b", short=True)
    qtbot.addWidget(field)
    label = field.findChild(QLabel)
    button = field.findChild(QPushButton)
    assert label is not None
    assert label.text() == "0198f3a2…9d3b"
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "0198f3a244aa7c1e9d3b"


def test_a_copied_secret_is_taken_back_but_not_what_came_after_it() -> None:
    copy_secret("https://example.org/s/abc")
    assert QGuiApplication.clipboard().text() == "https://example.org/s/abc"
    clear_secret()
    assert QGuiApplication.clipboard().text() == ""
    copy_secret("https://example.org/s/abc")
    copy_text("mine")
    clear_secret()
    assert QGuiApplication.clipboard().text() == "mine"


@pytest.mark.parametrize(("verb", "answer"), [("Remove", True), ("Keep", False)])
async def test_a_question_is_awaited_while_tasks_go_on(qtbot: QtBot, verb: str, answer: bool) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    question = asyncio.ensure_future(ask(host, "Remove <b>x</b>?", "It is gone then.", "Remove", "Keep"))
    await until(lambda: host.findChild(QMessageBox))
    await asyncio.gather(*(work(number) for number in range(100)))
    box = host.findChild(QMessageBox)
    assert box is not None
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert len(done) == 100
    button = next(one for one in box.buttons() if one.text() == verb)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert await question is answer


async def test_escape_answers_a_question_with_no(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    question = asyncio.ensure_future(ask(host, "Sure?", "", "Remove", "Keep"))
    await until(lambda: host.findChild(QMessageBox))
    box = host.findChild(QMessageBox)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert await question is False


def test_faces_say_what_to_do_and_keep_old_content_in_trouble(qtbot: QtBot) -> None:
    content = QLabel()
    stack = FaceStack(content)
    qtbot.addWidget(stack)
    stack.show()
    pressed: list[bool] = []
    stack.triggered.connect(lambda: pressed.append(True))
    stack.show_face(Face("Nothing here", "Do this.", "Begin"))
    assert not stack.is_content_shown()
    button = next(one for one in stack.findChildren(QPushButton) if one.text() == "Begin" and one.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    stack.show_trouble("Iron does not answer.", "Try again")
    assert stack.is_content_shown()
    assert stack.banner.text == "Iron does not answer."
    stack.show_content()
    assert stack.banner.text == ""


def test_loading_leaves_what_was_there_until_it_takes_long(qtbot: QtBot) -> None:
    stack = FaceStack(QLabel())
    qtbot.addWidget(stack)
    stack.show()
    stack.show_content()
    stack.show_loading()
    assert stack.is_content_shown()
    qtbot.waitUntil(lambda: not stack.is_content_shown())
    stack.show_content()
    assert stack.is_content_shown()


def test_the_window_remembers_and_forgives_a_broken_file(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    memory = WindowMemory(file)
    memory.put("theme", "dark")
    memory.put("size", (1200, 800))
    memory.save()
    again = WindowMemory(file)
    assert (again.text("theme"), again.numbers("size")) == ("dark", (1200, 800))
    file.write_text("[[[")
    assert WindowMemory(file).text("theme") == ""
    WindowMemory(tmp_path / "no" / "where.json").save()
    WindowMemory(None).save()
