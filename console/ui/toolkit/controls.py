"""Buttons and fields in our style; every text goes through the plain-text functions."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import shorten_id, to_button_text, to_plain
from console.ui.toolkit.text import make_label, set_tooltip

Kind = Literal["plain", "primary", "danger", "quiet", "rail", "railview", "choice", "chip"]


def make_button(
    text: str,
    kind: Kind = "plain",
    icon: str = "",
    parent: QWidget | None = None,
    *,
    tooltip: str = "",
) -> QPushButton:
    """A push button; an icon follows the theme. A button without text needs a tooltip, which names it."""
    button = QPushButton(to_button_text(text), parent)
    button.setProperty("kind", kind)
    button.setAutoDefault(kind == "primary")
    button.setAccessibleName(to_plain(text or tooltip))
    if icon:
        set_icon(button, icon, "on_accent" if kind == "primary" else "text")
    if tooltip:
        set_tooltip(button, tooltip)
    if not text:
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


def set_icon(button: QPushButton, name: str, role: str = "text") -> None:
    """Give `button` an icon that is drawn again when the theme changes."""
    look = current_look()
    size = look.theme.metrics.icon_small
    button.setIconSize(QSize(size, size))

    look.follow(button, lambda: button.setIcon(look.icon(name, role)))


def set_kind(button: QPushButton, kind: Kind) -> None:
    """Let a button look like another kind from now on."""
    if button.property("kind") != kind:
        button.setProperty("kind", kind)
        button.style().unpolish(button)
        button.style().polish(button)


def make_line_edit(
    placeholder: str = "", parent: QWidget | None = None, *, secret: bool = False
) -> QLineEdit:
    """A one-line field. A secret one shows dots and keeps its text out of input-method memory."""
    edit = QLineEdit(parent)
    edit.setPlaceholderText(to_plain(placeholder))
    edit.setAccessibleName(to_plain(placeholder))
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        edit.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhHiddenText)
    return edit


def set_wrong(field: QWidget, wrong: bool) -> None:
    """Mark a field as wrong, or no longer."""
    if bool(field.property("wrong")) is not wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)


def make_separator(parent: QWidget | None = None, *, vertical: bool = False) -> QFrame:
    """A hairline."""
    line = QFrame(parent)
    line.setObjectName("separator")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


class IdField(QWidget):
    """An id in fixed-width type with a copy button; `short` shows its head and tail and copies it whole."""

    def __init__(self, value: str = "", parent: QWidget | None = None, *, short: bool = False) -> None:
        super().__init__(parent)
        self._value = value
        self._short = short
        self._label = make_label("", "mono", self, selectable=not short)
        self._copy = make_button("", "quiet", "copy", self, tooltip=self.tr("Copy"))
        self._copy.clicked.connect(self._on_copy_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._label)
        layout.addWidget(self._copy)
        layout.addStretch()
        self.set_value(value)

    def set_value(self, value: str) -> None:
        """Show another id; an empty one hides the button."""
        self._value = value
        self._label.setText(shorten_id(value) if self._short else value)
        if self._short:
            set_tooltip(self._label, value)
        self._copy.setVisible(bool(value))

    def set_short(self, *, short: bool) -> None:
        """Show head and tail only, or all of it; copied is always all."""
        if short != self._short:
            self._short = short
            set_tooltip(self._label, "")
            self.set_value(self._value)

    def _on_copy_clicked(self) -> None:
        from console.ui.toolkit.clipboard import copy_text

        copy_text(self._value)
