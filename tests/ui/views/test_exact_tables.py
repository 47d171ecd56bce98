"""Exactly what the smaller tables show, names in eight scripts among it: reports, Activity, dictionary, events, search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.bootstrap import OpenConsole
from console.domain.activity import ActivityEntry
from console.domain.customer import Customer, CustomerId
from console.domain.environment import ProviderId
from console.domain.labels import LabelLine, LabelName
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.risk import LabelKind, LabelMeaning, LabelRef, RiskLabel, Severity
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Snapshot, Verification, VerificationId, VerificationKey
from console.store.unit_of_work import UnitOfWork
from console.ui.models.activity_model import ActivityModel
from console.ui.models.label_rows import LabelModel, dictionary_columns
from console.ui.models.quick_rows import QuickModel, build_rows
from console.ui.models.timeline_rows import EventModel
from console.ui.toolkit.words import exact_time
from console.ui.views.main_window import MainWindow
from tests.support.screen import shown_list
from tests.support.scripts import NAMES, SHOWN
from tests.support.waiting import until

_NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
# What has room for all of it is not cut, but everything else of it holds.
_WHOLE = tuple("Ñ" * 500 if text.startswith("Ñ") else text for text in SHOWN)


def _table(model: QAbstractItemModel) -> list[list[object]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _tested(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


async def test_the_list_of_reports(window: MainWindow, console: OpenConsole) -> None:
    account = next(one for one in console.services.accounts.load_accounts() if one.provider == "idenfy")
    keys = [VerificationKey(account.id, VerificationId(f"script-{number}")) for number in range(len(NAMES))]
    at = [_NOON + timedelta(minutes=number) for number in range(len(NAMES))]

    def write(work: UnitOfWork) -> None:
        snapshots = [
            Snapshot(
                Verification(
                    key.id, CustomerId(f"who-{number}"), Phase.DECLINED, "DENIED", at[number], at[number]
                ),
                customer=Customer(
                    CustomerId(f"who-{number}"), name=NAMES[number], reference=f"ours-{number}"
                ),
            )
            for number, key in enumerate(keys)
        ]
        work.record_snapshots(account.id, snapshots, EventSource.POLL, _NOON)
        for number, key in enumerate(keys):
            report = Report(
                key, "pdf", 20_000 * (number + 1), f"{number:02x}" * 32, at[number], "", "", f"{number:064}"
            )
            work.save_report(report, TimelineEvent(_NOON, "report_stored", EventSource.US))

    await console.store.write(write)
    window.show_view("reports")
    shown = shown_list(window)
    tester = _tested(shown.model)
    await until(lambda: shown.is_ready and shown.model.rowCount() == len(NAMES))
    wanted = [
        [
            SHOWN[number],
            "iDenfy",
            "Declined",
            exact_time(at[number]),
            exact_time(at[number]),
            f"{20 * (number + 1)} kB",
            f"{number:02x}" * 4 + "…" + f"{number:02x}" * 2,
            f"script-{number}",
        ]
        for number in reversed(range(len(NAMES)))
    ]
    assert _table(shown.model) == wanted
    spoken = shown.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Declined" in spoken
    tester.deleteLater()


def test_activity() -> None:
    model = ActivityModel()
    _tested(model)
    entries = {
        number: ActivityEntry(
            number,
            _NOON,
            NAMES[number],
            "colleague_added",
            f"colleague {NAMES[number]}",
            NAMES[number],
            "p",
            "h",
        )
        for number in range(len(NAMES))
    }
    model.show_numbers(list(reversed(range(len(NAMES)))))
    model.put_entries(entries)
    when = exact_time(_NOON)
    assert _table(model) == [
        [when, text, "Person added to the desk", f"Colleague {text}", text] for text in reversed(_WHOLE)
    ]


def test_events_of_a_timeline() -> None:
    model = EventModel()
    _tested(model)
    model.show_events(
        tuple(TimelineEvent(_NOON, "status_changed", EventSource.WEBHOOK, name) for name in NAMES)
    )
    assert _table(model) == [[exact_time(_NOON), "Status changed", "webhook", text] for text in _WHOLE]


def test_the_dictionary() -> None:
    model = LabelModel[LabelLine](dictionary_columns())
    _tested(model)
    lines: list[LabelLine] = []
    for name in NAMES:
        known = LabelName(ProviderId("iron"), LabelKind.CODE, name)
        meaning = LabelMeaning(Severity.WARN, name, "About it.", False, "The face.", "https://x", "2026")
        lines.append(LabelLine("Iron", known, RiskLabel(LabelRef(known.kind, name), meaning), None))
    model.show_lines(tuple(lines))
    assert _table(model) == [["Look closer", text, text, "Iron", "result code", ""] for text in _WHOLE]


async def test_quick_open(console: OpenConsole) -> None:
    account = next(one for one in console.services.accounts.load_accounts() if one.provider == "idenfy")
    snapshots = [
        Snapshot(
            Verification(
                VerificationId(f"script-{number:02}"), CustomerId(f"who-{number}"), Phase.DECLINED, "x"
            ),
            customer=Customer(CustomerId(f"who-{number}"), name=name),
        )
        for number, name in enumerate(NAMES)
    ]
    await console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, _NOON)
    )
    model = QuickModel()
    _tested(model)
    for number, text in enumerate(SHOWN):
        typed = f"script-{number:02}"
        hits = await console.services.quick_open.find(typed)
        model.show(build_rows(typed, hits, (), console.services.quick_open))
        rows = [(model.index(row, 0).data(), model.rows[row].detail) for row in range(model.rowCount())]
        assert rows == [
            (text, f"iDenfy · Declined · {typed} · SIMULATOR"),
            ("Show all verifications with these words", ""),
        ]
