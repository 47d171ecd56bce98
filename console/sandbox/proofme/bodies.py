"""JSON bodies exactly as the simulated Proofme answers; reads records, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from console.sandbox.proofme.state import Identification, Template

if TYPE_CHECKING:
    from pydantic import JsonValue

Json = dict[str, "JsonValue"]

_HELP_URL = "https://docs.proofme.id/#/api/errors"
# The word for 422 changed between Python's versions; the documents have the older one.
_TITLES = {422: "Unprocessable Entity"}
_REQUESTER = "Example Org"
# 3 February 2026, 09:00 UTC in milliseconds: nonces are such numbers.
_NONCE = 1770109200000


def to_stamp(moment: datetime) -> str:
    """Seconds with the offset, as every endpoint page shows times."""
    return moment.isoformat(timespec="seconds")


def build_identification(
    identification: Identification, organisation_id: str, page_url: str, *, echoes_notify: bool = False
) -> Json:
    """Return the object as create and list give it.

    `notify` is null in every published sample, whatever was sent; a switch makes it what was sent.
    """
    scanned_at = identification.scanned_at
    return {
        "id": identification.id,
        "organisationId": organisation_id,
        "proofmeId": identification.template.id,
        "proofmeRevision": identification.template.revision,
        "description": identification.description,
        "isRequest": identification.is_request,
        "status": identification.status.value,
        "redirectUrl": identification.redirect_url,
        "webhookUrl": identification.webhook_url,
        "metadata": identification.metadata,
        "mode": identification.mode,
        "notify": identification.notify if echoes_notify else None,
        "myPageUrl": page_url,
        "scannedAt": None if scanned_at is None else to_stamp(scanned_at),
        "createdAt": to_stamp(identification.created_at),
        "updatedAt": to_stamp(identification.updated_at),
    }


def build_template(template: Template, organisation_id: str) -> Json:
    """Return the template as only the read of one identification shows it.

    Source: https://docs.proofme.id/#/did/request
    """
    credentials: Sequence[JsonValue] = [
        {"provider": each.provider, "key": each.key, "required": each.required}
        for each in template.credentials
    ]
    return {
        "id": template.id,
        "name": template.name,
        "organisationId": organisation_id,
        "requestedCredentials": {
            "credentials": list(credentials),
            "proof": {
                "holder": "0x0000000000000000000000000000000000000001",
                "nonce": _NONCE,
                "type": "ECDSA",
            },
            "purpose": template.purpose,
            "requester": _REQUESTER,
            "storage": "DATABASE",
        },
        "shareOptions": ["NONE"],
        "emails": [],
        "webhookUrl": None,
        "revision": template.revision,
        "deletedAt": None,
    }


def build_custom_page(organisation_id: str, domain: str) -> Json:
    """Return the settings of an own page; that there are `myPage` and `domain` is all the documents tell.

    Source: https://docs.proofme.id/#/custom_identification_page
    """
    return {"myPage": {"organisationId": organisation_id}, "domain": domain}


def build_error(status: int, detail: str, field: str | None = None) -> Json:
    """Return the general error shape; the words are ours, the documents publish none for identifications."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    body: Json = {"status": status, "title": title, "detail": detail}
    if field is not None:
        body["field"] = field
    body["_links"] = {"documentation": {"href": _HELP_URL, "type": "text/html"}}
    return body
