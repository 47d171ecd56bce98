"""Proofme's requests and answers as bytes: built and read. No I/O, no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from console.domain.account import Account
from console.domain.errors import InputInvalid, ReplyUnreadable, WebhookRefused
from console.domain.keys import VerificationId
from console.domain.outbox import CreateIntent, FrozenRequest
from console.domain.provider import Environment
from console.domain.webhook import Delivery, Notice
from console.providers.contract import ErrorFacts
from console.providers.proofme import endpoints, mapping
from console.providers.proofme.manifest import TITLE
from console.providers.proofme.wire import ErrorReply, Identification
from console.providers.reading import read_json, read_model, read_object, to_raw

STEP: Final = "verification"
# https://docs.proofme.id/#/api/v1/identification/post_identification
MAX_DESCRIPTION: Final = 255
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_OPTIONS: Final = frozenset(
    {"proofmeId", "description", "redirectUrl", "webhookUrl", "metadata", "testmode", "notify"}
)
_NOTIFY_KEYS: Final = frozenset({"hashedPhonenumber", "hashedEmail", "hashedDid", "hashedPublicKey"})
_SWITCH: Final = {"true": True, "false": False}
_LONGEST_ID: Final = 200
_BETWEEN: Final = re.compile(r"[\s,;\[\]\"']+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list with each row as read and as received; `size` counts rows that could not be read too."""

    rows: tuple[tuple[Identification, bytes, tuple[str, ...]], ...]
    size: int
    total: int | None


def build_create_request(account: Account, intent: CreateIntent) -> FrozenRequest:
    """The one step of a create: a form as in the documentation's sample, JSON with `notify` or where the account says
    so. Raises `InputInvalid` naming the field."""
    fields = build_create_fields(account, intent)
    is_json = "notify" in fields or account.settings.get("body_encoding", "").strip().lower() == "json"
    return to_json_request(fields) if is_json else _to_form_request(fields)


def build_create_fields(account: Account, intent: CreateIntent) -> dict[str, object]:
    """What a create says, whatever its encoding. Our reference begins the description and stands in the metadata."""
    options = {key: text for key, text in intent.options.items() if text}
    for key in options:
        if key not in _OPTIONS:
            raise InputInvalid("Proofme has no such field.", field=key)
    for key, text in (("reference", intent.reference), *options.items()):
        if not _is_text(text):
            raise InputInvalid("This holds characters that cannot be sent.", field=key)
    fields: dict[str, object] = {
        "proofmeId": _find_template(account, options),
        "description": _build_description(intent.reference, options.get("description", "")),
        "metadata": _build_metadata(intent, options.get("metadata", "")),
    }
    for key in ("redirectUrl", "webhookUrl"):
        address = options.get(key) or account.settings.get(key, "")
        if address:
            _verify_address(account, key, address)
            fields[key] = address
    if _is_test(account, options.get("testmode", "")):
        fields["testmode"] = True
    if "notify" in options:
        fields["notify"] = _read_notify(options["notify"])
    return fields


def to_json_request(fields: Mapping[str, object]) -> FrozenRequest:
    """The create as JSON."""
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenRequest(STEP, "POST", endpoints.IDENTIFICATIONS, (("content-type", _JSON),), body)


def read_error(_status: int, _headers: Mapping[str, str], body: bytes) -> ErrorFacts:
    """Whatever member holds the words; total, because error bodies are documented in general only.

    https://docs.proofme.id/#/api/errors
    """
    try:
        reply, _ = read_model(ErrorReply, read_object(body, TITLE))
    except ReplyUnreadable:
        return ErrorFacts()
    words = reply.detail or reply.message or reply.error or reply.title or ""
    return ErrorFacts((reply.field,) if reply.field else (), words)


def read_identification(body: bytes, wanted_id: str = "") -> tuple[Identification, tuple[str, ...]]:
    """One identification, wrapped or not. Raises `ReplyUnreadable` without an id or when it is another one."""
    document = read_object(body, TITLE)
    inner = document.get("identification")
    if isinstance(inner, dict):
        document = cast("dict[str, object]", inner)
    found, unreadable = read_model(Identification, document)
    if not found.id:
        raise ReplyUnreadable("Proofme's answer names no identification.", "id missing")
    if wanted_id and found.id != wanted_id:
        raise ReplyUnreadable(
            "Proofme answered about another identification; the answer is not used.", "id differs"
        )
    return found, unreadable


def read_page(body: bytes) -> Page:
    """One page of the list. Raises `ReplyUnreadable` when it is none; a row that cannot be read is passed over."""
    document = read_object(body, TITLE)
    rows = document.get("rows")
    if not isinstance(rows, list):
        raise ReplyUnreadable("Proofme's list cannot be read.", "rows missing")
    found: list[tuple[Identification, bytes, tuple[str, ...]]] = []
    for row in cast("list[object]", rows):
        if isinstance(row, dict):
            read, unreadable = read_model(Identification, cast("dict[str, object]", row))
            if read.id:
                found.append((read, to_raw(cast("dict[str, object]", row)), unreadable))
    count = document.get("count")
    total = count if isinstance(count, int) and not isinstance(count, bool) else None
    return Page(tuple(found), len(cast("list[object]", rows)), total)


def read_webhook(delivery: Delivery) -> Notice:
    """The id and nothing else: deliveries are not signed, so a read of the identification must follow.

    As nothing tells two events of one identification apart, no delivery counts as a repetition.
    Raises `WebhookRefused`. https://docs.proofme.id/#/api/webhooks
    """
    identification_id = _read_webhook_id(delivery.body)
    if not identification_id or len(identification_id) > _LONGEST_ID or not identification_id.isprintable():
        raise WebhookRefused("The delivery names no identification.", http_status=400)
    key = f"{identification_id}|{delivery.received_at.isoformat()}"
    return Notice("identification", key, VerificationId(identification_id))


def _read_webhook_id(body: bytes) -> str:
    """JSON today, a form until August 2023."""
    if body.lstrip()[:1] in (b"{", b"[", b'"'):
        try:
            document = read_json(body, TITLE)
        except ReplyUnreadable as error:
            raise WebhookRefused("The delivery cannot be read.", http_status=400) from error
        value = cast("dict[str, object]", document).get("id") if isinstance(document, dict) else None
        return value if isinstance(value, str) else ""
    try:
        values = parse_qs(body.decode("ascii"), max_num_fields=20).get("id", [])
    except (UnicodeDecodeError, ValueError) as error:
        raise WebhookRefused("The delivery cannot be read.", http_status=400) from error
    return values[0].strip() if values else ""


def _to_form_request(fields: Mapping[str, object]) -> FrozenRequest:
    """As in the documentation's sample: switches as text, metadata as JSON text."""
    pairs = [
        (
            key,
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        )
        for key, value in fields.items()
    ]
    return FrozenRequest(
        STEP, "POST", endpoints.IDENTIFICATIONS, (("content-type", _FORM),), urlencode(pairs).encode()
    )


def _find_template(account: Account, options: Mapping[str, str]) -> str:
    told = (options.get("proofmeId"), account.settings.get("proofmeId"), account.settings.get("template_ids"))
    for text in told:
        ids = [part for part in _BETWEEN.split(text or "") if part]
        if ids:
            return ids[0]
    raise InputInvalid("Name the template (proofmeId), here or in the account's settings.", field="proofmeId")


def _build_description(reference: str, text: str) -> str:
    """Proofme cuts longer texts silently: cut here, so that what is stored there is known."""
    if not reference.strip():
        raise InputInvalid("Every identification needs a reference of ours.", field="reference")
    if len(reference) > MAX_DESCRIPTION:
        raise InputInvalid("The reference must not be longer than 255 characters.", field="reference")
    return f"{reference} {text}".strip()[:MAX_DESCRIPTION]


def _build_metadata(intent: CreateIntent, text: str) -> dict[str, object]:
    metadata: dict[str, object] = {}
    if text:
        metadata |= _read_table("metadata", text)
    if intent.customer_id:
        metadata[mapping.CUSTOMER] = str(intent.customer_id)
    return {**metadata, mapping.REF: intent.reference}


def _read_notify(text: str) -> dict[str, object]:
    """Ready-made hashes only: how Proofme makes them is not documented, so they are never computed here."""
    table = _read_table("notify", text)
    if (
        not table
        or not set(table) <= _NOTIFY_KEYS
        or not all(isinstance(v, str) and v for v in table.values())
    ):
        raise InputInvalid(
            "notify takes ready-made hashes: hashedPhonenumber, hashedEmail, hashedDid or hashedPublicKey.",
            field="notify",
        )
    return table


def _read_table(key: str, text: str) -> dict[str, object]:
    try:
        value = cast(object, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputInvalid("This must be a JSON object.", field=key) from error
    if not isinstance(value, dict):
        raise InputInvalid("This must be a JSON object.", field=key)
    return cast("dict[str, object]", value)


def _is_test(account: Account, text: str) -> bool:
    if not text:
        return account.environment is Environment.TEST
    chosen = _SWITCH.get(text.strip().lower())
    if chosen is None:
        raise InputInvalid("testmode must be true or false.", field="testmode")
    if chosen is False and account.environment is Environment.TEST:
        raise InputInvalid("A test account makes test identifications only.", field="testmode")
    return chosen


def _verify_address(account: Account, key: str, address: str) -> None:
    """Proofme must be able to reach a webhook address; https://docs.proofme.id/#/api/webhooks"""
    if account.environment is Environment.SIMULATOR:
        return
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise InputInvalid("This is not a web address.", field=key) from error
    if parts.scheme != "https" or not host:
        raise InputInvalid("The address must begin with https:// and name a host.", field=key)
    if key == "webhookUrl" and _is_private(host):
        raise InputInvalid("Proofme cannot reach this address; it must be public.", field=key)


def _is_text(text: str) -> bool:
    """False for half characters, which a damaged argument or file may hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
