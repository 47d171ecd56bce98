"""The look of the running program: theme, palette, stylesheet, recoloured icons; decides no content."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from tempfile import mkdtemp
from typing import Final

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from console.base.paths import resource_path
from console.ui.toolkit.theme import Theme, ThemeName, read_themes

_ICON_NAME: Final = re.compile(r"[a-z_-]+")
_STYLE_ICONS: Final = {
    "chevron": ("chevron-down", "muted"),
    "sort_up": ("sort-up", "muted"),
    "sort_down": ("sort-down", "muted"),
    "tick": ("check", "on_accent"),
    "menu_tick": ("check", "text"),
}


class Look(QObject):
    """Child of the application. `changed` comes after another theme was put on; painters then update."""

    changed = Signal()

    def __init__(self, app: QApplication, name: ThemeName) -> None:
        super().__init__(app)
        self._app = app
        self._themes = read_themes(resource_path("style", "tokens.json").read_bytes())
        self._sheet = Template(resource_path("style", "console.qss").read_text("utf-8"))
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._drawn = Path(mkdtemp(prefix="console-style-"))
        # Goes with this object, or at the end of the program.
        weakref.finalize(self, shutil.rmtree, self._drawn, ignore_errors=True)
        self._theme = self._themes[name]
        self._apply()

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        return self._theme

    def set_theme(self, name: ThemeName) -> None:
        """Put on another theme; nothing happens when it is on already."""
        if name is not self._theme.name:
            self._theme = self._themes[name]
            self._apply()
            self.changed.emit()

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Call `draw` now and after every change of the theme, as long as `owner` lives."""
        draw()
        connection = self.changed.connect(draw)
        owner.destroyed.connect(lambda: self.disconnect(connection))

    def pixmap(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        """The icon `name` in `color` (#RRGGBB), `size` logical pixels at a device ratio; cached.

        Raises `FileNotFoundError` for an icon we do not have.
        """
        key = (name, color, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = _draw_icon(name, color, size, ratio)
        return found

    def icon(self, name: str, role: str = "text") -> QIcon:
        """An icon in the text colour of a pair, sharp on the sharpest screen; Qt greys it for disabled controls."""
        ratio, size = self._app.devicePixelRatio(), self._theme.metrics.icon_small
        icon = QIcon(self.pixmap(name, self._theme.pair(role).text, size, ratio))
        if role == "on_accent":
            # Greyed, the colour for an accent vanishes on the plain ground of a disabled control.
            muted = self.pixmap(name, self._theme.pair("muted").text, size, ratio)
            icon.addPixmap(muted, QIcon.Mode.Disabled)
        return icon

    def font(self, pixels: int, *, bold: bool = False) -> QFont:
        """The interface font with figures of one width."""
        font = QFont(self._app.font())
        font.setPixelSize(pixels)
        font.setFeature(QFont.Tag("tnum"), 1)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def mono_font(self) -> QFont:
        """The platform's fixed-width font at the secondary size, for ids and hashes."""
        # Its list of the world's scripts is loaded with it: not before the first paint.
        from PySide6.QtGui import QFontDatabase

        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self._theme.metrics.secondary)
        return font

    def _apply(self) -> None:
        font = QFont(self._app.font())
        font.setPixelSize(self._theme.metrics.body)
        self._app.setFont(font)
        self._app.setPalette(build_palette(self._theme))
        self._app.setStyleSheet(self._sheet.substitute(self._style_values()))

    def _style_values(self) -> Mapping[str, str]:
        theme = self._theme
        values = dict(theme.colors)
        for role, pair in theme.pairs.items():
            values[f"{role}_text"] = pair.text
            values[f"{role}_ground"] = pair.ground
        for name in ("corner", "title", "section", "secondary", "body"):
            values[name] = str(getattr(theme.metrics, name))
        return values | {key: self._style_icon(name, role) for key, (name, role) in _STYLE_ICONS.items()}

    def _style_icon(self, name: str, role: str) -> str:
        path = Path(self._drawn, f"{name}-{role}-{self._theme.name.value}.png")
        if not path.exists():
            self.pixmap(name, self._theme.pair(role).text, 16, 2.0).save(str(path))
        return path.as_posix()


def build_palette(theme: Theme) -> QPalette:
    """The colours of controls that the stylesheet does not name."""
    palette = QPalette()
    role = QPalette.ColorRole
    text, ground, surface = theme.pair("text").text_color, theme.color("ground"), theme.color("surface")
    for target, color in (
        (role.Window, ground),
        (role.WindowText, text),
        (role.Base, ground),
        (role.AlternateBase, surface),
        (role.Text, text),
        (role.Button, surface),
        (role.ButtonText, text),
        (role.Highlight, theme.pair("selection").ground_color),
        (role.HighlightedText, theme.pair("selection").text_color),
        (role.ToolTipBase, theme.pair("tooltip").ground_color),
        (role.ToolTipText, theme.pair("tooltip").text_color),
        (role.PlaceholderText, theme.pair("muted").text_color),
        (role.Link, theme.pair("link").text_color),
        (role.Accent, theme.color("accent")),
        (role.Mid, theme.color("border")),
    ):
        palette.setColor(target, color)
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.pair("muted").text_color)
    return palette


def current_look() -> Look:
    """The look of the running application. Raises `LookupError` before `Look` was made."""
    app = QCoreApplication.instance()
    # Only the application's own children: going deeper makes an object of ours of everything on the way, 10 ms at the
    # start. A property of the application would be quicker still, but outlives the look it points to.
    option = Qt.FindChildOption.FindDirectChildrenOnly
    look = app.findChild(Look, "", option) if app is not None else None
    if look is None:
        raise LookupError("no look was put on this application")
    return look


def _draw_icon(name: str, color: str, size: int, ratio: float) -> QPixmap:
    if not _ICON_NAME.fullmatch(name):
        raise FileNotFoundError(name)
    source = resource_path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", color)
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
