"""The clerk's page in the real window: finding, costs, wrong links, the outcome, handing over, the keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from console.domain.customer import CustomerId
from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import HostedLink, Snapshot, Verification, VerificationId, VerificationKey
from console.ui.dialogs.front_desk_clerk_dialog import FrontDeskClerkDialog
from console.ui.dialogs.quick_open_dialog import QuickOpenDialog
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.view_names import FRONT_DESK
from console.ui.views.front_desk_view import FrontDeskView
from console.ui.views.main_window import MainWindow
from tests.support.clerk import (
    PATIENCE_S,
    ask_for_code,
    button,
    face,
    fill_in,
    open_page,
    read_painted,
    wait_for_stage,
    wait_until_recorded,
)
from tests.support.desk import Desk
from tests.support.front_desk import draft_of
from tests.support.hands import Keyboard, Mouse
from tests.support.hostile_links import HOSTILE_LINKS
from tests.support.scale_check import find_cut, find_overlaps
from tests.support.screen import dialog, texts_of
from tests.support.waiting import until

_ID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def mouse() -> Mouse:
    """Clicks."""
    return Mouse()


@pytest.fixture
async def shown(desk: Desk, tmp_path: Path) -> AsyncIterator[MainWindow]:
    """The window on the shared simulator; nothing polls by itself."""
    made = MainWindow(desk.services, WindowMemory(tmp_path / "window.json"))
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    Covers.of_app().uncover()
    await desk.services.front_desk.cancel()
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
async def page(shown: MainWindow, mouse: Mouse) -> FrontDeskView:
    """The clerk's page, ready for the first customer."""
    return await open_page(shown, mouse)


async def _store_link(desk: Desk, url: str) -> VerificationKey:
    account = desk.account("iron")
    made = Verification(
        VerificationId(_ID),
        CustomerId("66666666-7777-4888-8999-000000000000"),
        Phase.NOT_STARTED,
        "Pending",
        hosted_link=HostedLink(url),
    )
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [Snapshot(made)], EventSource.POLL, datetime.now(UTC))
    )
    return VerificationKey(account.id, made.id)


async def test_a_wrong_link_is_a_sentence_and_never_a_code(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    page.display.open()
    surface = page.display.surface
    assert surface is not None
    for what, url in HOSTILE_LINKS.items():
        if not url:
            continue
        key = await _store_link(desk, url)
        mouse.write(page.start.finder.field, _ID)
        await until(lambda: page.start.is_ready and page.start.finder.hit is not None)
        hit = page.start.finder.hit
        assert hit is not None
        assert hit.key == key
        mouse.click(page.start.show_button)
        await until(lambda: "not shown" in " ".join(texts_of(page)))
        assert url not in " ".join(texts_of(page)), what
        assert not page.session.code.has_code, what
        assert read_painted(page) == "", what
        assert read_painted(surface) == "", what
        assert not page.session.button(DeskCommand.COPY).isVisible(), what
        assert face(desk) is not CustomerFace.CODE, what
        await desk.services.front_desk.cancel()
        await until(lambda: page.shown.stage is StaffStage.IDLE and page.is_ready)
        assert page.start.finder.field.text() == "", what


async def test_a_refused_create_leaves_the_form_as_it_was_and_says_why(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await fill_in(page, desk, "iron", "Rita Refused", "rita@example.com", mouse)
    rule = {
        "provider": "iron",
        "method": "POST",
        "action": "status",
        "status": 422,
        "body": {"message": "no"},
    }
    with desk.simulator.faults(rule):
        mouse.click(page.start.create_button)
        await until(lambda: page.start.banner.text or page.start.choice.form.problem("email"))
    assert page.shown.stage is StaffStage.IDLE
    assert page.start.choice.form.values()["name"] == "Rita Refused"
    assert page.start.create_button.isEnabled()


async def test_what_is_missing_is_said_at_the_field_and_nothing_is_sent(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await mouse.pick(page.start.choice.account_box, desk.account("iron").name)
    before = len(desk.simulator.calls("iron"))
    mouse.click(page.start.create_button)
    assert page.start.choice.form.problem("email")
    assert page.shown.stage is StaffStage.IDLE
    assert len(desk.simulator.calls("iron")) == before


async def test_somebody_who_is_waiting_is_found_by_the_number_and_enter_shows_the_code_they_have(
    desk: Desk, page: FrontDeskView, mouse: Mouse, qtbot: QtBot
) -> None:
    link = await ask_for_code(page, desk, "iron", "Selma Scan", mouse)
    number = page.shown.reference
    await until(lambda: desk.console.store.read.find_by_number(number))
    await desk.services.front_desk.release()
    await until(lambda: page.shown.stage is StaffStage.IDLE and page.is_ready)
    desk.services.front_desk.put_away(desk.services.front_desk.released()[0].session)
    # A scanner types and presses Enter before anything can have been found.
    qtbot.keyClicks(page.start.finder.field, number)
    qtbot.keyClick(page.start.finder.field, Qt.Key.Key_Return)
    await until(page.start.show_button.hasFocus)
    assert "Selma Scan" in [row.title for row in page.start.finder.model.rows]
    qtbot.keyClick(page.start.show_button, Qt.Key.Key_Space)
    await wait_for_stage(page, StaffStage.SHOWING)
    await until(lambda: read_painted(page.session.code) == link)
    assert page.shown.customer_name == "Selma Scan"


async def test_another_verification_that_costs_something_is_asked_about_first(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    key = await desk.create("idenfy", "Cora Credit")
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    made = len(desk.simulator.ledger("idenfy"))
    mouse.write(page.start.finder.field, "Cora Credit")
    await until(lambda: page.start.is_ready and page.start.finder.hit is not None)
    hit = page.start.finder.hit
    assert hit is not None
    assert not page.start.show_button.isEnabled()
    assert hit.create.is_allowed
    assert hit.create.consequence in page.start.why.text()
    mouse.click(page.start.create_button)
    await until(lambda: dialog(QMessageBox))
    question = dialog(QMessageBox)
    assert question is not None
    assert hit.create.consequence in question.informativeText()
    mouse.click(next(each for each in question.buttons() if each.text() == "Leave it"))
    await until(page.start.create_button.isEnabled)
    assert len(desk.simulator.ledger("idenfy")) == made
    assert page.shown.stage is StaffStage.IDLE


async def test_the_outcome_waits_while_the_pointer_or_the_keyboard_is_in_it(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "proofme", "Holly Hold", mouse)
    key = page.shown.key
    assert key is not None
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await wait_for_stage(page, StaffStage.OUTCOME)
    card = page.session.card
    await until(lambda: "forget" in card.forgets)
    assert not page.shown.is_held
    _hover(card, QEvent.Type.HoverMove)
    assert page.shown.is_held
    assert page.shown.ends_at is None
    assert "wait" in card.forgets
    _hover(card, QEvent.Type.HoverLeave)
    assert page.shown.ends_at is not None
    # By the keyboard: the outcome does not take it by itself, Tab goes in.
    assert page.session.hasFocus()
    card.button(DeskCommand.NEXT).setFocus()
    assert page.shown.is_held
    QTest.keyClick(card.button(DeskCommand.NEXT), Qt.Key.Key_Space)
    await wait_for_stage(page, StaffStage.IDLE)
    assert page.start.finder.field.hasFocus()


def _hover(widget: QWidget, kind: QEvent.Type) -> None:
    """What Qt sends when the pointer moves over a widget or leaves it."""
    here = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QHoverEvent(kind, here, here, here))


async def test_a_pointer_left_where_it_pressed_scanned_does_not_hold_the_outcome(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "iron", "Piet Pointer", mouse)
    key = page.shown.key
    assert key is not None
    _hover(page.session.card, QEvent.Type.HoverEnter)
    mouse.click(button(page, DeskCommand.MARK_SCANNED))
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await until(lambda: page.shown.stage is StaffStage.OUTCOME)
    await until(lambda: page.shown.ends_at is not None)


async def test_an_outcome_nobody_can_see_waits_until_somebody_can(
    desk: Desk, shown: MainWindow, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "proofme", "Paula Page", mouse)
    key = page.shown.key
    assert key is not None
    mouse.click(shown.rail.button("verifications"))
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await until(lambda: page.shown.stage is StaffStage.OUTCOME)
    assert page.shown.ends_at is None
    mouse.click(shown.rail.button(FRONT_DESK))
    await until(lambda: page.shown.ends_at is not None)
    Covers.of_app().toggle_blank()
    await until(lambda: page.shown.ends_at is None)
    Covers.of_app().toggle_blank()
    await until(lambda: page.shown.ends_at is not None)


async def test_a_copied_link_is_a_secret_and_logged_without_its_address(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    link = await ask_for_code(page, desk, "iron", "Clara Copy", mouse)
    mouse.click(button(page, DeskCommand.COPY))
    await until(lambda: QGuiApplication.clipboard().text() == link)
    assert "30 s" in page.session.note.text()
    await until(lambda: _audit_kinds(desk)[0].endswith("copied"))
    written = " ".join(str(entry) for entry in desk.console.store.read.load_audit())
    assert link not in written
    assert "Clara Copy" not in written


def _audit_kinds(desk: Desk) -> list[str]:
    return [entry.action for entry in reversed(desk.console.store.read.load_audit())]


async def test_somebody_let_go_is_counted_in_the_rail_once_they_are_done_and_can_be_put_away(
    desk: Desk, shown: MainWindow, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "proofme", "Lea Letgo", mouse)
    key = page.shown.key
    assert key is not None
    mouse.click(button(page, DeskCommand.RELEASE))
    await wait_for_stage(page, StaffStage.IDLE)
    assert shown.rail.count_text(FRONT_DESK) == ""
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await until(lambda: shown.rail.count_text(FRONT_DESK) == "1")
    [card] = page.side.released
    assert "approved" in card.title.text()
    await until(card.done_button.isVisible)
    mouse.click(card.done_button)
    await until(lambda: not page.side.released)
    assert shown.rail.count_text(FRONT_DESK) == ""


async def test_the_desk_is_handed_over_by_initials_and_pin(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await desk.services.persons.load()
    await desk.services.persons.add("Mia Lind", "ML", "4711-secret")
    mouse.click(page.clerk_button)
    await until(lambda: dialog(FrontDeskClerkDialog))
    asked = dialog(FrontDeskClerkDialog)
    assert asked is not None
    mouse.click(asked.take_button)
    assert "who you are" in asked.problem.text()
    mouse.write(asked.who, "ml")
    mouse.write(asked.pin, "wrong-pin")
    mouse.click(asked.take_button)
    await until(lambda: "PIN" in asked.problem.text() and asked.take_button.isEnabled(), PATIENCE_S)
    assert "Mia" not in page.clerk.text()
    asked.pin.clear()
    mouse.write(asked.pin, "4711-secret")
    mouse.click(asked.take_button)
    await until(lambda: page.clerk.text() == "Clerk: Mia Lind", PATIENCE_S)


async def test_loudness_and_mute_are_remembered(shown: MainWindow, page: FrontDeskView, mouse: Mouse) -> None:
    page.side.sound.slider.setValue(30)
    mouse.click(page.side.sound.mute_button)
    assert page.sounds.is_muted
    shown.remember()
    kept = WindowMemory(page._memory._path)
    assert kept.numbers("desk_volume") == (30,)
    assert kept.text("desk_muted")


async def test_everything_on_the_page_has_a_name_and_the_keyboard_comes_by(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "iron", "Nina Names", mouse)
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

    for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider):
        for control in page.findChildren(kind):
            if control.isVisible():
                assert control.accessibleName(), control
                if control.isEnabled():
                    assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()


async def test_a_whole_customer_without_a_mouse(desk: Desk, shown: MainWindow, mouse: Mouse) -> None:
    keyboard = Keyboard()
    keyboard.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: shown.shown_view == FRONT_DESK)
    page = shown.findChild(FrontDeskView)
    assert page is not None
    await until(lambda: page.is_ready and page.start.choice.choice is not None)
    assert page.start.finder.field.hasFocus()
    keyboard.write("Kay Keyboard")
    keyboard.press(Qt.Key.Key_Return)
    await until(lambda: page.start.choice.form.values().get("name") == "Kay Keyboard")
    await keyboard.tab_to(lambda focused: focused is page.start.choice.account_box)
    keyboard.press(Qt.Key.Key_Home)
    while desk.account("iron").name not in page.start.choice.account_box.currentText():
        keyboard.press(Qt.Key.Key_Down)
    await keyboard.tab_to(lambda focused: focused is page.start.choice.form.editor("email"))
    keyboard.write("kay@example.com")
    await keyboard.tab_to(lambda focused: focused is page.start.create_button)
    keyboard.press(Qt.Key.Key_Return)
    await wait_for_stage(page, StaffStage.SHOWING)
    # Return held down too long on the button before presses nothing of what has come since.
    await until(page.session.hasFocus)
    keyboard.press(Qt.Key.Key_Return)
    assert page.shown.stage is StaffStage.SHOWING
    keyboard.press(Qt.Key.Key_Tab)
    assert button(page, DeskCommand.MARK_SCANNED).hasFocus()
    keyboard.press(Qt.Key.Key_Return)
    await wait_for_stage(page, StaffStage.ON_PHONE)
    await wait_until_recorded(page, desk)
    key = page.shown.key
    assert key is not None
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await wait_for_stage(page, StaffStage.OUTCOME)
    keyboard.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await wait_for_stage(page, StaffStage.IDLE)
    await until(page.start.finder.field.hasFocus)


async def test_whoever_is_chosen_in_quick_open_is_found_at_the_desk(
    desk: Desk, shown: MainWindow, page: FrontDeskView
) -> None:
    key = await desk.create("proofme", "Quinn Quick")
    keyboard = Keyboard()
    keyboard.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: dialog(QuickOpenDialog) is QApplication.activeWindow())
    opened = dialog(QuickOpenDialog)
    assert opened is not None
    keyboard.write("Quinn Quick")
    await until(lambda: opened.is_ready and opened.current is not None)
    keyboard.press(Qt.Key.Key_Return)
    await until(lambda: page.start.is_ready and page.start.finder.hit is not None)
    hit = page.start.finder.hit
    assert hit is not None
    assert hit.key == key
    assert shown.shown_view == FRONT_DESK


async def test_a_warning_of_the_customers_screen_stands_above_the_session(page: FrontDeskView) -> None:
    page.display.warning_changed.emit("The second screen is gone.")
    assert page.display_banner.isVisible()
    assert page.display_banner.text == "The second screen is gone."
    page.display.warning_changed.emit("")
    assert not page.display_banner.isVisible()


async def test_check_now_is_on_only_while_the_provider_may_be_asked(
    desk: Desk, page: FrontDeskView, mouse: Mouse
) -> None:
    await ask_for_code(page, desk, "proofme", "Chris Check", mouse)
    key = page.shown.key
    assert key is not None
    check = button(page, DeskCommand.CHECK_NOW)
    await until(check.isEnabled)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await until(lambda: page.shown.stage is StaffStage.OUTCOME)
    assert not check.isVisible()


async def test_the_keyboard_stays_with_the_clerk_when_the_customers_screen_opens(
    desk: Desk, shown: MainWindow, page: FrontDeskView, mouse: Mouse
) -> None:
    page.start.finder.field.setFocus()
    page.display.open()
    surface = page.display.surface
    assert surface is not None
    await until(surface.isVisible)
    assert QApplication.activeWindow() is shown
    assert page.start.finder.field.hasFocus()
    await ask_for_code(page, desk, "iron", "Dirk Display", mouse)
    assert not page.session.no_display.isVisible()
    page.display.close()
    assert page.session.no_display.isVisible()


async def test_in_a_small_window_everything_is_there_and_only_the_page_scrolls(
    desk: Desk, shown: MainWindow, page: FrontDeskView, mouse: Mouse
) -> None:
    # 1920x1080 at 300 %.
    shown.resize(640, 360)
    await desk.services.front_desk.create(draft_of(desk, "iron", "Nora Narrow"))
    await wait_for_stage(page, StaffStage.SHOWING)
    await until(lambda: read_painted(page.session.code) and not page.room.is_beside)
    room = page.room
    # The whole is as high as its parts: below the state the code, below it what stands beside elsewhere.
    await until(lambda: room.verticalScrollBar().maximum() > room.viewport().height())
    assert room.horizontalScrollBar().maximum() == 0
    for part in page.findChildren(QScrollArea):
        if part is not room and part.isVisible():
            assert part.verticalScrollBar().maximum() == 0, part.widget()
    assert [*find_cut(page), *find_overlaps(page)] == []
    places = [_place(part, room) for part in (page.session.card, page.session.code, page.side)]
    assert places == sorted(places)
    for control in (button(page, DeskCommand.CANCEL), page.session.code, page.side.sound.try_button):
        room.ensureWidgetVisible(control)
        assert control.visibleRegion().boundingRect().size() == control.size()
    shown.resize(1440, 900)
    await until(lambda: room.is_beside)
    assert room.verticalScrollBar().maximum() == 0


def _place(part: QWidget, over: QWidget) -> int:
    return part.mapTo(over, QPoint(0, 0)).y()


async def test_the_form_keeps_its_button_in_a_small_window(shown: MainWindow, page: FrontDeskView) -> None:
    shown.resize(640, 360)
    await until(lambda: not page.room.is_beside)
    # What was beside each other is laid out below each other first.
    await until(lambda: page.room.horizontalScrollBar().maximum() == 0)
    assert [*find_cut(page), *find_overlaps(page)] == []
    page.room.ensureWidgetVisible(page.start.create_button)
    assert page.start.create_button.visibleRegion().boundingRect().size() == page.start.create_button.size()
