"""Builds the lists of the main window from the services; the only place that joins source, columns and words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from console.services.services import Services
from console.ui.models.columns import customer_columns, verification_columns
from console.ui.toolkit.faces import Face
from console.ui.views.list_sources import CustomerSource, VerificationSource
from console.ui.views.list_view import ListKind, ListTool, ListView
from console.ui.widgets.rail_widget import RailItem

translate = QCoreApplication.translate

_CASE_DEEDS: Final = ("refresh", "assign", "snooze", "fetch_report", "compare", "export")
_CUSTOMER_CHIPS: Final = ("provider", "phase", "date", "account")
_REPORT_CHIPS: Final = ("provider", "phase")


def rail_items() -> tuple[RailItem, ...]:
    """The views of the rail from top to bottom; their numbers are the keys Ctrl+1 and so on."""
    return (
        RailItem("inbox", translate("Pages", "Inbox"), "inbox"),
        RailItem("customers", translate("Pages", "Customers"), "customers"),
        RailItem("verifications", translate("Pages", "Verifications"), "verifications"),
        RailItem("front-desk", translate("Pages", "Front desk"), "front-desk"),
        RailItem("reports", translate("Pages", "Reports"), "reports"),
        RailItem("insights", translate("Pages", "Insights"), "insights"),
        RailItem("activity", translate("Pages", "Activity"), "activity"),
        RailItem("settings", translate("Pages", "Settings"), "settings"),
    )


def make_list(name: str, services: Services, parent: QWidget) -> ListView:
    """The list of that name. Raises `KeyError` for a name that is no list."""
    makers = {
        "inbox": _make_inbox,
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
    kind = ListKind("verifications", translate("Pages", "Verifications"), empty, deeds=_CASE_DEEDS)
    return ListView(VerificationSource(services.lists, columns), columns, kind, parent)


def _make_inbox(services: Services, parent: QWidget) -> ListView:
    # Imported here, because this list is never the first thing painted.
    from console.ui.models.inbox_rows import INBOX_CHIPS, inbox_columns
    from console.ui.views.inbox_source import InboxSource

    columns = inbox_columns(services.accounts.titles())
    empty = Face(
        translate("Pages", "Nothing needs you now"),
        translate(
            "Pages",
            "Cases appear here when a provider asks for something, a verdict changes, one of our decisions waits, "
            "or nothing has happened for too long.",
        ),
        icon="inbox",
    )
    kind = ListKind("inbox", translate("Pages", "Inbox"), empty, INBOX_CHIPS, _CASE_DEEDS)
    return ListView(InboxSource(services.inbox, columns), columns, kind, parent)


def _make_customers(services: Services, parent: QWidget) -> ListView:
    columns = customer_columns(services.accounts.titles())
    empty = Face(
        translate("Pages", "No customers yet"),
        translate("Pages", "Everyone with a verification at a connected account appears here."),
        translate("Pages", "New verification"),
        "customers",
    )
    kind = ListKind(
        "customers", translate("Pages", "Customers"), empty, _CUSTOMER_CHIPS, ("export",), opens_cases=False
    )
    return ListView(CustomerSource(services.lists, columns), columns, kind, parent)


def _make_reports(services: Services, parent: QWidget) -> ListView:
    # Imported here, because this list is never the first thing painted.
    from console.ui.models.report_rows import report_columns
    from console.ui.views.report_source import ReportSource

    columns = report_columns(services.accounts.titles())
    empty = Face(
        translate("Pages", "No reports stored yet"),
        translate(
            "Pages",
            "The report of every decided verification is fetched by itself and kept here, readable offline.",
        ),
        icon="reports",
    )
    search = ListTool(
        "library",
        translate("Pages", "Search inside"),
        "search",
        translate("Pages", "Search in the text of all stored reports"),
    )
    verify = ListTool(
        "verify",
        translate("Pages", "Verify"),
        "check",
        translate("Pages", "Read and hash everything stored again, and compare it with its records"),
    )
    tools = (search, verify)
    kind = ListKind("reports", translate("Pages", "Reports"), empty, _REPORT_CHIPS, tools=tools)
    return ListView(ReportSource(services.lists, services.reports, columns), columns, kind, parent)
