"""A program that opens every dialog at the scale of its environment and prints, as JSON, which texts have no room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from console.domain.desk import DecisionKind
from console.domain.export import ExportList, ExportWish
from console.services.services import Services
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.dialogs.create_dialog import CreateDialog, CreateStart
from console.ui.dialogs.decision_dialog import DecisionDialog, DecisionForm
from console.ui.dialogs.export_dialog import ExportDialog
from console.ui.dialogs.labels_dialog import LabelsDialog
from console.ui.dialogs.link_record_dialog import LinkRecordDialog
from console.ui.dialogs.links_dialog import LinksDialog
from console.ui.dialogs.person_dialog import PersonDialog
from console.ui.dialogs.pin_dialog import PinDialog, PinQuestion
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.dialogs.quick_open_dialog import QuickOpenDialog
from console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from console.ui.dialogs.snooze_dialog import SnoozeDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk, open_desk
from tests.support.scale_check import find_clipped, find_cut, find_overlaps, look
from tests.support.simulator import start_simulator

Maker = Callable[[], QDialog]
# The smallest window on which everything has to fit.
LARGEST = (1000, 700)


async def _build_makers(desk: Desk, window: MainWindow) -> Mapping[str, Maker]:
    services: Services = desk.services
    key = await desk.create("iron", "Maximiliane Wolfeschlegelsteinhausenbergerdorff " * 3)
    # A heading of a table shows the beginning of a name that has no room: that is tried with usual ones.
    two = (await desk.create("iron"), await desk.create("proofme"))
    case = await services.cases.load_case(key)

    async def agree(_pin: str) -> None:
        return None

    return {
        "decision": lambda: DecisionDialog(services, case, DecisionForm(DecisionKind.REFUSE), window),
        "links": lambda: LinksDialog(services, window),
        "link": lambda: LinkRecordDialog(services, None, window),
        "labels": lambda: LabelsDialog(services, window),
        "quick open": lambda: QuickOpenDialog(services, (), window),
        "create": lambda: CreateDialog(services, CreateStart(), window),
        "qr": lambda: QrDialog(services, key, window),
        "export": lambda: ExportDialog(services, ExportWish(ExportList.VERIFICATIONS), window),
        "shortcuts": lambda: ShortcutsDialog(window),
        "people": lambda: PersonDialog(services.persons, window),
        "pin": lambda: PinDialog(PinQuestion("Approve", "Give your PIN.", "PIN"), agree, window),
        "snooze": lambda: SnoozeDialog(datetime.now(UTC), "Mia Lind", window),
        "compare": lambda: CompareDialog(services, two, window),
    }


async def _check(folder: Path) -> dict[str, object]:
    told: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    with start_simulator(customers=12, seed=7, speed=0) as simulator:
        async with open_desk(simulator, folder) as desk:
            await desk.services.sync.sync_once()
            window = MainWindow(desk.services, WindowMemory(folder / "window.json"))
            window.resize(*LARGEST)
            window.show_first("verifications")
            window.show()
            window.catch_up()
            for name, make in (await _build_makers(desk, window)).items():
                dialog = make()
                dialog.show()
                await _settle()
                seen[name] = sum(part.isVisible() for part in dialog.findChildren(QAbstractButton))
                problems = [*find_cut(dialog), *find_clipped(dialog), *find_overlaps(dialog)]
                least = dialog.minimumSizeHint()
                if least.width() > LARGEST[0] or least.height() > LARGEST[1]:
                    problems.append(f"too large: {least.width()}x{least.height()}")
                if problems:
                    told[name] = problems
                dialog.close()
                await _settle()
            ratio = window.grab().devicePixelRatio()
            window.hide()
            window.deleteLater()
            await asyncio.sleep(0)
    return {"ratio": ratio, "seen": seen, "problems": told}


async def _settle() -> None:
    """Until what was asked for is there and laid out."""
    for _ in range(40):
        await asyncio.sleep(0.01)
        QApplication.processEvents()


if __name__ == "__main__":
    look(_check)
