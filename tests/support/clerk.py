"""A clerk at the real window: what the desk's page shows, and the way through its form with real clicks."""

from __future__ import annotations

import asyncio

import zxingcpp
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from console.domain.front_desk import CustomerFace, DeskCommand, StaffStage
from console.ui.toolkit.view_names import FRONT_DESK
from console.ui.views.front_desk_view import FrontDeskView
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.hands import Mouse
from tests.support.pictures import to_picture
from tests.support.screen import dialog, texts_of
from tests.support.waiting import until

PATIENCE_S = 40.0


def desk_page(window: MainWindow) -> FrontDeskView:
    """The clerk's page. Raises `AssertionError` before it was brought up."""
    found = window.findChild(FrontDeskView)
    assert found is not None
    return found


async def open_page(window: MainWindow, mouse: Mouse) -> FrontDeskView:
    """Go there by the rail and wait until all of it is shown."""
    mouse.click(window.rail.button(FRONT_DESK))
    page = desk_page(window)
    await until(lambda: page.is_ready and page.start.choice.choice is not None)
    return page


async def wait_for_stage(page: FrontDeskView, stage: StaffStage) -> None:
    """Until the clerk sees the session there."""
    await until(lambda: page.shown.stage is stage and page.isVisible(), PATIENCE_S)


async def fill_in(
    page: FrontDeskView, desk: Desk, provider: str, name: str, email: str, mouse: Mouse
) -> None:
    """Choose the account and type who it is."""
    start = page.start
    if start.choice.account_box.currentText() != desk.account(provider).name:
        await mouse.pick(start.choice.account_box, desk.account(provider).name)
    for key, text in (("name", name), ("email", email)):
        start.choice.form.section(_section_of(page, key)).set_open(is_open=True)
        editor = start.choice.form.editor(key)
        await until(editor.isVisible)
        mouse.write(editor, text)


async def ask_for_code(page: FrontDeskView, desk: Desk, provider: str, name: str, mouse: Mouse) -> str:
    """A new customer's code on both screens; what a phone reads off the clerk's window."""
    handle = "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalpha())
    await fill_in(page, desk, provider, name, f"{handle}.{provider}@example.com", mouse)
    mouse.click(page.start.create_button)
    await agree_to_price(page, mouse)
    await wait_for_stage(page, StaffStage.SHOWING)
    await until(lambda: page.session.code.isVisible() and read_painted(page))
    link = read_painted(page)
    await wait_until_recorded(page, desk)
    return link


async def agree_to_price(page: FrontDeskView, mouse: Mouse) -> None:
    """Say yes where the verification costs something; nobody is asked otherwise."""
    await until(lambda: dialog(QMessageBox) or page.shown.stage is not StaffStage.IDLE)
    question = dialog(QMessageBox)
    if question is not None:
        [yes] = [each for each in question.buttons() if each.text() == "Create it"]
        mouse.click(yes)


async def wait_until_recorded(page: FrontDeskView, desk: Desk) -> None:
    """The code comes first: the rest of what the provider made is read and kept a moment later."""
    async with asyncio.timeout(PATIENCE_S):
        while page.shown.key not in {row.key for row in await desk.rows()}:  # noqa: ASYNC110 - as in `until`
            await asyncio.sleep(0.01)


def read_painted(widget: QWidget) -> str:
    """What a phone reads off a window as it was painted, empty for no code."""
    found = zxingcpp.read_barcode(to_picture(widget.grab()))
    return found.text if found is not None else ""


def customer_texts(page: FrontDeskView) -> list[str]:
    """Every text the customer sees; none while the display is closed."""
    surface = page.display.surface
    return texts_of(surface) if surface is not None else []


def face(desk: Desk) -> CustomerFace:
    """What the service lets the customer see."""
    return desk.services.front_desk.customer_view().face


def button(page: FrontDeskView, command: DeskCommand) -> QPushButton:
    """A button of the session in front."""
    return page.session.button(command)


def _section_of(page: FrontDeskView, key: str) -> str:
    choice = page.start.choice.choice
    assert choice is not None
    [found] = [each.field.group for each in choice.all_fields if each.field.key == key]
    return found
