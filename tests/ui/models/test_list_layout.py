"""Arrangements of columns: what a person changed, kept as text and read back, whatever stands in the file."""

from __future__ import annotations

import pytest

from console.ui.models.list_layout import (
    NARROWEST,
    WIDEST,
    ListLayout,
    arrange,
    ask_for,
    choose,
    fit_widths,
    hide,
    is_hidden,
    move,
    read_layout,
    to_text,
    width_of,
)
from console.ui.toolkit.paint_row import Cell, CellKind, Column

COLUMNS: tuple[Column[object], ...] = tuple(
    Column(name, name.title(), 100, CellKind.TEXT, lambda _row: Cell(), is_extra=name == "extra")
    for name in ("customer", "provider", "phase", "extra")
)


def _names(layout: ListLayout) -> list[str]:
    return [COLUMNS[number].name for number in arrange(COLUMNS, layout)]


def test_what_nobody_touched_is_as_it_was_made() -> None:
    layout = ListLayout()
    assert _names(layout) == ["customer", "provider", "phase", "extra"]
    assert [is_hidden(column, layout) for column in COLUMNS] == [False, False, False, True]
    assert to_text(layout) == ""


def test_a_column_moves_among_those_that_are_shown() -> None:
    layout = hide(COLUMNS, ListLayout(), "provider")
    layout = move(COLUMNS, layout, "phase", -1)
    assert _names(layout) == ["phase", "customer", "provider", "extra"]
    assert move(COLUMNS, layout, "phase", -1) == layout
    assert move(COLUMNS, layout, "provider", 1) == layout


def test_it_is_read_back_as_it_was_kept() -> None:
    layout = ask_for(COLUMNS, ListLayout(("phase", "customer"), {"phase": 222}), "extra")
    assert read_layout(to_text(layout)) == layout
    assert _names(layout) == ["phase", "customer", "provider", "extra"]
    assert not is_hidden(COLUMNS[3], layout)


def test_columns_of_another_version_are_passed_over() -> None:
    layout = ListLayout(("gone", "phase", "phase"), {"gone": 10}, frozenset({"gone"}))
    assert _names(layout) == ["phase", "customer", "provider", "extra"]
    assert not is_hidden(COLUMNS[0], layout)


def _shown(layout: ListLayout, room: int) -> list[str]:
    return [COLUMNS[number].name for number in choose(COLUMNS, layout, room)]


def test_what_nobody_asked_for_gives_way_and_what_was_ticked_stays() -> None:
    wide = (*COLUMNS, *(COLUMNS[1]._replace(name=f"more-{n}") for n in range(2)))
    assert [wide[n].name for n in choose(wide, ListLayout(), 420)] == [
        "customer",
        "provider",
        "phase",
        "more-0",
    ]
    asked = ask_for(wide, ListLayout(), "extra")
    assert [wide[n].name for n in choose(wide, asked, 420)] == ["customer", "provider", "phase", "extra"]
    seen = ask_for(wide, ListLayout(), "extra", ["customer", "provider", "phase", "more-0"])
    assert [wide[n].name for n in choose(wide, seen, 420)] == [
        "customer",
        "provider",
        "phase",
        "extra",
        "more-0",
    ]
    assert "extra" not in [wide[n].name for n in choose(wide, hide(wide, seen, "extra"), 2000)]


def test_texts_give_way_before_anything_is_scrolled_sideways() -> None:
    kinds = (CellKind.NAME, CellKind.TEXT, CellKind.TIME)
    columns = [
        column._replace(kind=kind, width=width)
        for column, kind, width in zip(COLUMNS, kinds, (150, 280, 92), strict=False)
    ]
    shown = choose(columns, ListLayout(), 420)
    assert fit_widths(columns, ListLayout(), shown, 420) == {0: 150, 1: 178, 2: 92}
    assert fit_widths(columns, ListLayout(), shown, 600) == {0: 228, 1: 280, 2: 92}
    assert fit_widths(columns, ListLayout(), shown, 300) == {0: 112, 1: 96, 2: 92}
    asked = ListLayout(asked=frozenset({"phase"}))
    assert sum(fit_widths(columns, asked, shown, 300).values()) == 522


def test_a_very_narrow_list_still_shows_three_columns() -> None:
    assert _shown(ListLayout(), 10) == ["customer", "provider", "phase"]
    nothing = ListLayout(hidden=frozenset(column.name for column in COLUMNS))
    assert _shown(nothing, 500) == ["customer"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        '{"order": 3, "widths": [], "hidden": "x"}',
        "[" * 100_000,
        '{"widths": {"phase": "w"}}',
    ],
)
def test_a_file_that_was_spoiled_counts_as_nothing(text: str) -> None:
    layout = read_layout(text)
    assert _names(layout) == ["customer", "provider", "phase", "extra"]
    assert width_of(COLUMNS[2], layout) == 100


def test_widths_stay_within_reason() -> None:
    assert width_of(COLUMNS[0], ListLayout(widths={"customer": -5})) == NARROWEST
    assert width_of(COLUMNS[0], ListLayout(widths={"customer": 10**9})) == WIDEST
