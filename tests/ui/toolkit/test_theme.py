"""The tokens: complete in both themes, readable, and the only place that names a colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette

from console.base.paths import resource_path
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.ui.toolkit.look import Look, build_palette
from console.ui.toolkit.theme import Theme, ThemeName, read_themes
from tests.support.contrast import contrast_ratio

_LEAST = {ThemeName.LIGHT: 5.4, ThemeName.DARK: 6.6}
_SOURCES = Path(__file__).parents[3] / "console" / "ui"


def _themes() -> dict[ThemeName, Theme]:
    return dict(read_themes(resource_path("style", "tokens.json").read_bytes()))


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_pair_is_readable(name: ThemeName) -> None:
    weak = {
        role: round(contrast_ratio(pair.text, pair.ground), 2)
        for role, pair in _themes()[name].pairs.items()
        if contrast_ratio(pair.text, pair.ground) < _LEAST[name]
    }
    assert weak == {}


@pytest.mark.parametrize("name", list(ThemeName))
def test_quiet_text_and_control_edges_are_visible_on_the_ground(name: ThemeName) -> None:
    theme = _themes()[name]
    assert contrast_ratio(theme.pair("muted").text, theme.colors["ground"]) >= _LEAST[name]
    for ground in ("ground", "surface"):
        assert contrast_ratio(theme.colors["control_border"], theme.colors[ground]) >= 3
        assert contrast_ratio(theme.colors["accent"], theme.colors[ground]) >= 3


def test_contrast_is_the_known_one_for_black_on_white() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_phase_and_severity_has_its_pair(name: ThemeName) -> None:
    theme = _themes()[name]
    assert {theme.phase(phase).ground for phase in Phase}
    assert {theme.severity(severity).text for severity in Severity}


def test_both_themes_have_the_same_roles() -> None:
    light, dark = _themes().values()
    assert set(light.colors) == set(dark.colors)
    assert set(light.pairs) == set(dark.pairs)


def test_an_incomplete_token_file_is_refused() -> None:
    with pytest.raises(TypeError):
        read_themes(b'{"metrics": {"space_1": 4}, "light": {"colors": {}}}')


def test_no_colour_is_named_outside_the_tokens() -> None:
    literal = re.compile(
        r"""["']#[0-9A-Fa-f]{3,8}["']|QColor\(\s*\d|GlobalColor\.(?!transparent|black|white)\w"""
    )
    found = {
        f"{path.relative_to(_SOURCES)}: {line.strip()}"
        for path in _SOURCES.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if literal.search(line)
    }
    assert found == set()
    assert not re.search(r"#[0-9A-Fa-f]{6}\b", resource_path("style", "console.qss").read_text("utf-8"))


def test_changing_the_theme_changes_palette_and_stylesheet_and_tells(look: Look) -> None:
    told: list[ThemeName] = []
    look.changed.connect(lambda: told.append(look.theme.name))
    look.set_theme(ThemeName.DARK)
    look.set_theme(ThemeName.DARK)
    assert told == [ThemeName.DARK]
    app = look.parent()
    assert look.theme.colors["ground"] in app.styleSheet()  # type: ignore[attr-defined]
    ground = build_palette(look.theme).color(QPalette.ColorRole.Window)
    assert app.palette().color(QPalette.ColorRole.Window) == ground  # type: ignore[attr-defined]
