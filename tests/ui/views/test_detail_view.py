"""The detail of a case with real mouse and keys: head, next actions, every tab, live changes and trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from console.domain.customer import Customer, CustomerId
from console.domain.errors import ProviderFailed
from console.domain.next_action import Action
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import (
    Fact,
    RawDocument,
    Snapshot,
    Verification,
    VerificationId,
    VerificationKey,
)
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.operation_dialog import OperationDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName
from console.ui.views.detail_view import TABS, DetailView
from tests.support.desk import Desk
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_PROVIDERS = ("iron", "checkout", "idenfy", "proofme")


@pytest.fixture
async def detail(desk: Desk) -> AsyncIterator[DetailView]:
    """A pane as narrow as it may be beside a list."""
    made = DetailView(desk.services)
    made.resize(560, 820)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def _show(detail: DetailView, key: VerificationKey) -> None:
    detail.show_case(key)
    await until(lambda: detail.case is not None and detail.case.stored.key == key)


async def _store(
    desk: Desk, verification: Verification, name: str = "", body: bytes = b"{}"
) -> VerificationKey:
    account = desk.account("iron")
    snapshot = Snapshot(
        verification,
        customer=Customer(verification.customer_id, name=name),
        raw=(RawDocument("identification", body),),
    )
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [snapshot], EventSource.POLL, datetime.now(UTC))
    )
    return VerificationKey(account.id, verification.id)


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("provider", _PROVIDERS)
async def test_every_tab_of_every_provider_fits_a_narrow_pane(
    desk: Desk, detail: DetailView, look: Look, provider: str, theme: ThemeName
) -> None:
    look.set_theme(theme)
    await desk.services.sync.sync_once()
    rows = await desk.rows(
        providers=frozenset({provider}), phases=frozenset({Phase.APPROVED, Phase.DECLINED})
    )
    for row in reversed(rows):
        await _show(detail, row.key)
        page = detail.overview.widget()
        assert page is not None
        assert page.minimumSizeHint().width() <= detail.overview.viewport().width(), row.key
    for name in TABS:
        detail.select_tab(name)
        await until(lambda name=name: detail.tabs.currentWidget() is detail.tabs.widget(TABS.index(name)))
        assert detail.minimumSizeHint().width() <= 560
        assert detail.width() == 560
    texts = _texts(detail.header)
    assert any(text.startswith("raw: ") for text in texts)
    assert any(text.startswith("as of ") for text in texts)
    assert rows[0].key.id in texts


async def test_tabs_and_actions_are_reached_by_keyboard(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await _show(detail, await desk.create("iron"))
    detail.tabs.tabBar().setFocus()
    for index in range(1, len(TABS)):
        qtbot.keyClick(detail.tabs.tabBar(), Qt.Key.Key_Right)
        assert detail.tabs.currentIndex() == index
    button = detail.header.button(Action.SHOW_LINK)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    await until(lambda: any(each.code.has_code for each in detail.findChildren(QrDialog)))


async def test_what_is_off_says_why(desk: Desk, detail: DetailView) -> None:
    key = await desk.create("proofme")
    await _show(detail, key)
    case = detail.case
    assert case is not None
    for offer in case.offers:
        if offer.action not in (
            Action.SHOW_LINK,
            Action.NEW_VERIFICATION,
            Action.REFRESH,
            Action.FETCH_REPORT,
        ):
            continue
        button = detail.header.button(offer.action)
        assert button.isEnabled() is offer.is_allowed
        assert (offer.reason in detail.header.why_not) is not offer.is_allowed
        assert button.accessibleDescription()


async def test_showing_the_code_is_on_the_timeline_afterwards(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await _show(detail, await desk.create("checkout"))
    qtbot.mouseClick(detail.header.button(Action.SHOW_LINK), _LEFT)
    await until(lambda: any(each.code.has_code for each in detail.findChildren(QrDialog)))
    qtbot.keyClick(detail.findChildren(QrDialog)[0], Qt.Key.Key_Escape)
    detail.select_tab("timeline")
    model = detail.timeline.table.model()
    await until(lambda: "Link shown by us" in [model.index(row, 1).data() for row in range(model.rowCount())])


async def test_a_case_that_is_left_is_not_looked_at_any_more(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key, other = await desk.create("proofme"), await desk.create("checkout")
    await desk.start_sync()
    await _show(detail, key)
    qtbot.mouseClick(detail.header.button(Action.SHOW_LINK), _LEFT)
    await until(lambda: any(each.code.has_code for each in detail.findChildren(QrDialog)))
    [dialog] = detail.findChildren(QrDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not detail.findChildren(QrDialog))
    await _show(detail, other)
    schedule = desk.console._directory.coordinator(key.account_id)._schedule
    assert key.id not in schedule._watchers


async def test_a_new_verification_starts_with_this_customer(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await _show(detail, key)
    qtbot.mouseClick(detail.header.button(Action.NEW_VERIFICATION), _LEFT)
    await until(lambda: detail.findChildren(CreateDialog))
    [dialog] = detail.findChildren(CreateDialog)
    assert any("Ada Muster" in text for text in _texts(dialog.head))
    with pytest.raises(KeyError):
        dialog.form.editor("name")
    assert dialog.account_box.currentData() == key.account_id
    made: list[VerificationKey] = []
    detail.case_created.connect(made.append)
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(lambda: made)
    assert made[0] != key
    case = await desk.services.cases.load_case(made[0])
    assert case.stored.customer is not None
    assert case.stored.customer.name == "Ada Muster"


async def test_reading_from_the_store_again_asks_nobody(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await desk.create("proofme")
    unknown = VerificationKey(desk.account("proofme").id, VerificationId("nobody"))
    detail.show_case(unknown)
    await until(lambda: detail.faces.face.title)
    desk.simulator.forget_calls()
    detail.faces.triggered.emit()
    await until(lambda: detail.faces.face.title == "Not known here")
    assert desk.simulator.calls("proofme") == []
    await _show(detail, key)


def _menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


async def test_more_holds_every_other_call_and_what_is_off_says_why(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await _show(detail, await desk.create("checkout", "Ada Muster"))
    qtbot.mouseClick(detail.header.more_button, _LEFT)
    await until(QApplication.activePopupWidget)
    words = {action.text(): action.isEnabled() for action in _menu().actions() if action.text()}
    assert words["New attempt …"]
    assert words["Open page here"]
    assert not words["Customer"]
    assert words["Read the applicant …"]
    assert any(text.startswith("Close  –  ") and not on for text, on in words.items())
    _menu().close()


async def test_an_answer_of_the_provider_is_read_in_a_dialog(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await _show(detail, await desk.create("checkout", "Ada Muster"))
    qtbot.mouseClick(detail.header.more_button, _LEFT)
    await until(QApplication.activePopupWidget)
    [action] = [each for each in _menu().actions() if each.text() == "Read the applicant …"]
    qtbot.mouseClick(_menu(), _LEFT, pos=_menu().actionGeometry(action).center())
    await until(lambda: any(each.outcome.isVisible() for each in detail.findChildren(OperationDialog)))
    [dialog] = detail.findChildren(OperationDialog)
    assert any("Ada Muster" in text for text in _texts(dialog.outcome))
    qtbot.mouseClick(dialog.outcome.raw_button, _LEFT)
    assert "Ada Muster" in dialog.outcome.raw.text


async def test_an_erasing_call_names_the_very_case_it_erases(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await _show(detail, key)
    qtbot.mouseClick(detail.header.more_button, _LEFT)
    await until(QApplication.activePopupWidget)
    actions = _menu().actions()
    [place] = [number for number, each in enumerate(actions) if each.text() == "Anonymize the verification …"]
    assert actions[place - 1].isSeparator()
    qtbot.mouseClick(_menu(), _LEFT, pos=_menu().actionGeometry(actions[place]).center())
    await until(lambda: detail.findChildren(OperationDialog))
    [dialog] = detail.findChildren(OperationDialog)
    assert detail.case is not None
    began = detail.case.stored.verification.created_at
    assert began is not None
    said = f"Ada Muster  ·  Checkout.com  ·  Approved  ·  {began.astimezone():%Y-%m-%d}  ·  {key.id}"
    assert said in _texts(dialog)
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(lambda: dialog.findChildren(QMessageBox))
    [box] = dialog.findChildren(QMessageBox)
    assert key.id in box.text()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    await until(dialog.send_button.isEnabled)


async def test_changes_appear_without_a_click(desk: Desk, detail: DetailView) -> None:
    await desk.start_sync()
    key = await desk.create("iron")
    await _show(detail, key)
    desk.journey(key, "decline", comment="The document is torn")
    await until(lambda: detail.case is not None and detail.case.stored.verification.phase is Phase.DECLINED)
    await until(lambda: any("torn" in text for text in _texts(detail.overview)))
    assert not detail.header.button(Action.SHOW_LINK).isEnabled()


async def test_a_failed_refresh_keeps_what_was_there(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await desk.create("iron", "Ada Muster")
    await _show(detail, key)
    with desk.simulator.faults({"provider": "iron", "action": "status", "status": 503}):
        qtbot.mouseClick(detail.header.button(Action.REFRESH), _LEFT)
        await until(lambda: detail.faces.banner.text)
    assert detail.faces.is_content_shown()
    assert "Ada Muster" in _texts(detail.header)
    assert detail.faces.banner.text.endswith(".")
    detail.refresh()
    await until(lambda: not detail.faces.banner.text)


async def test_trouble_with_one_case_is_not_told_about_another(desk: Desk, detail: DetailView) -> None:
    first, second = await desk.create("checkout", "First Person"), await desk.create("iron", "Second Person")
    await _show(detail, first)
    with desk.simulator.faults({"provider": "checkout", "action": "status", "status": 503}):
        detail.refresh()
        await _show(detail, second)
        with pytest.raises(ProviderFailed):
            await desk.services.cases.refresh(first)
    await until(lambda: "Second Person" in _texts(detail.header))
    assert detail.faces.banner.text == ""


async def test_before_the_first_case_nothing_is_said_of_anybody(desk: Desk, detail: DetailView) -> None:
    assert not detail.header.isVisible()
    assert not detail.overview.isVisible()
    key = await desk.create("iron", "First Person")
    detail.show_case(key)
    assert detail.case is not None, "it is there in the same turn"
    assert detail.header.isVisible()
    assert "First Person" in _texts(detail.header)


async def test_a_case_that_is_not_here_is_a_sentence(desk: Desk, detail: DetailView) -> None:
    unknown = VerificationKey(desk.account("iron").id, VerificationId("nobody"))
    detail.show_case(unknown)
    await until(lambda: detail.faces.face.title)
    assert detail.faces.face.title == "Not known here"
    assert detail.case is None


async def test_the_case_before_never_shows_up_in_the_one_after(desk: Desk, detail: DetailView) -> None:
    first, second = await desk.create("iron", "First Person"), await desk.create("iron", "Second Person")
    detail.show_case(first)
    detail.show_case(second)
    await until(lambda: detail.case is not None)
    await asyncio.gather(*(desk.services.cases.load_case(key) for key in (first, second)))
    assert "Second Person" in _texts(detail.header)
    assert "First Person" not in _texts(detail.header)


async def test_a_strangers_text_stays_text(desk: Desk, detail: DetailView) -> None:
    name = "<b>Bold</b> &amp; \u202egnp.exe"
    made = Verification(
        VerificationId("aaaaaaaa-0000-4000-8000-000000000001"),
        CustomerId("aaaaaaaa-0000-4000-8000-000000000002"),
        Phase.UNKNOWN,
        "<i>odd</i>",
        labels=(LabelRef(LabelKind.LABEL, "<img src=x>", "note & <b>"),),
        declared=(Fact("full_name", name),),
        verified=(Fact("full_name", "SOMEBODY ELSE"),),
        comment="<script>alert(1)</script>",
    )
    await _show(detail, await _store(desk, made, name))
    shown = "<b>Bold</b> &amp; ‹U+202E›gnp.exe"
    assert shown in _texts(detail.header)
    assert "raw: <i>odd</i>" in _texts(detail.header)
    assert {"<script>alert(1)</script>", shown, "differs"} <= set(_texts(detail.overview))
    detail.select_tab("risk")
    assert "<img src=x>" in _texts(detail.labels)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in detail.findChildren(QLabel))


async def test_labels_come_with_their_meaning_and_unknown_ones_verbatim(
    desk: Desk, detail: DetailView
) -> None:
    known = LabelRef(LabelKind.CODE, "SCREENSHOTS")
    odd = LabelRef(LabelKind.CODE, "NEVER_HEARD_OF")
    made = Verification(
        VerificationId("aaaaaaaa-0000-4000-8000-000000000003"),
        CustomerId("aaaaaaaa-0000-4000-8000-000000000004"),
        Phase.DECLINED,
        "Declined",
        labels=(odd, known),
    )
    await _show(detail, await _store(desk, made))
    assert detail.tabs.tabText(TABS.index("risk")) == "Risk (2)"
    detail.select_tab("risk")
    texts = _texts(detail.labels)
    assert "Screenshot instead of a picture" in texts
    assert any(text.startswith("Look at: ") for text in texts)
    assert any(text.startswith("Source: https://") for text in texts)
    assert "NEVER_HEARD_OF" in texts
    assert "The provider does not document this one. Treat it with care." in texts


async def test_raw_is_masked_searchable_and_copied(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    made = Verification(
        VerificationId("aaaaaaaa-0000-4000-8000-000000000005"),
        CustomerId("aaaaaaaa-0000-4000-8000-000000000006"),
        Phase.NOT_STARTED,
        "Pending",
    )
    body = b'{"status":"Pending","url":"https://secret.example/abc?token=xyz","note":"find me here"}'
    await _show(detail, await _store(desk, made, body=body))
    detail.select_tab("raw")
    text = detail.raw.findChildren(QPlainTextEdit)[0]
    find = next(
        edit for edit in detail.raw.findChildren(QLineEdit) if edit.placeholderText().startswith("Find")
    )
    assert "xyz" not in text.toPlainText()
    qtbot.keyClicks(find, "find me")
    qtbot.keyClick(find, Qt.Key.Key_Return)
    assert text.textCursor().selectedText() == "find me"
    find.clear()
    qtbot.keyClicks(find, "nowhere")
    qtbot.keyClick(find, Qt.Key.Key_Return)
    assert "Not found" in _texts(detail.raw)
    qtbot.mouseClick(detail.raw.copy_button, _LEFT)
    assert QGuiApplication.clipboard().text() == detail.raw.text
    assert detail.raw.findChildren(QComboBox)[0].count() == 1


async def test_lanes_and_table_choose_each_other(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await desk.create("checkout")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await _show(detail, key)
    detail.select_tab("timeline")
    lanes, table, model = detail.timeline.lanes, detail.timeline.table, detail.timeline.model
    await until(lambda: model.rowCount() > 1)
    lanes.setFocus()
    qtbot.keyClick(lanes, Qt.Key.Key_Home)
    qtbot.keyClick(lanes, Qt.Key.Key_Right)
    assert table.currentIndex().row() == lanes.selected >= 0
    chosen = model.index(1, 0)
    qtbot.mouseClick(table.viewport(), _LEFT, pos=table.visualRect(chosen).center())
    assert lanes.selected == 1
    qtbot.keyClick(lanes, Qt.Key.Key_Plus)
    assert lanes.zoom > 1.0
    qtbot.keyClick(lanes, Qt.Key.Key_0)
    assert lanes.zoom == 1.0


async def test_leaving_a_case_whose_account_is_gone_is_no_mistake(desk: Desk, detail: DetailView) -> None:
    key = await desk.create("iron")
    await _show(detail, key)
    other = await desk.create("checkout")
    await desk.services.accounts.remove(key.account_id)
    await _show(detail, other)
    detail.clear()
    assert detail.case is None
