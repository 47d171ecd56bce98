"""Starts the simulator as a process of its own and speaks its control API; uses nothing of the console's transport."""

from __future__ import annotations

import http.client
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

_ROOT: Final = Path(__file__).resolve().parents[2]
_START_DEADLINE_S: Final = 60
_STOP_DEADLINE_S: Final = 10


class ControlRefused(AssertionError):
    """The control API answered 4xx or 5xx; `status` and `body` say how."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator: its start line and its control API (interfaces: the simulator)."""

    start_line: Mapping[str, Any]
    process: subprocess.Popen[str]

    @property
    def control_url(self) -> str:
        """Address of the control API, without a trailing slash."""
        return str(self.start_line["control_url"])

    def account(self, provider: str) -> dict[str, Any]:
        """The object under `providers.PROVIDER` of the start line."""
        return dict(self.start_line["providers"][provider])

    def control(self, method: str, path: str, body: object = None) -> Any:
        """One control call; the answer's JSON, or its text. Raises `ControlRefused` from 400 up."""
        status, text = fetch(self.control_url + path, method, body)
        if status >= http.client.BAD_REQUEST:
            raise ControlRefused(status, text)
        return _read_json(text)

    def state(self) -> dict[str, Any]:
        """Counts of customers and verifications, and verifications by status, per provider."""
        return dict(self.control("GET", "/state"))

    def ids(self) -> str:
        """CSV of every known id, in the columns of `import`."""
        return str(self.control("GET", "/ids"))

    def calls(self, provider: str = "") -> list[dict[str, Any]]:
        """The calls counted since the start or the last `forget_calls`, of one provider or of all."""
        return [call for call in self.control("GET", "/calls") if provider in ("", call["provider"])]

    def forget_calls(self) -> None:
        """Count from zero again."""
        self.control("DELETE", "/calls")

    def ledger(self, provider: str) -> list[dict[str, Any]]:
        """Every record ever made at a provider."""
        return list(self.control("GET", f"/ledger/{provider}"))

    def advance(self, seconds: float) -> str:
        """Move the simulator's clock; everything that fell due has happened when this returns."""
        return str(self.control("POST", "/clock/advance", {"seconds": seconds})["now"])

    def set_faults(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Add fault rules."""
        self.control("POST", "/faults", [dict(rule) for rule in rules])

    def clear_faults(self) -> None:
        """Drop all fault rules."""
        self.control("DELETE", "/faults")

    @contextmanager
    def faults(self, *rules: Mapping[str, Any]) -> Iterator[None]:
        """Fault rules for the length of a block."""
        self.set_faults(rules)
        try:
            yield
        finally:
            self.clear_faults()

    def journey(self, provider: str, verification_id: str, step: str, **details: Any) -> dict[str, Any]:
        """Let the person of a verification take one step. Raises `ControlRefused` with 404 or 409."""
        return dict(
            self.control("POST", f"/journeys/{provider}/{verification_id}", {"step": step, **details})
        )

    def subscribe(self, provider: str, url: str, events: Sequence[str] | None = None) -> dict[str, Any]:
        """Subscribe a loopback address to a provider's webhooks; returns `id` and `webhook_key`."""
        body: dict[str, Any] = {"provider": provider, "url": url}
        if events is not None:
            body["events"] = list(events)
        return dict(self.control("POST", "/webhooks", body))

    def deliveries(self) -> list[dict[str, Any]]:
        """Every webhook the simulator sent or declined to send."""
        return list(self.control("GET", "/deliveries"))

    def stop(self) -> int:
        """End it with SIGTERM; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(_STOP_DEADLINE_S)


@contextmanager
def start_simulator(
    *, customers: int = 24, seed: int = 1, speed: float = 0, arguments: Sequence[str] = ()
) -> Iterator[Simulator]:
    """Run `python -m console sandbox` on a free loopback port for the length of a block."""
    command = [sys.executable, "-m", "console", "sandbox"]
    command += ["--customers", str(customers), "--seed", str(seed), "--speed", str(speed), *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=_environment()
        )
        assert process.stdout is not None
        simulator: Simulator | None = None
        try:
            simulator = Simulator(_read_start_line(process, process.stdout, errors), process)
            yield simulator
        finally:
            _end(process)
            process.stdout.close()


def fetch(
    url: str, method: str = "GET", body: object = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """One plain HTTP exchange on loopback: status and text. `body` is sent as JSON unless it is bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_START_DEADLINE_S)
    try:
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = {} if body is None or isinstance(body, bytes) else {"Content-Type": "application/json"}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, payload, {**kind, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8")
    finally:
        connection.close()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONUNBUFFERED": "1"}


def _read_start_line(process: subprocess.Popen[str], stdout: IO[str], errors: IO[str]) -> dict[str, Any]:
    ready, _, _ = select.select([stdout], [], [], _START_DEADLINE_S)
    line = stdout.readline() if ready else ""
    if not line.strip():
        _end(process)
        errors.seek(0)
        raise AssertionError(f"the simulator did not start ({process.returncode}):\n{errors.read()}")
    return dict(json.loads(line))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOP_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
