"""What else Iron tells about an identification, as facts to show: nothing documented is dropped, nothing is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from console.domain.fact import Fact
from console.providers.iron import wire
from console.providers.iron.protocol import Read

_STEPS: Final = (
    "identity",
    "selfie",
    "proof_of_residence",
    "questionnaire",
    "company_data",
    "company_beneficiaries",
    "company_documents",
)
# Read into a place of their own, or keys of other records.
_PLACED: Final = frozenset(wire.Identification.model_fields)
_OF_A_STEP: Final = frozenset(wire.StepDetail.model_fields)
_LONGEST: Final = 500


def iter_steps(model: wire.Identification) -> Iterator[tuple[str, wire.StepDetail]]:
    """The documented steps Iron told of; https://docs.iron.xyz/onboarding"""
    for name in _STEPS:
        step = getattr(model.step_status, name) if model.step_status is not None else None
        if step is not None:
            yield name, cast("wire.StepDetail", step)


def iter_details(
    read: Read[wire.Identification],
    customer: Read[wire.Customer] | None,
    requirements: wire.Requirements | None,
) -> Iterator[Fact]:
    """What has no place of its own in a verification; fields nobody documented come last, under their own names."""
    model = read.model
    if model.with_edd is not None:
        yield Fact("with_edd", _to_text(model.with_edd))
    if model.partner_id:
        yield Fact("partner_id", model.partner_id)
    yield from _iter_step_details(model)
    if customer is not None:
        yield from _iter_customer(customer.model)
    if requirements is not None:
        yield from _iter_requirements(read.id, requirements)
    yield from _iter_undocumented(read.document)


def _iter_step_details(model: wire.Identification) -> Iterator[Fact]:
    for name, step in iter_steps(model):
        if step.retry is not None:
            yield Fact(f"step_{name}_retry", _to_text(step.retry))
        if step.comment:
            yield Fact(f"step_{name}_comment", step.comment)


def _iter_customer(customer: wire.Customer) -> Iterator[Fact]:
    told = (
        ("customer_type", customer.customer_type),
        ("customer_status", customer.status),
        ("active_email", customer.active_email),
        ("customer_partner_id", customer.partner_id),
        ("signing_ids", ", ".join(customer.signing_ids or ())),
    )
    yield from (Fact(field, value) for field, value in told if value)


def _iter_requirements(identification_id: str, requirements: wire.Requirements) -> Iterator[Fact]:
    """https://docs.iron.xyz/reference-2025-03-13/customer/get-customer-requirements"""
    if requirements.requirements_due:
        yield Fact("requirements_due", ", ".join(requirements.requirements_due))
    for state in ("complete", "pending", "missing", "issues"):
        for item in cast("list[wire.Requirement] | None", getattr(requirements, state)) or ():
            if item.identification_id in {None, identification_id}:
                yield from _iter_requirement(state, item)


def _iter_requirement(state: str, item: wire.Requirement) -> Iterator[Fact]:
    if not item.code:
        return
    may_retry = "" if item.retryable is None else f", {'can' if item.retryable else 'cannot'} be sent again"
    yield Fact(f"requirement_{item.code}", f"{state}{may_retry}")
    for question in item.missing_questions or ():
        if question.title or question.id:
            yield Fact(f"requirement_{item.code}_question", question.title or question.id or "")


def _iter_undocumented(document: object) -> Iterator[Fact]:
    if not isinstance(document, dict):
        return
    table = cast("dict[str, object]", document)
    steps = table.get("step_status")
    if isinstance(steps, dict):
        for name, value in _without(cast("dict[str, object]", steps), frozenset(_STEPS)):
            yield Fact(f"step_status.{name}", _to_text(value))
        yield from _iter_undocumented_of_steps(cast("dict[str, object]", steps))
    for name, value in _without(table, _PLACED):
        yield Fact(name, _to_text(value))


def _iter_undocumented_of_steps(steps: Mapping[str, object]) -> Iterator[Fact]:
    for name in _STEPS:
        step = steps.get(name)
        if isinstance(step, dict):
            for key, value in _without(cast("dict[str, object]", step), _OF_A_STEP):
                yield Fact(f"step_status.{name}.{key}", _to_text(value))


def _without(table: Mapping[str, object], known: frozenset[str]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in table.items() if name not in known and value is not None)


def _to_text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:_LONGEST]
