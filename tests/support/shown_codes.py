"""A program that shows codes on a real display at the scale of its environment and keeps pictures of the lit screen."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.domain.environment import Environment
from console.domain.front_desk import CustomerFace, CustomerView, DeskSessionId, ShownCode
from console.ui.application import make_application
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.views.customer_display_view import CustomerDisplay
from tests.support.waiting import until


async def _show(folder: Path, links: list[str], look: Look) -> list[dict[str, object]]:
    clerk = QWidget()
    clerk.resize(200, 200)
    clerk.show()
    display = CustomerDisplay(WindowMemory(None), clerk)
    display.choose_screen(QGuiApplication.primaryScreen())
    display.open()
    surface = display.surface
    assert surface is not None
    await until(surface.isFullScreen)
    found: list[dict[str, object]] = []
    for theme in ThemeName:
        look.set_theme(theme)
        for number, link in enumerate(links):
            code = ShownCode(link, "verify.example", "K7M-4821")
            display.show_view(
                CustomerView(DeskSessionId(str(number)), CustomerFace.CODE, "en", Environment.TEST, code)
            )
            widget = surface.code_face.code
            await until(lambda widget=widget: widget.module_px and surface.width() > 400)
            await asyncio.sleep(0.05)
            picture = folder / f"{theme.value}-{number}.png"
            assert QGuiApplication.primaryScreen().grabWindow(0).save(str(picture), "PNG")
            place = widget.mapToGlobal(QPoint(0, 0))
            found.append(
                {"picture": str(picture), "link": link, "module_px": widget.module_px, "mm": widget.painted_mm,
                 "ratio": widget.devicePixelRatioF(), "place": [place.x(), place.y()]}
            )  # fmt: skip
    display.close()
    clerk.deleteLater()
    await asyncio.sleep(0)
    return found


def main() -> None:
    """Show the links read from standard input; pictures go to the folder named by the first argument."""
    links = json.loads(sys.stdin.read())
    app = make_application(sys.argv[:1])
    look = Look(app, ThemeName.LIGHT)
    loop = new_event_loop(app)
    found = loop.run_until_complete(_show(Path(sys.argv[1]), links, look))
    loop.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
