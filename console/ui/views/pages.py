"""Builds the lists of the main window from the services; the only place that joins source, columns and words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.services.services import Services
from console.ui.models.columns import customer_columns, verification_columns
from console.ui.toolkit.faces import Face
from console.ui.views.list_sources import CustomerSource, VerificationSource
from console.ui.views.list_view import ListView, ListWords
from console.ui.widgets.rail_widget import RailItem

translate = QCoreApplication.translate


def rail_items() -> tuple[RailItem, ...]:
    """The views of the rail from top to bottom; their numbers are the keys Ctrl+1 and so on."""
    return (
        RailItem("customers", translate("Pages", "Customers"), "customers"),
        RailItem("verifications", translate("Pages", "Verifications"), "verifications"),
        RailItem("reports", translate("Pages", "Reports"), "reports"),
        RailItem("insights", translate("Pages", "Insights"), "insights"),
        RailItem("activity", translate("Pages", "Activity"), "activity"),
        RailItem("settings", translate("Pages", "Settings"), "settings"),
    )


def make_list(name: str, services: Services, parent: QWidget) -> ListView:
    """The list of that name. Raises `KeyError` for a name that is no list."""
    makers = {
        "verifications": _make_verifications,
        "customers": _make_customers,
        "reports": _make_reports,
    }
    return makers[name](services, parent)


def _make_verifications(services: Services, parent: QWidget) -> ListView:
    columns = verification_columns(services.accounts.titles(), services.lists.describe)
    empty = Face(
        translate("Pages", "No verifications yet"),
        translate("Pages", "Verifications of all connected accounts appear here by themselves."),
        translate("Pages", "New verification"),
        "verifications",
    )
    words = ListWords(translate("Pages", "Verifications"), empty)
    return ListView(VerificationSource(services.lists, columns), columns, words, parent)


def _make_customers(services: Services, parent: QWidget) -> ListView:
    columns = customer_columns(services.accounts.titles())
    empty = Face(
        translate("Pages", "No customers yet"),
        translate("Pages", "Everyone with a verification at a connected account appears here."),
        translate("Pages", "New verification"),
        "customers",
    )
    words = ListWords(translate("Pages", "Customers"), empty)
    return ListView(CustomerSource(services.lists, columns), columns, words, parent)


def _make_reports(services: Services, parent: QWidget) -> ListView:
    # Imported here, because this list is never the first thing painted.
    from console.ui.models.report_rows import report_columns
    from console.ui.views.report_source import ReportSource

    columns = report_columns(services.accounts.titles())
    empty = Face(
        translate("Pages", "No reports stored yet"),
        translate(
            "Pages", "Open a decided verification and press Report; it is then kept here, readable offline."
        ),
        icon="reports",
    )
    words = ListWords(translate("Pages", "Reports"), empty)
    return ListView(ReportSource(services.reports, columns), columns, words, parent)
