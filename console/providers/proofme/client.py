"""Proofme's client: protocol plus transport. Believes only what it reads itself; never repeats a create."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.domain.account import Account, Credentials
from console.domain.errors import ProviderNotFound, ProviderRefused
from console.domain.outbox import CreateIntent, FrozenRequest, StepResult
from console.domain.verification import RawDocument, Snapshot
from console.domain.webhook import Delivery, Notice
from console.providers.contract import Client, Http, HttpReply, HttpRequest, KnownVerification
from console.providers.proofme import endpoints, mapping, protocol
from console.providers.proofme.wire import Identification

_LIMIT: Final = 100
_MOST_PAGES: Final = 10_000
_UNSUPPORTED_ENCODING: Final = 415


class ProofmeClient:
    """One Proofme account."""

    def __init__(self, account: Account, credentials: Credentials, http: Http) -> None:
        self._account = account
        self._http = http
        # The key stands alone, without a scheme word: https://docs.proofme.id/#/api/authentication
        prefix = account.settings.get("auth_prefix", "").strip()
        self._authorization = ("authorization", f"{prefix} {credentials.value('api_key')}".strip())

    async def check_credentials(self) -> None:
        """Reads one line of the list. Raises a `ProviderFault`."""
        reply = await self._get(endpoints.build_list_path(endpoints.CREATED, offset=0, limit=1))
        protocol.read_page(reply.body)

    async def list_verifications(self, changed_since: datetime | None) -> AsyncIterator[tuple[Snapshot, ...]]:
        """Every identification, rows nearly complete. With `changed_since` ordered by last change, ending at the
        first page that holds only older ones."""
        column = endpoints.CREATED if changed_since is None else endpoints.UPDATED
        offset = 0
        for _ in range(_MOST_PAGES):
            reply = await self._get(endpoints.build_list_path(column, offset, _LIMIT))
            page = protocol.read_page(reply.body)
            yield tuple(self._to_listed(found, raw, unreadable) for found, raw, unreadable in page.rows)
            offset += page.size
            if page.size == 0 or _is_last(page, offset) or _is_older(page, changed_since):
                return

    async def fetch_verification(self, known: KnownVerification) -> Snapshot:
        """The identification and, after SUCCESS, its encrypted result as it is. Raises a `ProviderFault`."""
        reply = await self._get(endpoints.build_read_path(known.id))
        found, unreadable = protocol.read_identification(reply.body, known.id)
        raw = [RawDocument("identification", reply.body)]
        has_data: bool | None = None
        if mapping.to_status(found.status or "") == mapping.SUCCESS:
            data_reply = await self._get_unless_gone(endpoints.build_data_path(known.id))
            has_data = False
            if data_reply is not None:
                with_data, more = protocol.read_identification(data_reply.body, known.id)
                has_data = with_data.identification_data is not None
                unreadable += tuple(name for name in more if name not in unreadable)
                raw.append(RawDocument("data", data_reply.body))
        return self._to_snapshot(found, tuple(raw), unreadable, has_data=has_data)

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """One step: the identification. Raises `InputInvalid` naming the field."""
        return None if done else protocol.build_create_request(self._account, intent)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Make the identification. Raises `ProviderFault` or `OutcomeUncertain`; never sends twice what was taken."""
        reply = await self._send_create(request, intent)
        found, unreadable = protocol.read_identification(reply.body)
        raw = (RawDocument("identification", reply.body),)
        snapshot = self._to_snapshot(found, raw, unreadable, intent)
        sent = protocol.build_create_fields(self._account, intent)["description"]
        if found.description != sent:
            words = "Proofme stored another description than the one we sent."
            snapshot = replace(snapshot, verification=replace(snapshot.verification, comment=words))
        return StepResult(protocol.STEP, str(snapshot.verification.id), snapshot)

    def read_webhook(self, delivery: Delivery, key: str) -> Notice:
        """See `protocol.read_webhook`; `key` is unused, deliveries are not signed. Raises `WebhookRefused`."""
        return protocol.read_webhook(delivery)

    async def _send_create(self, request: FrozenRequest, intent: CreateIntent) -> HttpReply:
        try:
            return await self._write(request)
        except ProviderRefused as fault:
            if fault.status != _UNSUPPORTED_ENCODING:
                raise
        # Refused for its encoding, so nothing was made: once more as JSON; https://docs.proofme.id/#/api/errors
        return await self._write(
            protocol.to_json_request(protocol.build_create_fields(self._account, intent))
        )

    def _to_listed(self, found: Identification, raw: bytes, unreadable: tuple[str, ...]) -> Snapshot:
        return self._to_snapshot(found, (RawDocument("row", raw),), unreadable)

    def _to_snapshot(
        self,
        found: Identification,
        raw: tuple[RawDocument, ...],
        unreadable: tuple[str, ...],
        intent: CreateIntent | None = None,
        *,
        has_data: bool | None = None,
    ) -> Snapshot:
        name = intent.name if intent is not None else ""
        email = intent.email if intent is not None else ""
        verification = mapping.to_verification(found, self._account.environment, name, has_data=has_data)
        return Snapshot(
            verification,
            attempts=(mapping.to_attempt(verification),),
            customer=mapping.to_customer(found, name, email),
            raw=raw,
            unreadable=unreadable,
        )

    async def _get(self, path: str) -> HttpReply:
        return await self._http.send(
            HttpRequest("GET", path, (self._authorization,), read_error=protocol.read_error)
        )

    async def _get_unless_gone(self, path: str) -> HttpReply | None:
        try:
            return await self._get(path)
        except ProviderNotFound:
            return None

    async def _write(self, request: FrozenRequest) -> HttpReply:
        return await self._http.send(
            HttpRequest(
                request.method,
                request.path,
                (*request.headers, self._authorization),
                request.body,
                is_safe=False,
                read_error=protocol.read_error,
            )
        )


def _is_last(page: protocol.Page, offset: int) -> bool:
    """`count` may be the total or the page's size: a short page ends the list unless the total says otherwise."""
    if page.total is not None and page.total > page.size:
        return offset >= page.total
    return page.size < _LIMIT


def _is_older(page: protocol.Page, changed_since: datetime | None) -> bool:
    if changed_since is None:
        return False
    moments = [found.updated_at for found, _, _ in page.rows]
    return bool(moments) and all(moment is not None and moment < changed_since for moment in moments)


def build_client(account: Account, credentials: Credentials, http: Http) -> Client:
    """The factory the registry finds. No I/O."""
    return ProofmeClient(account, credentials, http)
