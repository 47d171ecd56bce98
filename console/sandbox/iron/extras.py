"""Iron's endpoints around identity: webhooks, terms, abilities, limits, the sandbox reset."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from starlette.routing import BaseRoute, Route

from console.sandbox.iron import answers
from console.sandbox.iron.answers import IronError, Json
from console.sandbox.iron.book import IronBook
from console.sandbox.iron.events import TOPICS, IronEvents
from console.sandbox.iron.gate import Call, Gate, paged, read_body
from console.sandbox.iron.idempotency import Reply
from console.sandbox.iron.paging import bad_request, cut_page, read_forward
from console.sandbox.iron.requests import PatchWebhook, PingWebhook
from console.sandbox.kernel import Kernel
from console.sandbox.module import Subscription

# Euro cents; the real figure is not documented.
_LIMIT_CENTS: Final = 1_500_000


class IronExtras:
    """Read-only facts about customers, and the partner's webhooks."""

    def __init__(self, kernel: Kernel, book: IronBook, events: IronEvents, gate: Gate) -> None:
        self._kernel = kernel
        self._book = book
        self._events = events
        self._gate = gate

    def routes(self) -> Sequence[BaseRoute]:
        """Which calls need a key and take a sub-partner: https://docs.iron.xyz/reference-sandbox"""
        plain, once = self._gate.plain, self._gate.once
        return [
            Route("/webhooks", plain(self._list_webhooks), methods=["GET"]),
            Route("/webhooks/{id}", plain(self._patch_webhook, sub=True), methods=["PATCH"]),
            Route("/webhooks/{id}/ping", once(self._ping_webhook, sub=True), methods=["POST"]),
            Route("/terms-and-conditions", plain(self._terms), methods=["GET"]),
            Route("/customers/{id}/abilities", plain(self._abilities, sub=True), methods=["GET"]),
            Route("/customers/{id}/spending-limit", plain(self._spending_limit, sub=True), methods=["GET"]),
            Route("/sandbox/reset", once(self._reset, sub=True), methods=["POST"]),
        ]

    def _list_webhooks(self, call: Call) -> Reply:
        hooks = list(reversed(self._kernel.webhooks.subscriptions("iron")))
        page, cursor, prev_cursor = cut_page(hooks, read_forward(call.query))
        return paged([self._show(hook) for hook in page], cursor, prev_cursor)

    def _patch_webhook(self, call: Call) -> Reply:
        body = read_body(PatchWebhook, call.body)
        topics = None if body.topics is None else tuple(TOPICS.get(topic, topic) for topic in body.topics)
        hook = self._find(call)
        changed = dataclasses.replace(
            hook,
            url=body.url or hook.url,
            label=body.label or hook.label,
            is_enabled=hook.is_enabled if body.enabled is None else body.enabled,
            events=hook.events if topics is None else topics,
        )
        self._kernel.webhooks.change(changed)
        return Reply(200, self._show(changed))

    def _ping_webhook(self, call: Call) -> Reply:
        customer = self._book.find_customer(
            read_body(PingWebhook, call.body).customer_id, call.sub_partner_id
        )
        self._events.ping(self._find(call).url, customer, self._kernel.new_uuid("iron:ping"))
        return Reply(200, True)

    def _find(self, call: Call) -> Subscription:
        for hook in self._kernel.webhooks.subscriptions("iron"):
            if hook.id == call.path["id"]:
                return hook
        raise IronError(404, "webhook_not_found", "No such webhook.")

    def _show(self, hook: Subscription) -> Json:
        topics = {type_: topic for topic, type_ in TOPICS.items()}
        moment = answers.to_moment(self._kernel.started_at)
        return {
            "id": hook.id,
            "label": hook.label,
            "url": hook.url,
            "partner_id": self._book.partner_id,
            "topics": [topics.get(event, event) for event in hook.events] or list(TOPICS),
            "enabled": hook.is_enabled,
            "created_at": moment,
            "updated_at": moment,
        }

    def _terms(self, call: Call) -> Reply:
        if not re.fullmatch(r"[A-Z]{2}", call.query.get("country", "")):
            raise bad_request("country must be two capital letters.")
        return Reply(200, [answers.to_document(each) for each in self._book.documents])

    def _abilities(self, call: Call) -> Reply:
        customer = self._book.find_customer(call.path["id"], call.sub_partner_id)
        state = "Active" if customer.status == "Active" else "Unavailable"
        rails: Json = {"eur": {"sepa": state}, "gbp": {"fps": state}, "usd": {"ach": state}}
        return Reply(200, {"fiat_deposit": rails, "fiat_payout": rails, "currencies": []})

    def _spending_limit(self, call: Call) -> Reply:
        customer = self._book.find_customer(call.path["id"], call.sub_partner_id)
        now = self._kernel.clock.now()
        limit: Json = {
            "period_start": answers.to_moment(now - timedelta(days=30)),
            "period_end": answers.to_moment(now),
            "used_eur": "0",
        }
        if customer.customer_type == "Person":
            limit |= {"threshold_eur": str(_LIMIT_CENTS), "remaining_eur": str(_LIMIT_CENTS)}
        return Reply(200, {"fiat_onramp": limit, "crypto_offramp": limit})

    def _reset(self, call: Call) -> Reply:
        self._book.wipe(call.sub_partner_id)
        return Reply(200, True)
