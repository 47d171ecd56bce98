"""Carries out Proofme's operations: revoke, delete a result, open a result, search, own page. Decides nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.errors import ConsoleError, InputInvalid, NotSupported, ProviderConflict
from console.domain.operation import OperationCall, OperationResult, ResultFile, ResultRow
from console.domain.verification import RawDocument, Snapshot, VerificationId
from console.providers.contract import KnownVerification
from console.providers.proofme import endpoints, operations, protocol
from console.providers.proofme.calls import Calls
from console.providers.proofme.flattening import flatten
from console.providers.proofme.manifest import TITLE
from console.providers.proofme.mapping import RESULT
from console.providers.reading import read_object

_USUAL_ROWS: Final = 20
_MOST_ROWS: Final = 100
_LAST_OFFSET: Final = 10_000_000
_REVOKED: Final = "REVOKED"


@dataclass(frozen=True, slots=True)
class FullReading:
    """A full read of one identification with the pictures of its opened result, which no snapshot carries."""

    snapshot: Snapshot
    pictures: tuple[ResultFile, ...] = ()


FullReader = Callable[[KnownVerification], Awaitable[FullReading]]


class Operator:
    """One account's operations; `read` is the client's own full read."""

    def __init__(self, calls: Calls, read: FullReader) -> None:
        self._calls = calls
        self._read = read

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `contract.Operates`. Raises `NotSupported` for what operations.py does not describe."""
        match call.operation:
            case operations.READ_RESULT:
                return await self._read_result(call)
            case operations.REVOKE:
                return await self._revoke(call)
            case operations.DELETE_DATA:
                return await self._delete_data(call)
            case operations.SEARCH:
                return await self._search(call.values)
            case operations.READ_CUSTOM_PAGE:
                return await self._read_custom_page(call.values)
            case _:
                raise NotSupported("Proofme has no such operation.", call.operation)

    async def _read_result(self, call: OperationCall) -> OperationResult:
        reading = await self._read(_to_known(call))
        verification = reading.snapshot.verification
        rows = tuple(ResultRow(fact.field, fact.value) for fact in verification.verified)
        if rows or reading.pictures:
            summary = "The result is open. The signatures inside it were not checked."
        elif verification.encrypted:
            locked = "".join(fact.value for fact in verification.details if fact.field == RESULT)
            summary = locked or "The result is encrypted; load the account's PGP key to open it."
        else:
            summary = "Proofme has no result of this identification."
        return OperationResult(
            summary,
            rows,
            reading.snapshot.raw[-1] if reading.snapshot.raw else None,
            reading.snapshot,
            reading.pictures,
        )

    async def _revoke(self, call: OperationCall) -> OperationResult:
        known = _to_known(call)
        reply = await self._calls.delete(endpoints.build_read_path(known.id))
        snapshot = await self._read_after(known)
        status = snapshot.verification.raw_status if snapshot is not None else _REVOKED
        summary = "The identification is revoked; its page works no more."
        if status != _REVOKED:
            summary = f"Proofme took the revocation but shows the status {status}. Look again in a while."
        return OperationResult(summary, raw=RawDocument("revoke", reply.body), snapshot=snapshot)

    async def _delete_data(self, call: OperationCall) -> OperationResult:
        """One id per call: that a list with commas is understood is a guess nobody needs."""
        known = _to_known(call)
        if "," in known.id:
            raise InputInvalid("This id cannot be sent to the call that deletes results.", field="id")
        reply = await self._calls.delete(endpoints.build_delete_data_path(known.id))
        count = protocol.read_deleted(reply.body)
        if count == 0:
            raise ProviderConflict("Proofme deleted nothing: it has no result of this identification.")
        summary = "Proofme deleted the result."
        if count != 1:
            summary = (
                f"Proofme says it deleted {'something' if count is None else f'{count} results'}; look again."
            )
        raw = RawDocument("delete_data", reply.body)
        return OperationResult(summary, raw=raw, snapshot=await self._read_after(known))

    async def _search(self, values: Mapping[str, str]) -> OperationResult:
        offset = _read_number(values, "offset", 0, 0, _LAST_OFFSET)
        path = endpoints.build_list_path(
            _read_choice(values, "sortColumn", operations.SORT_COLUMNS),
            offset,
            _read_number(values, "limit", _USUAL_ROWS, 1, _MOST_ROWS),
            values.get("search", "").strip(),
            _read_choice(values, "sortDirection", operations.SORT_DIRECTIONS),
        )
        reply = await self._calls.get(path)
        page = protocol.read_page(reply.body)
        rows = tuple(
            ResultRow(
                reading.found.id or "",
                f"{reading.found.status or ''} {reading.found.description or ''}".strip(),
            )
            for reading, _ in page.rows
        )
        of_all = f" of {page.total}" if page.total is not None and page.total > page.size else ""
        word = "identification" if page.size == 1 else "identifications"
        read = offset + page.size
        is_more = page.size > 0 and page.total is not None and read < page.total
        return OperationResult(
            f"{page.size} {word}{of_all}.",
            rows,
            RawDocument("search", reply.body),
            count=page.size,
            total=page.total,
            more={"offset": str(read)} if is_more else {},
        )

    async def _read_custom_page(self, values: Mapping[str, str]) -> OperationResult:
        url = values.get("url", "").strip()
        if not url:
            raise InputInvalid("Name the address of the page.", field="url")
        reply = await self._calls.get(endpoints.build_custom_page_path(url))
        facts = flatten(read_object(reply.body, TITLE))
        rows = tuple(ResultRow(fact.field, fact.value) for fact in facts)
        return OperationResult(
            "This is what Proofme keeps for the page.", rows, RawDocument("page", reply.body)
        )

    async def _read_after(self, known: KnownVerification) -> Snapshot | None:
        """How it stands now; the change is done already, so a read that fails does not make it fail."""
        try:
            return (await self._read(known)).snapshot
        except ConsoleError:
            return None


def _to_known(call: OperationCall) -> KnownVerification:
    if not call.verification_id:
        raise InputInvalid("Name the identification.", field="id")
    return KnownVerification(VerificationId(call.verification_id), call.customer_id)


def _read_choice(values: Mapping[str, str], key: str, choices: tuple[str, ...]) -> str:
    text = values.get(key, "").strip() or choices[0]
    if text not in choices:
        raise InputInvalid(f"This must be one of {', '.join(choices)}.", field=key)
    return text


def _read_number(values: Mapping[str, str], key: str, usual: int, least: int, most: int) -> int:
    text = values.get(key, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise InputInvalid(f"This must be a whole number from {least} to {most}.", field=key)
    return int(text)
