"""What the insights count: period, environment, providers, accounts; holds choices, asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.account import Account, AccountId
from console.domain.environment import Environment, ProviderId
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import environment_word
from console.ui.widgets.check_menu import Choice, FilterChip

PERIODS: Final = (4, 12, 26, 52, 0)
"""In weeks, the current one included; 0 is everything."""

_FIRST_PERIOD: Final = 12


class InsightFilterWidget(QWidget):
    """`changed` after any choice of a person. TEST and LIVE are never counted together: one of them is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._environments: tuple[Environment, ...] = ()
        self._accounts: tuple[tuple[Account, str], ...] = ()
        self.period_box = QComboBox(self)
        self.period_box.setAccessibleName(self.tr("Period"))
        for weeks in PERIODS:
            text = self.tr("Last %n weeks", "", weeks) if weeks else self.tr("All time")
            self.period_box.addItem(text, weeks)
        self.period_box.setCurrentIndex(PERIODS.index(_FIRST_PERIOD))
        self.environment_box = QComboBox(self)
        self.environment_box.setAccessibleName(self.tr("Environment"))
        self.badge = Badge(self)
        self.provider_chip = FilterChip(self.tr("Provider"), (), self)
        self.account_chip = FilterChip(self.tr("Account"), (), self)
        self.total = make_label("", "strong", self)
        self.note = make_label("", "muted", self)
        self._lay_out()
        self.period_box.activated.connect(self.changed)
        self.environment_box.activated.connect(self._on_environment_chosen)
        self.provider_chip.changed.connect(self._on_providers_changed)
        self.account_chip.changed.connect(self.changed)

    @property
    def weeks(self) -> int:
        """The chosen period in weeks, 0 for all time."""
        return PERIODS[self.period_box.currentIndex()]

    @property
    def environment(self) -> Environment | None:
        """The chosen one; None while there is no account."""
        number = self.environment_box.currentIndex()
        return self._environments[number] if 0 <= number < len(self._environments) else None

    @property
    def providers(self) -> frozenset[ProviderId]:
        """The ticked ones, empty for all."""
        return cast("frozenset[ProviderId]", self.provider_chip.ticked)

    @property
    def accounts(self) -> frozenset[AccountId]:
        """The ticked ones, empty for all."""
        return cast("frozenset[AccountId]", self.account_chip.ticked)

    @property
    def is_narrow(self) -> bool:
        """True while something could be shown by choosing less."""
        return bool(self.weeks or self.providers or self.accounts)

    @property
    def last_control(self) -> QWidget:
        """Where the keyboard leaves the filters."""
        return self.account_chip.button

    def set_world(self, environments: Sequence[Environment], accounts: Sequence[tuple[Account, str]]) -> None:
        """Offer what there is; `accounts` come with the name of their provider. A choice that still exists stays."""
        chosen = self.environment
        self._environments = tuple(environments)
        self._accounts = tuple(accounts)
        self.environment_box.clear()
        for environment in self._environments:
            self.environment_box.addItem(environment_word(environment))
        if chosen in self._environments:
            self.environment_box.setCurrentIndex(self._environments.index(chosen))
        self._show_choices()

    def clear(self) -> None:
        """All time, every provider, every account."""
        self.period_box.setCurrentIndex(PERIODS.index(0))
        self.provider_chip.set_ticked(frozenset())
        self.account_chip.set_ticked(frozenset())
        self.changed.emit()

    def show_total(self, sentence: str) -> None:
        """How many are counted; a note of before goes."""
        self.total.setText(sentence)
        self.note.setText("")

    def show_note(self, sentence: str) -> None:
        """What was just done."""
        self.note.setText(sentence)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.period_box)
        row.addWidget(self.environment_box)
        row.addWidget(self.badge)
        row.addWidget(self.provider_chip)
        row.addWidget(self.account_chip)
        row.addStretch()
        below = QHBoxLayout()
        below.addWidget(self.total)
        below.addStretch()
        below.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.addLayout(row)
        layout.addLayout(below)

    def _show_choices(self) -> None:
        environment = self.environment
        self.environment_box.setVisible(len(self._environments) > 1)
        self.badge.setVisible(environment is not None and environment is not Environment.LIVE)
        if environment is not None:
            self.badge.show_environment(environment)
        there = [(one, title) for one, title in self._accounts if one.environment is environment]
        providers = dict.fromkeys((one.provider, title) for one, title in there)
        self.provider_chip.set_choices([Choice(provider, title) for provider, title in providers])
        ticked = self.providers
        self.account_chip.set_choices(
            [Choice(one.id, one.name) for one, _ in there if not ticked or one.provider in ticked]
        )
        # With one account each, the provider says as much.
        self.account_chip.setVisible(len(there) > len(providers))

    def _on_environment_chosen(self) -> None:
        self.provider_chip.set_ticked(frozenset())
        self.account_chip.set_ticked(frozenset())
        self._show_choices()
        self.changed.emit()

    def _on_providers_changed(self) -> None:
        self.account_chip.set_ticked(frozenset())
        self._show_choices()
        self.changed.emit()
