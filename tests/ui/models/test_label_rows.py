"""The dictionary as rows: an exact table, what is searched, ordered and kept; Qt's own model tester."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console.domain.environment import ProviderId
from console.domain.labels import LabelLine, LabelName, SeenLabel
from console.domain.risk import LabelKind, LabelMeaning, LabelRef, RiskLabel, Severity
from console.ui.models.label_rows import LabelFilter, LabelModel, dictionary_columns, seen_columns

_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _line(value: str, severity: Severity, title: str, seen: int = 0, provider: str = "iron") -> LabelLine:
    name = LabelName(ProviderId(provider), LabelKind.CODE, value)
    meaning = LabelMeaning(
        severity, title, f"About {title}.", False, "The Straße there.", "https://x", "2026"
    )
    found = SeenLabel(name, seen, _AT, _AT) if seen else None
    return LabelLine(provider.title(), name, RiskLabel(LabelRef(name.kind, value), meaning), found)


_LINES = (
    _line("FACE_MATCH", Severity.INFO, "Face matches", 3),
    _line("DOC_FAKE", Severity.HIGH, "Document forged", 12),
    _line("61203", Severity.WARN, "No camera", provider="checkout"),
)


@pytest.fixture
def model(qtbot: QtBot) -> LabelModel[LabelLine]:
    made = LabelModel(dictionary_columns())
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    assert tester.model() is made
    made.show_lines(_LINES)
    return made


def _cells(model: LabelModel[LabelLine]) -> list[list[object]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_table_is_exactly_this(model: LabelModel[LabelLine]) -> None:
    across = Qt.Orientation.Horizontal
    titles = [model.headerData(n, across) for n in range(model.columnCount())]
    assert titles == ["Severity", "Label", "Provider's word", "Provider", "Kind", "Here"]
    assert _cells(model) == [
        ["Information", "Face matches", "FACE_MATCH", "Iron", "result code", "3"],
        ["High risk", "Document forged", "DOC_FAKE", "Iron", "result code", "12"],
        ["Look closer", "No camera", "61203", "Checkout", "result code", ""],
    ]
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "High risk, Document forged, DOC_FAKE, Iron, result code, 12"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (0, ["DOC_FAKE", "61203", "FACE_MATCH"]),
        (1, ["DOC_FAKE", "FACE_MATCH", "61203"]),
        (2, ["61203", "DOC_FAKE", "FACE_MATCH"]),
        (3, ["61203", "FACE_MATCH", "DOC_FAKE"]),
        (5, ["61203", "FACE_MATCH", "DOC_FAKE"]),
        (-1, ["FACE_MATCH", "DOC_FAKE", "61203"]),
    ],
)
def test_columns_order_the_lines(model: LabelModel[LabelLine], column: int, values: list[str]) -> None:
    model.sort(column, Qt.SortOrder.AscendingOrder)
    assert [row[2] for row in _cells(model)] == values
    model.sort(column, Qt.SortOrder.DescendingOrder)
    if column == 2:
        assert [row[2] for row in _cells(model)] == values[::-1]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", 3),
        ("face", 1),
        ("doc fake", 1),
        ("FORGED", 1),
        ("strasse", 3),
        ("STRAßE about", 3),
        ("camera forged", 0),
        ("_", 2),
        ("%", 0),
    ],
)
def test_any_words_are_looked_for_in_all_of_a_line(text: str, kept: int) -> None:
    wanted = LabelFilter(text)
    assert sum(wanted.keeps(line) for line in _LINES) == kept


def test_filters_are_combined() -> None:
    warn = LabelFilter(severities=frozenset({Severity.WARN, Severity.HIGH}), providers=frozenset({"iron"}))
    assert [line.name.value for line in _LINES if warn.keeps(line)] == ["DOC_FAKE"]
    assert not any(LabelFilter(kinds=frozenset({LabelKind.TAG})).keeps(line) for line in _LINES)


def test_labels_that_are_only_seen_have_their_table_too(qtbot: QtBot) -> None:
    made = LabelModel(seen_columns(lambda seen: seen.label.provider.upper()))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    assert tester.model() is made
    name = LabelName(ProviderId("iron"), LabelKind.TAG, "<b>odd\u202e")
    made.show_lines((SeenLabel(name, 7, _AT, _AT),))
    cells = [made.index(0, column).data() for column in range(made.columnCount())]
    assert cells == ["<b>odd‹U+202E›", "IRON", "tag", "7", "2026-03-02", "2026-03-02"]
