"""What the customer sees: every face in every language, mirrored where the language is, and never more than it may be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import pytest
import zxingcpp
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from console.domain.customer_words import DISPLAY_LANGUAGES, Say
from console.domain.environment import Environment
from console.domain.front_desk import CustomerFace, CustomerView, DeskSessionId, ShownCode
from console.ui.toolkit.languages import Languages
from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName
from console.ui.widgets.customer_surface_widget import CustomerSurface
from tests.support.pictures import to_picture
from tests.support.scale_check import find_clipped, find_cut, find_overlaps

_LINK: Final = "https://ui.idenfy.com/?authToken=" + "aZ09-_Kq7" * 32
_CODE: Final = ShownCode(_LINK[:288], "ui.idenfy.com", "K7M-4821", digits="12345678")
_TAGS: Final = tuple(tag for tag, _ in DISPLAY_LANGUAGES)
# 1080 lines at 100, 200 and 300 %, a window, an upright screen.
_SIZES: Final = ((1920, 1080), (960, 540), (900, 700), (640, 480), (1080, 1920))


def _view(
    face: CustomerFace, language: str = "en", environment: Environment = Environment.LIVE
) -> CustomerView:
    code = _CODE if face is CustomerFace.CODE else None
    return CustomerView(DeskSessionId("1"), face, language, environment, code)


@pytest.fixture
def surface(look: Look) -> Iterator[CustomerSurface]:
    """Shown on the offscreen screen."""
    del look
    made = CustomerSurface()
    made.resize(1280, 1000)
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def _settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def _labels(part: QWidget) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.mark.parametrize("size", _SIZES)
def test_every_text_fits_in_every_language(surface: CustomerSurface, size: tuple[int, int]) -> None:
    surface.resize(*size)
    problems: dict[str, list[str]] = {}
    for face, tag in itertools.product(CustomerFace, _TAGS):
        surface.show_view(_view(face, tag))
        _settle()
        found = [*find_cut(surface), *find_clipped(surface), *find_overlaps(surface)]
        found += [
            f"lines cut: {label.text()!r}"
            for label in surface.findChildren(QLabel)
            if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width())
        ]
        if found:
            problems[f"{face} {tag}"] = found
    assert problems == {}


@pytest.mark.parametrize("tag", _TAGS)
def test_every_face_speaks_the_customers_language(surface: CustomerSurface, tag: str) -> None:
    words = Languages().words(tag)
    expected = {
        CustomerFace.WELCOME: {Say.WELCOME, Say.WELCOME_MORE},
        CustomerFace.CODE: {
            Say.SCAN, Say.LEADS_TO, Say.REFERENCE, Say.DIGITS, Say.STEP_CAMERA, Say.STEP_POINT, Say.STEP_FOLLOW,
        },
        CustomerFace.CONTINUE: {Say.CONTINUE, Say.CONTINUE_MORE},
        CustomerFace.RECEIVED: {Say.RECEIVED},
        CustomerFace.ONE_MORE_TRY: {Say.ONE_MORE_TRY},
        CustomerFace.PLEASE_WAIT: {Say.PLEASE_WAIT},
        CustomerFace.COVER: {Say.PLEASE_WAIT},
    }  # fmt: skip
    values = {"ui.idenfy.com", "K7M-4821", "1234 5678"}
    for face, said in expected.items():
        surface.show_view(_view(face, tag))
        _settle()
        shown = {words.say(say) for say in said}
        assert set(surface.texts) - values == shown
        # And nothing else is written anywhere on it.
        assert set(_labels(surface)) - values == shown
        # Under the cover nothing is to be chosen.
        assert surface.switch.isVisible() == (face is not CustomerFace.COVER)


def test_arabic_runs_from_the_right(surface: CustomerSurface) -> None:
    places: dict[str, tuple[int, int]] = {}
    for tag in ("en", "ar"):
        surface.show_view(_view(CustomerFace.CODE, tag))
        _settle()
        words = Languages().words(tag)
        labels = {label.text(): label for label in surface.findChildren(QLabel) if label.isVisible()}
        first, last = labels[words.say(Say.STEP_CAMERA)], labels[words.say(Say.STEP_FOLLOW)]
        places[tag] = (first.mapTo(surface, QPoint(0, 0)).x(), last.mapTo(surface, QPoint(0, 0)).x())
        english, arabic = surface.switch.button("en"), surface.switch.button("ar")
        assert (english.x() < arabic.x()) == (tag == "en")
    assert places["en"][0] < places["en"][1]
    assert places["ar"][0] > places["ar"][1]
    # A host, a number: from the left in every language.
    host = next(label for label in surface.findChildren(QLabel) if label.text() == "ui.idenfy.com")
    assert host.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_code_is_read_off_the_face(
    surface: CustomerSurface, look: Look, theme: ThemeName, tag: str
) -> None:
    look.set_theme(theme)
    surface.show_view(_view(CustomerFace.CODE, tag, Environment.TEST))
    _settle()
    read = zxingcpp.read_barcode(to_picture(surface.grab()))
    assert read is not None
    assert read.text == _CODE.url
    assert surface.word == "TEST"


def test_nothing_of_a_session_stays(surface: CustomerSurface) -> None:
    for face in CustomerFace:
        if face is CustomerFace.CODE:
            continue
        surface.show_view(_view(CustomerFace.CODE))
        surface.show_view(_view(face))
        assert not surface.code_face.code.has_code
        assert not {"ui.idenfy.com", "K7M-4821", "1234 5678"} & {
            label.text() for label in surface.findChildren(QLabel)
        }
        assert zxingcpp.read_barcode(to_picture(surface.grab())) is None
    surface.show_view(_view(CustomerFace.CODE, "de"))
    surface.forget()
    assert surface.view is not None
    assert (surface.view.face, surface.view.code, surface.view.session) == (CustomerFace.WELCOME, None, "")
    assert Languages().words("de").say(Say.WELCOME) in surface.texts


def test_the_title_and_names_tell_nothing(surface: CustomerSurface) -> None:
    surface.show_view(_view(CustomerFace.CODE))
    assert surface.windowTitle() == "Customer display"
    spoken = [
        part.accessibleName() + part.accessibleDescription() + part.toolTip()
        for part in surface.findChildren(QWidget)
    ]
    assert not any("authToken" in text or "http" in text for text in spoken)


def test_a_language_is_chosen_with_mouse_and_keys(surface: CustomerSurface) -> None:
    chosen: list[str] = []
    surface.language_chosen.connect(chosen.append)
    surface.show_view(_view(CustomerFace.CODE))
    QTest.mouseClick(surface.switch.button("lt"), Qt.MouseButton.LeftButton)
    surface.switch.button("ar").setFocus()
    QTest.keyClick(surface.switch.button("ar"), Qt.Key.Key_Space)
    assert chosen == ["lt", "ar"]
    assert surface.switch.button("ar").isChecked()
    assert not surface.switch.button("lt").isChecked()


def test_the_same_code_again_is_not_painted_anew(surface: CustomerSurface) -> None:
    surface.show_view(_view(CustomerFace.CODE))
    _settle()
    before = to_picture(surface.code_face.code.grab()).tobytes()
    surface.show_view(_view(CustomerFace.CODE, "en"))
    _settle()
    assert to_picture(surface.code_face.code.grab()).tobytes() == before


def test_the_code_takes_all_the_room_before_it_gives_up(surface: CustomerSurface) -> None:
    surface.resize(640, 470)
    surface.show_view(_view(CustomerFace.CODE, "de"))
    _settle()
    read = zxingcpp.read_barcode(to_picture(surface.grab()))
    assert read is not None
    assert read.text == _CODE.url
    assert not surface.switch.isVisible()
    assert {"ui.idenfy.com", "K7M-4821", "1234 5678"} <= set(_labels(surface))
    surface.resize(1280, 1000)
    _settle()
    assert surface.switch.isVisible()
    assert find_clipped(surface) == []
    assert Languages().words("de").say(Say.STEP_POINT) in _labels(surface)


@pytest.mark.parametrize("size", [(450, 450), (450, 560), (480, 440), (500, 420), (600, 430), (420, 700)])
def test_a_code_is_whole_or_not_there_in_the_smallest_windows(
    surface: CustomerSurface, size: tuple[int, int]
) -> None:
    surface.resize(*size)
    for tag in ("de", "ar"):
        surface.show_view(_view(CustomerFace.CODE, tag))
        _settle()
        read = zxingcpp.read_barcode(to_picture(surface.grab()))
        assert (read is not None) == surface.code_face.code.is_drawable
        assert [*find_clipped(surface), *find_cut(surface), *find_overlaps(surface)] == []


def test_where_no_code_fits_the_customer_is_told_whom_to_ask(surface: CustomerSurface) -> None:
    surface.resize(420, 420)
    # The frame takes what the code would need.
    surface.show_view(_view(CustomerFace.CODE, "de", Environment.TEST))
    _settle()
    code = surface.code_face.code
    assert not code.is_drawable, (code.size(), surface.size())
    assert code.accessibleName() == Languages().words("de").say(Say.NO_CODE)
    assert "larger" in code.sentence


@pytest.mark.parametrize("environment", list(Environment))
def test_only_the_real_thing_has_no_frame(surface: CustomerSurface, environment: Environment) -> None:
    surface.show_view(_view(CustomerFace.RECEIVED, environment=environment))
    assert bool(surface.word) == (environment is not Environment.LIVE)
