"""What all plots of figures share: words for what is not told, a bar of a count with its share; paints nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from console.domain.environment import ProviderId
from console.ui.models.plot_values import PlotBar
from console.ui.toolkit.numbers import number_text, percent_text

translate = QCoreApplication.translate

Title = Callable[[ProviderId], str]


def say(marked: object) -> str:
    """A word that was marked for translation."""
    return translate("Insights", str(marked))


def not_told() -> str:
    """What stands where a provider cannot tell."""
    return translate("Insights", "not told")


def count_bar(count: int, whole: int) -> PlotBar:
    """A count with its share of a whole."""
    share = percent_text(count, whole)
    return PlotBar(count, f"{number_text(count)} ({share})" if share else number_text(count))
