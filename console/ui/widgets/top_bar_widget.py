"""The bar above everything: program name, search field, new verification, help, theme; emits what was asked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label


class _SearchField(QLineEdit):
    """Down goes to the list, Escape empties the field first."""

    left_downwards = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.key() == Qt.Key.Key_Escape and bool(self.text())
            if is_ours or event.key() == Qt.Key.Key_Question:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TopBarWidget(QWidget):
    """`searched` follows every key; `confirmed` is Enter in the search field, `left` the way down to the list."""

    searched = Signal(str)
    confirmed = Signal()
    left = Signal()
    new_requested = Signal()
    help_requested = Signal()
    labels_requested = Signal()
    theme_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = current_look()
        self._is_silent = False
        self._title = make_label("Compliance Console", "section", self)
        self._search = self._make_search()
        self._new = make_button(self.tr("New verification"), "primary", "plus", self, tooltip="Ctrl+N")
        self._theme = make_button("", "quiet", "theme", self, tooltip=self.tr("Light or dark"))
        self._labels = make_button(
            "", "quiet", "tag", self, tooltip=self.tr("Label dictionary (Ctrl+Shift+D)")
        )
        self._help = make_button("", "quiet", "help", self, tooltip=self.tr("Keyboard shortcuts (?)"))
        self._new.clicked.connect(self.new_requested)
        self._theme.clicked.connect(self.theme_requested)
        self._labels.clicked.connect(self.labels_requested)
        self._help.clicked.connect(self.help_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addSpacing(24)
        layout.addWidget(self._search, 4)
        layout.addStretch(1)
        for button in (self._new, self._theme, self._labels, self._help):
            layout.addWidget(button)

    @property
    def search_field(self) -> QLineEdit:
        """The search field."""
        return self._search

    @property
    def new_button(self) -> QPushButton:
        """New verification."""
        return self._new

    @property
    def labels_button(self) -> QPushButton:
        """The dictionary of labels."""
        return self._labels

    def catch_up(self) -> None:
        """The clear button, whose icon is looked up in the desktop's theme: after the first paint."""
        self._search.setClearButtonEnabled(True)

    def show_text(self, text: str) -> None:
        """Show the words of another list's filter, silently."""
        if text != self._search.text():
            # The field itself has to hear of it, or its clear button stays on an empty one.
            self._is_silent = True
            self._search.setText(text)
            self._is_silent = False

    def _on_text_changed(self, text: str) -> None:
        if not self._is_silent:
            self.searched.emit(text)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out the program's name and the words of buttons."""
        self._title.setVisible(not narrow)
        self._new.setText("" if narrow else self.tr("New verification"))

    def set_searchable(self, *, searchable: bool) -> None:
        """Only lists can be searched."""
        self._search.setEnabled(searchable)

    def set_can_create(self, *, can_create: bool) -> None:
        """Without an account nothing can be created."""
        self._new.setEnabled(can_create)

    def _make_search(self) -> _SearchField:
        field = _SearchField(self)
        field.setPlaceholderText(self.tr("Search name, e-mail, reference, id, label …    Ctrl+F"))
        field.setAccessibleName(self.tr("Search"))
        field.setMaximumWidth(680)
        action = field.addAction(self._look.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._look.follow(action, lambda: action.setIcon(self._look.icon("search", "muted")))
        field.textChanged.connect(self._on_text_changed)
        field.returnPressed.connect(self.confirmed)
        field.left_downwards.connect(self.left)
        return field
