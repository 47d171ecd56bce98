"""The simulated Proofme without HTTP: makes identifications, moves them and tells webhooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Final, Literal

from console.sandbox.kernel import Kernel
from console.sandbox.module import ImpossibleStep, LedgerRow, MadeBy, WebhookEvent
from console.sandbox.proofme.bodies import Json
from console.sandbox.proofme.records import RecordKey, build_record, generate_key
from console.sandbox.proofme.requests import NewIdentification, Switches
from console.sandbox.proofme.state import Credential, Holder, Identification, Records, Status, Template

PROVIDER: Final = "proofme"
BASE_PATH: Final = "/proofme/v1"
DESCRIPTION_LIMIT: Final = 255

# Up to ten calls, given up after about 26 hours: https://docs.proofme.id/#/api/webhooks
_WEBHOOK_RETRIES_S: Final = (60.0, 180.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 36000.0)
# Exactly 200 OK within 15 seconds, on the same page.
_WEBHOOK_TAKEN: Final = frozenset({200})
_WEBHOOK_TIMEOUT_S: Final = 15.0
_KYC_KEYS: Final = (
    "FIRST_NAME",
    "LAST_NAME",
    "BIRTH_DATE",
    "GENDER",
    "NATIONALITY",
    "DOCUMENT_TYPE",
    "DOCUMENT_NUMBER",
    "DOCUMENT_EXPIRY_DATE",
    "PHOTO",
)


class Engine:
    """All records and everything that happens to them."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.base_url = kernel.origin + BASE_PATH
        self.organisation_id = kernel.new_uuid(PROVIDER)
        self.records = Records()
        self.switches = Switches()
        for template in (self._build_kyc_template(), self._build_age_template()):
            self.records.templates[template.id] = template

    @cached_property
    def key(self) -> RecordKey:
        """The organisation's OpenPGP pair, made when it is first needed."""
        return generate_key()

    def now(self) -> datetime:
        """The moment every change made by a call bears."""
        return self.kernel.clock.now()

    def page_url(self, identification: Identification) -> str:
        """The hosted page, which stays the same and answers even after the end."""
        return self.kernel.hosted_url(PROVIDER, identification.id)

    def add(
        self, new: NewIdentification, at: datetime, by: MadeBy, holder: Holder | None = None
    ) -> Identification:
        """Add an identification; a description too long is cut, not refused."""
        description = None if new.description is None else new.description[:DESCRIPTION_LIMIT]
        identification = Identification(
            id=self.kernel.new_uuid(PROVIDER),
            template=self.records.templates[new.proofme_id],
            created_at=at,
            updated_at=at,
            holder=holder or self._invent_holder(description or ""),
            reference=_read_reference(new, description),
            mode="test" if new.testmode else "live",
            description=description,
            redirect_url=new.redirect_url,
            webhook_url=new.webhook_url,
            metadata=new.metadata,
            notify=None if new.notify is None else new.notify.model_dump(by_alias=True, exclude_none=True),
        )
        self.records.identifications[identification.id] = identification
        row = LedgerRow(identification.id, "verification", at, by, reference=identification.reference or None)
        self.kernel.ledger.add(PROVIDER, row)
        return identification

    def scan(self, identification: Identification, at: datetime) -> None:
        """Record that the person opened the page; the first time counts. The status says nothing of it."""
        if identification.scanned_at is None:
            identification.scanned_at = identification.updated_at = at

    def end(self, identification: Identification, status: Status, at: datetime) -> None:
        """Move to a final status.

        Raises ImpossibleStep where it is final already.
        """
        if identification.status is not Status.PENDING:
            raise ImpossibleStep(f"the identification is {identification.status} already")
        identification.status = status
        identification.updated_at = identification.finished_at = at
        self._tell(identification, at)

    def load_data(self, identification: Identification) -> Json | None:
        """Return the encrypted result, made at the first reading; None without success or once deleted."""
        if identification.status is not Status.SUCCESS or identification.is_erased:
            return None
        if identification.data is None:
            identification.encryption_mode = self.switches.encryption_mode or identification.encryption_mode
            source = self.kernel.random("proofme:records")
            identification.data = build_record(identification, self.key, source)
        return identification.data

    def erase_data(self, ids: list[str]) -> int:
        """Delete results; returns how many there were."""
        wanted = [self.records.identifications.get(each) for each in dict.fromkeys(ids)]
        erased = [each for each in wanted if each is not None and self.has_data(each)]
        for identification in erased:
            identification.is_erased, identification.data = True, None
        return len(erased)

    def has_data(self, identification: Identification) -> bool:
        """True for a result that could be read now: after success, until it is deleted."""
        return identification.status is Status.SUCCESS and not identification.is_erased

    def _tell(self, identification: Identification, at: datetime) -> None:
        if at < self.kernel.started_at:
            return
        body = json.dumps({"id": identification.id}, separators=(",", ":")).encode("ascii")
        targets = () if identification.webhook_url is None else (identification.webhook_url,)
        self.kernel.webhooks.publish(
            WebhookEvent(
                provider=PROVIDER,
                event="identification",
                subject_id=identification.id,
                body=body,
                build_headers=_build_webhook_headers,
                targets=targets,
                retries_s=_WEBHOOK_RETRIES_S,
                taken=_WEBHOOK_TAKEN,
                timeout_s=_WEBHOOK_TIMEOUT_S,
            )
        )

    def _build_kyc_template(self) -> Template:
        credentials = tuple(Credential("EPASS", key, key != "PHOTO") for key in _KYC_KEYS)
        return Template(
            id=self.kernel.new_uuid(PROVIDER),
            name="Know your customer",
            purpose="KYC_VERIFICATION",
            revision=3,
            credentials=(*credentials, Credential("EMAIL", "EMAIL")),
        )

    def _build_age_template(self) -> Template:
        return Template(
            id=self.kernel.new_uuid(PROVIDER),
            name="Age check",
            purpose="AGE_VERIFICATION",
            revision=1,
            credentials=(Credential("EPASS", "OLDER_THAN_18"),),
        )

    def _invent_holder(self, description: str) -> Holder:
        """Give an identification made through the API somebody who answers it, named as the description says."""
        source = self.kernel.random("proofme:holders")
        words = description.split()[1:] or ["Sample", "Person"]
        gender: Literal["MALE", "FEMALE"] = source.choice(("MALE", "FEMALE"))
        return Holder(
            first_name=" ".join(words[:-1]) or words[0],
            last_name=words[-1],
            birth_date=date(1990, 6, 15),
            gender=gender,
            nationality="NLD",
            document_type="PASSPORT",
            document_number=f"XX{source.randrange(10_000_000):07d}",
            document_expires=date(2031, 2, 28),
            email="sample.person@example.org",
            phone="+31600000000",
        )


def _read_reference(new: NewIdentification, description: str | None) -> str:
    """Return the partner's own reference: from the metadata, else the first word of the description."""
    if isinstance(new.metadata, dict):
        for name in ("ref", "reference"):
            value = new.metadata.get(name)
            if isinstance(value, str):
                return value
    return (description or "").split(" ", 1)[0]


def _build_webhook_headers(_body: bytes) -> Mapping[str, str]:
    """Return the headers of a call; nothing is signed: https://docs.proofme.id/#/api/webhooks"""
    return {"Content-Type": "application/json"}
