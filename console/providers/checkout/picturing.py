"""Fetches the pictures a Checkout.com verification names, by fresh signed links; the links are neither kept nor logged."""

from __future__ import annotations

from collections.abc import Iterator

from console.domain.errors import ProviderFault
from console.providers.checkout import endpoints, protocol, wire
from console.providers.checkout.authorizing import Sender
from console.providers.checkout.manifest import TITLE
from console.providers.contract import FetchedPicture, FetchedPictures, HttpRequest, KnownVerification
from console.providers.pictures import (
    LARGEST_PICTURE,
    MOST_PICTURES,
    PICTURE_DEADLINE_S,
    build_picture,
    describe_missing,
)


async def fetch_pictures(sender: Sender, known: KnownVerification) -> FetchedPictures:
    """The documents' sides, their signatures and the face. Raises what reading the verification raises.

    https://api-reference.checkout.com/tag/Identity-Verification
    """
    reply = await sender.read(endpoints.build_verification_path(known.id))
    _, model, _ = protocol.read_verification(reply.body)
    request_id = reply.headers.get("cko-request-id", "")
    files: list[FetchedPicture] = []
    missing: list[str] = []
    for role, link in list(iter_pictures(model))[:MOST_PICTURES]:
        request = HttpRequest("GET", link, max_bytes=LARGEST_PICTURE, deadline_s=PICTURE_DEADLINE_S)
        try:
            body = (await sender.fetch_signed(request)).body
            files.append(build_picture(role, body, link, title=TITLE, request_id=request_id))
        except ProviderFault as fault:
            missing.append(describe_missing(role, fault))
    return FetchedPictures(tuple(files), tuple(missing), f"{TITLE} holds no pictures of this verification.")


def iter_pictures(model: wire.Verification) -> Iterator[tuple[str, str]]:
    """The documented word for each picture and its signed link; those of further documents are counted."""
    for number, document in enumerate(model.documents or (), start=1):
        again = "" if number == 1 else f"_{number}"
        yield from _named(f"document_front_image{again}", document.front_image_signed_url)
        yield from _named(f"document_back_image{again}", document.back_image_signed_url)
        yield from _named(f"document_signature_image{again}", document.signature_image_signed_url)
    if model.face is not None:
        yield from _named("face_image", model.face.image_signed_url)


def _named(role: str, link: str | None) -> Iterator[tuple[str, str]]:
    if link:
        yield role, link
