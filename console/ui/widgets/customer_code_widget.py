"""The code as the customer sees it: the code, where it leads, a reference, three steps; never a name or a verdict."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from console.domain.customer_words import CustomerWords, Say
from console.domain.front_desk import ShownCode
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import PlainLabel, make_label
from console.ui.widgets.customer_type import TypeScale, to_type_scale
from console.ui.widgets.pictogram_widget import Pictogram
from console.ui.widgets.qr_widget import QrWidget

_STEPS: Final = (
    ("step-camera", Say.STEP_CAMERA),
    ("step-point", Say.STEP_POINT),
    ("step-follow", Say.STEP_FOLLOW),
)
# Lines of running text that must fit below the code; with less room they stand beside it.
_LINES_BELOW: Final = 13
_LINES_LEFT: Final = 11
_WIDEST: Final = 62
_CODE_SHARE: Final = 0.6
_GROUP: Final = 4
_UNLIMITED: Final = 16_777_215


class CodeDetails(QWidget):
    """What stands with the code. Values that begin at the left in every language have labels of their own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._pairs: dict[Say, QWidget] = {}
        self._captions: dict[Say, PlainLabel] = {}
        self._values: dict[Say, PlainLabel] = {}
        self._pictures: list[Pictogram] = []
        self._steps: dict[Say, PlainLabel] = {}
        self._practice = make_label("", parent=self, wrap=True)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._practice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = self._column = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self._practice)
        layout.addLayout(self._lines)
        layout.addLayout(self._rows)
        layout.addStretch()
        for say in (Say.DIGITS, Say.LEADS_TO, Say.REFERENCE):
            self._add_value(say)
        for icon, say in _STEPS:
            self._add_step(icon, say)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is written here now."""
        labels = (self._practice, *self._captions.values(), *self._values.values(), *self._steps.values())
        return tuple(label.text() for label in labels if label.text() and label.isVisibleTo(self))

    def show_code(self, code: ShownCode, words: CustomerWords) -> None:
        """Say where the code leads and how to use it."""
        values = {Say.DIGITS: _to_groups(code.digits), Say.LEADS_TO: code.host, Say.REFERENCE: code.reference}
        for say, value in values.items():
            self._captions[say].setText(words.say(say))
            self._values[say].setText(value)
            self._pairs[say].setVisible(bool(value))
        for say, label in self._steps.items():
            label.setText(words.say(say))
        self._practice.setText(words.say(Say.ONLY_HERE) if code.only_here else "")
        self._practice.setVisible(code.only_here)

    def set_tight(self, *, is_tight: bool) -> None:
        """Leave the steps out where the code needs their room."""
        for part in (*self._pictures, *self._steps.values()):
            part.setVisible(not is_tight)

    def forget(self) -> None:
        """Nothing of the session stays."""
        for label in self._values.values():
            label.setText("")

    def set_arranged(self, scale: TypeScale, width: int, *, is_beside: bool) -> None:
        """Letters of a size in a column of `width`; one line below the other where all stands beside the code."""
        direction = QBoxLayout.Direction.TopToBottom if is_beside else QBoxLayout.Direction.LeftToRight
        self._lines.setDirection(direction)
        self._rows.setDirection(direction)
        for box in (self._lines, self._rows):
            box.setSpacing(scale.body // 2)
        margin = 0 if is_beside else max(0, (width - _WIDEST * scale.body) // 2)
        self._column.setContentsMargins(margin, 0, margin, 0)
        self._column.setSpacing(scale.body)
        self._practice.setFont(self._look.font(scale.body, bold=True))
        for say, label in self._captions.items():
            label.setFont(self._look.font(scale.caption))
            size = scale.digits if say is Say.DIGITS else round(scale.body * 1.2)
            self._values[say].setFont(self._look.font(size, bold=True))
        for picture, label in zip(self._pictures, self._steps.values(), strict=True):
            picture.set_side(scale.title * 2)
            label.setFont(self._look.font(scale.body))

    def _add_value(self, say: Say) -> None:
        pair = QWidget(self)
        caption, value = make_label("", parent=pair, wrap=True), make_label("", parent=pair, wrap=True)
        # A host, a number: they run from the left among Arabic words too.
        value.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for label in (caption, value):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(pair)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(caption)
        column.addWidget(value)
        self._lines.addWidget(pair, 1)
        self._pairs[say], self._captions[say], self._values[say] = pair, caption, value

    def _add_step(self, icon: str, say: Say) -> None:
        picture, label = Pictogram(icon, parent=self), make_label("", parent=self, wrap=True)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label, 1)
        self._rows.addLayout(row, 1)
        self._pictures.append(picture)
        self._steps[say] = label


class CustomerCode(QWidget):
    """Code and details; below each other where there is room, else side by side. `rearranged` asks for `arrange`."""

    rearranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._title = make_label("", parent=self, wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.code = QrWidget(self)
        self.details = CodeDetails(self)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._box.addStretch(1)
        self._box.addWidget(self.code, 100)
        self._box.addWidget(self.details, 0)
        self._box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addLayout(self._box, 1)

    @property
    def title(self) -> str:
        """What the customer is asked to do."""
        return self._title.text()

    def show_code(self, code: ShownCode, words: CustomerWords) -> None:
        """Show a code; the same one is not painted anew, for a phone may be looking at it."""
        self._title.setText(words.say(Say.SCAN))
        self.details.show_code(code, words)
        # The clerk is told why there is none; the customer is told whom to ask.
        self.code.set_refusal(words.say(Say.NO_CODE))
        self.code.show_text(code.url)

    def forget(self) -> None:
        """The code is gone from the screen and from memory."""
        self.code.show_text("")
        self.details.forget()

    def needs_all(self, width: int, height: int) -> bool:
        """Whether the code can be read in this room only if the title and the steps give way to it."""
        scale = to_type_scale(self.window().width(), self.window().height())
        left = height - self._title.fontMetrics().height() - 2 * scale.body
        if width > height:
            return self.code.least_px > min(left, width * _CODE_SHARE)
        return self.code.least_px > min(left - _LINES_BELOW * scale.body, width)

    def arrange(self, *, is_tight: bool) -> None:
        """Find the arrangement for the room there is and the size of code that is wanted."""
        scale = to_type_scale(self.window().width(), self.window().height())
        self._title.setVisible(not is_tight)
        self._title.setFont(self._look.font(scale.title, bold=True))
        self.code.setFont(self._look.font(scale.body))
        is_beside = self._is_beside(scale, is_tight=is_tight)
        least = (
            self.code.least_px if is_tight and self.code.least_px <= min(self.width(), self.height()) else 0
        )
        self.code.setMinimumSize(least, least)
        side = self.code.ideal_px
        self.code.setMaximumSize(*((side, _UNLIMITED) if is_beside else (_UNLIMITED, side)))
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        )
        self._box.setStretch(2, 60 if is_beside else 0)
        self._box.setSpacing(scale.body)
        self.details.set_tight(is_tight=is_tight)
        self.details.set_arranged(scale, self.width(), is_beside=is_beside)
        # In the smallest windows of all the code is what counts.
        spare = max(self.width(), self.height()) - least
        self.details.setVisible(not is_tight or spare >= _LINES_LEFT * scale.body)

    def _is_beside(self, scale: TypeScale, *, is_tight: bool) -> bool:
        title = 0 if is_tight else self._title.heightForWidth(max(1, self.width()))
        room = self.height() - title - self.code.ideal_px
        return self.width() > self.height() and room < _LINES_BELOW * scale.body

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another arrangement."""
        super().resizeEvent(event)
        self.rearranged.emit()

    def minimumSizeHint(self) -> QSize:
        """The display is as large as its screen: what does not fit is arranged anew, never cut."""
        return QSize(320, 320)


def _to_groups(digits: str) -> str:
    """Digits in fours, as people read them out."""
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
