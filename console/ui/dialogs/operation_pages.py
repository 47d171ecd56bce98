"""What stands where in an operation's dialog: its head, and the question or the answer. Knows no service."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from console.domain.provider import Environment
from console.ui.dialogs.operation_start import OperationStart
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.text import make_label

FORM_PAGE, ANSWER_PAGE, EMPTY_PAGE = range(3)


def build_head(start: OperationStart, parent: QWidget) -> QHBoxLayout:
    """To what it is done, and where unless that is live."""
    environment = Badge(parent)
    environment.show_environment(start.account.environment)
    environment.setVisible(start.account.environment is not Environment.LIVE)
    head = QHBoxLayout()
    head.addWidget(make_label(start.about, "strong", parent, wrap=True), 1)
    head.addWidget(environment)
    return head


def build_pages(form: QWidget, outcome: QWidget, parent: QWidget) -> QStackedWidget:
    """The answer in place of the question, which would push it out of sight."""
    scroll = QScrollArea(parent)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(outcome)
    pages = QStackedWidget(parent)
    for page in (form, scroll, QWidget(parent)):
        pages.addWidget(page)
    return pages
