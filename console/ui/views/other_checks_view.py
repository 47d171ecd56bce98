"""Part of a case's overview: who else this person is here: other verifications, a hint at suggestions; asks services."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.comparing import MOST_SIDES
from console.domain.errors import ConsoleError
from console.domain.events import Event, PeopleChanged, VerificationsChanged
from console.domain.keys import VerificationKey
from console.domain.listing import VerificationRow
from console.domain.people import OtherChecks
from console.services.services import Services
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button, make_separator
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import phase_word, relative_time
from console.ui.widgets.check_rows_widget import CheckRowsWidget
from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu

_MOST_ROWS: Final = 6
# The case itself is painted first; who flies over rows with the arrow keys asks for none of this.
_AFTER_THE_CASE_S: Final = 0.03


class OtherChecksView(QWidget):
    """Hidden while there is nothing to say. `ready` when what is known of the person stands there.

    `case_requested` carries the key of another verification, `customer_requested` account and id of the customer.
    """

    ready = Signal()
    case_requested = Signal(object)
    customer_requested = Signal(str, str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._key: VerificationKey | None = None
        self._others: OtherChecks | None = None
        metrics = current_look().theme.metrics
        self._title = make_label(self.tr("Also known as"), "section", self)
        self.hint = make_label("", "body", self, wrap=True)
        self.rows = CheckRowsWidget(self)
        self._more = make_label("", "muted", self)
        self.person_button = make_button(self.tr("Show the person"), "plain", "customers", self)
        self.compare_button = make_button(
            self.tr("Compare with\N{HORIZONTAL ELLIPSIS}"), "plain", parent=self
        )
        buttons = FlowLayout(gap=metrics.space_2)
        buttons.addWidget(self.person_button)
        buttons.addWidget(self.compare_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        for widget in (self._title, self.hint, self.rows, self._more):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(make_separator(self))
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self.rows.case_requested.connect(self.case_requested)
        self.person_button.clicked.connect(self._on_person_clicked)
        self.compare_button.clicked.connect(self._on_compare_clicked)
        self.hide()

    @property
    def others(self) -> OtherChecks | None:
        """What is shown; None before it is known and where nobody knows whose verification it is."""
        return self._others

    def show_case(self, key: VerificationKey) -> None:
        """Look who else the person behind a case is."""
        wait_s = 0.0
        if key != self._key:
            self._others = None
            self.hide()
            wait_s = _AFTER_THE_CASE_S
        self._key = key
        self._scope.start("load", self._load(key, wait_s))

    async def _load(self, key: VerificationKey, wait_s: float = 0.0) -> None:
        if wait_s:
            await asyncio.sleep(wait_s)
        others = await self._services.people.load_other_checks(key)
        if key != self._key:
            return
        if others is None or self._others is None or _to_shape(others) != _to_shape(self._others):
            self._others = others
            self._show(others)
        self.ready.emit()

    def _show(self, others: OtherChecks | None) -> None:
        if others is None:
            self.hide()
            return
        self.rows.show_checks(others.checks[:_MOST_ROWS])
        hidden = len(others.checks) - _MOST_ROWS
        self._more.setText(fill(self.tr("and %1 more on the person's page"), hidden) if hidden > 0 else "")
        self._more.setVisible(hidden > 0)
        self._title.setVisible(bool(others.checks))
        self.rows.setVisible(bool(others.checks))
        self.compare_button.setVisible(bool(others.checks))
        self.hint.setText(self._to_hint(others.suggestions))
        self.hint.setVisible(others.suggestions > 0)
        self.setVisible(bool(others.checks) or others.suggestions > 0)

    def _to_hint(self, count: int) -> str:
        if count == 1:
            return self.tr("1 record elsewhere may be the same person's. Somebody has to say so.")
        return fill(self.tr("%1 records elsewhere may be the same person's. Somebody has to say so."), count)

    def _on_event(self, event: Event) -> None:
        if self._key is not None and isinstance(event, PeopleChanged | VerificationsChanged):
            self._scope.start("load", self._load(self._key))

    def _on_person_clicked(self) -> None:
        if self._others is not None:
            self.customer_requested.emit(self._others.customer.account_id, self._others.customer.id)

    def _on_compare_clicked(self) -> None:
        others, key = self._others, self._key
        if others is None or key is None or not others.checks:
            return
        if len(others.checks) == 1:
            self._compare((key, others.checks[0].key))
            return
        now = datetime.now(UTC)
        entries = [
            MenuEntry(_to_title(check, now), partial(self._compare, (key, check.key)))
            for check in others.checks[:_MOST_ROWS]
        ]
        everything = (key, *(check.key for check in others.checks[: MOST_SIDES - 1]))
        all_of_them = MenuEntry(fill(self.tr("All %1"), len(everything)), partial(self._compare, everything))
        open_menu(self.compare_button, [MenuSection("", (*entries, all_of_them))])

    def _compare(self, keys: tuple[VerificationKey, ...]) -> None:
        dialog = CompareDialog(self._services, keys, self)
        dialog.case_requested.connect(self._on_compared_case_requested)
        open_dialog(dialog)

    def _on_compared_case_requested(self, key: VerificationKey) -> None:
        if key != self._key:
            self.case_requested.emit(key)

    def _on_failure(self, failure: Exception) -> None:
        """The case itself is on screen: what could not be read beside it is said in its place."""
        words = describe_error(failure)
        self._title.hide()
        self.rows.hide()
        self._more.hide()
        self.hint.setText(f"{words.title}. {words.text}")
        self.hint.show()
        self.show()
        if not isinstance(failure, ConsoleError):
            raise failure


def _to_title(check: VerificationRow, now: datetime) -> str:
    age = relative_time(check.updated_at or check.created_at, now)
    return "  ·  ".join(part for part in (check.account_name, phase_word(check.phase), age) if part)


def _to_shape(others: OtherChecks) -> tuple[object, ...]:
    """What is to be seen: not when each verification was last looked at."""
    rows = tuple((check.key, check.phase, check.raw_status, check.updated_at) for check in others.checks)
    return (others.customer, others.suggestions, rows)
