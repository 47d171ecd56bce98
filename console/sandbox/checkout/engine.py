"""The simulated Checkout.com without HTTP: makes records, keeps their clocks and tells subscribers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from console.sandbox.checkout import announcing
from console.sandbox.checkout.catalogue import AttemptStatus, Event
from console.sandbox.checkout.machine import Machine
from console.sandbox.checkout.requests import NewApplicant
from console.sandbox.checkout.state import Applicant, Attempt, Identity, Records, Verification
from console.sandbox.checkout.switches import Switches
from console.sandbox.kernel import Kernel
from console.sandbox.module import LedgerRow, MadeBy, WebhookEvent

if TYPE_CHECKING:
    from pydantic import JsonValue

PROVIDER: Final = "checkout"
BASE_PATH: Final = "/checkout"

_ID_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


def draw_id(source: random.Random, prefix: str, length: int = 26) -> str:
    """`prefix` and a lower-case base 32 value, as the provider's ids look."""
    return prefix + "".join(source.choice(_ID_LETTERS) for _ in range(length))


class Engine:
    """All records and everything that happens to them. `made_by` goes into the ledger of new records."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.base_url = kernel.origin + BASE_PATH
        self.records = Records()
        self.switches = Switches()
        self.machine = Machine(self._announce, self.switches)
        self._ids = kernel.random("checkout:ids")
        self.webhook_key = draw_id(kernel.random("checkout:keys"), "whk_")
        self.user_journey_ids = tuple(draw_id(kernel.random("checkout:journeys"), "usj_") for _ in range(2))

    def now(self) -> datetime:
        """The simulator's clock, which `/clock/advance` moves."""
        return self.kernel.clock.now()

    def add_applicant(self, new: NewApplicant, at: datetime, by: MadeBy) -> Applicant:
        """A further applicant each time: the reference is not unique there, and nobody looks for it."""
        applicant = Applicant(
            id=draw_id(self._ids, "aplt_"),
            created_on=at,
            modified_on=at,
            external_applicant_id=new.external_applicant_id,
            email=new.email,
            external_applicant_name=new.external_applicant_name,
        )
        self.records.applicants[applicant.id] = applicant
        row = LedgerRow(
            applicant.id,
            "customer",
            at,
            by,
            customer_id=applicant.id,
            reference=applicant.external_applicant_id,
        )
        self.kernel.ledger.add(PROVIDER, row)
        return applicant

    def add_verification(
        self,
        applicant: Applicant,
        declared: Mapping[str, JsonValue],
        at: datetime,
        by: MadeBy,
        *,
        user_journey_id: str | None = None,
        redirect_url: str | None = None,
        identity: Identity | None = None,
    ) -> Verification:
        """A verification without an attempt. Without an `identity` the document agrees with what was declared.

        Any `usj_` id is accepted; the second of the account's own is a certified journey.
        """
        verification = Verification(
            id=draw_id(self._ids, "idv_"),
            applicant_id=applicant.id,
            user_journey_id=user_journey_id or self.user_journey_ids[0],
            created_on=at,
            modified_on=at,
            identity=identity or self._invent_identity(declared),
            declared=declared,
            redirect_url=redirect_url,
            is_certified=user_journey_id == self.user_journey_ids[1],
        )
        self.records.verifications[verification.id] = verification
        row = LedgerRow(
            verification.id,
            "verification",
            at,
            by,
            customer_id=applicant.id,
            reference=applicant.external_applicant_id,
        )
        self.kernel.ledger.add(PROVIDER, row)
        self.machine.created(verification, at)
        return verification

    def add_attempt(
        self,
        verification: Verification,
        redirect_url: str,
        at: datetime,
        by: MadeBy,
        *,
        client_information: Mapping[str, JsonValue] | None = None,
        phone_number: Mapping[str, JsonValue] | None = None,
    ) -> Attempt:
        """Add an attempt; its link dies unopened after 15 minutes of the simulator's clock."""
        attempt = Attempt(
            id=draw_id(self._ids, "iatp_"),
            token=draw_id(self._ids, "", 32),
            created_on=at,
            modified_on=at,
            redirect_url=redirect_url,
            client_information=client_information,
            phone_number=phone_number,
        )
        self.records.by_token[attempt.token] = (verification, attempt)
        row = LedgerRow(attempt.id, "attempt", at, by, customer_id=verification.applicant_id)
        self.kernel.ledger.add(PROVIDER, row)
        self.machine.add_attempt(verification, attempt, at)
        self.watch_link(verification, attempt)
        return attempt

    def watch_link(self, verification: Verification, attempt: Attempt) -> None:
        """Let the attempt expire if nobody opens its link in time; an opened one goes on."""
        expires_at = attempt.created_on + timedelta(seconds=self.switches.link_life_s)

        def expire_unopened() -> None:
            if attempt.status is AttemptStatus.PENDING_REDIRECTION and not verification.is_anonymized:
                self.machine.expire(verification, attempt, self.now())

        if expires_at > self.kernel.started_at:
            self.kernel.scheduler.at(expires_at, expire_unopened)

    def hosted_url(self, attempt: Attempt) -> str:
        """The page the applicant opens; who knows it needs nothing else."""
        return self.kernel.hosted_url(PROVIDER, attempt.token)

    def follow_with_report(self, verification: Verification) -> None:
        """Make the report some time after a verdict; at once when nobody moves by themselves."""
        if self.kernel.people.move:
            self.kernel.people.after(
                self.switches.report_delay_s, lambda: self.machine.create_report(verification, self.now())
            )
        else:
            self.machine.create_report(verification, self.now())

    def _invent_identity(self, declared: Mapping[str, JsonValue]) -> Identity:
        """Give a verification made through the API a document that agrees with what was declared."""
        source = self.kernel.random("checkout:identities")
        name = str(declared.get("name", "")).strip()
        first_names, _, last_name = name.rpartition(" ")
        birth_date = declared.get("birth_date")
        issued = date(2020, 1, 1) + timedelta(days=source.randrange(1500))
        return Identity(
            full_name=name,
            first_names=first_names or name,
            last_name=last_name,
            birth_date=date.fromisoformat(str(birth_date)) if birth_date else date(1990, 6, 15),
            birth_place="Sampleton",
            nationality="BE",
            gender=source.choice("FM"),
            document_type="Passport",
            issuing_country="BE",
            document_number=f"XX{source.randrange(10_000_000):07d}",
            document_issued=issued,
            document_expires=issued + timedelta(days=3652),
            ip_address=f"203.0.113.{source.randrange(1, 255):02d}",
        )

    def _announce(self, verification: Verification, event: Event, at: datetime) -> None:
        if at < self.kernel.started_at:
            return
        applicant = self.records.applicants[verification.applicant_id]
        event_id = draw_id(self.kernel.random("checkout:events"), "evt_")
        body = announcing.build_event(verification, event, event_id, applicant, at)
        self.kernel.webhooks.publish(
            WebhookEvent(
                provider=PROVIDER,
                event=announcing.to_event_name(event),
                subject_id=verification.id,
                body=body,
                build_headers=lambda raw: announcing.build_headers(self.webhook_key, raw),
                retries_s=announcing.RETRIES_S,
            )
        )
