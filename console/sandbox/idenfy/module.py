"""The simulated iDenfy as the simulator's core sees it: joins the parts and sends the webhooks; holds no rule.

Known simplifications: blocklists, video calls, direct processing and proof-of-address checks are left out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from console.sandbox.idenfy.api import Api
from console.sandbox.idenfy.pages import EXPIRED_PREFIX, build_expired_page, build_hosted_session
from console.sandbox.idenfy.payloads import build_document_notice, build_webhook
from console.sandbox.idenfy.records import Happening, Record, Switches
from console.sandbox.idenfy.register import PROVIDER, Register
from console.sandbox.idenfy.requests import SwitchValues
from console.sandbox.idenfy.scripts import Scripts
from console.sandbox.idenfy.steps import Steps
from console.sandbox.idenfy.storage import Storage
from console.sandbox.idenfy.world import World, seed_records
from console.sandbox.kernel import Kernel
from console.sandbox.module import (
    HostedSession,
    JourneyInput,
    JourneyResult,
    KnownId,
    ModuleState,
    Person,
    WebhookEvent,
)

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.routing import BaseRoute

_LETTERS: Final = string.ascii_letters + string.digits
_RETRIES_S: Final = (0.5, 0.5, 0.5)
_LEGACY_EVENT: Final = "IDENTIFICATION"
"""The older name of every result; a subscription may ask for it and gets the specific event's header."""


class IdenfyModule:
    """One simulated iDenfy account that owns every feature."""

    def __init__(self, kernel: Kernel, switches: Switches) -> None:
        keys = kernel.random(f"{PROVIDER}:keys")
        self._kernel = kernel
        self._switches = switches
        self._api_key, self._api_secret, self._webhook_key = (
            "".join(keys.choices(_LETTERS, k=length)) for length in (11, 20, 32)
        )
        address = f"{kernel.origin}{self.base_path}"
        self._register = Register(kernel, switches, self._publish)
        self._steps = Steps(self._register)
        self._storage = Storage(f"{address}/storage", keys.randbytes(32))
        credentials = (self._api_key, self._api_secret)
        self._api = Api(self._register, self._steps, self._storage, address, credentials, switches)
        self._world = World([], [])
        self._people: dict[str, Person] = {}

    @property
    def name(self) -> str:
        """The name in the start line and in every control call."""
        return PROVIDER

    @property
    def base_path(self) -> str:
        """Carries no part of the vendor's own paths: those begin with /api/v2 and /kyc."""
        return "/idenfy"

    @property
    def webhook_key(self) -> str:
        """Signs every delivery; https://documentation.idenfy.com/security/callback-signing"""
        return self._webhook_key

    def routes(self) -> Sequence[BaseRoute]:
        """Every call of the account, and the photos' links."""
        return self._api.routes()

    def start_line(self) -> Mapping[str, JsonValue]:
        """Address, key pair and the key that signs webhooks."""
        return {
            "base_url": f"{self._kernel.origin}{self.base_path}",
            "api_key": self._api_key,
            "api_secret": self._api_secret,
            "webhook_key": self._webhook_key,
        }

    def seed(self, people: Sequence[Person]) -> None:
        """The world's sessions, one or two per person."""
        own = [person for person in people if PROVIDER in person.providers]
        self._people = {person.reference: person for person in own}
        self._world = seed_records(self._register, own)

    def start_people(self) -> None:
        """Put open sessions and waiting reviews into motion."""
        scripts = Scripts(self._kernel.people, self._steps, self._kernel.random(f"{PROVIDER}:scripts"))
        for record in self._world.walkers:
            scripts.send_through(record)
        for record in self._world.reviews:
            scripts.review(record)

    def state(self) -> ModuleState:
        """Clients, sessions and how they stand."""
        records = list(self._register.records())
        return ModuleState(
            customers=len({record.request.clientId for record in records}),
            verifications=len(records),
            by_status=Counter(record.status.value for record in records),
        )

    def known_ids(self) -> Iterable[KnownId]:
        """Every session with the client's reference and name: the list call tells neither."""
        for record in self._register.records():
            person = self._people.get(record.request.clientId)
            yield KnownId(
                provider=PROVIDER,
                kind="verification",
                id=record.scan_ref,
                customer_reference=record.request.clientId,
                customer_name=record.person_name,
                email="" if person is None or record.is_erased else person.email,
            )

    def journey(self, verification_id: str, journey: JourneyInput) -> JourneyResult:
        """One step by hand. Raises ImpossibleStep, UnknownId."""
        record = self._register.find(verification_id)
        self._steps.take(record, journey)
        return JourneyResult(record.status.value)

    def hosted_session(self, token: str) -> HostedSession | None:
        """The page behind a session's link or a link for more material; None for an unknown token."""
        record = self._register.find_by_token(token.removeprefix(EXPIRED_PREFIX))
        if record is None:
            return None
        if token.startswith(EXPIRED_PREFIX):
            return build_expired_page(record)
        steps = self._steps.possible_steps(record) if self._is_live(record, token) else ()
        return build_hosted_session(record, steps, is_information=token != record.auth_token)

    def switch(self, values: bytes) -> Mapping[str, JsonValue]:
        """Set switches from JSON; answers all of them and the credits used so far. Raises ValidationError."""
        given = SwitchValues.model_validate_json(values)
        for name in given.model_fields_set:
            setattr(self._switches, name, getattr(given, name))
        found = {name: getattr(self._switches, name) for name in SwitchValues.model_fields}
        return {**found, "credits_used": self._register.used_credits}

    def _is_live(self, record: Record, token: str) -> bool:
        """A link for further material lives only until that was sent; the session's own until its result."""
        if token == record.auth_token:
            return record.information is None or not record.is_final
        return record.information is not None and record.information.token == token

    def _publish(self, happening: Happening) -> None:
        record = happening.record
        now = self._kernel.clock.now()
        if happening.threshold is None:
            content = build_webhook(happening, self._storage.build_urls(record, now), now)
        else:
            content = build_document_notice(happening)
        own_target = record.request.callbackUrl
        self._kernel.webhooks.publish(
            WebhookEvent(
                provider=PROVIDER,
                event=happening.event.value,
                subject_id=record.scan_ref,
                body=json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(),
                build_headers=lambda body: self._build_headers(happening.event.value, body),
                aliases=() if happening.threshold is not None else (_LEGACY_EVENT,),
                targets=() if own_target is None else (own_target,),
                use_subscriptions=own_target is None,
                retries_s=_RETRIES_S,
            )
        )

    def _build_headers(self, event: str, body: bytes) -> Mapping[str, str]:
        return {
            "Content-Type": "application/json",
            "Idenfy-Event-Type": event,
            "Idenfy-Signature": hmac.new(self._webhook_key.encode(), body, hashlib.sha256).hexdigest(),
        }


def build_module(kernel: Kernel, switches: Switches | None = None) -> IdenfyModule:
    """Ready to be seeded; `switches` None means the behaviour the documents make likeliest."""
    return IdenfyModule(kernel, switches or Switches())
