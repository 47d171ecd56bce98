"""Checkout.com's creates: which request comes next, what its answer made, and looking for one whose answer was lost.

Nothing there makes repeating safe, so nothing is ever sent twice.
https://www.checkout.com/docs/payments/manage-payments/idempotency lists no identity call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from console.domain.errors import (
    InputInvalid,
    OutcomeUncertain,
    ProviderConflict,
    ProviderFault,
    ReplyUnreadable,
)
from console.domain.outbox import CreateIntent, FrozenRequest, Search, SearchResult, StepResult
from console.domain.verification import Snapshot
from console.providers.checkout import bodies, endpoints, mapping, protocol
from console.providers.checkout.authorizing import Sender
from console.providers.checkout.fetching import Reader
from console.providers.checkout.manifest import SCENARIO_KEY, TITLE
from console.providers.checkout.marking import has_mark
from console.providers.checkout.operations import CREATE_APPLICANT, CREATE_VERIFICATION, NEW_ATTEMPT
from console.providers.contract import HttpRequest

CUSTOMER_STEP: Final = "customer"
VERIFICATION_STEP: Final = "verification"
ATTEMPT_STEP: Final = "attempt"
_JSON: Final = (("Content-Type", "application/json"),)
_NO_SEARCH: Final[Mapping[str, str]] = {
    CUSTOMER_STEP: (
        f"{TITLE} has no call that lists or finds applicants, so only its dashboard shows whether this one was made. "
        "No verification was made, so nobody was asked anything."
    ),
    VERIFICATION_STEP: (
        f"{TITLE} has no list of verifications. A webhook or the dashboard will show it if it was made; "
        "import its id then."
    ),
}


class Creator:
    """`defaults` are the account's user journey and return address; only a sandbox plays scenarios."""

    def __init__(self, sender: Sender, reader: Reader, defaults: Mapping[str, str], *, is_live: bool) -> None:
        self._is_live = is_live
        self._sender = sender
        self._reader = reader
        self._defaults = defaults
        self._operations: Mapping[str, Callable[[CreateIntent], FrozenRequest]] = {
            CREATE_APPLICANT: _build_applicant_alone,
            CREATE_VERIFICATION: self._build_verification_alone,
            NEW_ATTEMPT: self._build_further_attempt,
        }

    def build_next_step(self, intent: CreateIntent, done: tuple[StepResult, ...]) -> FrozenRequest | None:
        """See `contract.CreatesVerifications`. Every field is checked before the first step is built."""
        made = {result.step: result.id for result in done}
        if not intent.operation:
            return self._build_whole(intent, made)
        builder = self._operations.get(intent.operation)
        if builder is None:
            raise InputInvalid(f"{TITLE} has no call {intent.operation}.", field="operation")
        # Each of these is a single call.
        return None if made else builder(intent)

    async def send_step(self, request: FrozenRequest, intent: CreateIntent) -> StepResult:
        """Send once. Raises `OutcomeUncertain` when the answer cannot be read: the record may exist."""
        try:
            reply = await self._sender.send(
                HttpRequest(request.method, request.path, request.headers, request.body, is_safe=False)
            )
        except ProviderConflict as fault:
            raise await self._explain(fault, intent) from fault
        try:
            return await self._take(request, intent, reply.body)
        except ReplyUnreadable as error:
            raise OutcomeUncertain(
                f"{TITLE} took the request but its answer cannot be read. Look there before trying again."
            ) from error

    async def find_created(
        self, intent: CreateIntent, done: tuple[StepResult, ...], pending: FrozenRequest
    ) -> SearchResult:
        """Only attempts can be listed: ours carries our reference in its return address. Raises a `ProviderFault`.

        To be asked once the connection has ended: a request still on its way is not in any list yet.
        """
        if pending.step != ATTEMPT_STEP:
            return SearchResult(Search.UNDECIDED, reason=_NO_SEARCH[pending.step])
        verification_id = _to_verification_id(intent, done)
        attempts, _ = await self._reader.fetch_attempts(verification_id, [])
        for attempt in attempts:
            if attempt.id and has_mark(attempt.redirect_url, intent.reference):
                snapshot = await self._look(verification_id, intent)
                return SearchResult(Search.FOUND, StepResult(ATTEMPT_STEP, attempt.id, snapshot))
        if all(attempt.redirect_url for attempt in attempts):
            return SearchResult(Search.ABSENT)
        return SearchResult(
            Search.UNDECIDED,
            reason=f"{TITLE} lists an attempt without its return address; it may be this one.",
        )

    def _build_whole(self, intent: CreateIntent, made: Mapping[str, str]) -> FrozenRequest | None:
        """An applicant carrying our reference unless one exists, then verification and first attempt.

        One call makes both; what the customer is to find chosen is only taken by the attempt's own call.
        """
        bodies.verify_keys(intent.options, (*bodies.DECLARED_KEYS, *bodies.ATTEMPT_KEYS, SCENARIO_KEY))
        scenario = self._pick_scenario(intent)
        is_preselecting = bodies.is_preselecting(intent.options)
        applicant_id = intent.customer_id or made.get(CUSTOMER_STEP, "")
        body = bodies.build_verification_body(intent, self._defaults, applicant_id, opens=not is_preselecting)
        attempt_body = bodies.build_attempt_body(intent.options, self._defaults, intent.reference)
        if not applicant_id:
            return _build_applicant(intent, scenario)
        if VERIFICATION_STEP not in made:
            path = endpoints.VERIFICATIONS if is_preselecting else endpoints.CREATE_AND_OPEN
            return _freeze_verification(path, body, applicant_id)
        if is_preselecting and ATTEMPT_STEP not in made:
            return _freeze_attempt(made[VERIFICATION_STEP], attempt_body)
        return None

    def _pick_scenario(self, intent: CreateIntent) -> str:
        scenario = bodies.to_scenario(intent.options)
        if scenario and self._is_live:
            raise InputInvalid("Scenarios exist only in the sandbox.", field=SCENARIO_KEY)
        if scenario and intent.customer_id:
            raise InputInvalid("A scenario is chosen when the applicant is made.", field=SCENARIO_KEY)
        return scenario

    def _build_verification_alone(self, intent: CreateIntent) -> FrozenRequest:
        bodies.verify_keys(intent.options, bodies.DECLARED_KEYS)
        if not intent.customer_id:
            raise InputInvalid("A verification without an attempt needs an applicant.", field="customer_id")
        body = bodies.build_verification_body(intent, self._defaults, intent.customer_id, opens=False)
        return _freeze_verification(endpoints.VERIFICATIONS, body, intent.customer_id)

    def _build_further_attempt(self, intent: CreateIntent) -> FrozenRequest:
        bodies.verify_keys(intent.options, bodies.ATTEMPT_KEYS)
        if not intent.verification_id:
            raise InputInvalid("An attempt belongs to a verification.", field="verification_id")
        body = bodies.build_attempt_body(intent.options, self._defaults, intent.reference)
        return _freeze_attempt(intent.verification_id, body)

    async def _take(self, request: FrozenRequest, intent: CreateIntent, body: bytes) -> StepResult:
        """What was made. Raises `ReplyUnreadable` when the answer does not say so."""
        if request.step == CUSTOMER_STEP:
            return StepResult(request.step, self._reader.remember(body).id)
        if request.step == ATTEMPT_STEP:
            attempt_id, _ = protocol.read_attempt(body)
            verification_id = endpoints.read_verification_id(request.path)
            return StepResult(request.step, attempt_id, await self._look(verification_id, intent))
        is_open = request.path == endpoints.CREATE_AND_OPEN
        snapshot = await self._reader.complete_created(body, intent.customer_id, is_open=is_open)
        return StepResult(request.step, snapshot.verification.id, snapshot)

    async def _look(self, verification_id: str, intent: CreateIntent) -> Snapshot | None:
        """The attempt exists whatever happens here; without this the next read tells."""
        try:
            return await self._reader.fetch_snapshot(verification_id, intent.customer_id)
        except ProviderFault:
            return None

    async def _explain(self, fault: ProviderConflict, intent: CreateIntent) -> ProviderConflict:
        """409 means another state than was known here: say which."""
        found = await self._look(intent.verification_id, intent) if intent.verification_id else None
        if found is None:
            return fault
        return ProviderConflict(
            f"{TITLE} takes no attempt now: the verification is {found.verification.raw_status}. Nothing was made.",
            fault.detail,
            status=fault.status,
            request_id=fault.request_id,
            provider_codes=fault.provider_codes,
        )


def _build_applicant(intent: CreateIntent, scenario: str) -> FrozenRequest:
    external_id = scenario or mapping.to_external_id(intent.reference)
    return _freeze_applicant(bodies.build_applicant_body(intent, external_id), external_id)


def _build_applicant_alone(intent: CreateIntent) -> FrozenRequest:
    """The provider itself wants neither name nor e-mail."""
    bodies.verify_keys(intent.options, ("name", "email", "reference"))
    external_id = mapping.to_external_id(intent.reference)
    return _freeze_applicant(bodies.build_applicant_body(intent, external_id, needs_name=False), external_id)


def _freeze_applicant(body: bytes, external_id: str) -> FrozenRequest:
    mark = ("external_applicant_id", external_id)
    return FrozenRequest(CUSTOMER_STEP, "POST", endpoints.APPLICANTS, _JSON, body, mark=mark)


def _freeze_verification(path: str, body: bytes, applicant_id: str) -> FrozenRequest:
    """No field of a verification takes a reference of ours: its applicant is all there is to find it by."""
    return FrozenRequest(VERIFICATION_STEP, "POST", path, _JSON, body, mark=("applicant_id", applicant_id))


def _freeze_attempt(verification_id: str, body: bytes) -> FrozenRequest:
    return FrozenRequest(ATTEMPT_STEP, "POST", endpoints.build_new_attempt_path(verification_id), _JSON, body)


def _to_verification_id(intent: CreateIntent, done: tuple[StepResult, ...]) -> str:
    made = [result.id for result in done if result.step == VERIFICATION_STEP]
    return made[-1] if made else intent.verification_id
