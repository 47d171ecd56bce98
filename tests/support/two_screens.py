"""A program that shows a code on the second of two screens, takes that screen away, gives it back and mirrors it; prints
what was seen as JSON."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import zxingcpp
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.domain.environment import Environment
from console.domain.front_desk import CustomerFace, CustomerView, DeskSessionId, ShownCode
from console.ui.application import make_application
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.screens import to_facts
from console.ui.toolkit.theme import ThemeName
from console.ui.views.customer_display_view import CustomerDisplay
from tests.support.pictures import to_picture
from tests.support.waiting import until

LINK = "https://ui.idenfy.com/?authToken=" + "aZ09-_" * 15
LEFT = ("L", "1920/508x1080/286+0+0")
RIGHT = ("R", "1920/508x1080/286+1920+0")


def _xrandr(*arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], check=True, timeout=20, capture_output=True)


def _output() -> str:
    told = subprocess.run(["xrandr"], check=True, timeout=20, capture_output=True, text=True).stdout
    return next(line.split()[0] for line in told.splitlines() if " connected" in line)


def _names() -> list[str]:
    return sorted(screen.name() for screen in QGuiApplication.screens())


def _read(area: QRect) -> str:
    """What a phone reads in a part of the lit desktop."""
    screen = QGuiApplication.primaryScreen()
    origin = screen.geometry().topLeft()
    seen = screen.grabWindow(0, area.x() - origin.x(), area.y() - origin.y(), area.width(), area.height())
    found = zxingcpp.read_barcode(to_picture(seen))
    return found.text if found is not None else ""


async def _walk(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    memory = WindowMemory(folder / "window.json")
    clerk = QWidget()
    # As large as it can be: what stands behind it nobody sees.
    clerk.setGeometry(4, 24, 1910, 1050)
    clerk.show()
    clerk.activateWindow()
    await until(clerk.isActiveWindow)
    display = CustomerDisplay(memory, clerk)
    [second] = [screen for screen in display.screens if screen.name() == RIGHT[0]]
    display.choose_screen(second)
    display.set_wanted_mm(140)
    code = ShownCode(LINK, "ui.idenfy.com", "K7M-4821")
    display.show_view(CustomerView(DeskSessionId("1"), CustomerFace.CODE, "en", Environment.TEST, code))
    display.open()
    surface = display.surface
    assert surface is not None
    found["screens"] = _names()
    right = QRect(1920, 0, 1920, 1080)
    await until(lambda: _read(right))
    found["second"] = {
        "place": surface.frameGeometry().getRect(), "read": _read(right), "left": _read(QRect(0, 0, 1920, 1080)),
        "warning": display.warning, "mm": round(surface.code_face.code.painted_mm),
        "keyboard": clerk.isActiveWindow(),
    }  # fmt: skip
    _xrandr("--delmonitor", RIGHT[0])
    await until(lambda: display.warning)
    home = QRect(0, 0, 1920, 1080)
    await until(lambda: _read(home))
    found["gone"] = {
        "place": surface.frameGeometry().getRect(), "inside": home.contains(surface.frameGeometry()),
        "read": _read(home), "warning": display.warning, "screens": _names(), "full": surface.isFullScreen(),
        "keyboard": clerk.isActiveWindow(),
    }  # fmt: skip
    # A window manager raises what is activated.
    surface.activateWindow()
    await until(surface.isActiveWindow)
    clerk.activateWindow()
    await until(clerk.isActiveWindow)
    found["clicked"] = _read(home)
    _xrandr("--setmonitor", *RIGHT, "none")
    await until(lambda: not display.warning)
    # What a window manager draws around a window is taken away a moment later.
    await until(lambda: _read(right) and surface.frameGeometry() == right and clerk.isActiveWindow())
    found["back"] = {
        "place": surface.frameGeometry().getRect(),
        "read": _read(right),
        "full": surface.isFullScreen(),
        "keyboard": clerk.isActiveWindow(),
    }
    found["window"] = await _lose_window(display)
    # The second shows what the first shows, as a projector is often set up.
    _xrandr("--delmonitor", RIGHT[0])
    await until(lambda: display.warning)
    gone = display.warning
    _xrandr("--setmonitor", RIGHT[0], LEFT[1], "none")
    await until(lambda: display.warning != gone)
    found["mirrored"] = {"warning": display.warning, "screens": [to_facts(one) for one in display.screens]}
    display.close()
    found["closed"] = display.is_open
    clerk.deleteLater()
    await asyncio.sleep(0)
    return found


async def _lose_window(display: CustomerDisplay) -> dict[str, object]:
    """The display as a window that was pushed to the second screen, which then goes, and comes again."""
    surface = display.surface
    assert surface is not None
    display.choose_screen(None)
    surface.move(2500, 50)
    await until(lambda: surface.x() >= 1920)
    before = surface.frameGeometry().getRect()
    told: list[None] = []
    display.screens_changed.connect(lambda: told.append(None))
    _xrandr("--delmonitor", RIGHT[0])
    await until(lambda: told)
    home = QRect(0, 0, 1920, 1080)
    await until(lambda: _read(home))
    found: dict[str, object] = {
        "before": before,
        "inside": home.contains(surface.frameGeometry()),
        "read": _read(home),
    }
    _xrandr("--setmonitor", *RIGHT, "none")
    await until(lambda: _names() == [LEFT[0], RIGHT[0]])
    [back] = [screen for screen in display.screens if screen.name() == RIGHT[0]]
    display.choose_screen(back)
    return found


async def _prepare() -> None:
    _xrandr("--setmonitor", *LEFT, _output())
    _xrandr("--setmonitor", *RIGHT, "none")
    await until(lambda: _names() == [LEFT[0], RIGHT[0]])


async def _run(folder: Path) -> dict[str, object]:
    await _prepare()
    return await _walk(folder)


def main() -> None:
    """Run in the folder named by the first argument."""
    app = make_application(sys.argv[:1])
    Look(app, ThemeName.LIGHT)
    loop = new_event_loop(app)
    found = loop.run_until_complete(_run(Path(sys.argv[1])))
    loop.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
