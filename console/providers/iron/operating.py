"""Carries out Iron's operations, one function per documented call; knows no rules, keeps nothing.

Creates are not here: they go through the outbox.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, cast

from console.domain.errors import InputInvalid, NotSupported, OutcomeUncertain, ProviderFault, ReplyUnreadable
from console.domain.operation import OperationCall, OperationResult
from console.domain.provider import CreateField
from console.domain.verification import RawDocument
from console.providers.contract import HttpReply
from console.providers.iron import endpoints, operations
from console.providers.iron.calls import IronCalls
from console.providers.iron.filling import fill, verify_country
from console.providers.iron.manifest import TITLE
from console.providers.iron.operation_fields import (
    CUSTOMER_FILTERS,
    CUSTOMER_STATUSES,
    IDENTIFICATION_STATUSES,
    PAGE_FIELDS,
    TOPICS,
    WEBHOOK_FIELDS,
)
from console.providers.iron.showing import hide_links, to_rows
from console.providers.reading import read_json, read_object

Carry = Callable[["IronOperator", OperationCall], Awaitable[OperationResult]]

_LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "status": CUSTOMER_STATUSES,
    "identification_status": IDENTIFICATION_STATUSES,
    "topics": TOPICS,
}
# Stands only in older prose; https://docs.iron.xyz/onboarding
_OLD_WORDS: Final = {"Rejected": "Declined"}


class IronOperator:
    """Every function raises `InputInvalid` before anything is sent, then a `ProviderFault` or `OutcomeUncertain`."""

    def __init__(self, calls: IronCalls) -> None:
        self._calls = calls

    async def perform(self, call: OperationCall) -> OperationResult:
        """See `contract.Operates`."""
        carry = _CARRIED.get(call.operation)
        if carry is None:
            raise NotSupported("Iron has no such call.")
        return await carry(self, call)

    async def find_customers(self, call: OperationCall) -> OperationResult:
        """One page with all filters; https://docs.iron.xyz/reference-2025-03-13/customer/get-all-customers"""
        path = endpoints.with_query(endpoints.CUSTOMERS, _to_query(CUSTOMER_FILTERS, call))
        return _to_page_result(await self._calls.read(path), "customers")

    async def find_by_reference(self, call: OperationCall) -> OperationResult:
        """https://docs.iron.xyz/reference-sandbox/customer/get-a-customer-by-external-id"""
        reference = _require(call, "external_id")
        return _to_result(await self._calls.read(endpoints.build_external_path(reference)), "The customer.")

    async def read_customer(self, call: OperationCall) -> OperationResult:
        """The record as it stands; https://docs.iron.xyz/account"""
        return _to_result(
            await self._calls.read(endpoints.build_customer_path(_customer(call))), "The customer."
        )

    async def update_customer(self, call: OperationCall) -> OperationResult:
        """Answers 200 or 204, with or without a body: the record is read again. https://docs.iron.xyz/account"""
        path = endpoints.build_customer_path(_customer(call))
        fields = fill(_fields_of(operations.UPDATE_CUSTOMER), call.values)
        await self._calls.change("PUT", path, fields)
        try:
            return _to_result(await self._calls.read(path), "The customer was changed.")
        except ProviderFault:
            return OperationResult("The customer was changed; the record could not be read again just now.")

    async def archive_customer(self, call: OperationCall) -> OperationResult:
        """For good, with every identification; https://docs.iron.xyz/account"""
        path = endpoints.build_customer_archive_path(_customer(call))
        return _to_changed(
            await self._calls.change("PUT", path, is_scoped=False), "The customer is archived."
        )

    async def list_identifications(self, call: OperationCall) -> OperationResult:
        """One page; the links in it are not shown."""
        query = _to_query(PAGE_FIELDS, call)
        path = f"{endpoints.build_customer_path(_customer(call))}/identifications"
        return _to_page_result(await self._calls.read(endpoints.with_query(path, query)), "identifications")

    async def read_requirements(self, call: OperationCall) -> OperationResult:
        """https://docs.iron.xyz/reference-2025-03-13/customer/get-customer-requirements"""
        path = endpoints.build_requirements_path(_customer(call))
        return _to_result(await self._calls.read(path), "What Iron requires of this customer.")

    async def list_required_signings(self, call: OperationCall) -> OperationResult:
        """A conflict unless the customer is at that point; https://docs.iron.xyz/onboarding"""
        path = endpoints.build_required_signings_path(_customer(call))
        return _to_list_result(await self._calls.read(path), "documents to sign")

    async def list_signings(self, call: OperationCall) -> OperationResult:
        """One page of consents; https://docs.iron.xyz/onboarding"""
        path = endpoints.with_query(
            endpoints.build_signings_path(_customer(call)), _to_query(PAGE_FIELDS, call)
        )
        return _to_page_result(await self._calls.read(path), "signings")

    async def read_abilities(self, call: OperationCall) -> OperationResult:
        """https://docs.iron.xyz/limits-and-minimum"""
        path = endpoints.build_abilities_path(_customer(call))
        return _to_result(await self._calls.read(path), "What the customer may do.")

    async def read_spending_limit(self, call: OperationCall) -> OperationResult:
        """Euro cents; no threshold means no cap. https://docs.iron.xyz/limits-and-minimum"""
        path = endpoints.build_spending_limit_path(_customer(call))
        return _to_result(await self._calls.read(path), "The customer's limit and what of it is used.")

    async def archive_identification(self, call: OperationCall) -> OperationResult:
        """For good; https://docs.iron.xyz/reference-2025-03-13/customer/archive-an-identification"""
        path = endpoints.build_archive_path(_verification(call))
        reply = await self._calls.change("PUT", path, is_scoped=False)
        return _to_changed(reply, "The identification is archived.", "identification")

    async def read_questionnaire(self, call: OperationCall) -> OperationResult:
        """A legacy format; https://docs.iron.xyz/onboarding"""
        path = endpoints.build_questionnaire_path(_verification(call))
        reply = await self._calls.read(path, is_scoped=False)
        return _to_result(reply, "What the customer answered.", "questionnaire")

    async def decide_in_sandbox(self, call: OperationCall) -> OperationResult:
        """In the place of Iron's reviewers; https://docs.iron.xyz/sandbox"""
        verdict = fill(_fields_of(operations.DECIDE_IN_SANDBOX), call.values)["approved"] == "true"
        path = endpoints.build_decision_path(_verification(call))
        reply = await self._calls.change("POST", path, {"approved": verdict}, is_scoped=False)
        return _to_changed(reply, "The sandbox has taken the verdict.", "identification")

    async def read_terms(self, call: OperationCall) -> OperationResult:
        """Of a country, without a customer; https://docs.iron.xyz/onboarding"""
        country = verify_country(_require(call, "country"), "country")
        path = endpoints.build_terms_path(country)
        return _to_list_result(await self._calls.read(path, is_scoped=False), "documents")

    async def list_webhooks(self, call: OperationCall) -> OperationResult:
        """https://docs.iron.xyz/reference-sandbox/webhooks/list-all-webhooks"""
        path = endpoints.with_query(endpoints.WEBHOOKS, _to_query(PAGE_FIELDS, call))
        return _to_page_result(await self._calls.read(path, is_scoped=False), "webhooks")

    async def change_webhook(self, call: OperationCall) -> OperationResult:
        """Only what is told changes; https://docs.iron.xyz/reference-sandbox/webhooks/update-a-webhook"""
        values = fill(WEBHOOK_FIELDS, call.values)
        path = endpoints.build_webhook_path(str(values.pop("id")))
        if "topics" in values:
            values["topics"] = _to_words("topics", str(values["topics"]))
        if "enabled" in values:
            values["enabled"] = values["enabled"] == "true"
        if not values:
            raise InputInvalid("Say what is to be changed.", field="label")
        return _to_changed(await self._calls.change("PATCH", path, values), "The webhook was changed.")

    async def ping_webhook(self, call: OperationCall) -> OperationResult:
        """https://docs.iron.xyz/reference-2026-07-01/webhooks/ping-webhook"""
        path = endpoints.build_ping_path(_require(call, "id"))
        fields = {"customer_id": _require(call, "customer_id")}
        return _to_yes(await self._calls.change("POST", path, fields), "Iron has sent a ping.")

    async def reset_sandbox(self, _call: OperationCall) -> OperationResult:
        """Wipes the partner, or the sub-partner of the account; https://docs.iron.xyz/sandbox"""
        reply = await self._calls.change("POST", endpoints.SANDBOX_RESET)
        return _to_yes(reply, "The sandbox is empty.")


_CARRIED: Final[Mapping[str, Carry]] = {
    operations.FIND_CUSTOMERS: IronOperator.find_customers,
    operations.FIND_BY_REFERENCE: IronOperator.find_by_reference,
    operations.READ_CUSTOMER: IronOperator.read_customer,
    operations.UPDATE_CUSTOMER: IronOperator.update_customer,
    operations.ARCHIVE_CUSTOMER: IronOperator.archive_customer,
    operations.LIST_IDENTIFICATIONS: IronOperator.list_identifications,
    operations.READ_REQUIREMENTS: IronOperator.read_requirements,
    operations.REQUIRED_SIGNINGS: IronOperator.list_required_signings,
    operations.LIST_SIGNINGS: IronOperator.list_signings,
    operations.READ_ABILITIES: IronOperator.read_abilities,
    operations.READ_SPENDING_LIMIT: IronOperator.read_spending_limit,
    operations.ARCHIVE_IDENTIFICATION: IronOperator.archive_identification,
    operations.READ_QUESTIONNAIRE: IronOperator.read_questionnaire,
    operations.DECIDE_IN_SANDBOX: IronOperator.decide_in_sandbox,
    operations.READ_TERMS: IronOperator.read_terms,
    operations.LIST_WEBHOOKS: IronOperator.list_webhooks,
    operations.CHANGE_WEBHOOK: IronOperator.change_webhook,
    operations.PING_WEBHOOK: IronOperator.ping_webhook,
    operations.RESET_SANDBOX: IronOperator.reset_sandbox,
}


def _customer(call: OperationCall) -> str:
    if not call.customer_id:
        raise InputInvalid("This is done for a customer Iron knows.", field="customer_id")
    return call.customer_id


def _verification(call: OperationCall) -> str:
    if not call.verification_id:
        raise InputInvalid("This is done for an identification.", field="verification_id")
    return call.verification_id


def _fields_of(operation_id: str) -> tuple[CreateField, ...]:
    return next(each.fields for each in operations.OPERATIONS if each.id == operation_id)


def _require(call: OperationCall, key: str) -> str:
    return str(fill(_fields_of(call.operation), call.values)[key])


def _to_query(fields: tuple[CreateField, ...], call: OperationCall) -> Mapping[str, str]:
    """Only what was told. Raises `InputInvalid` for words Iron does not know and pages it does not give."""
    query = {key: str(value) for key, value in fill(fields, call.values).items()}
    size = query.get("page_size", "1")
    if not (size.isascii() and size.isdigit() and len(size) < 4 and 1 <= int(size) <= endpoints.LARGEST_PAGE):
        raise InputInvalid(f"A page has 1 to {endpoints.LARGEST_PAGE} records.", field="page_size")
    for field in fields:
        text = query.get(field.key, "")
        if field.max_characters and len(text) > field.max_characters:
            raise InputInvalid(f"At most {field.max_characters} characters.", field=field.key)
        if field.key in _LISTED and text:
            query[field.key] = ",".join(_to_words(field.key, text))
    return query


def _to_words(key: str, text: str) -> list[str]:
    words = [_OLD_WORDS.get(word.strip(), word.strip()) for word in text.split(",") if word.strip()]
    for word in words:
        if word not in _LISTED[key]:
            raise InputInvalid(f"Iron does not know {word}; it knows {', '.join(_LISTED[key])}.", field=key)
    return words


def _to_result(reply: HttpReply, summary: str, kind: str = "answer") -> OperationResult:
    document = hide_links(read_json(reply.body, TITLE))
    return OperationResult(summary, to_rows(document), RawDocument(kind, reply.body))


def _to_changed(reply: HttpReply, summary: str, kind: str = "answer") -> OperationResult:
    """Raises `OutcomeUncertain` for an answer that cannot be read: it was accepted, but nothing says what is there."""
    try:
        return _to_result(reply, summary, kind)
    except ReplyUnreadable as error:
        raise OutcomeUncertain("Iron accepted this, but its answer cannot be read.") from error


def _to_page_result(reply: HttpReply, what: str) -> OperationResult:
    document = read_object(reply.body, TITLE)
    cursor = document.get("cursor")
    result = _to_counted(hide_links(document), document.get("items"), what, reply)
    return replace(result, more={"cursor": cursor} if isinstance(cursor, str) and cursor else {})


def _to_list_result(reply: HttpReply, what: str) -> OperationResult:
    document = read_json(reply.body, TITLE)
    return _to_counted(document, document, what, reply)


def _to_counted(document: object, items: object, what: str, reply: HttpReply) -> OperationResult:
    count = len(cast("list[object]", items)) if isinstance(items, list) else 0
    summary = f"{what.capitalize()} in Iron's answer: {count}." if count else f"Iron has no {what} here."
    raw = RawDocument(what.replace(" ", "_"), reply.body)
    return OperationResult(summary, to_rows(document), raw, count=count)


def _to_yes(reply: HttpReply, summary: str) -> OperationResult:
    """A bare boolean is documented; whatever else comes is shown."""
    result = _to_changed(reply, summary)
    if reply.body.strip() == b"true":
        return OperationResult(summary)
    return replace(result, summary="Iron answered without confirming it.")
