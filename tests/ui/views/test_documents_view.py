"""The tab of pictures over a real vault, provider and decoder: its faces, comparing, copies without camera's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from console.domain.activity import ActivityFilter
from console.domain.events import EvidenceChanged
from console.domain.keys import VerificationKey
from console.providers.contract import FetchedPicture, FetchedPictures
from console.ui.views.detail_view import DetailView
from console.ui.views.document_window import DocumentWindow
from console.ui.views.documents_view import DocumentsView
from tests.support.desk import Desk
from tests.support.pdfs import build_pdf
from tests.support.photos import MARKER, build_huge_png, build_photo, build_png, read_size
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def detail(desk: Desk) -> AsyncIterator[DetailView]:
    """A pane as wide as beside a list."""
    made = DetailView(desk.services)
    made.resize(640, 860)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


async def _decided(desk: Desk, provider: str) -> VerificationKey:
    key = await desk.create(provider, "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    return key


async def _keep(desk: Desk, key: VerificationKey, *pictures: tuple[str, bytes]) -> None:
    files = tuple(
        FetchedPicture(role, "image/jpeg", body, "https://example.com/picture") for role, body in pictures
    )
    await desk.services.evidence._shelf.keep(key, FetchedPictures(files))


async def _open(detail: DetailView, key: VerificationKey) -> DocumentsView:
    detail.show_case(key)
    detail.select_tab("documents")
    await until(lambda: detail.case is not None and detail.case.stored.key == key)
    return detail.documents


async def _show(detail: DetailView, key: VerificationKey) -> DocumentsView:
    documents = await _open(detail, key)
    await until(lambda: documents.desk.first.has_picture)
    return documents


async def test_a_provider_without_pictures_says_so(desk: Desk, detail: DetailView) -> None:
    documents = await _open(detail, await _decided(desk, "iron"))
    await until(lambda: documents.faces.face.title == "No pictures here")
    assert "Iron" in documents.faces.face.text
    assert documents.faces.face.action == ""


async def test_looking_at_pictures_is_an_entry_each_time_a_case_is_opened(
    desk: Desk, detail: DetailView
) -> None:
    key, other = await _decided(desk, "checkout"), await _decided(desk, "checkout")
    await _keep(desk, key, ("face-image", build_photo()))
    await _show(detail, key)
    assert await _count_looks(desk, key) == 1
    # The same case told anew is the same look.
    told: list[bool] = []
    detail.documents.ready.connect(lambda: told.append(True))
    desk.services.bus.publish(EvidenceChanged(key))
    await until(lambda: told)
    assert await _count_looks(desk, key) == 1
    await _open(detail, other)
    await _show(detail, key)
    assert await _count_looks(desk, key) == 2


async def _count_looks(desk: Desk, key: VerificationKey) -> int:
    numbers = await desk.services.activity.load_numbers(
        ActivityFilter(actions=frozenset({"pictures_viewed"}))
    )
    events = (await desk.services.cases.load_case(key)).stored.events
    assert len(list(numbers)) == [event.kind for event in events].count("pictures_viewed")
    return len(list(numbers))


async def test_pictures_are_fetched_on_demand_where_the_account_keeps_none(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    documents = await _open(detail, key)
    await until(lambda: documents.faces.face.action == "Fetch pictures")
    assert "keeps no pictures by itself" in documents.faces.face.text
    qtbot.mouseClick(documents.faces.face_button, _LEFT)
    await until(lambda: documents.desk.first.has_picture)
    files = await desk.services.evidence.load_files(key)
    assert documents.desk.list.count() == len(files) >= 2


async def test_a_provider_that_does_not_answer_is_a_sentence_with_a_way_out(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    documents = await _open(detail, key)
    await until(lambda: documents.faces.face.action == "Fetch pictures")
    with desk.simulator.faults({"provider": "checkout", "action": "drop"}):
        qtbot.mouseClick(documents.faces.face_button, _LEFT)
        await until(lambda: documents.faces.face.action in ("Try again", "Fetch pictures"))
    assert documents.faces.face.text.endswith(".")


async def test_a_document_is_compared_with_the_face(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("document_front", build_png()), ("document_back", build_png((50, 20))))
    await _keep(
        desk,
        key,
        ("document_front", build_png()),
        ("document_back", build_png((50, 20))),
        ("face_image", build_photo()),
    )
    documents = await _show(detail, key)
    pictures = documents.desk
    assert pictures.list.count() == 3
    roles = [file.role for file in await desk.services.evidence.load_files(key)]
    pictures.list.setCurrentRow(roles.index("document_front"))
    assert not pictures.second.isVisible()
    qtbot.mouseClick(pictures.compare_button, _LEFT)
    await until(lambda: pictures.second.has_picture)
    assert pictures.beside is not None
    assert (pictures.first.name, pictures.beside.role) == ("document_front", "face_image")
    pictures.second.setFocus()
    qtbot.keyClick(pictures.second, Qt.Key.Key_R)
    assert (pictures.first.rotation, pictures.second.rotation) == (0, 90)
    qtbot.keyClick(pictures.second, Qt.Key.Key_Plus)
    assert pictures.second.percent > pictures.first.percent
    qtbot.mouseClick(pictures.compare_button, _LEFT)
    assert not pictures.second.isVisible()


@pytest.mark.parametrize("body", [build_huge_png(60_000), b"<html>gone</html>", b"\xff\xd8\xff" + bytes(900)])
async def test_a_hostile_picture_is_words_and_the_others_are_shown(
    desk: Desk, detail: DetailView, body: bytes
) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("document_front", body), ("face_image", build_photo()))
    documents = await _open(detail, key)
    pictures = documents.desk
    await until(lambda: pictures.list.count() == 2)
    roles = [file.role for file in await desk.services.evidence.load_files(key)]
    pictures.list.setCurrentRow(roles.index("document_front"))
    await until(lambda: pictures.first.words.startswith("This is no picture"))
    assert not pictures.save_button.isEnabled()
    pictures.list.setCurrentRow(roles.index("face_image"))
    await until(lambda: pictures.first.has_picture)


async def test_a_damaged_object_is_a_sentence(desk: Desk, detail: DetailView) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("face_image", build_photo()))
    [file] = await desk.services.evidence.load_files(key)
    [stored] = [
        path
        for path in desk.console.profile.folder.rglob("*")
        if path.is_file() and file.object_id in path.name
    ]
    stored.chmod(0o600)
    body = bytearray(stored.read_bytes())
    body[-5] ^= 1
    stored.write_bytes(body)
    documents = await _open(detail, key)
    await until(lambda: "damaged" in documents.desk.first.words)


async def test_a_paper_that_came_as_a_pdf_shows_its_first_page_and_all_on_demand(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("utility_bill", build_pdf(["a bill", "the back", "a note"], size=(300, 400))))
    documents = await _show(detail, key)
    image = documents.desk.first._image
    assert image.height() > image.width()
    assert documents.desk.facts.startswith("Page 1 of 3.")
    qtbot.mouseClick(documents.desk.pages_button, _LEFT)
    await until(lambda: documents.findChildren(DocumentWindow))
    [window] = documents.findChildren(DocumentWindow)
    assert window.windowTitle() == "Utility bill"
    assert window.paper.pdf.page_count == 3
    await until(lambda: window.paper.pdf.is_drawn)
    window.reject()
    await until(lambda: not documents.findChildren(DocumentWindow))
    await until(lambda: not documents._scope.is_running("pages"))


async def test_a_paper_of_one_page_offers_no_others(desk: Desk, detail: DetailView) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("utility_bill", build_pdf(["a bill"])))
    documents = await _show(detail, key)
    assert documents.desk.facts.startswith("Page 1 of 1.")
    assert not documents.desk.pages_button.isVisible()


async def test_a_paper_is_saved_as_it_was_received(
    desk: Desk, detail: DetailView, qtbot: QtBot, tmp_path: Path
) -> None:
    key = await _decided(desk, "checkout")
    body = build_pdf(["a bill", "the back"])
    await _keep(desk, key, ("utility_bill", body))
    documents = await _show(detail, key)
    target = tmp_path / "bill.pdf"
    await _save(documents, target, "byte by byte", qtbot)
    assert target.read_bytes() == body
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "picture_saved" in {event.kind for event in events}


async def _save(documents: DocumentsView, target: Path, warning: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(documents.desk.save_button, _LEFT)
    await until(lambda: documents.findChildren(QMessageBox))
    [question] = documents.findChildren(QMessageBox)
    assert warning in question.informativeText()
    _agree(qtbot, question)
    await until(lambda: documents.findChildren(QFileDialog))
    [dialog] = documents.findChildren(QFileDialog)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.selectAll()
    qtbot.keyClicks(edit, str(target))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    await until(target.exists)
    await until(lambda: not documents._scope.is_running("copy"))


def _agree(qtbot: QtBot, question: QMessageBox) -> None:
    accept = QMessageBox.ButtonRole.AcceptRole
    [button] = [each for each in question.buttons() if question.buttonRole(each) is accept]
    qtbot.mouseClick(button, _LEFT)


async def test_a_saved_copy_is_announced_logged_and_holds_no_word_of_the_camera(
    desk: Desk, detail: DetailView, qtbot: QtBot, tmp_path: Path
) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("face_image", build_photo(size=(120, 80))))
    documents = await _show(detail, key)
    target = tmp_path / "face.png"
    await _save(documents, target, "pixels only", qtbot)
    written = target.read_bytes()
    assert MARKER.encode() not in written
    assert b"eXIf" not in written
    assert read_size(written) == (80, 120)
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "picture_saved" in {event.kind for event in events}


async def test_another_case_keeps_no_picture(desk: Desk, detail: DetailView) -> None:
    key = await _decided(desk, "checkout")
    await _keep(desk, key, ("face_image", build_photo()))
    documents = await _show(detail, key)
    detail.show_case(await _decided(desk, "iron"))
    await until(lambda: documents.faces.face.title == "No pictures here")
    assert documents.desk.list.count() == 0
    assert not documents.desk.first.has_picture
    await _show(detail, key)
