"""The timeline under mouse and keys: walking, zooming, panning, cards, and what is seen without colour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QColor,
    QImage,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.timeline import EventSource, TimelineEvent
from console.ui.toolkit.look import Look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Pair, ThemeName
from console.ui.widgets.timeline_layout import build_axis, build_lanes
from console.ui.widgets.timeline_patterns import paint_bar
from console.ui.widgets.timeline_stage import NAME_WIDTH, TimelineContent, build_content
from console.ui.widgets.timeline_widget import TimelineWidget
from console.ui.widgets.timeline_words import item_card

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_NOW = _START + timedelta(days=2)
_LEFT = Qt.MouseButton.LeftButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_PAIR = Pair("#202020", "#f0f0f0")
_SHAPED = (
    StretchKind.WAITING,
    StretchKind.CAPTURING,
    StretchKind.CHECKING,
    StretchKind.VERDICT,
    StretchKind.UNTOLD,
)


def _event(minutes: float, kind: str, source: EventSource, attempt: str = "", raw: str = "") -> TimelineEvent:
    return TimelineEvent(_START + timedelta(minutes=minutes), kind, source, raw, AttemptId(attempt))


def _content(*more: TimelineEvent) -> TimelineContent:
    attempts = (
        Attempt(
            AttemptId("a"), "aborted", StretchKind.VERDICT, _START, _START + timedelta(minutes=20), "aborted"
        ),
        Attempt(AttemptId("b"), "capture", StretchKind.CAPTURING, _START + timedelta(minutes=30), None),
    )
    events = (
        _event(0, "attempt_added", EventSource.POLL, "a"),
        _event(8, "attempt_capturing", EventSource.WEBHOOK, "a"),
        _event(20, "attempt_verdict", EventSource.WEBHOOK, "a", "aborted"),
        _event(30, "attempt_added", EventSource.POLL, "b"),
        _event(40, "note_added", EventSource.US),
        _event(50, "decided", EventSource.US, raw="ask_again"),
        *more,
    )
    events = tuple(sorted(events, key=lambda event: event.at))
    lanes = build_lanes(attempts, events, _NOW)
    return build_content(lanes, build_axis(lanes, events, _NOW), events, "capturing")


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[QWidget]:
    """A timeline between two fields."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    before, timeline, after = QLineEdit(made), TimelineWidget(made), QLineEdit(made)
    for part in (before, timeline, after):
        column.addWidget(part)
    made.resize(900, 300)
    timeline.show_content(_content())
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    QToolTip.hideText()


@pytest.fixture
def lanes(page: QWidget) -> TimelineWidget:
    [found] = page.findChildren(TimelineWidget)
    return found


def _walk(lanes: TimelineWidget) -> str:
    """What a screen reader says where the keyboard is."""
    return lanes.accessibleName()


def test_tab_goes_from_lane_to_lane_and_out(page: QWidget, lanes: TimelineWidget, qtbot: QtBot) -> None:
    first, last = page.findChildren(QLineEdit)
    first.setFocus()
    said: list[str] = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert lanes.hasFocus()
        said.append(_walk(lanes).split(",")[0])
    assert said == ["Attempt 1", "Attempt 2", "Our work"]
    qtbot.keyClick(lanes, Qt.Key.Key_Tab)
    assert last.hasFocus()
    qtbot.keyClick(last, Qt.Key.Key_Tab, _SHIFT)
    assert _walk(lanes).startswith("Our work")


def test_arrows_walk_over_stretches_and_events_and_say_what_they_are(
    lanes: TimelineWidget, qtbot: QtBot
) -> None:
    lanes.setFocus()
    chosen: list[int] = []
    lanes.event_selected.connect(chosen.append)
    said: list[str] = []
    for _ in range(6):
        qtbot.keyClick(lanes, Qt.Key.Key_Right)
        said.append(_walk(lanes).split(", ")[1])
    assert said == [
        "waiting",
        "New attempt",
        "capturing",
        "Customer is capturing",
        "aborted",
        "Attempt ended",
    ]
    assert chosen == [0, 1, 2]
    qtbot.keyClick(lanes, Qt.Key.Key_Left)
    assert "aborted" in _walk(lanes)
    qtbot.keyClick(lanes, Qt.Key.Key_Down)
    assert _walk(lanes).startswith("Attempt 2")
    qtbot.keyClick(lanes, Qt.Key.Key_End)
    assert lanes.selected == 5
    assert "our action, ask_again" in _walk(lanes)
    qtbot.keyClick(lanes, Qt.Key.Key_Home)
    assert _walk(lanes).startswith("Attempt 1, waiting")


def test_hover_and_keyboard_show_the_same_card(lanes: TimelineWidget, qtbot: QtBot) -> None:
    lanes.setFocus()
    qtbot.keyClick(lanes, Qt.Key.Key_End)
    by_key = QToolTip.text()
    QToolTip.hideText()
    stage = lanes.stage()
    assert stage is not None
    QTest.mouseMove(lanes, QPoint(2, 2))
    QTest.mouseMove(lanes, stage.mark(5).toPoint())
    by_mouse = QToolTip.text()
    assert by_key.replace("Our work<br>", "") == by_mouse
    at_axis = QPointF(stage.fold_area(stage.content.axis.folds[0]).center().x(), stage.bottom + 4)
    QTest.mouseMove(lanes, at_axis.toPoint())
    assert "1 d 23 h without change" in QToolTip.text()


def test_keys_and_the_wheel_zoom_and_0_shows_all(lanes: TimelineWidget, qtbot: QtBot) -> None:
    lanes.setFocus()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        qtbot.keyClick(lanes, key)
    assert lanes.zoom == pytest.approx(1.25)
    stage = lanes.stage()
    assert stage is not None
    under = QPointF(700, 20)
    before = stage.share_at(under.x())
    _turn(lanes, under, QPoint(0, 120), Qt.KeyboardModifier.ControlModifier)
    again = lanes.stage()
    assert again is not None
    assert lanes.zoom == pytest.approx(1.5625)
    assert again.share_at(under.x()) == pytest.approx(before)
    qtbot.keyClick(lanes, Qt.Key.Key_0)
    assert (lanes.zoom, lanes.pan) == (1.0, 0.0)


def test_two_fingers_on_a_pad_zoom_around_the_pointer(lanes: TimelineWidget) -> None:
    place = QPointF(NAME_WIDTH + 300.0, 20.0)
    before = _moment_at(lanes, place)
    _pinch(lanes, place, 0.5)
    assert lanes.zoom == pytest.approx(1.5)
    assert _moment_at(lanes, place) == pytest.approx(before)
    _pinch(lanes, place, 1.0)
    assert lanes.zoom == pytest.approx(3.0)
    _pinch(lanes, place, -0.9)
    assert lanes.zoom == 1.0
    assert lanes.pan == 0.0


def test_two_fingers_that_do_something_else_zoom_nothing(lanes: TimelineWidget) -> None:
    _pinch(lanes, QPointF(300.0, 20.0), 0.5, Qt.NativeGestureType.RotateNativeGesture)
    assert lanes.zoom == 1.0


def test_a_screen_reader_finds_every_lane_with_all_that_is_on_it(lanes: TimelineWidget, qtbot: QtBot) -> None:
    """The same words as the keyboard says, in the same order, each where it is painted."""
    content = lanes.content
    assert content is not None
    root = QAccessible.queryAccessibleInterface(lanes)
    found = [root.child(number) for number in range(root.childCount())]
    assert [_name(lane) for lane in found] == ["Attempt 1", "Attempt 2", "Our work"]
    walked: list[str] = []
    for row, lane in enumerate(found):
        told = [_name(lane.child(number)) for number in range(lane.childCount())]
        assert told == [
            to_plain(item_card(content, item).partition("\n")[2].replace("\n", ", "))
            for item in content.items[row]
        ]
        walked += [f"{_name(lane)}, {each}" for each in told]
    lanes.setFocus()
    said: list[str] = []
    for _row in content.items:
        qtbot.keyClick(lanes, Qt.Key.Key_Down)
        said.append(_walk(lanes))
    assert set(said) <= set(walked)
    stage = lanes.stage()
    assert stage is not None
    for number, item in enumerate(content.items[0]):
        if item.event >= 0:
            at = lanes.mapToGlobal(stage.mark(item.event).toPoint())
            assert found[0].child(number).rect().contains(at)
    lanes.zoom_by(8.0, 0.0)
    beyond = found[2].child(found[2].childCount() - 1)
    assert beyond.rect().isEmpty() or not beyond.rect().intersects(found[0].rect())


def test_the_wheel_alone_is_left_to_what_scrolls(lanes: TimelineWidget) -> None:
    assert not _turn(lanes, QPointF(300, 20), QPoint(0, 120), Qt.KeyboardModifier.NoModifier)
    assert lanes.zoom == 1.0


def test_the_view_is_moved_by_keys_by_dragging_and_sideways(lanes: TimelineWidget, qtbot: QtBot) -> None:
    lanes.setFocus()
    lanes.zoom_by(8.0, 0.0)
    assert lanes.pan == 0.0
    qtbot.keyClick(lanes, Qt.Key.Key_Right, _SHIFT)
    by_key = lanes.pan
    assert by_key > 0.0
    qtbot.keyClick(lanes, Qt.Key.Key_PageDown)
    assert lanes.pan > by_key
    qtbot.keyClick(lanes, Qt.Key.Key_PageUp)
    assert lanes.pan == pytest.approx(by_key)
    empty = QPoint(500, lanes.height() - 4)
    QTest.mousePress(lanes, _LEFT, pos=empty)
    QTest.mouseMove(lanes, empty - QPoint(100, 0))
    QTest.mouseRelease(lanes, _LEFT, pos=empty - QPoint(100, 0))
    dragged = lanes.pan
    assert dragged > by_key
    _turn(lanes, QPointF(300, 20), QPoint(120, 0), Qt.KeyboardModifier.NoModifier)
    assert lanes.pan < dragged
    qtbot.keyClick(lanes, Qt.Key.Key_End)
    focus = lanes.focus
    assert focus is not None
    assert lanes.pan <= focus.share <= lanes.pan + 1 / lanes.zoom


def test_a_click_chooses_an_event(lanes: TimelineWidget, qtbot: QtBot) -> None:
    stage = lanes.stage()
    assert stage is not None
    with qtbot.waitSignal(lanes.event_selected) as told:
        qtbot.mouseClick(lanes, _LEFT, pos=stage.mark(4).toPoint())
    assert told.args == [4]


def test_all_of_it_is_told_to_a_screen_reader(lanes: TimelineWidget) -> None:
    told = lanes.accessibleDescription().split("\n")
    assert told[:2] == ["Attempt 1: waiting, capturing, aborted", "Attempt 2: capturing"]
    assert "Acts of ours: 2." in told
    assert "Events in the list below: 6." in told
    assert any(line.endswith("without change") for line in told)


def _grey(kind: StretchKind) -> bytes:
    """A bar of one kind as it looks without colour, all kinds in the same two greys."""
    image = QImage(80, 20, QImage.Format.Format_Grayscale8)
    image.fill(QColor(_PAIR.ground))
    painter = QPainter(image)
    bar = QRectF(0, 0, 79, 19)
    paint_bar(painter, _PAIR, bar, kind, bar)
    painter.end()
    return bytes(image.constBits())


def test_every_kind_of_stretch_is_told_apart_without_colour() -> None:
    pictures = {kind: _grey(kind) for kind in _SHAPED}
    for kind, picture in pictures.items():
        for other, its in pictures.items():
            differing = sum(one != two for one, two in zip(picture, its, strict=True))
            assert kind is other or differing > 80, (kind, other)


@pytest.mark.parametrize("theme", ThemeName)
def test_both_themes_paint_on_their_own_ground(lanes: TimelineWidget, look: Look, theme: ThemeName) -> None:
    look.set_theme(theme)
    picture = lanes.grab().toImage()
    wide, high = picture.width(), picture.height()
    shown = {picture.pixelColor(x, y).name() for x in range(0, wide, 3) for y in range(0, high, 2)}
    assert {
        look.theme.pair(role).ground_color.name() for role in ("not_started", "capturing", "closed")
    } <= shown


def test_ten_thousand_events_are_shown_and_walked(lanes: TimelineWidget, qtbot: QtBot) -> None:
    crowd = tuple(_event(n / 100, "status_changed", EventSource.POLL, "a", str(n)) for n in range(10_000))
    lanes.show_content(_content(*crowd))
    lanes.setFocus()
    qtbot.keyClick(lanes, Qt.Key.Key_End)
    assert lanes.content is not None
    assert lanes.selected == len(lanes.content.events) - 1
    for _ in range(30):
        qtbot.keyClick(lanes, Qt.Key.Key_Plus)
    assert not lanes.grab().isNull()


def _turn(lanes: TimelineWidget, at: QPointF, by: QPoint, held: Qt.KeyboardModifier) -> bool:
    """A turn of the wheel; whether the timeline took it."""
    event = QWheelEvent(
        at,
        lanes.mapToGlobal(at),
        QPoint(),
        by,
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(lanes, event)
    return event.isAccepted()


def _pinch(
    lanes: TimelineWidget,
    place: QPointF,
    value: float,
    kind: Qt.NativeGestureType = Qt.NativeGestureType.ZoomNativeGesture,
) -> None:
    """What a pad sends while two fingers move."""
    everywhere = lanes.mapToGlobal(place)
    event = QNativeGestureEvent(
        kind, QPointingDevice.primaryPointingDevice(), 2, place, everywhere, everywhere, value, QPointF(), 0
    )
    QApplication.sendEvent(lanes, event)


def _moment_at(lanes: TimelineWidget, place: QPointF) -> float:
    stage = lanes.stage()
    assert stage is not None
    return stage.share_at(place.x())


def _name(found: QAccessibleInterface) -> str:
    return found.text(QAccessible.Text.Name)
