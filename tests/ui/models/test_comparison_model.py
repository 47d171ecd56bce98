"""A comparison as a table: exactly what every cell says, for eyes, clipboard and screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.domain.account import AccountId
from console.domain.comparing import Comparison, Side, SideFact, build_comparison
from console.domain.environment import Environment, ProviderId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.phase import Phase
from console.ui.models.comparison_model import ComparisonModel


def _side(name: str, phase: Phase, *facts: SideFact) -> Side:
    key = VerificationKey(AccountId(name.lower()), VerificationId(f"check-{name.lower()}"))
    provider = ProviderId(name.lower())
    return Side(key, provider, name, name, Environment.SIMULATOR, "Ann Lee", phase, phase.value, None, facts)


@pytest.fixture
def comparison() -> Comparison:
    return build_comparison(
        [
            _side(
                "Iron",
                Phase.APPROVED,
                SideFact("full_name", "Ann Lee"),
                SideFact("email", "a@mail.example", is_declared=True),
            ),
            _side(
                "Idenfy",
                Phase.DECLINED,
                SideFact("full_name", "LEE ANN"),
                SideFact("birth_date", "1990-05-17"),
                SideFact("nationality", "DE"),
            ),
            _side(
                "Proofme",
                Phase.IN_REVIEW,
                SideFact("full_name", "Анна Ли"),
                SideFact("birth_date", "1991-05-17"),
                SideFact("nationality", "\u202eDE"),
            ),
        ]
    )


def _table(model: ComparisonModel) -> list[list[str]]:
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_every_cell_says_exactly_this(comparison: Comparison) -> None:
    owner = QObject()
    model = ComparisonModel(owner)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_comparison(comparison)
    assert _table(model) == [
        ["Full name", "Ann Lee", "LEE ANN", "Анна Ли\nwritten in another script; compare by eye"],
        ["Birth date", "–", "1990-05-17", "≠ 1991-05-17\ndiffers"],
        ["Nationality", "–", "DE", "‹U+202E›DE"],
        ["E-mail", "a@mail.example (declared)", "–", "–"],
    ]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    assert heads == [
        "Field",
        "Ann Lee\nIron, Approved\ncheck-iron",
        "Ann Lee\nIdenfy, Declined\ncheck-idenfy",
        "Ann Lee\nProofme, In review\ncheck-proofme",
    ]
    assert tester.model() is model


def test_only_what_differs_and_what_eyes_must_compare_is_left_when_asked(comparison: Comparison) -> None:
    owner = QObject()
    model = ComparisonModel(owner)
    model.show_comparison(comparison)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_only_differing(only=True)
    assert [row[0] for row in _table(model)] == ["Full name", "Birth date"]
    model.set_only_differing(only=False)
    assert model.rowCount() == 4
    assert tester.model() is model


def test_a_difference_has_a_sign_a_word_a_colour_and_a_sentence(comparison: Comparison) -> None:
    owner = QObject()
    model = ComparisonModel(owner)
    model.show_comparison(comparison)
    differing, same = model.index(1, 3), model.index(1, 2)
    assert differing.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert same.data(Qt.ItemDataRole.ForegroundRole) is None
    spoken = differing.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Proofme, Birth date: ≠ 1991-05-17\ndiffers"


def test_the_copied_table_has_a_line_for_each_field(comparison: Comparison) -> None:
    owner = QObject()
    model = ComparisonModel(owner)
    model.show_comparison(comparison)
    lines = model.to_copied().split("\n")
    assert lines[0].split("\t") == [
        "Field",
        "Ann Lee, Iron, Approved, check-iron",
        "Ann Lee, Idenfy, Declined, check-idenfy",
        "Ann Lee, Proofme, In review, check-proofme",
    ]
    assert lines[2] == "Birth date\t–\t1990-05-17\t≠ 1991-05-17 differs"
    assert len(lines) == 5


def test_an_empty_comparison_is_an_empty_table() -> None:
    owner = QObject()
    model = ComparisonModel(owner)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert model.data(QModelIndex()) is None
    assert tester.model() is model
