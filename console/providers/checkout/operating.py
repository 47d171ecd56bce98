"""Carries out Checkout.com's reads, changes and erasures that operations.py describes; creates go another way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final

from console.domain.errors import InputInvalid, NotSupported, OutcomeUncertain, ProviderFault, ReplyUnreadable
from console.domain.operation import OperationCall, OperationId, OperationResult, ResultFile, ResultRow
from console.domain.verification import RawDocument, Snapshot
from console.providers.checkout import bodies, details, endpoints, mapping, operations, protocol, wire
from console.providers.checkout.authorizing import Sender
from console.providers.checkout.fetching import Reader, fetch_pages
from console.providers.checkout.manifest import TITLE
from console.providers.checkout.picturing import iter_pictures
from console.providers.contract import HttpReply, HttpRequest
from console.providers.reading import read_object

_JSON: Final = (("Content-Type", "application/json"),)
_LARGEST_FILE: Final = 100_000_000
_FILE_DEADLINE_S: Final = 120.0
_SUFFIXES: Final[Mapping[str, str]] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
_UNKNOWN_TYPE: Final = "application/octet-stream"

_WRITES: Final = frozenset(
    {
        operations.UPDATE_APPLICANT,
        operations.ANONYMIZE_APPLICANT,
        operations.ANONYMIZE_VERIFICATION,
    }
)

Handler = Callable[[OperationCall], Awaitable[OperationResult]]


class Operator:
    """One method per operation; ids come from the call's target."""

    def __init__(self, sender: Sender, reader: Reader) -> None:
        self._sender = sender
        self._reader = reader
        self._handlers: Mapping[OperationId, Handler] = {
            operations.READ_APPLICANT: self._read_applicant,
            operations.UPDATE_APPLICANT: self._update_applicant,
            operations.ANONYMIZE_APPLICANT: self._anonymize_applicant,
            operations.FETCH_PICTURES: self._fetch_pictures,
            operations.ANONYMIZE_VERIFICATION: self._anonymize_verification,
            operations.READ_ATTEMPT: self._read_attempt,
            operations.FETCH_ASSETS: self._fetch_assets,
        }

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `contract.Operates`. Raises `NotSupported` for an id that is none of ours.

        A write whose answer cannot be read is uncertain, not refused: it may have had its effect.
        """
        handler = self._handlers.get(call.operation)
        if handler is None:
            raise NotSupported(f"{TITLE} has no such call.", call.operation)
        try:
            return await handler(call)
        except ReplyUnreadable as error:
            if call.operation not in _WRITES:
                raise
            raise OutcomeUncertain(
                f"{TITLE} took the request but its answer cannot be read. Look there before trying again."
            ) from error

    async def _read_applicant(self, call: OperationCall) -> OperationResult:
        path = endpoints.build_applicant_path(_require(call.customer_id, "customer_id"))
        return self._to_applicant(await self._sender.read(path), "The applicant as they are there now.")

    async def _update_applicant(self, call: OperationCall) -> OperationResult:
        body = bodies.build_applicant_change(call.values)
        path = endpoints.build_applicant_path(_require(call.customer_id, "customer_id"))
        return self._to_applicant(await self._write("PATCH", path, body), "The applicant was changed.")

    async def _anonymize_applicant(self, call: OperationCall) -> OperationResult:
        path = endpoints.build_applicant_erasure_path(_require(call.customer_id, "customer_id"))
        self._reader.forget(call.customer_id)
        return self._to_applicant(await self._write("POST", path), "The applicant was anonymized.")

    async def _anonymize_verification(self, call: OperationCall) -> OperationResult:
        path = endpoints.build_erasure_path(_require(call.verification_id, "verification_id"))
        reply = await self._write("POST", path)
        snapshot = await self._complete(reply.body, call)
        status = snapshot.verification.raw_status
        return OperationResult(
            f"The verification was anonymized; it is {status} now.",
            (details.to_row("status", status),),
            RawDocument("anonymized", reply.body),
            snapshot,
        )

    async def _complete(self, body: bytes, call: OperationCall) -> Snapshot:
        """With the attempts, which lost their personal data too; without them where they cannot be read now."""
        try:
            return await self._reader.complete(body, call.customer_id)
        except ProviderFault:
            verification_id, model, unreadable = protocol.read_verification(body)
            raw = (RawDocument("verification", body),)
            return mapping.to_snapshot(
                verification_id,
                model,
                None,
                None,
                customer_id=call.customer_id,
                raw=raw,
                unreadable=unreadable,
            )

    async def _read_attempt(self, call: OperationCall) -> OperationResult:
        reply = await self._sender.read(endpoints.build_attempt_path(*_to_attempt(call)))
        _, model = protocol.read_attempt(reply.body)
        rows = tuple(details.to_row(field, value) for field, value in _iter_attempt(model) if value)
        return OperationResult("The attempt as it is there now.", rows, RawDocument("attempt", reply.body))

    async def _fetch_assets(self, call: OperationCall) -> OperationResult:
        verification_id, attempt_id = _to_attempt(call)
        raw: list[bytes] = []

        async def fetch(skip: int) -> protocol.Page[wire.Asset]:
            reply = await self._sender.read(endpoints.build_assets_path(verification_id, attempt_id, skip))
            raw.append(reply.body)
            return protocol.read_assets(reply.body)

        assets = await fetch_pages(fetch)
        links = [(asset.type or "file", _to_href(asset)) for asset in assets]
        return await self._to_files(links, RawDocument("assets", raw[0]))

    async def _fetch_pictures(self, call: OperationCall) -> OperationResult:
        path = endpoints.build_verification_path(_require(call.verification_id, "verification_id"))
        reply = await self._sender.read(path)
        _, model, _ = protocol.read_verification(reply.body)
        return await self._to_files(list(iter_pictures(model)), RawDocument("verification", reply.body))

    async def _to_files(self, links: list[tuple[str, str]], raw: RawDocument) -> OperationResult:
        """Each file by its signed link, one after the other: a link that fails is said, the others come."""
        files: list[ResultFile] = []
        rows: list[ResultRow] = []
        for kind, link in links:
            try:
                reply = await self._sender.fetch_signed(_build_file_request(link))
            except ProviderFault as fault:
                rows.append(ResultRow(kind, f"Not fetched: {fault.user_message}"))
                continue
            files.append(_to_file(kind, len(files) + 1, reply))
            rows.append(ResultRow(kind, f"{len(reply.body)} bytes"))
        summary = (
            f"{len(files)} of {len(links)} files were fetched." if links else "There are no captured files."
        )
        return OperationResult(summary, tuple(rows), raw, files=tuple(files))

    async def _write(self, method: str, path: str, body: bytes = b"") -> HttpReply:
        headers = _JSON if body else ()
        return await self._sender.send(HttpRequest(method, path, headers, body, is_safe=False))

    def _to_applicant(self, reply: HttpReply, summary: str) -> OperationResult:
        self._reader.remember(reply.body)
        rows = details.to_rows(read_object(reply.body, TITLE))
        return OperationResult(summary, rows, RawDocument("applicant", reply.body))


def _require(identifier: str, field: str) -> str:
    if not identifier:
        raise InputInvalid("It is not said what this is to be done to.", field=field)
    return identifier


def _to_attempt(call: OperationCall) -> tuple[str, str]:
    return _require(call.verification_id, "verification_id"), _require(call.attempt_id, "attempt_id")


def _iter_attempt(model: wire.Attempt) -> Iterator[tuple[str, str]]:
    yield "id", model.id or ""
    yield "status", model.status or ""
    for each in model.response_codes or ():
        yield "response_code", f"{each.code or ''} {each.summary or ''}".strip()
    yield from ((fact.field, fact.value) for fact in details.iter_attempt(model))


def _to_href(asset: wire.Asset) -> str:
    link = asset.links.asset_url if asset.links is not None else None
    return (link.href or "") if link is not None else ""


def _build_file_request(link: str) -> HttpRequest:
    return HttpRequest("GET", link, max_bytes=_LARGEST_FILE, deadline_s=_FILE_DEADLINE_S)


def _to_file(kind: str, number: int, reply: HttpReply) -> ResultFile:
    """The name is made of documented words only: a type from outside names no file."""
    media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower() or _UNKNOWN_TYPE
    word = kind if kind.replace("_", "").isalpha() and kind.isascii() else "file"
    return ResultFile(f"{number:02d}-{word}{_SUFFIXES.get(media_type, '.bin')}", media_type, reply.body)
