"""Carries out what operations.py describes; makes nothing new: that goes through the outbox."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from console.domain.errors import InputInvalid, NotSupported, ProviderFault
from console.domain.operation import OperationCall, OperationId, OperationResult, ResultFile, ResultRow
from console.domain.provider import Environment
from console.domain.verification import RawDocument, Snapshot
from console.providers.contract import KnownVerification
from console.providers.idenfy import endpoints, operations, protocol, reading_sessions, requests
from console.providers.idenfy.calling import Caller
from console.providers.idenfy.reports import read_report

# Base64 adds a third; a report holds several photos.
REPORT_BYTES: Final = 80_000_000
REPORT_DEADLINE_S: Final = 120.0
# Photos and short clips: https://documentation.idenfy.com/kyc/data-retrieval
_FILE_BYTES: Final = 60_000_000
_FILE_DEADLINE_S: Final = 120.0
_MOST_FILES: Final = 50
# What a file is, by its first bytes: what a server says it is proves nothing.
_KINDS: Final = (
    (b"\x89PNG\r\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x1aE\xdf\xa3", "webm", "video/webm"),
)
_UNKNOWN_KIND: Final = ("bin", "application/octet-stream")
_UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]+")


class Operator:
    """What a person asks iDenfy for by hand."""

    def __init__(self, caller: Caller, *, is_reviewed_by_people: bool) -> None:
        self._caller = caller
        self._is_reviewed_by_people = is_reviewed_by_people
        self._calls: Mapping[OperationId, Callable[[OperationCall], Awaitable[OperationResult]]] = (
            MappingProxyType(
                {
                    operations.COUNT: self._count_sessions,
                    operations.SESSIONS: self._list_sessions,
                    operations.FILES: self._fetch_files,
                    operations.REPORT: self._fetch_report,
                    operations.DUMMY_REVIEW: self._add_dummy_review,
                    operations.ERASE: self._erase,
                }
            )
        )

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `contract.Operates`. Raises `NotSupported` for what goes through the outbox."""
        carry_out = self._calls.get(call.operation)
        if carry_out is None:
            raise NotSupported("iDenfy's interface has no such call.", call.operation)
        return await carry_out(call)

    async def _count_sessions(self, _call: OperationCall) -> OperationResult:
        """Each session used one credit when it was made; https://documentation.idenfy.com/kyc/generate-token"""
        reply = await self._caller.get(endpoints.build_list_path(per_page=1))
        count = protocol.read_list(reply.body, self._caller.account.base_url).count
        rows = (ResultRow("Sessions", str(count)), ResultRow("Credits used by them", str(count)))
        words = f"{count} sessions; each" if count != 1 else "1 session; it"
        return OperationResult(f"iDenfy lists {words} used one credit when it was made.", rows)

    async def _list_sessions(self, call: OperationCall) -> OperationResult:
        if not call.customer_id:
            raise InputInvalid("The client whose sessions are wanted is not known.", field="clientId")
        found = [
            snapshot.verification
            async for page in reading_sessions.list_pages(self._caller, call.customer_id)
            for snapshot in page.snapshots
        ]
        rows = tuple(ResultRow(row.id, row.raw_status) for row in found)
        many = (
            f"{len(rows)} sessions of this client, newest first"
            if len(rows) != 1
            else "1 session of this client"
        )
        return OperationResult(f"iDenfy lists {many}.", rows)

    async def _fetch_files(self, call: OperationCall) -> OperationResult:
        body = requests.build_scan_ref_body(call.verification_id)
        reply = await self._caller.post(endpoints.FILES, body)
        links = protocol.read_files(
            reply.body,
            call.verification_id,
            allow_plain=self._caller.account.environment is Environment.SIMULATOR,
        )
        files: list[ResultFile] = []
        rows: list[ResultRow] = []
        for name, link in list(links.items())[:_MOST_FILES]:
            try:
                file = await self._download(name, link)
            except ProviderFault as fault:
                # One photo that is gone must not cost the others.
                rows.append(ResultRow(name, fault.user_message))
                continue
            files.append(file)
            rows.append(ResultRow(name, f"{file.media_type}, {len(file.body)} bytes"))
        summary = (
            f"{len(files)} of {len(links)} files were fetched."
            if links
            else "iDenfy has no files of this session."
        )
        raw = RawDocument("files", reply.body)
        return OperationResult(summary, tuple(rows), raw, files=tuple(files))

    async def _download(self, name: str, link: str) -> ResultFile:
        reply = await self._caller.download(link, _FILE_BYTES, _FILE_DEADLINE_S)
        ending, media_type = _find_kind(reply.body)
        return ResultFile(f"{_UNFIT.sub('_', name) or 'file'}.{ending}", media_type, reply.body)

    async def _fetch_report(self, call: OperationCall) -> OperationResult:
        reply = await self._caller.post(
            endpoints.GENERATE_PDF,
            requests.build_report_body(call.verification_id, call.values),
            max_bytes=REPORT_BYTES,
            deadline_s=REPORT_DEADLINE_S,
        )
        file = ResultFile("report.pdf", "application/pdf", read_report(reply.body))
        return OperationResult("The report was made.", files=(file,))

    async def _add_dummy_review(self, call: OperationCall) -> OperationResult:
        body = requests.build_dummy_review_body(self._caller.account, call.verification_id, call.values)
        await self._caller.change(endpoints.DUMMY_REVIEW, body)
        return OperationResult(
            "iDenfy took the invented result; its message follows.",
            snapshot=await self._look_again(call),
        )

    async def _erase(self, call: OperationCall) -> OperationResult:
        await self._caller.change(endpoints.DELETE, requests.build_scan_ref_body(call.verification_id))
        return OperationResult(
            "iDenfy deleted the photos and data of this session.", snapshot=await self._look_again(call)
        )

    async def _look_again(self, call: OperationCall) -> Snapshot | None:
        """How the session stands now that it is over; what happened stays true when iDenfy does not tell."""
        known = KnownVerification(call.verification_id, call.customer_id)
        try:
            return await reading_sessions.fetch_session(
                self._caller, known, is_reviewed_by_people=self._is_reviewed_by_people
            )
        except ProviderFault:
            return None


def _find_kind(body: bytes) -> tuple[str, str]:
    for start, ending, media_type in _KINDS:
        if body.startswith(start):
            return ending, media_type
    if body[4:8] == b"ftyp":
        return "mp4", "video/mp4"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "webp", "image/webp"
    return _UNKNOWN_KIND
