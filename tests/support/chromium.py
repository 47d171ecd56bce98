"""A real browser without a window, driven through its debugging pipe: opens a page and presses what a finger would."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or ""
NO_CHROMIUM: Final = "no Chromium here: apt-get install -y --no-install-recommends chromium"

_DEADLINE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.05
_READ: Final = 65_536
# The browser reads its orders from descriptor 3 and answers on 4.
_LAUNCHER: Final = """
import os, sys
reading, writing = int(sys.argv[1]), int(sys.argv[2])
os.dup2(os.dup(reading), 103)
os.dup2(os.dup(writing), 104)
os.dup2(103, 3)
os.dup2(104, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_OPTIONS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--window-size=412,915",
)


class Chromium:
    """One phone's browser with one page; every call is bounded in time and raises `AssertionError` when it is not met."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing
        self._number = 0
        self._rest = b""
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = str(attached["sessionId"])

    def open(self, url: str) -> str:
        """Go to an address; the heading of the page once it is there."""
        self._call("Page.navigate", {"url": url}, self._session)
        return self._wait_for(
            "document.readyState === 'complete' && location.href !== 'about:blank'"
            " && document.querySelector('h1')?.textContent"
        )

    def steps(self) -> list[str]:
        """What the buttons of the page would send, in their order."""
        return list(self._evaluate("[...document.querySelectorAll('button')].map(each => each.value)"))

    def press(self, step: str) -> str:
        """Touch the button that sends `step`; the heading of the page that follows."""
        self._evaluate("window.isOld = true")
        place = self._evaluate(
            "(() => { const button = document.querySelector(`button[value='" + step + "']`);"
            "button.scrollIntoView({block: 'center'}); const box = button.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            where = {"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1}
            self._call("Input.dispatchMouseEvent", where, self._session)
        return self._wait_for(
            "!window.isOld && document.readyState === 'complete' && document.querySelector('h1')?.textContent"
        )

    def _wait_for(self, expression: str) -> str:
        ends_at_s = time.monotonic() + _DEADLINE_S
        while time.monotonic() < ends_at_s:
            found = self._evaluate(expression)
            if found:
                return str(found)
            select.select([], [], [], _LOOK_EVERY_S)
        raise AssertionError(f"the browser never came to: {expression}")

    def _evaluate(self, expression: str) -> Any:
        wanted = {"expression": expression, "returnByValue": True}
        try:
            answer = self._call("Runtime.evaluate", wanted, self._session)
        except _PageGone:
            return None
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _call(self, method: str, params: dict[str, Any], session: str = "") -> dict[str, Any]:
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            order["sessionId"] = session
        os.write(self._writing, json.dumps(order).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") != self._number:
                continue
            if "error" in answer:
                if method == "Runtime.evaluate":
                    # Asked between two pages.
                    raise _PageGone
                raise AssertionError(f"{method}: {answer['error']}")
            return dict(answer["result"])

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reading], [], [], _DEADLINE_S)
            assert ready, "the browser does not answer"
            read = os.read(self._reading, _READ)
            assert read, "the browser has ended"
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(line))


class _PageGone(Exception):
    """The page was on its way to another one."""


@contextmanager
def start_chromium(folder: Path) -> Iterator[Chromium]:
    """Run a browser with a profile of its own in `folder` for the length of a block; nothing but loopback is reached."""
    orders_out, orders_in = os.pipe()
    answers_out, answers_in = os.pipe()
    command = [sys.executable, "-c", _LAUNCHER, str(orders_out), str(answers_in), CHROMIUM, *_OPTIONS]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={folder}"],
        pass_fds=(orders_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(orders_out)
    os.close(answers_in)
    try:
        yield Chromium(answers_out, orders_in)
    finally:
        os.close(orders_in)
        os.close(answers_out)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
