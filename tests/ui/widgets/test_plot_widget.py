"""Plots: where bars stand, what hover and keys show, that patterns differ without colour, files that read back."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.ui.models.figure_model import FigureModel
from console.ui.models.plot_values import FigureTable, Pattern, Plot, PlotBar, PlotSeries, Scale
from console.ui.toolkit.look import Look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.theme import ThemeName
from console.ui.widgets.plot_files import to_png, to_svg
from console.ui.widgets.plot_layout import build_ticks, iter_hatch
from console.ui.widgets.plot_section_widget import PlotSectionWidget
from console.ui.widgets.plot_widget import PlotWidget

NAMES = ("Łukasz 王芳", "محمد الهاشمي", "O'Neill & Söhne", "x" * 500)


def _plot(
    values: tuple[tuple[float | None, ...], ...], *, stacked: bool = False, is_flat: bool = False
) -> Plot:
    categories = tuple(f"c{n}" for n in range(len(values[0])))
    series = tuple(
        PlotSeries(f"s{n}", "approved", tuple(Pattern)[n % len(Pattern)]) for n in range(len(values))
    )
    bars = tuple(
        tuple(PlotBar(value, "not told" if value is None else f"{value:g}") for value in row)
        for row in values
    )
    rows = tuple((name, *(row[n] or 0 for row in values)) for n, name in enumerate(categories))
    table = FigureTable(("Week", *(one.name for one in series)), rows)
    return Plot(
        "test",
        "A plot",
        "A note",
        categories,
        categories,
        series,
        bars,
        table,
        stacked=stacked,
        is_flat=is_flat,
    )


@pytest.fixture
def widget(qtbot: QtBot) -> PlotWidget:
    made = PlotWidget(_plot(((3, 0, 5), (1, None, 2))))
    qtbot.addWidget(made)
    made.resize(500, made.height())
    made.show()
    return made


@pytest.mark.parametrize("is_flat", [False, True])
@pytest.mark.parametrize("stacked", [False, True])
def test_bars_have_the_lengths_of_their_values_and_never_overlap(
    qtbot: QtBot, is_flat: bool, stacked: bool
) -> None:
    plot = _plot(((3, 0, 5), (1, 4, 2)), stacked=stacked, is_flat=is_flat)
    widget = PlotWidget(plot)
    qtbot.addWidget(widget)
    widget.resize(600, widget.height())
    placed = widget.placed
    scale = (placed.stage.width() if is_flat else placed.stage.height()) / placed.ticks[-1].value
    for bar in placed.bars:
        length = bar.area.width() if is_flat else bar.area.height()
        assert length == pytest.approx((plot.bars[bar.series][bar.category].value or 0) * scale)
        room = placed.stage.adjusted(-0.5, -0.5, 0.5, 0.5)
        assert room.contains(bar.area.topLeft())
        assert room.contains(bar.area.bottomRight())
    for one, other in combinations(placed.bars, 2):
        shared = one.area.intersected(other.area)
        assert shared.width() * shared.height() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("highest", [0, 1, 3, 7, 10, 99, 101, 12_345, 1_000_000])
@pytest.mark.parametrize("scale", Scale)
def test_ticks_are_few_even_and_reach_the_highest_value(highest: float, scale: Scale) -> None:
    ticks = build_ticks(highest, scale)
    assert ticks[0] == 0
    assert highest <= ticks[-1]
    assert 2 <= len(ticks) <= 7
    assert len({round(b - a, 6) for a, b in pairwise(ticks)}) == 1


def test_the_pointer_shows_the_bar_under_it(widget: PlotWidget, qtbot: QtBot) -> None:
    told: list[str] = []
    widget.pointed.connect(told.append)
    first = widget.placed.bars[0]
    QTest.mouseMove(widget, first.area.center().toPoint())
    qtbot.waitUntil(lambda: bool(told))
    assert widget.sentence == "c0 · s0: 3"
    QTest.mouseMove(widget, QPoint(2, 2))
    qtbot.waitUntil(lambda: widget.sentence == "")
    assert told == ["c0 · s0: 3", ""]


def test_keys_walk_over_bars_and_show_the_same_sentence(widget: PlotWidget, qtbot: QtBot) -> None:
    widget.setFocus()
    said: list[str] = []
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Up, keys.Key_End, keys.Key_Right, keys.Key_Home):
        qtbot.keyClick(widget, key)
        said.append(widget.sentence)
        assert widget.accessibleDescription() == widget.sentence
    assert said == [
        "c0 · s0: 3", "c1 · s0: 0", "c1 · s1: not told", "c2 · s1: 2", "c2 · s1: 2", "c0 · s1: 1",
    ]  # fmt: skip
    widget.clearFocus()
    assert widget.sentence == ""


def test_in_a_flat_plot_down_goes_down(qtbot: QtBot) -> None:
    widget = PlotWidget(_plot(((3, 2, 1),), is_flat=True))
    qtbot.addWidget(widget)
    widget.show()
    widget.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(widget, key)
    assert widget.sentence == "c1 · s0: 2"


def test_patterns_differ_without_any_colour() -> None:
    area = QRectF(0, 0, 40, 40)
    drawn: dict[Pattern, bytes] = {}
    for pattern in Pattern:
        image = QImage(40, 40, QImage.Format.Format_Grayscale8)
        image.fill(QColor("black" if pattern is Pattern.SOLID else "white"))
        painter = QPainter(image)
        for line in iter_hatch(area, pattern):
            painter.drawPoint(line.p1()) if line.isNull() else painter.drawLine(line)
        painter.end()
        drawn[pattern] = bytes(image.constBits())
    assert len(set(drawn.values())) == len(Pattern)
    for pattern in Pattern:
        grown = area.adjusted(-0.01, -0.01, 0.01, 0.01)
        assert all(
            grown.contains(line.p1()) and grown.contains(line.p2()) for line in iter_hatch(area, pattern)
        )


@pytest.mark.parametrize("theme", ThemeName)
def test_files_read_back(widget: PlotWidget, look: Look, theme: ThemeName) -> None:
    look.set_theme(theme)
    image = QImage.fromData(to_png(widget))
    assert (image.width(), image.height()) == (1280, widget.height() * 2)
    assert image.pixelColor(2, 2) == look.theme.color("ground")
    root = ElementTree.fromstring(to_svg(widget))
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A plot", "c0", "c1", "c2", "s0", "s1", "not told"} <= set(texts)


@pytest.mark.parametrize("width", [200, 480, 1400])
@pytest.mark.parametrize("is_flat", [False, True])
def test_long_and_strange_names_are_painted_at_any_width(qtbot: QtBot, width: int, is_flat: bool) -> None:
    plot = replace(
        _plot(((3, 1, 2, 5), (1, 2, 0, 2)), is_flat=is_flat),
        categories=NAMES,
        spoken=NAMES,
        series=(PlotSeries(NAMES[1], "declined", Pattern.DOTS), PlotSeries(NAMES[0], "closed", Pattern.GRID)),
    )
    widget = PlotWidget(plot)
    qtbot.addWidget(widget)
    widget.resize(width, widget.height())
    widget.show()
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_End)
    assert not widget.grab().isNull()
    room = QRectF(widget.rect())
    assert all(room.contains(label.area) for label in widget.placed.labels if label.shown and is_flat)


def test_a_plot_of_nothing_is_painted_too(qtbot: QtBot) -> None:
    empty = replace(_plot(((0,),)), categories=(), spoken=(), bars=((),))
    widget = PlotWidget(empty)
    qtbot.addWidget(widget)
    widget.show()
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    assert widget.sentence == ""
    assert not widget.grab().isNull()
    assert widget.placed.bars == ()
    assert QSizeF(widget.size()).height() > 0


def test_the_table_model_is_sound_and_exact(qtmodeltester: ModelTester) -> None:
    model = FigureModel(("Provider", "Created", "Opened"), (("Iron", 1200, "not told"), ("Proofme", 3, 2)))
    qtmodeltester.check(model)
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert shown == [["Iron", number_text(1200), "not told"], ["Proofme", "3", "2"]]
    right = [
        bool(model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight)
        for column in range(3)
    ]
    assert right == [False, True, True]
    assert model.to_text(model.index(0, 0), model.index(1, 1)) == "Iron\t1200\nProofme\t3"


def test_a_section_has_its_table_which_copies_and_asks_for_files(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    section = PlotSectionWidget(_plot(((3, 0, 5), (1, None, 2))), window)
    window.show()
    asked: list[str] = []
    section.save_requested.connect(asked.append)
    for action in section.menu.actions():
        action.trigger()
    assert asked == ["png", "svg", "csv"]
    # Where another test's window is still in front, a key is nobody's.
    window.activateWindow()
    section.table.setFocus()
    qtbot.waitUntil(section.table.hasFocus)
    section.table.selectRow(2)
    qtbot.keyClick(section.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "c2\t5\t2"
    section.show_plot(replace(_plot(((1,),)), title="Another"))
    assert section.model.rowCount() == 1
    assert section.plot.accessibleName().startswith("Another")
