"""A program that uses the window on a real display with a person's hands and prints what came of it as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import zxingcpp
from PySide6.QtGui import QGuiApplication

from console.ui.application import make_application
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.loop import new_event_loop
from console.ui.views.main_window import MainWindow
from tests.support.browser import finish
from tests.support.desk import Desk, open_desk
from tests.support.hands import Mouse
from tests.support.pictures import to_picture
from tests.support.screen import dialog, phase_of, shown_list
from tests.support.simulator import Simulator, start_simulator
from tests.support.waiting import until
from tests.support.window import open_window

_PROVIDER = "idenfy"


def _read_screen() -> str:
    """What a phone reads off the screen as it is lit."""
    found = zxingcpp.read_barcode(to_picture(QGuiApplication.primaryScreen().grabWindow(0)))
    return found.text if found is not None else ""


async def _verify_someone(window: MainWindow, desk: Desk) -> dict[str, str]:
    mouse = Mouse()
    await until(lambda: desk.services.sync.first_sync_done)
    mouse.click(window.top_bar.new_button)
    await until(lambda: dialog(CreateDialog))
    form = dialog(CreateDialog)
    assert form is not None
    await mouse.pick(form.account_box, desk.account(_PROVIDER).name)
    mouse.write(form.form.editor("name"), "Xaver Schirm")
    mouse.write(form.form.editor("email"), "xaver@example.com")
    mouse.click(form.send_button)
    await until(lambda: dialog(QrDialog))
    painted = dialog(QrDialog)
    assert painted is not None
    await until(_read_screen)
    link = _read_screen()
    [key] = [row.key for row in await desk.rows(text="Xaver Schirm")]
    stored = (await desk.services.cases.load_case(key)).stored.verification.hosted_link
    closing = await asyncio.to_thread(finish, link)
    await until(lambda: "approved" in painted.doing)
    mouse.click(painted.close_button)
    await until(lambda: phase_of(shown_list(window), key) == "Approved")
    return {
        "platform": QGuiApplication.platformName(),
        "read": link,
        "stored": stored.url if stored is not None else "",
        "closing": closing.title,
        "phase": phase_of(shown_list(window), key),
    }


async def _run(simulator: Simulator, folder: Path) -> dict[str, str]:
    async with open_desk(simulator, folder) as desk, open_window(desk) as window:
        return await _verify_someone(window, desk)


def main() -> None:
    """Run in the folder named by the first argument."""
    loop = new_event_loop(make_application(sys.argv[:1]))
    with start_simulator(customers=24, seed=9, speed=0) as simulator:
        found = loop.run_until_complete(_run(simulator, Path(sys.argv[1])))
    loop.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
