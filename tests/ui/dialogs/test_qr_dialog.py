"""The code of a hosted link: what it decodes to, that it lives and dies with the link, and what refuses to be shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.domain.customer import CustomerId
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import HostedLink, Snapshot, Verification, VerificationId, VerificationKey
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName
from tests.support.desk import Desk
from tests.support.hostile_links import HOSTILE_LINKS
from tests.support.pictures import to_picture
from tests.support.waiting import until

_PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
_LEFT = Qt.MouseButton.LeftButton


async def _open(desk: Desk, key: VerificationKey, host: QWidget) -> QrDialog:
    dialog = QrDialog(desk.services, key, host)
    dialog.open()
    await until(lambda: dialog.code.has_code or dialog.sentence)
    return dialog


async def _store_link(desk: Desk, link: HostedLink) -> VerificationKey:
    """A verification of Iron's as if the provider had sent this link."""
    account = desk.account("iron")
    made = Verification(
        VerificationId("11111111-2222-4333-8444-555555555555"),
        CustomerId("66666666-7777-4888-8999-000000000000"),
        Phase.NOT_STARTED,
        "Pending",
        hosted_link=link,
    )
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [Snapshot(made)], EventSource.POLL, datetime.now(UTC))
    )
    return VerificationKey(account.id, made.id)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("provider", _PROVIDERS)
async def test_the_painted_code_is_the_providers_link_to_the_letter(
    desk: Desk, host: QWidget, look: Look, provider: str, theme: ThemeName
) -> None:
    look.set_theme(theme)
    key = await desk.create(provider, "Ada Muster")
    dialog = await _open(desk, key, host)
    link = (await desk.services.cases.load_case(key)).stored.verification.hosted_link
    assert link is not None
    decoded = zxingcpp.read_barcode(to_picture(dialog.grab()))
    assert decoded is not None
    assert decoded.text == link.url
    assert dialog.customer == "Ada Muster"
    assert QUrl(link.url).authority() in dialog.host
    assert dialog.sentence == ""


async def test_showing_the_link_is_written_down(desk: Desk, host: QWidget) -> None:
    key = await desk.create("proofme")
    await _open(desk, key, host)
    events = (await desk.services.cases.load_case(key)).stored.events
    assert [event.source for event in events if event.kind == "link_shown"] == [EventSource.US]


async def test_the_copied_link_is_called_a_secret(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("iron")
    dialog = await _open(desk, key, host)
    link = await desk.services.cases.show_link(key)
    qtbot.mouseClick(dialog.copy_button, _LEFT)
    assert QGuiApplication.clipboard().text() == link.url
    assert "secret" in dialog.note


class _Browser(QObject):
    """Stands where the desktop's browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


async def test_the_browser_opens_exactly_the_link(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("checkout")
    dialog = await _open(desk, key, host)
    link = await desk.services.cases.show_link(key)
    browser = _Browser()
    # The binding takes text here and refuses the bytes that its own stubs ask for.
    QDesktopServices.setUrlHandler("http", browser, "take")  # pyright: ignore[reportArgumentType]
    try:
        qtbot.mouseClick(dialog.open_button, _LEFT)
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert browser.opened == [link.url]


async def test_what_the_customer_does_is_seen_without_a_click(desk: Desk, host: QWidget) -> None:
    await desk.start_sync()
    key = await desk.create("checkout")
    dialog = await _open(desk, key, host)
    waiting = dialog.doing
    desk.journey(key, "open")
    await until(lambda: dialog.doing != waiting)
    assert "taking pictures" in dialog.doing
    assert dialog.code.has_code
    desk.journey(key, "submit")
    await until(lambda: not dialog.code.has_code)
    assert dialog.sentence.endswith(".")
    assert not dialog.copy_button.isEnabled()
    assert not dialog.open_button.isEnabled()
    desk.journey(key, "approve")
    await until(lambda: "approved" in dialog.doing)


async def test_a_verification_that_is_over_has_a_sentence_and_no_code(desk: Desk, host: QWidget) -> None:
    key = await desk.create("iron")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    dialog = await _open(desk, key, host)
    assert not dialog.code.has_code
    assert "over" in dialog.sentence
    assert not dialog.copy_button.isEnabled()


async def test_no_hostile_link_is_shown_copied_or_repeated(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    for shape, url in HOSTILE_LINKS.items():
        key = await _store_link(desk, HostedLink(url))
        dialog = await _open(desk, key, host)
        assert not dialog.code.has_code, shape
        assert dialog.sentence.endswith("."), shape
        assert not url or url not in dialog.sentence
        QGuiApplication.clipboard().clear()
        qtbot.mouseClick(dialog.copy_button, _LEFT)
        assert QGuiApplication.clipboard().text() == ""
        assert zxingcpp.read_barcode(to_picture(dialog.grab())) is None
        dialog.reject()


async def test_a_simulator_no_phone_reaches_is_said_to_be_here_only(desk: Desk, host: QWidget) -> None:
    dialog = await _open(desk, await desk.create("iron"), host)
    assert dialog.is_only_here


async def test_the_dialog_grows_for_a_code_that_needs_more_room(desk: Desk, host: QWidget) -> None:
    base = desk.account("iron").base_url.removesuffix("/iron/api")
    url = f"{base}/hosted/iron/" + "x" * 330
    key = await _store_link(desk, HostedLink(url))
    dialog = QrDialog(desk.services, key, host)
    dialog.resize(dialog.minimumSize())
    dialog.open()
    await until(lambda: dialog.code.has_code and dialog.code.is_drawable)
    await until(lambda: (read := zxingcpp.read_barcode(to_picture(dialog.grab()))) and read.text == url)


async def test_the_code_goes_when_the_links_time_is_over(desk: Desk, host: QWidget) -> None:
    base = desk.account("iron").base_url.removesuffix("/iron/api")
    soon = datetime.now(UTC) + timedelta(seconds=2.5)
    key = await _store_link(desk, HostedLink(f"{base}/hosted/iron/abc", soon))
    dialog = await _open(desk, key, host)
    assert dialog.code.has_code
    assert "Valid for" in dialog.expiry
    await until(lambda: not dialog.code.has_code)
    assert "expired" in dialog.sentence
    assert dialog.expiry == ""


async def test_a_new_link_replaces_the_old_code(desk: Desk, host: QWidget) -> None:
    base = desk.account("iron").base_url.removesuffix("/iron/api")
    key = await _store_link(desk, HostedLink(f"{base}/hosted/iron/first"))
    dialog = await _open(desk, key, host)
    await _store_link(desk, HostedLink(f"{base}/hosted/iron/second"))
    dialog.look_again()
    await until(lambda: (read := zxingcpp.read_barcode(to_picture(dialog.grab()))) and "second" in read.text)


async def test_escape_closes_and_leaves_nothing_behind(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("iron")
    dialog = await _open(desk, key, host)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not host.findChildren(QrDialog))
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
