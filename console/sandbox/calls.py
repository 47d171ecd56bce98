"""Counts the calls of the provider APIs and applies the fault rules in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.sandbox.clock import SimClock
from console.sandbox.connections import Connections
from console.sandbox.faults import FaultPlan
from console.sandbox.module import ProviderModule
from console.sandbox.optional import Refusing
from console.sandbox.spoiling import answer_with_fault


@dataclass(slots=True)
class Call:
    """One request; `status` stays None when no answer left the server, `route` where no route matched."""

    provider: str
    method: str
    route: str | None
    path: str
    at: datetime
    status: int | None = None


class CallLog:
    """Every call since the start or the last clearing."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def add(self, call: Call) -> None:
        """Count one more; its status is filled in when the answer leaves."""
        self._calls.append(call)

    def clear(self) -> None:
        """Count from zero again."""
        self._calls.clear()

    def calls(self) -> Sequence[Call]:
        """In the order they came, those still unanswered included."""
        return self._calls


class ProviderApp:
    """The ASGI application of one provider, with paths below its base path."""

    def __init__(
        self,
        module: ProviderModule,
        log: CallLog,
        faults: FaultPlan,
        clock: SimClock,
        connections: Connections,
    ) -> None:
        self._name = module.name
        self._routes = tuple(module.routes())
        self._router: ASGIApp = Router(self._routes, redirect_slashes=False)
        self._refusing = module if isinstance(module, Refusing) else None
        self._log = log
        self._faults = faults
        self._clock = clock
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = str(scope["method"]), str(scope["path"])
        template = find_template(self._routes, scope)
        call = Call(self._name, method, template, path, self._clock.now())
        self._log.add(call)

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status = message["status"]
            await send(message)

        app = self._router if template is not None or self._refusing is None else self._refuse
        rule = self._faults.take(self._name, method, path)
        if rule is None:
            await app(scope, receive, send_counted)
        else:
            await answer_with_fault(rule, app, self._connections, scope, receive, send_counted)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what no route takes in the provider's own words."""
        assert self._refusing is not None
        methods = find_methods(self._routes, scope)
        answer = self._refusing.build_refusal(405 if methods else 404)
        if methods:
            answer.headers["allow"] = ", ".join(methods)
        await answer(scope, receive, send)


def find_template(routes: Sequence[BaseRoute], scope: Scope) -> str | None:
    """The path template of the route that takes this request, such as `/customers/{id}`."""
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route.path
    return None


def find_methods(routes: Sequence[BaseRoute], scope: Scope) -> tuple[str, ...]:
    """The methods that the path of this request has, in alphabetical order; none where nothing lies there."""
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return tuple(sorted(found))
