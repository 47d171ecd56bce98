"""Assembles the simulator and runs it in its own process; the only place that opens its sockets."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import os
import signal
import socket
import sys
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from pydantic import JsonValue, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from console.sandbox.calls import CallLog, ProviderApp
from console.sandbox.clock import Scheduler, SimClock
from console.sandbox.connections import Connections
from console.sandbox.control import ControlApi, build_error_handlers
from console.sandbox.faults import FaultPlan, FaultRule, describe_invalid
from console.sandbox.hosted import THANKS_PATH, build_routes
from console.sandbox.kernel import Kernel, Ledger, ScriptedPeople
from console.sandbox.module import ProviderModule, SandboxOptions
from console.sandbox.registry import build_modules
from console.sandbox.webhooks import Webhooks
from console.sandbox.world import build_people

_CONTROL = "/control"
_HOSTED = "/hosted"


class SandboxApp:
    """Hands each request to the control API, the hosted pages or one provider, by its path."""

    def __init__(
        self,
        providers: Mapping[str, ASGIApp],
        control: ASGIApp,
        hosted: ASGIApp,
        *,
        is_pages_only: bool = False,
    ) -> None:
        self._is_pages_only = is_pages_only
        self._providers = providers
        self._control = control
        self._hosted = hosted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if path.startswith(f"{_CONTROL}/"):
            app = self._control if _is_local(scope) else _refuse_strangers
            await app({**scope, "path": path.removeprefix(_CONTROL)}, receive, send)
            return
        if path.startswith(f"{_HOSTED}/") or path == THANKS_PATH:
            await self._hosted(scope, receive, send)
            return
        if self._is_pages_only and not _is_same_machine(scope):
            await PlainTextResponse("only the hosted pages answer other machines", 403)(scope, receive, send)
            return
        for base_path, app in self._providers.items():
            if path.startswith(f"{base_path}/"):
                await app({**scope, "path": path.removeprefix(base_path)}, receive, send)
                return
        await PlainTextResponse("Not Found", 404)(scope, receive, send)


async def _refuse_strangers(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"error": "the control API answers on loopback only"}, 403)(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    """Both ends on loopback, and asked for by a loopback name (a web page can't reach it by its own host name)."""
    ends = (scope.get("client"), scope.get("server"))
    named = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname or ""
    return all(end is not None and _is_loopback(end[0]) for end in ends) and _is_loopback(named)


def _is_same_machine(scope: Scope) -> bool:
    """Whoever asks a machine at its own address from that address, or on loopback, is on it."""
    client, server = scope.get("client"), scope.get("server")
    if client is None or server is None:
        return False
    return client[0] == server[0] or (_is_loopback(client[0]) and _is_loopback(server[0]))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Simulator:
    """Everything of one running simulator."""

    app: SandboxApp
    kernel: Kernel
    modules: Mapping[str, ProviderModule]
    webhooks: Webhooks
    connections: Connections
    faults: FaultPlan


def build_simulator(options: SandboxOptions, origin: str) -> Simulator:
    """The simulator with its seeded world; opens nothing."""
    clock = SimClock()
    scheduler = Scheduler(clock)
    webhooks = Webhooks(scheduler, clock)
    people = ScriptedPeople(scheduler, clock, options.speed)
    kernel = Kernel(
        seed=options.seed,
        origin=origin,
        clock=clock,
        scheduler=scheduler,
        people=people,
        ledger=Ledger(),
        webhooks=webhooks,
        started_at=clock.now().replace(microsecond=0),
    )
    modules = build_modules(kernel)
    world = build_people(options.seed, options.customers, tuple(modules))
    for name, module in modules.items():
        module.seed([person for person in world if name in person.providers])
        if people.move:
            module.start_people()
    log, faults, connections = CallLog(), FaultPlan(), Connections()
    control = ControlApi(kernel, modules, log, faults, webhooks)
    app = SandboxApp(
        providers={
            each.base_path: ProviderApp(each, log, faults, clock, connections) for each in modules.values()
        },
        control=Starlette(routes=control.routes(), exception_handlers=build_error_handlers()),
        hosted=Starlette(routes=build_routes(modules)),
        is_pages_only=options.is_pages_only,
    )
    return Simulator(app, kernel, modules, webhooks, connections, faults)


def build_start_line(simulator: Simulator, control_url: str) -> dict[str, JsonValue]:
    """The start line's object, with the keys other programs rely on."""
    providers: dict[str, JsonValue] = {
        name: dict(module.start_line()) for name, module in simulator.modules.items()
    }
    return {"ready": True, "pid": os.getpid(), "control_url": control_url, "providers": providers}


def read_fault_rules(path: Path) -> list[FaultRule]:
    """The rules of a file, a JSON list as in `POST /faults`.

    Raises OSError, ValidationError.
    """
    return TypeAdapter(list[FaultRule]).validate_json(path.read_bytes(), strict=True)


def run(options: SandboxOptions) -> int:
    """Run until SIGINT or SIGTERM; returns the exit code (0 done, 2 wrong usage, 3 the address can't be used)."""
    try:
        rules = read_fault_rules(options.faults_file) if options.faults_file else []
    except (OSError, ValidationError) as error:
        what = describe_invalid(error) if isinstance(error, ValidationError) else error.strerror
        return _complain(f"The fault rules in {options.faults_file} can't be read: {what}", 2)
    try:
        sockets = _open_sockets(options)
    except OSError as error:
        return _complain(f"The simulator can't listen on {options.host} port {options.port}: {error}", 3)
    asyncio.run(_serve(options, rules, sockets))
    return 0


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def _open_sockets(options: SandboxOptions) -> list[socket.socket]:
    """The providers' socket and, where that one isn't reachable on loopback, one more for the control API."""
    sockets = [_bind(options.host, options.port)]
    host = str(sockets[0].getsockname()[0])
    if not _is_loopback(host) and not ipaddress.ip_address(host).is_unspecified:
        sockets.append(_bind("127.0.0.1", 0))
    return sockets


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; 40 ms a call otherwise.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


def _origin(bound: socket.socket) -> str:
    host, port = str(bound.getsockname()[0]), int(bound.getsockname()[1])
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Prints the start line once it listens, and leaves the signals to us, so that the process ends with code 0."""

    def __init__(self, config: uvicorn.Config, start_line: str) -> None:
        super().__init__(config)
        self._start_line = start_line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"{self._start_line}\n")
            sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def _serve(options: SandboxOptions, rules: list[FaultRule], sockets: list[socket.socket]) -> None:
    simulator = build_simulator(options, _origin(sockets[0]))
    simulator.faults.add(rules)
    server = _Server(
        uvicorn.Config(
            simulator.app,
            http=simulator.connections.build_protocol(),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        ),
        json.dumps(build_start_line(simulator, _origin(sockets[-1]) + _CONTROL)),
    )
    _end_on_signals(server)
    pump = asyncio.create_task(simulator.kernel.scheduler.pump())
    try:
        await server.serve(sockets=sockets)
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)
        await simulator.webhooks.aclose()


def _end_on_signals(server: uvicorn.Server) -> None:
    def end(*_: object) -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:
            signal.signal(number, end)
