"""The first page of the account form: one provider and one environment."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from console.domain.provider import Environment, ProviderManifest
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label


class ChoicesPage(QWidget):
    """One provider and one environment."""

    def __init__(self, manifests: tuple[ProviderManifest, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._manifests = manifests
        self._providers = QButtonGroup(self)
        self._environments = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for number, manifest in enumerate(manifests):
            layout.addWidget(self._make_radio(self._providers, number, manifest.title))
        layout.addSpacing(12)
        layout.addWidget(make_label(self.tr("Which environment?"), "section", self))
        layout.addSpacing(4)
        words = {
            Environment.TEST: self.tr("Test: no real customers, nothing is billed"),
            Environment.LIVE: self.tr("Live: real customers"),
            Environment.SIMULATOR: self.tr("Simulator: a simulated provider at an address you give"),
        }
        self._order = tuple(Environment)
        for number, environment in enumerate(self._order):
            layout.addWidget(self._make_radio(self._environments, number, words[environment]))
        layout.addStretch()
        self._providers.button(0).setChecked(True)
        self._environments.button(0).setChecked(True)

    @property
    def manifest(self) -> ProviderManifest:
        """The chosen provider."""
        return self._manifests[self._providers.checkedId()]

    @property
    def environment(self) -> Environment:
        """The chosen environment."""
        return self._order[self._environments.checkedId()]

    def choose(self, title: str, environment: Environment) -> None:
        """Choose as a person would. Raises `StopIteration` for a provider that is not there."""
        number = next(n for n, manifest in enumerate(self._manifests) if manifest.title == title)
        self._providers.button(number).setChecked(True)
        self._environments.button(self._order.index(environment)).setChecked(True)

    def _make_radio(self, group: QButtonGroup, number: int, text: str) -> QRadioButton:
        radio = QRadioButton(to_button_text(text), self)
        group.addButton(radio, number)
        return radio
