"""What the hosted page shows for a link of the simulated iDenfy, and where it sends the browser; moves nothing.

Source: https://documentation.idenfy.com/kyc/iframe-redirect
"""

from __future__ import annotations

from typing import Final

from console.sandbox.idenfy.catalogue import Status
from console.sandbox.idenfy.records import Record
from console.sandbox.module import HostedSession

EXPIRED_PREFIX: Final = "expired-"
"""Before a token: the page of a link that came too late."""


def build_expired_page(record: Record) -> HostedSession:
    """What somebody sees who opens a link after its `expiryTime`, whatever became of the session."""
    return HostedSession(
        verification_id=record.scan_ref,
        provider_title="iDenfy",
        person_name=record.person_name or record.request.clientId,
        status=record.status.value,
        is_over=True,
        closing_text="This link has expired. Ask for a new one.",
        language=record.request.locale or "en",
        return_url=find_return_url(record) if record.is_final else "",
    )


def build_hosted_session(record: Record, steps: tuple[str, ...], *, is_information: bool) -> HostedSession:
    """The page for the session's own link, or for a link that asks for more (which returns nowhere)."""
    return HostedSession(
        verification_id=record.scan_ref,
        provider_title="iDenfy",
        person_name=record.person_name or record.request.clientId,
        status=_to_state(record),
        is_over=not steps,
        steps=steps,
        language=record.request.locale or "en",
        return_url="" if is_information or steps else find_return_url(record),
    )


def find_return_url(record: Record) -> str:
    """The address of the outcome, without a query: none is documented. Empty where the session has none of its own.

    A suspicion with a good document and face ends like an approval: the browser's words know no suspicion.
    """
    request, status = record.request, record.status
    if status is Status.APPROVED or (status is Status.SUSPECTED and record.core_check_passed):
        return request.successUrl or ""
    if status is Status.SUSPECTED or (status is Status.DENIED and record.is_submitted):
        return request.errorUrl or ""
    return request.unverifiedUrl or ""


def _to_state(record: Record) -> str:
    """The status, and the extra steps that come next."""
    if record.status is Status.ACTIVE and record.has_photos and not record.is_captured:
        return f"{record.status.value}, next: {', '.join(record.extra_steps)}"
    return record.status.value
