"""Fetches the photos of an iDenfy session by links that live one hour; the links are neither kept nor logged."""

from __future__ import annotations

from typing import Final

from console.domain.errors import ProviderFault
from console.domain.provider import Environment
from console.providers.contract import FetchedPicture, FetchedPictures, KnownVerification
from console.providers.idenfy import endpoints, protocol, requests
from console.providers.idenfy.calling import Caller
from console.providers.idenfy.manifest import TITLE
from console.providers.pictures import (
    LARGEST_PICTURE,
    MOST_PICTURES,
    PICTURE_DEADLINE_S,
    build_picture,
    describe_missing,
)

# FRONT_VIDEO and its like: https://documentation.idenfy.com/kyc/data-retrieval
_VIDEO: Final = "_VIDEO"


async def fetch_pictures(caller: Caller, known: KnownVerification) -> FetchedPictures:
    """FRONT, BACK, FACE and additional steps, by fresh links. Raises what the files call raises.

    https://documentation.idenfy.com/kyc/data-retrieval
    """
    reply = await caller.post(endpoints.FILES, requests.build_scan_ref_body(known.id))
    is_simulator = caller.account.environment is Environment.SIMULATOR
    links = protocol.read_files(reply.body, known.id, allow_plain=is_simulator)
    wanted = [(role, link) for role, link in links.items() if _VIDEO not in role.upper()][:MOST_PICTURES]
    files: list[FetchedPicture] = []
    missing: list[str] = []
    for role, link in wanted:
        try:
            body = (await caller.download(link, LARGEST_PICTURE, PICTURE_DEADLINE_S)).body
            files.append(build_picture(role, body, link, title=TITLE))
        except ProviderFault as fault:
            missing.append(describe_missing(role, fault))
    return FetchedPictures(tuple(files), tuple(missing), f"{TITLE} holds no photos of this session.")
