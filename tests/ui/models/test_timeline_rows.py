"""The events of a case as rows: an exact table, sentences for a screen reader, Qt's own model tester."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console.domain.timeline import EventSource, TimelineEvent
from console.ui.models.timeline_rows import EventModel
from console.ui.toolkit.words import exact_time

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _event(minutes: int, kind: str, source: EventSource, raw: str = "") -> TimelineEvent:
    return TimelineEvent(_START + timedelta(minutes=minutes), kind, source, raw)


_EVENTS = (
    _event(0, "created", EventSource.PROVIDER),
    _event(1, "status_changed", EventSource.POLL, "pending\n<b>&amp;\u202e"),
    _event(2, "status_changed", EventSource.WEBHOOK, "王芳 🎉"),
    _event(3, "decided", EventSource.US, "accept"),
)


def _model(qtbot: QtBot) -> EventModel:
    model = EventModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert tester.model() is model
    return model


def test_the_table_is_exactly_this(qtbot: QtBot) -> None:
    model = _model(qtbot)
    model.show_events(_EVENTS)
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in range(model.columnCount())] == [
        "Time",
        "What",
        "Source",
        "Raw value",
    ]
    cells = [[model.index(row, n).data() for n in range(4)] for row in range(model.rowCount())]
    assert cells == [
        [exact_time(_EVENTS[0].at), "Created", "provider's record", ""],
        [exact_time(_EVENTS[1].at), "Status changed", "read by us", "pending <b>&amp;‹U+202E›"],
        [exact_time(_EVENTS[2].at), "Status changed", "webhook", "王芳 🎉"],
        [exact_time(_EVENTS[3].at), cells[3][1], "our action", "accept"],
    ]


def test_every_cell_speaks_the_whole_event(qtbot: QtBot) -> None:
    model = _model(qtbot)
    model.show_events(_EVENTS)
    sentence = f"{exact_time(_EVENTS[2].at)}, Status changed, webhook, 王芳 🎉"
    spoken = {model.index(2, n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(4)}
    assert spoken == {sentence}


def test_what_is_new_is_added_and_what_is_chosen_stays(qtbot: QtBot) -> None:
    model = _model(qtbot)
    model.show_events(_EVENTS[:2])
    kept = QPersistentModelIndex(model.index(1, 0))
    model.show_events(_EVENTS)
    assert (kept.isValid(), kept.row(), model.rowCount()) == (True, 1, 4)
    model.show_events(_EVENTS[2:])
    assert model.rowCount() == 2
    assert not kept.isValid()
    model.show_events(())
    assert model.rowCount() == 0
