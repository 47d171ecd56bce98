"""Does with the selected rows of a list what the person asked for: asks before much is done, shows progress, can stop."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.questions import ask, open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.views.list_view import ListView

if TYPE_CHECKING:
    from console.domain.desk import DeskChange
    from console.services.bulk import BulkItem, BulkResult, BulkStop, Tell

# Fewer are done without a question: it is plain how many there are.
ASKED_FROM: Final = 50
_TOLD_EVERY_S: Final = 0.1
_RUN: Final = "run"

Cases = Mapping[VerificationKey, str]
Work = Callable[[Cases, "BulkStop", "Tell"], Awaitable["BulkResult"]]


class BulkRunner(QObject):
    """One for each list. `case_requested` carries the key of a case that a person opens from the result."""

    case_requested = Signal(object)

    def __init__(self, services: Services, shown: ListView, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._list = shown
        self._scope = TaskScope(self, self._on_failure)
        self._stop: BulkStop | None = None
        self._result: BulkResult | None = None
        self._names: Cases = {}
        self._told_at = 0.0
        if shown.kind.deeds:
            shown.bulk.stop_requested.connect(self._on_stop_requested)
            shown.bulk.details_requested.connect(self._on_details_requested)

    @property
    def is_running(self) -> bool:
        """True while something is asked or done."""
        return self._scope.is_running(_RUN)

    @property
    def result(self) -> BulkResult | None:
        """What became of the rows the last time."""
        return self._result

    def start(self, deed: str) -> None:
        """Begin; nothing happens while another deed runs. Raises `KeyError` for a deed that is none."""
        if self.is_running:
            return
        starts: Mapping[str, Callable[[], Awaitable[None]]] = {
            "refresh": partial(self._run, self.tr("Refresh"), self._refresh),
            "fetch_report": partial(self._run, self.tr("Fetch reports"), self._fetch_reports),
            "assign": self._choose_person,
            "snooze": self._ask_until,
            "compare": self._compare,
            "export": self._export,
            "export_list": self._export_list,
        }
        self._scope.start(_RUN, _await(starts[deed]))

    # --- deeds ---

    async def _refresh(self, cases: Cases, stop: BulkStop, tell: Tell) -> BulkResult:
        from console.services.bulk import BulkDeed

        return await self._services.bulk.run(BulkDeed.REFRESH, tuple(cases), stop, tell)

    async def _fetch_reports(self, cases: Cases, stop: BulkStop, tell: Tell) -> BulkResult:
        from console.services.bulk import BulkDeed

        return await self._services.bulk.run(BulkDeed.FETCH_REPORT, tuple(cases), stop, tell)

    async def _choose_person(self) -> None:
        people = [person.name for person in await self._services.persons.load()]
        me = self._services.persons.working
        menu = QMenu(self._list)
        for name in (me, *(each for each in people if each != me), ""):
            mine = fill(self.tr("Me (%1)"), name)
            text = mine if name == me else name or self.tr("Nobody")
            menu.addAction(to_button_text(text)).triggered.connect(partial(self._assign_soon, name))
        button = self._list.bulk.button("assign")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _assign_soon(self, name: str, _checked: bool = False) -> None:
        title = fill(self.tr("Assign to %1"), name) if name else self.tr("Assign to nobody")
        assign = partial(self._services.desk.assign, assignee=name)
        self._scope.start(_RUN, self._run(title, partial(self._change_desk, title, assign)))

    async def _ask_until(self) -> None:
        from console.ui.dialogs.snooze_dialog import ask_snooze

        count = self._list.table.selection.count
        about = self.tr("1 case") if count == 1 else fill(self.tr("%1 cases"), f"{count:,}")
        chosen = await ask_snooze(self._list.window(), datetime.now(UTC), about)
        if chosen is not None:
            snooze = partial(
                self._services.desk.snooze, until=chosen.until.astimezone(UTC), reason=chosen.reason
            )
            title = self.tr("Put aside")
            await self._run(title, partial(self._change_desk, title, snooze))

    async def _change_desk(
        self,
        title: str,
        change: Callable[[VerificationKey], Awaitable[DeskChange]],
        cases: Cases,
        stop: BulkStop,
        tell: Tell,
    ) -> BulkResult:
        from console.ui.toolkit.undo import offer_undo, undo_stack

        changed: list[tuple[VerificationKey, DeskChange]] = []

        async def change_one(key: VerificationKey) -> None:
            changed.append((key, await change(key)))

        async def put_back() -> str | None:
            # How it ended is true no longer.
            self._list.bulk.dismiss()
            return await self._put_back(changed)

        result = await self._services.bulk.run_each(change_one, tuple(cases), stop, tell)
        if changed:
            undo_stack(self._list).bar.keep_clear_of(self._list.bulk)
            offer_undo(self._list, fill(self.tr("%1: %2 cases"), title, f"{len(changed):,}"), put_back)
        return result

    async def _put_back(self, changed: list[tuple[VerificationKey, DeskChange]]) -> str | None:
        """Each by itself; what is settled leaves `changed`, so that a second try after a full disk does the rest."""
        from console.domain.errors import UserFault

        put, left = 0, 0
        while changed:
            key, before = changed[-1]
            try:
                await self._services.desk.put_back(key, before)
                put += 1
            except UserFault:
                left += 1
            changed.pop()
        if not left:
            return None
        said = self.tr("%1 put back, %2 left as they are: somebody changed them since.")
        return fill(said, f"{put:,}", f"{left:,}")

    async def _compare(self) -> None:
        from console.ui.dialogs.compare_dialog import CompareDialog

        keys = tuple(await self._list.table.selection.load_cases())
        if len(keys) > 1:
            dialog = CompareDialog(self._services, keys, self._list.window())
            dialog.case_requested.connect(self.case_requested)
            open_dialog(dialog)

    async def _export(self) -> None:
        from console.domain.export import ExportList

        selection, query = self._list.table.selection, self._list.model.query
        if selection.is_whole:
            self._open_export(query)
            return
        what = ExportList(self._list.kind.name)
        marked = await selection.load_marked()
        chosen = tuple(marked) if what is ExportList.CUSTOMERS else tuple(await selection.load_cases())
        if chosen:
            self._open_export(query, chosen)
        else:
            text = self.tr("Nothing to export: the selected rows are gone, or stand for no verification yet.")
            self._list.bulk.show_result(text, has_details=False)

    async def _export_list(self) -> None:
        self._open_export(self._list.model.query)

    def _open_export(self, query: ListQuery, chosen: tuple[Any, ...] | None = None) -> None:
        """`chosen` holds keys as the list has them; None takes all that the filter leaves over."""
        from console.domain.export import ExportList, ExportWish
        from console.ui.dialogs.export_dialog import ExportDialog

        what = ExportList(self._list.kind.name)
        if what is ExportList.CUSTOMERS:
            wish = ExportWish(what, query, customers=chosen)
        else:
            wish = ExportWish(what, query, keys=chosen)
        open_dialog(ExportDialog(self._services, wish, self._list.window()))

    # --- running ---

    async def _run(self, title: str, work: Work) -> None:
        from console.services.bulk import BulkStop

        selection = self._list.table.selection
        if not await self._may_begin(title, selection.count, everything=selection.is_everything):
            return
        stop = self._stop = BulkStop()
        self._list.bulk.show_progress(0, 0, fill(self.tr("%1: collecting the rows"), title))
        cases = self._names = await selection.load_cases(lambda: stop.is_asked)
        if stop.is_asked:
            self._list.bulk.show_result(self.tr("Cancelled before anything was done."), has_details=False)
            return
        self._told_at = 0.0
        self._result = await work(cases, stop, partial(self._tell, title, len(cases)))
        self._list.bulk.show_result(self._to_sentence(title, self._result), has_details=self._has_details())
        self._list.bulk.show_count(selection.count, everything=selection.is_whole, is_full=selection.is_full)

    async def _may_begin(self, title: str, count: int, *, everything: bool) -> bool:
        if count < ASKED_FROM and not everything:
            return count > 0
        question = fill(self.tr("%1: %2 rows?"), title, f"{count:,}")
        said = self.tr(
            "They are taken one after the other, as fast as the providers allow. You can stop at any time; "
            "what was done until then stays done."
        )
        return await ask(
            self._list.window(), question, said, fill(self.tr("%1 all"), title), self.tr("Cancel")
        )

    def _tell(self, title: str, total: int, done: int, _item: BulkItem) -> None:
        now = time.monotonic()
        if done < total and now - self._told_at < _TOLD_EVERY_S:
            return
        self._told_at = now
        text = fill(self.tr("%1: %2 of %3"), title, f"{done:,}", f"{total:,}")
        self._list.bulk.show_progress(done, total, text)

    def _to_sentence(self, title: str, result: BulkResult) -> str:
        from console.services.bulk import BulkOutcome

        words = {
            BulkOutcome.DONE: self.tr("%1 done"),
            BulkOutcome.REFUSED: self.tr("%1 not allowed now"),
            BulkOutcome.FAILED: self.tr("%1 failed"),
            BulkOutcome.LEFT: self.tr("%1 not begun"),
        }
        counts = [(word, result.count(outcome)) for outcome, word in words.items()]
        parts = [fill(word, f"{count:,}") for word, count in counts if count]
        told = f"{title}: {', '.join(parts) or self.tr('nothing to do')}."
        why = self._to_reason(result)
        return f"{told} {why}" if why else told

    def _to_reason(self, result: BulkResult) -> str:
        """Why rows were not done, of several reasons the most frequent; what went wrong says more than a refusal."""
        from console.services.bulk import BulkOutcome

        for outcome in (BulkOutcome.FAILED, BulkOutcome.REFUSED):
            reasons = [reason for other, reason, _count in result.reasons() if other is outcome]
            if len(reasons) == 1:
                return reasons[0]
            if reasons:
                return fill(self.tr("Most often: %1"), reasons[0])
        return ""

    def _has_details(self) -> bool:
        return self._result is not None and bool(self._result.reasons())

    def _on_stop_requested(self) -> None:
        if self._stop is not None:
            self._stop.ask()

    def _on_details_requested(self) -> None:
        from console.ui.dialogs.bulk_result_dialog import BulkResultDialog

        if self._result is not None:
            dialog = BulkResultDialog(self._result, self._names, self._list.window())
            dialog.case_requested.connect(self.case_requested)
            open_dialog(dialog)

    def _on_failure(self, failure: Exception) -> None:
        from console.ui.toolkit.error_words import describe_error

        words = describe_error(failure)
        self._list.bulk.show_result(f"{words.title}. {words.text}", has_details=False)


async def _await(start: Callable[[], Awaitable[None]]) -> None:
    await start()
