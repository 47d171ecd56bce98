"""What a capsule holds, read off the window that needs no profile: passphrase, papers, answers, checks, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.domain.capsule import CapsuleContent, CapsuleEntry, CapsuleManifest, CapsulePart, LeftOut
from console.domain.phase import Phase
from console.services.capsule_contents import build_files
from console.ui.toolkit.look import Look
from console.ui.toolkit.window_options import CapsuleOptions
from console.ui.views.capsule_run import CapsuleRun
from console.ui.views.capsule_window import CapsuleWindow
from tests.support.desk import Desk
from tests.support.screen import texts_of
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_SECRET = "a long way home 77"


@pytest.fixture
async def plain(desk: Desk, tmp_path: Path) -> Path:
    """A capsule with a report, without protection."""
    return await _make(desk, tmp_path / "plain.zip", "")


async def _make(desk: Desk, path: Path, passphrase: str) -> Path:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    key = next(row.key for row in rows if row.provider == "idenfy" and row.phase is Phase.APPROVED)
    await desk.services.reports.fetch(key)
    await desk.services.capsules.make(key, path, passphrase)
    return path


@pytest.fixture
async def runs(qapp: QApplication, look: Look) -> AsyncIterator[list[CapsuleRun]]:
    """Runs whose windows are closed after the test; each waits for that itself."""
    started: list[CapsuleRun] = []
    yield started
    for run in started:
        run.window.close()


def _begin(runs: list[CapsuleRun], path: Path, passphrase: str = "") -> CapsuleWindow:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    run = CapsuleRun(app, CapsuleOptions(path, passphrase, "light"))
    runs.append(run)
    run.start()
    return run.window


def _told(window: CapsuleWindow) -> str:
    return " ".join(texts_of(window))


async def test_everything_in_it_is_listed_and_can_be_read_by_keyboard(
    plain: Path, runs: list[CapsuleRun], qtbot: QtBot
) -> None:
    window = _begin(runs, plain)
    await until(lambda: window.paper.isVisible() and "files are as the capsule says" in _told(window))
    rows = [window.contents.item(number).text() for number in range(window.contents.count())]
    assert [row.split("\n")[0] for row in rows][:2] == ["Dossier", "Provider's report as received"]
    assert "SIMULATOR" in _told(window)
    assert window.contents.hasFocus()
    assert "Not protected by a passphrase" in _told(window)
    qtbot.keyClick(window.contents, Qt.Key.Key_End)
    await until(lambda: window.text.isVisible() and "  report.pdf\n" in window.text.toPlainText())
    assert window.text.isReadOnly()
    qtbot.keyClick(window.contents, Qt.Key.Key_Up)
    await until(lambda: '"format": "compliance-console-capsule"' in window.text.toPlainText())
    qtbot.keyClick(window.contents, Qt.Key.Key_Up)
    await until(lambda: "sha256sum -c SHA256SUMS" in window.text.toPlainText())
    qtbot.keyClick(window.contents, Qt.Key.Key_Home)
    await until(lambda: window.paper.isVisible() and window.paper.opened is not None)


async def test_what_stayed_out_is_told_with_its_reason_and_what_was_changed_too(
    tmp_path: Path, runs: list[CapsuleRun], qtbot: QtBot
) -> None:
    body = b'{"url": "hidden"}'
    entry = CapsuleEntry(
        "raw/0001-a.json", CapsulePart.RAW, "Answer", sha256(body).hexdigest(), len(body), "c" * 64,
        datetime(2026, 3, 4, tzinfo=UTC), "poll", "request", "links are hidden",
    )  # fmt: skip
    left = LeftOut("Provider's report", "It is damaged here.", "d" * 64)
    manifest = CapsuleManifest(datetime(2026, 3, 4, tzinfo=UTC), "a", "p", 1, "h", (), "", (entry,), (left,))
    path = tmp_path / "left.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in build_files(manifest, (CapsuleContent(entry, body),)):
            packed.writestr(name, content)
    window = _begin(runs, path)
    await until(lambda: window.text.isVisible() and "hidden" in window.text.toPlainText())
    assert "Changed: links are hidden" in window.contents.item(0).text()
    qtbot.keyClick(window.contents, Qt.Key.Key_End)
    await until(lambda: "It is damaged here." in window.text.toPlainText())
    assert "d" * 64 in window.text.toPlainText()
    assert window.contents.currentItem().text().startswith("Not in it: Provider's report")


async def test_it_asks_for_the_passphrase_and_says_when_it_is_wrong(
    desk: Desk, tmp_path: Path, runs: list[CapsuleRun], qtbot: QtBot
) -> None:
    window = _begin(runs, await _make(desk, tmp_path / "safe.zip", _SECRET))
    await until(window.unlock.isVisible)
    qtbot.keyClicks(window.unlock.field, "not this one")
    qtbot.keyClick(window.unlock.field, Qt.Key.Key_Return)
    await until(lambda: "not the passphrase" in _told(window))
    qtbot.keyClicks(window.unlock.field, _SECRET)
    qtbot.mouseClick(window.unlock.button, _LEFT)
    await until(lambda: window.contents.isVisible() and window.contents.count() > 3)
    assert "Protected by its passphrase." in _told(window)


async def test_a_changed_part_is_named_and_not_shown(
    plain: Path, tmp_path: Path, runs: list[CapsuleRun], qtbot: QtBot
) -> None:
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"%PDF-1.7 other %%EOF" if name == "report.pdf" else old.read(name))
    window = _begin(runs, changed)
    await until(lambda: "Not in order: report.pdf was altered" in _told(window))
    await until(window.paper.isVisible)
    qtbot.keyClick(window.contents, Qt.Key.Key_Down)
    await until(lambda: not window.paper.isVisible() and "not what the manifest says" in _told(window))


async def test_pictures_are_shown_and_a_hostile_one_is_a_sentence(
    tmp_path: Path, runs: list[CapsuleRun], qtbot: QtBot
) -> None:
    made = io.BytesIO()
    Image.new("RGB", (120, 80), "teal").save(made, "PNG")
    now = datetime(2026, 3, 4, tzinfo=UTC)
    contents = [
        CapsuleContent(
            CapsuleEntry(name, CapsulePart.PICTURE, name, sha256(body).hexdigest(), len(body)), body
        )
        for name, body in (
            ("pictures/1-good.png", made.getvalue()),
            ("pictures/2-bad.png", b"\x89PNG no picture"),
        )
    ]
    entries = tuple(content.entry for content in contents)
    manifest = CapsuleManifest(now, "a", "p", 1, "h", (), "", entries)
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, body in build_files(manifest, contents):
            packed.writestr(name, body)
    window = _begin(runs, path)
    await until(lambda: window.picture.isVisible() and window.picture.has_picture)
    qtbot.keyClick(window.contents, Qt.Key.Key_Down)
    await until(lambda: "no picture that can be shown" in window.picture.words)


async def test_what_is_no_capsule_is_said_in_a_sentence(tmp_path: Path, runs: list[CapsuleRun]) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(b"%PDF-1.7")
    window = _begin(runs, path)
    await until(lambda: "no ZIP file" in _told(window))
    assert not window.verify_button.isEnabled()


async def test_what_a_file_says_is_never_more_than_text(tmp_path: Path, runs: list[CapsuleRun]) -> None:
    """Somebody else made the file: a name in it that looks like a page must stay a name."""
    path = tmp_path / "hostile.zip"
    manifest = (
        '{"format":"compliance-console-capsule","version":1,"made_at":"2026-03-04T00:00:00Z","made_by":"<b>x</b>",'
        '"program":"p","audit_log":{"number":1,"head":"h"},"case":{"provider":"<img src=\\"file:///x\\">",'
        '"verification":"\\u202egpj"},"mark":"<h1>M</h1>","files":[]}'
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("manifest.json", manifest)
        made.writestr("SHA256SUMS", "")
    window = _begin(runs, path)
    await until(lambda: "Not in order" in _told(window))
    assert "<img" in _told(window)
    labels = window.findChildren(QLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels if label.text())
    assert "\u202e" not in _told(window)
