"""What a Proofme create says, byte for byte: options checked, defaults from the account's settings. No I/O, no clock.

https://docs.proofme.id/#/api/v1/identification/post_identification
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from console.domain.account import Account
from console.domain.errors import InputInvalid
from console.domain.outbox import VERIFICATION_STEP, CreateIntent, FrozenRequest
from console.domain.provider import Environment
from console.providers.proofme import endpoints, mapping
from console.providers.proofme.manifest import NOTIFY_KEYS

MAX_DESCRIPTION: Final = 255
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_OPTIONS: Final = frozenset(
    {"proofmeId", "description", "redirectUrl", "webhookUrl", "metadata", "testmode", "notify", *NOTIFY_KEYS}
)
# No address, number, DID or key looks like this; which hash it is, is not documented.
_HASH: Final = re.compile(r"[0-9A-Za-z+/=_-]{32,}")
_NOT_TEXT: Final = frozenset({"metadata", "testmode", "notify"})
_SWITCH: Final = {"true": True, "false": False}
_BETWEEN: Final = re.compile(r"[\s,;\[\]\"']+")


def build_create_request(account: Account, intent: CreateIntent) -> FrozenRequest:
    """The one step of a create: a form as in the documentation's sample, JSON with `notify` or where the account says
    so. Raises `InputInvalid` naming the field."""
    fields = build_create_fields(account, intent)
    is_json = "notify" in fields or account.settings.get("body_encoding", "").strip().lower() == "json"
    request = _to_json_request(fields) if is_json else _to_form_request(fields)
    return replace(request, mark=("description", intent.reference))


def build_create_fields(account: Account, intent: CreateIntent) -> dict[str, object]:
    """What a create says, whatever its encoding. Our reference begins the description and stands in the metadata."""
    options = {key: text for key, text in intent.options.items() if text}
    if intent.operation:
        raise InputInvalid("Proofme makes nothing but identifications.", field="operation")
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
    if notify := _build_notify(options):
        fields["notify"] = notify
    return fields


def is_form(request: FrozenRequest) -> bool:
    """True for a create that can still be said in the other encoding."""
    return dict(request.headers).get("content-type") == _FORM


def switch_encoding(request: FrozenRequest) -> FrozenRequest:
    """The same create as JSON, made from the frozen form itself: whatever changed since is not in it.

    https://docs.proofme.id/#/api/errors, 415
    """
    fields: dict[str, object] = {}
    for key, text in parse_qsl(request.body.decode(), keep_blank_values=True):
        fields[key] = json.loads(text) if key in _NOT_TEXT else text
    return replace(_to_json_request(fields), mark=request.mark)


def read_sent_description(request: FrozenRequest) -> str:
    """What a frozen create, form or JSON, put into the description."""
    if is_form(request):
        return dict(parse_qsl(request.body.decode())).get("description", "")
    fields = cast("dict[str, object]", json.loads(request.body))
    return str(fields.get("description", ""))


def _to_json_request(fields: Mapping[str, object]) -> FrozenRequest:
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenRequest(
        VERIFICATION_STEP, "POST", endpoints.IDENTIFICATIONS, (("content-type", _JSON),), body
    )


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
        VERIFICATION_STEP,
        "POST",
        endpoints.IDENTIFICATIONS,
        (("content-type", _FORM),),
        urlencode(pairs).encode(),
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


def _build_notify(options: Mapping[str, str]) -> dict[str, object]:
    """Ready-made hashes only: how Proofme makes them is not documented, so they are never computed here."""
    table = _read_table("notify", options["notify"]) if "notify" in options else {}
    table |= {key: options[key].strip() for key in NOTIFY_KEYS if key in options}
    for key, value in table.items():
        if key not in NOTIFY_KEYS:
            raise InputInvalid(f"notify takes {', '.join(NOTIFY_KEYS)} and nothing else.", field="notify")
        if not isinstance(value, str) or not _HASH.fullmatch(value):
            raise InputInvalid(
                "This takes a ready-made hash, never the address or number itself.",
                field=key if key in options else "notify",
            )
    if "notify" in options and not table:
        raise InputInvalid("notify names nobody.", field="notify")
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
    schemes = {"https"} if key == "webhookUrl" else {"https", "http"}
    if parts.scheme not in schemes or not host:
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
