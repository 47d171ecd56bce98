"""Counts the calls of the provider APIs and applies the fault rules in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import Message, Receive, Scope, Send

from console.sandbox.clock import SimClock
from console.sandbox.connections import Connections
from console.sandbox.faults import FaultPlan
from console.sandbox.module import ProviderModule
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
        self._router = Router(self._routes, redirect_slashes=False)
        self._log = log
        self._faults = faults
        self._clock = clock
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = str(scope["method"]), str(scope["path"])
        call = Call(self._name, method, find_template(self._routes, scope), path, self._clock.now())
        self._log.add(call)

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status = message["status"]
            await send(message)

        rule = self._faults.take(self._name, method, path)
        if rule is None:
            await self._router(scope, receive, send_counted)
        else:
            await answer_with_fault(rule, self._router, self._connections, scope, receive, send_counted)


def find_template(routes: Sequence[BaseRoute], scope: Scope) -> str | None:
    """The path template of the route that takes this request, such as `/customers/{id}`."""
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route.path
    return None
