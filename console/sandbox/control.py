"""The control API: state, ids, calls, ledger, clock, faults, webhooks, journeys; not part of any provider."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from console.sandbox.calls import CallLog
from console.sandbox.faults import FaultPlan, FaultRule, describe_invalid
from console.sandbox.kernel import Kernel
from console.sandbox.module import ImpossibleStep, JourneyInput, ProviderModule, UnknownId
from console.sandbox.optional import Switchable
from console.sandbox.webhooks import UnfitAddress, Webhooks

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_ID_COLUMNS = ("provider", "kind", "id", "customer_reference", "customer_name", "email")
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_RULES = TypeAdapter(list[FaultRule])


class _Advance(BaseModel):
    model_config = _STRICT
    seconds: float = Field(ge=0, le=10 * 366 * 86400, allow_inf_nan=False)


class _Subscribe(BaseModel):
    model_config = _STRICT
    provider: str
    url: str
    events: list[str] | None = None


class _Journey(BaseModel):
    model_config = _STRICT
    step: str
    labels: list[str] | None = None
    codes: list[str | int] | None = None
    comment: str | None = None
    final: bool | None = None


class ControlApi:
    """Handlers of the control API, one per call of interfaces.md section 3."""

    def __init__(
        self,
        kernel: Kernel,
        modules: Mapping[str, ProviderModule],
        log: CallLog,
        faults: FaultPlan,
        webhooks: Webhooks,
    ) -> None:
        self._kernel = kernel
        self._modules = modules
        self._log = log
        self._faults = faults
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """The calls by path below the control address; every refusal of theirs is `{"error": "..."}`."""
        return [
            Route("/state", self._state, methods=["GET"]),
            Route("/ids", self._ids, methods=["GET"]),
            Route("/calls", self._calls, methods=["GET"]),
            Route("/calls", self._forget_calls, methods=["DELETE"]),
            Route("/ledger/{provider}", self._ledger, methods=["GET"]),
            Route("/clock", self._clock, methods=["GET"]),
            Route("/clock/advance", self._advance, methods=["POST"]),
            Route("/faults", self._add_faults, methods=["POST"]),
            Route("/faults", self._forget_faults, methods=["DELETE"]),
            Route("/webhooks", self._subscribe, methods=["POST"]),
            Route("/webhooks/{id}", self._unsubscribe, methods=["DELETE"]),
            Route("/switches/{provider}", self._switch, methods=["POST"]),
            Route("/deliveries", self._deliveries, methods=["GET"]),
            Route("/journeys/{provider}/{verification_id}", self._journey, methods=["POST"]),
        ]

    async def _state(self, _request: Request) -> Response:
        states = {name: module.state() for name, module in self._modules.items()}
        return JSONResponse(
            {
                name: {
                    "customers": state.customers,
                    "verifications": state.verifications,
                    "by_status": dict(state.by_status),
                }
                for name, state in states.items()
            }
        )

    async def _ids(self, _request: Request) -> Response:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(_ID_COLUMNS)
        for module in self._modules.values():
            writer.writerows(dataclasses.astuple(row) for row in module.known_ids())
        return PlainTextResponse(text.getvalue(), media_type="text/csv")

    async def _calls(self, _request: Request) -> Response:
        return JSONResponse([_row(call) for call in self._log.calls()])

    async def _forget_calls(self, _request: Request) -> Response:
        self._log.clear()
        return JSONResponse({})

    async def _ledger(self, request: Request) -> Response:
        name = self._module(request).name
        return JSONResponse([_row(row) for row in self._kernel.ledger.rows(name)])

    async def _clock(self, _request: Request) -> Response:
        return JSONResponse({"now": self._kernel.clock.now().isoformat()})

    async def _advance(self, request: Request) -> Response:
        wanted = _Advance.model_validate_json(await request.body())
        moment = await self._kernel.scheduler.advance(wanted.seconds, self._webhooks.settle)
        return JSONResponse({"now": moment.isoformat()})

    async def _add_faults(self, request: Request) -> Response:
        rules = _RULES.validate_json(await request.body(), strict=True)
        unknown = {rule.provider for rule in rules} - {"*", *self._modules}
        if unknown:
            raise HTTPException(400, f"unknown provider: {', '.join(sorted(unknown))}")
        self._faults.add(rules)
        return JSONResponse({"rules": len(rules)})

    async def _forget_faults(self, _request: Request) -> Response:
        self._faults.clear()
        return JSONResponse({})

    async def _subscribe(self, request: Request) -> Response:
        wanted = _Subscribe.model_validate_json(await request.body())
        module = self._modules.get(wanted.provider)
        if module is None:
            raise HTTPException(404, f"unknown provider: {wanted.provider}")
        try:
            made = self._webhooks.subscribe(wanted.provider, wanted.url, wanted.events or ())
        except UnfitAddress as error:
            raise HTTPException(400, str(error)) from error
        return JSONResponse({"id": made.id, "webhook_key": module.webhook_key}, 201)

    async def _unsubscribe(self, request: Request) -> Response:
        if not self._webhooks.unsubscribe(request.path_params["id"]):
            raise HTTPException(404, "unknown subscription")
        return JSONResponse({})

    async def _deliveries(self, _request: Request) -> Response:
        return JSONResponse([_row(each) for each in self._webhooks.deliveries()])

    async def _journey(self, request: Request) -> Response:
        module = self._module(request)
        wanted = _Journey.model_validate_json(await request.body())
        verification_id = str(request.path_params["verification_id"])
        step = JourneyInput(
            step=wanted.step,
            labels=tuple(wanted.labels or ()),
            codes=tuple(str(code) for code in wanted.codes or ()),
            comment=wanted.comment,
            final=wanted.final is not False,
        )
        try:
            result = module.journey(verification_id, step)
        except ImpossibleStep as error:
            raise HTTPException(409, str(error) or "this step is impossible here") from error
        except UnknownId as error:
            raise HTTPException(404, f"unknown verification: {verification_id}") from error
        return JSONResponse(
            {
                "provider": module.name,
                "id": verification_id,
                "status": result.status,
                "attempt_id": result.attempt_id,
            }
        )

    async def _switch(self, request: Request) -> Response:
        """Beyond the fixed calls: contradictions of the documentation, played either way."""
        module = self._module(request)
        if not isinstance(module, Switchable):
            raise HTTPException(404, f"{module.name} has no switches")
        return JSONResponse(dict(module.switch(await request.body())))

    def _module(self, request: Request) -> ProviderModule:
        module = self._modules.get(request.path_params["provider"])
        if module is None:
            raise HTTPException(404, f"unknown provider: {request.path_params['provider']}")
        return module


Handler = Callable[[Request, Exception], Awaitable[Response]]


def build_error_handlers() -> dict[type[Exception], Handler]:
    """Every refusal is 4xx `{"error": "..."}`."""
    return {HTTPException: _on_http_error, ValidationError: _on_invalid}


async def _on_http_error(_request: Request, error: Exception) -> Response:
    known = cast("HTTPException", error)
    return JSONResponse({"error": known.detail}, known.status_code)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": describe_invalid(cast("ValidationError", error))}, 400)


def _row(record: DataclassInstance) -> dict[str, object]:
    """A record's fields, moments as ISO text."""
    fields = dataclasses.asdict(record)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in fields.items()}
