"""Makes, finds and erases verifications and runs their clocks; the steps between are in steps.py."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final

from console.sandbox.idenfy.answers import Identifier, Refusal
from console.sandbox.idenfy.catalogue import DOCUMENT_DEADLINES, EventType, Status
from console.sandbox.idenfy.people import People
from console.sandbox.idenfy.records import Happening, InformationSession, Papers, Record, Switches
from console.sandbox.idenfy.requests import TokenRequest
from console.sandbox.kernel import Kernel
from console.sandbox.module import LedgerRow, MadeBy, UnknownId

PROVIDER: Final = "idenfy"
_LETTERS: Final = string.ascii_letters + string.digits


class Register:
    """Every verification of the account. `tell` hears of each result, `on_clock` of each clock that ran out.

    `used_credits` counts the sessions made over the API: each takes one, whatever becomes of it.
    """

    def __init__(self, kernel: Kernel, switches: Switches, tell: Callable[[Happening], None]) -> None:
        self.kernel = kernel
        self.switches = switches
        self.tell = tell
        self.on_clock: Callable[[Record], None] = _do_nothing
        self._records: dict[str, Record] = {}
        self._by_token: dict[str, Record] = {}
        self.people = People(kernel.random(f"{PROVIDER}:papers"))
        self.used_credits = 0

    def records(self) -> Iterable[Record]:
        """In the order of making; erased ones too."""
        return self._records.values()

    def find(self, scan_ref: str) -> Record:
        """Raises UnknownId."""
        record = self._records.get(scan_ref)
        if record is None:
            raise UnknownId(scan_ref)
        return record

    def find_by_token(self, token: str) -> Record | None:
        """The session a link belongs to, also when the link is of a request for more; None for a foreign token."""
        return self._by_token.get(token)

    def create(self, request: TokenRequest) -> Record:
        """A session asked for over the API. Raises Refusal (409 while one is open, 400 or 402 without credits)."""
        if self.switches.enforce_single_session and self._has_open_session(request.clientId):
            raise Refusal(409, "Client already has an active session.", Identifier.BAD_VALUE)
        if self.switches.credits is not None and self.used_credits >= self.switches.credits:
            raise self._build_no_credits()
        self.used_credits += 1
        now = self.kernel.clock.now()
        papers, name = self.people.find(request, now.date())
        record = self.make(request, papers, name, now)
        self.adopt(record, "api")
        return record

    def make(self, request: TokenRequest, papers: Papers, person_name: str, created_at: datetime) -> Record:
        """A record with fresh ids, not yet known to the register."""
        source = self.kernel.random(f"{PROVIDER}:tokens")
        digits = "".join(source.choices(string.digits, k=8)) if request.generateDigitString else None
        return Record(
            scan_ref=self.kernel.new_uuid(PROVIDER),
            auth_token=self.new_token(),
            digit_string=digits,
            request=request,
            papers=papers,
            person_name=person_name,
            created_at=created_at,
        )

    def new_token(self) -> str:
        """Forty letters and digits, as documented for `authToken`."""
        return "".join(self.kernel.random(f"{PROVIDER}:tokens").choices(_LETTERS, k=40))

    def adopt(self, record: Record, by: MadeBy) -> None:
        """Take in a record in whatever state it is, and start the clock it needs."""
        self._records[record.scan_ref] = record
        self._by_token[record.auth_token] = record
        row = LedgerRow(
            id=record.scan_ref,
            kind="verification",
            created_at=record.created_at,
            by=by,
            customer_id=record.request.clientId,
            reference=record.request.externalRef,
        )
        self.kernel.ledger.add(PROVIDER, row)
        if record.status is Status.ACTIVE:
            self.restart_clock(record)
        elif record.status is Status.APPROVED:
            self.watch_document(record)

    def restart_clock(self, record: Record) -> None:
        """Run the clock that counts now: of the token until the first opening, of the session after it."""
        self.stop_clock(record)
        record.clock = self.kernel.scheduler.at(record.ends_at, lambda: self.on_clock(record))

    def stop_clock(self, record: Record) -> None:
        """Once a session is submitted or over, its time cannot run out."""
        if record.clock is not None:
            record.clock.cancel()
            record.clock = None

    def watch_document(self, record: Record) -> None:
        """Announce the document's expiry 30, 7 and 1 days before, and on the day."""
        self.stop_notices(record)
        expires = datetime.combine(record.papers.expires, time(), UTC)
        for days, threshold in DOCUMENT_DEADLINES:
            moment = expires - timedelta(days=days)
            if moment > self.kernel.clock.now():
                happening = Happening(record, EventType.DOCUMENT_EXPIRATION, record.status, True, threshold)
                record.notices.append(
                    self.kernel.scheduler.at(moment, lambda told=happening: self.tell(told))
                )

    def stop_notices(self, record: Record) -> None:
        """Announce nothing more of this document's expiry."""
        for notice in record.notices:
            notice.cancel()
        record.notices.clear()

    def ask_information(self, record: Record, lifetime_s: int) -> InformationSession:
        """A link on which the person sends further material. Raises Refusal before the end."""
        if not record.is_decided or not record.is_final:
            raise Refusal(400, "Verification is not finished yet.", Identifier.PARTNER_ERROR, is_long=True)
        until = self.kernel.clock.now() + timedelta(seconds=lifetime_s)
        record.information = InformationSession(self.new_token(), until)
        self._by_token[record.information.token] = record
        return record.information

    def erase(self, record: Record) -> None:
        """Forget the person for good. Raises Refusal while the token is alive."""
        if record.status is Status.ACTIVE and self.kernel.clock.now() < record.token_dies_at:
            raise Refusal(400, "Token has not expired yet.", Identifier.PARTNER_ERROR, is_long=True)
        self.stop_clock(record)
        self.stop_notices(record)
        record.status = Status.EXPIRED_DELETED if record.status is Status.EXPIRED else Status.DELETED
        record.is_final = True
        record.person_name = ""
        record.information = None
        record.request = TokenRequest(
            clientId=record.request.clientId, externalRef=record.request.externalRef
        )

    def _build_no_credits(self) -> Refusal:
        """Both answers are documented; https://documentation.idenfy.com/kyc/id-error-messages"""
        if self.switches.credit_error == "funds":
            return Refusal(402, "Action not allowed due to lack of funds or exceeded limit.")
        return Refusal(400, "Partner reached token limit.", Identifier.PERMISSIONS_ERROR, is_long=True)

    def _has_open_session(self, client_id: str) -> bool:
        return any(each.is_open and each.request.clientId == client_id for each in self._records.values())


def _do_nothing(record: Record) -> None:
    del record
