"""The clerk's page and the customer's screen as a screen reader gets them: names, roles, order, and news as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from console.domain.front_desk import DeskCommand, StaffStage
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.spoken import said_last
from console.ui.views.front_desk_view import FrontDeskView
from console.ui.views.main_window import MainWindow
from tests.support.clerk import button, open_page, wait_for_stage
from tests.support.desk import Desk
from tests.support.front_desk import draft_of
from tests.support.hands import Mouse
from tests.support.waiting import until

_Role = QAccessible.Role


class Spoken(NamedTuple):
    """One stop of a screen reader."""

    role: QAccessible.Role
    name: str
    label: str
    can_focus: bool
    is_named_by_label: bool


def _walk(part: QAccessibleInterface) -> Iterator[Spoken]:
    for number in range(part.childCount()):
        child = part.child(number)
        if child.state().invisible:
            continue
        labels = [
            label.text(QAccessible.Text.Name)
            for label, _relation in child.relations(QAccessible.RelationFlag.Label)
        ]
        name = child.text(QAccessible.Text.Name)
        is_box = child.role() is _Role.ComboBox
        yield Spoken(child.role(), name, "".join(labels), bool(child.state().focusable), is_box)
        yield from _walk(child)


def _read(widget: QWidget) -> list[Spoken]:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return list(_walk(found))


def _order(spoken: list[Spoken], *names: str) -> list[int]:
    """Where each is heard; the name or the label begins with these words."""
    return [
        next(n for n, one in enumerate(spoken) if (one.label or one.name).startswith(name)) for name in names
    ]


@pytest.fixture
async def page(desk: Desk, tmp_path: Path) -> AsyncIterator[FrontDeskView]:
    """The clerk's page in its window, ready for the first customer."""
    window = MainWindow(desk.services, WindowMemory(tmp_path / "window.json"))
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    yield await open_page(window, Mouse())
    await desk.services.front_desk.cancel()
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


async def test_the_form_is_heard_from_top_to_bottom(page: FrontDeskView) -> None:
    spoken = _read(page)
    heard = _order(
        spoken, "Front desk", "1  The customer", "2  The verification", "Account", "Language", "E-mail",
        "Create and show the code", "In the background", "Customer display", "Sounds", "Mute",
    )  # fmt: skip
    assert heard == sorted(heard)
    _assert_named(spoken)


def _assert_named(spoken: list[Spoken]) -> None:
    """Whatever takes the keyboard says what it is; a box does so by its label, for its name is what is chosen."""
    stops = [one for one in spoken if one.can_focus and one.role is not _Role.Client]
    assert stops
    assert [one for one in stops if not (one.label if one.is_named_by_label else one.name)] == []


async def test_the_session_is_heard_with_its_state_before_its_code(desk: Desk, page: FrontDeskView) -> None:
    await desk.services.front_desk.create(draft_of(desk, "iron", "Nora Names"))
    await wait_for_stage(page, StaffStage.SHOWING)
    spoken = _read(page)
    heard = _order(
        spoken, "Nora Names", "Iron", "Not started", "The code is shown", "Scanned", "Check now", "Cancel",
        "QR code", "Number", "Leads to", "In the background",
    )  # fmt: skip
    assert heard == sorted(heard)
    _assert_named(spoken)
    url = desk.services.front_desk.staff_view().code
    assert url is not None
    assert not [one for one in spoken if url.url in one.name + one.label]


async def test_the_customers_screen_is_heard_as_it_is_read(desk: Desk, page: FrontDeskView) -> None:
    page.display.open()
    await desk.services.front_desk.create(draft_of(desk, "proofme", "Nora Names"))
    await wait_for_stage(page, StaffStage.SHOWING)
    surface = page.display.surface
    assert surface is not None
    spoken = _read(surface)
    heard = _order(
        spoken, "Scan this code", "QR code", "The code leads to", "Reference number", "Open your phone",
        "Point it", "Follow", "Language", "English",
    )  # fmt: skip
    assert heard == sorted(heard)
    assert {one.role for one in spoken if one.can_focus} == {_Role.CheckBox}
    assert not [one for one in spoken if "Nora" in one.name]
    page.display.close()


async def test_every_stage_is_said_as_it_comes(desk: Desk, page: FrontDeskView) -> None:
    card = page.session.card
    await desk.services.front_desk.create(draft_of(desk, "iron", "Nora Names"))
    await wait_for_stage(page, StaffStage.SHOWING)
    assert said_last(card).startswith("The code is shown. Iron does not tell")
    key = page.shown.key
    assert key is not None
    Mouse().click(button(page, DeskCommand.MARK_SCANNED))
    assert said_last(card) == "The customer continues on the phone"
    desk.services.front_desk.hold(is_held=True)
    await asyncio.to_thread(desk.journey, key, "finish")
    await desk.look(key)
    await wait_for_stage(page, StaffStage.OUTCOME)
    assert said_last(card).startswith("Iron: approved")
    assert "Nora" not in said_last(card)
