"""What makes something new at Iron, as frozen requests and their answers read; no I/O, no rules.

https://docs.iron.xyz/hosted: creating is no upsert; the key makes a repetition harmless for 24 hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from console.base.ids import new_uuid
from console.domain.customer import Customer, CustomerId
from console.domain.errors import InputInvalid, OutcomeUncertain, ReplyUnreadable
from console.domain.outbox import (
    CUSTOMER_STEP,
    VERIFICATION_STEP,
    CreateIntent,
    FrozenRequest,
    StepResult,
)
from console.domain.provider import CreateField
from console.domain.verification import RawDocument, Snapshot
from console.providers.iron import endpoints, mapping, protocol, wire
from console.providers.iron.filling import fill, to_switch, verify_email
from console.providers.iron.forms import BUSINESS_FIELDS, PERSON_FIELDS, TOKEN_FIELDS
from console.providers.iron.manifest import CUSTOMER_TYPES, PARTNER_DATA
from console.providers.iron.operation_fields import SIGNING_FIELDS
from console.providers.iron.operations import (
    CREATE_BUSINESS,
    CREATE_CUSTOMER,
    CREATE_PERSON,
    CREATE_TOKEN,
    RECORD_SIGNING,
)
from console.providers.iron.protocol import Read

SIGNING_STEP: Final = "signing"
# How long Iron keeps a key (https://docs.iron.xyz/hosted); whoever sends again leaves a margin.
_REPLAY_S: Final = 24 * 3600.0
_OPTIONS: Final = frozenset({"with_edd", "customer_type"})
_OWN_DATA: Final[Mapping[str, tuple[str, tuple[CreateField, ...]]]] = {
    CREATE_TOKEN: ("Token", TOKEN_FIELDS),
    CREATE_PERSON: ("Person", PERSON_FIELDS),
    CREATE_BUSINESS: ("Business", BUSINESS_FIELDS),
}


def build_next_step(
    intent: CreateIntent, done: tuple[StepResult, ...], settings: Mapping[str, str]
) -> FrozenRequest | None:
    """See `contract.CreatesVerifications`; `settings` are the account's."""
    made = {result.step: result.id for result in done}
    if intent.operation == CREATE_CUSTOMER:
        _verify_options(intent)
        return None if CUSTOMER_STEP in made else _freeze_customer(intent)
    if intent.operation == RECORD_SIGNING:
        return None if SIGNING_STEP in made else _freeze_signing(intent)
    if intent.operation in _OWN_DATA:
        return None if VERIFICATION_STEP in made else _freeze_own_data(intent, settings)
    if intent.operation:
        raise InputInvalid("Iron has no such call.", field="operation")
    return _build_link_step(intent, made)


def read_answer(request: FrozenRequest, intent: CreateIntent, body: bytes) -> StepResult:
    """What was made. Raises `OutcomeUncertain` when the answer cannot be read: the record may exist."""
    try:
        if request.step == CUSTOMER_STEP:
            return StepResult(request.step, protocol.read_customer(body).id)
        if request.step == SIGNING_STEP:
            return StepResult(request.step, protocol.read_signing(body).id)
        read = protocol.read_identification(body)
    except ReplyUnreadable as error:
        raise OutcomeUncertain(
            "Iron took the request but its answer cannot be read. Look there before trying again."
        ) from error
    return StepResult(request.step, read.id, to_created(read, body, intent))


def to_created(read: Read[wire.Identification], body: bytes, intent: CreateIntent) -> Snapshot:
    """What was just made, with what we know of a customer we made ourselves a moment before."""
    customer_id = CustomerId(read.model.customer_id or intent.customer_id)
    snapshot = mapping.to_snapshot(
        read, None, customer_id=customer_id, raw=(RawDocument("identification", body),)
    )
    if intent.customer_id:
        return snapshot
    customer = Customer(customer_id, intent.name.strip(), intent.email.strip(), intent.reference)
    declared = mapping.to_declared(customer)
    verification = replace(snapshot.verification, reference=intent.reference, declared=declared)
    return replace(snapshot, verification=verification, customer=customer)


def _build_link_step(intent: CreateIntent, made: Mapping[str, str]) -> FrozenRequest | None:
    """The customer unless it exists, then a Link identification; https://docs.iron.xyz/hosted"""
    _verify_options(intent)
    if VERIFICATION_STEP in made:
        return None
    customer_id = intent.customer_id or made.get(CUSTOMER_STEP, "")
    if not customer_id:
        return _freeze_customer(intent)
    fields: dict[str, object] = {"type": "Link"}
    if "with_edd" in intent.options:
        fields["with_edd"] = to_switch(intent.options["with_edd"], "with_edd")
    return _freeze(VERIFICATION_STEP, endpoints.build_create_path(customer_id), fields, _of(customer_id))


def _freeze_customer(intent: CreateIntent) -> FrozenRequest:
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer"""
    if not intent.email.strip():
        raise InputInvalid("Iron needs an e-mail address for a new customer.", field="email")
    email = verify_email(intent.email)
    kind = intent.options.get("customer_type", "") or CUSTOMER_TYPES[0]
    if kind not in CUSTOMER_TYPES:
        raise InputInvalid("The kind of customer is Person or Business.", field="customer_type")
    if kind != CUSTOMER_TYPES[0] and to_switch(intent.options.get("with_edd", ""), "with_edd"):
        raise InputInvalid("Enhanced due diligence is for persons only.", field="with_edd")
    fields: dict[str, object] = {"customer_type": kind, "email": email}
    if intent.name.strip():
        fields["name"] = intent.name.strip()
    mark = ("external_id", intent.reference)
    return _freeze(CUSTOMER_STEP, endpoints.CUSTOMERS, {**fields, mark[0]: mark[1]}, mark)


def _freeze_signing(intent: CreateIntent) -> FrozenRequest:
    """https://docs.iron.xyz/reference-sandbox/customer/create-a-new-customer-signing"""
    customer_id = _require_customer(intent)
    fields = fill(SIGNING_FIELDS, intent.options)
    if fields["signed"] is not True:
        raise InputInvalid("Only a consent the customer has given is recorded.", field="signed")
    return _freeze(SIGNING_STEP, endpoints.build_signings_path(customer_id), fields, _of(customer_id))


def _freeze_own_data(intent: CreateIntent, settings: Mapping[str, str]) -> FrozenRequest:
    """https://docs.iron.xyz/outsourcing, https://docs.iron.xyz/reliance-kyc-token-sharing"""
    if settings.get(PARTNER_DATA, "") != "true":
        raise InputInvalid("This account's settings do not allow it.", field=PARTNER_DATA)
    customer_id = _require_customer(intent)
    kind, form = _OWN_DATA[intent.operation]
    fields = {"type": kind, **fill(form, intent.options)}
    company = fields.get("company_data")
    if isinstance(company, dict):
        # Required, but it may be empty: then Iron asks for them on a link.
        fields["company_data"] = {"documents": [], **company}
    return _freeze(VERIFICATION_STEP, endpoints.build_create_path(customer_id), fields, _of(customer_id))


def _require_customer(intent: CreateIntent) -> str:
    if not intent.customer_id:
        raise InputInvalid("This is done for a customer Iron knows.", field="customer_id")
    return intent.customer_id


def _of(customer_id: str) -> tuple[str, str]:
    """Where no field takes a reference of ours, the customer is all there is to find it by."""
    return ("customer_id", customer_id)


def _freeze(step: str, path: str, fields: Mapping[str, object], mark: tuple[str, str]) -> FrozenRequest:
    key = new_uuid()
    headers = protocol.build_write_headers(key)
    return FrozenRequest(step, "POST", path, headers, protocol.build_body(fields), key, _REPLAY_S, mark=mark)


def _verify_options(intent: CreateIntent) -> None:
    for name in intent.options:
        if name not in _OPTIONS:
            raise InputInvalid(f"Iron has no option {name}; it knows customer_type and with_edd.", field=name)
    to_switch(intent.options.get("with_edd", ""), "with_edd")
