"""Adds a running simulator's accounts and ids from its start line; uses nothing of it that a stranger could not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import cast

from console.domain.errors import InputInvalid, ProviderUnreachable
from console.domain.provider import Environment, ProviderId
from console.services.accounts import AccountDraft
from console.services.services import Services

_MOST_ID_BYTES = 64_000_000
_DEADLINE_S = 30.0


def read_object(text: str) -> dict[str, object]:
    """One JSON object. Raises `InputInvalid`."""
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputInvalid("This is not readable JSON.", str(error)) from error
    if not isinstance(document, dict):
        raise InputInvalid("This must be a JSON object.")
    return cast("dict[str, object]", document)


def read_values(document: Mapping[str, object]) -> dict[str, str]:
    """An account's values as text: lists are joined with commas, null is left out, numbers and truth written out."""
    return {key: _to_text(value) for key, value in document.items() if value is not None}


async def add_simulator(
    services: Services, start_line: Mapping[str, object], settings: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Add one account per provider the start line announces and every id the simulator knows; returns their names.

    `settings` go to every account whose provider has a setting of that name.
    Raises `InputInvalid` when this is no start line and `ProviderUnreachable` when the simulator does not answer.
    """
    announced = start_line.get("providers")
    control_url = start_line.get("control_url")
    if not isinstance(announced, dict) or not isinstance(control_url, str):
        raise InputInvalid("This is not a simulator's start line: it needs control_url and providers.")
    known_ids = (await asyncio.to_thread(fetch_control, control_url, "/ids")).decode("utf-8", "replace")
    names: list[str] = []
    for provider, values in cast("dict[str, object]", announced).items():
        if not isinstance(values, dict):
            raise InputInvalid("This is not a simulator's start line: a provider's part must be an object.")
        complete = {**(settings or {}), **cast("dict[str, object]", values)}
        names.append(await _add_account(services, ProviderId(provider), complete))
    await services.imports.add_known(known_ids.splitlines())
    return tuple(names)


async def _add_account(services: Services, provider: ProviderId, document: Mapping[str, object]) -> str:
    values = read_values(document)
    title = services.accounts.manifest(provider).title
    draft = AccountDraft(
        provider,
        f"{title} simulator",
        Environment.SIMULATOR,
        values.pop("base_url", ""),
        values,
        is_announced=True,
    )
    for known in services.accounts.load_accounts():
        if known.name == draft.name and known.environment is Environment.SIMULATOR:
            return (await services.accounts.replace(known.id, draft)).name
    return (await services.accounts.add(draft)).name


def fetch_control(control_url: str, path: str, document: Mapping[str, object] | None = None) -> bytes:
    """Ask the simulator's control address; a `document` is posted as JSON. Blocks: call it off the loop.

    Only for what a stranger may ask too: its list of ids, and webhooks to an address of ours. Raises `InputInvalid`
    and `ProviderUnreachable`.
    """
    import urllib.request
    from urllib.parse import urlsplit

    if urlsplit(control_url).scheme != "http":
        raise InputInvalid("A simulator's control_url begins with http.")
    body = json.dumps(document).encode() if document is not None else None
    request = urllib.request.Request(  # noqa: S310 - scheme checked
        control_url + path, body, {"content-type": "application/json"}
    )
    # A proxy of the machine's cannot reach this machine's loopback for us.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=_DEADLINE_S) as reply:
            return cast(bytes, reply.read(_MOST_ID_BYTES))
    except OSError as error:
        raise ProviderUnreachable(
            "The simulator does not answer. Start it, then use the start line it prints.", str(error)
        ) from error


def _to_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(_to_text(each) for each in cast("list[object]", value))
    return json.dumps(value)
